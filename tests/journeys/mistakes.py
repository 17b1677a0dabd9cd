"""Mistakes to put into a month that is right, each with all that must be said of it.

A finding is written `severity code place: given / expected`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from tests.journeys import months
from tests.journeys.months import JULY, MONTHS, Data


class Case(NamedTuple):
    """A month, what is put into it, and all that must be said then."""

    month: str
    data: Data
    expected: tuple[str, ...]


def values(month: str, expected: str | tuple[str, ...], **changes: object) -> Case:
    said = (expected,) if isinstance(expected, str) else expected
    return Case(month, {"values": changes}, said)


def printed(value: Decimal) -> str:
    text = str(value).replace(".", ",")
    return text.removesuffix(",00")


def rate_cases() -> Iterator[tuple[str, Case]]:
    """Every rate one unit off: the cut-off one is a warning, any other an error."""
    for code in ("2024-03", "2024-07"):
        for name, pair in MONTHS[code]["values"].items():
            if not isinstance(pair, dict) or "p" not in pair:
                continue
            n, d = pair["n"], pair["d"]
            exact = Decimal(100 * n) / d
            cut = exact.quantize(Decimal("0.01"), ROUND_DOWN)
            right = Decimal(pair["p"].replace(",", ".")).quantize(Decimal("0.01"))
            for step in (Decimal("0.01"), Decimal("-0.01")):
                wrong = right + step
                if wrong < 0:
                    continue
                kind = "warning RATIO-TRUNC" if wrong == cut else "error RATIO"
                said = f"{kind} {name}: {printed(wrong)} / {pair['p']}"
                case = values(code, said, **{name: {"p": printed(wrong)}})
                yield f"{code} {name} {printed(wrong)}", case


def rest_cases() -> Iterator[tuple[str, Case]]:
    for code in ("2024-03", "2024-07"):
        for name, pair in MONTHS[code]["values"].items():
            if isinstance(pair, dict) and "r" in pair:
                given, right = months.dotted(pair["r"] + 1), months.dotted(pair["r"])
                said = f"error REM {name}: {given} / {right}"
                yield f"{code} {name} rest", values(code, said, **{name: {"r": given}})


PLAN = JULY["documents"][0]
LETTER = JULY["documents"][1]
VALUE_CASES: dict[str, Case] = {
    # Digit slips: the rate no longer fits, and what is computed from the row neither.
    "numerator slip": values("2024-07", "error RATIO dvc13: 98,55 / 98,43", dvc13={"n": 815}),
    "denominator slip": values("2024-07", "error RATIO dvc13: 98,55 / 98,43", dvc13={"d": 829}),
    "slip in a police service": values(
        "2024-07",
        ("error AGG dvc_ca_pct: 97,67 / 97,65", "error RATIO dvc02: 75,54 / 75"),
        dvc02={"n": 1245},
    ),
    "slip in a service at 100 %": values(
        "2024-07",
        ("error RATIO dvc21: 100 / 98,90", "error XREF-LIST dvc_100_list: 6 / 5"),
        dvc21={"n": 898},
    ),
    "transposed denominator": values(
        "2024-07",
        ("error LE dvc13: 816 / 282", "error RATIO dvc13: 98,55 / 289,36"),
        dvc13={"d": 282},
    ),
    "part above the whole": values(
        "2024-07", "error LE dvc13: 829 / 828", dvc13={"n": 829, "p": None}
    ),
    "part above the whole, not a service": values(
        "2024-07", "error LE yt_cs: 189 / 188", yt_cs={"n": 189}
    ),
    "over the target is no mistake": values("2024-07", (), dd_dangky={"n": 1900000, "p": "185,04"}),
    "too few decimals": values(
        "2024-07", "note RATIO-COARSE dvc13: 98,6 / 98,55", dvc13={"p": "98,6"}
    ),
    "truncated to one decimal": values(
        "2024-07", "error RATIO dvc13: 98,5 / 98,55", dvc13={"p": "98,5"}
    ),
    "shifted mark": values("2024-07", "error RATIO dvc25: 12,5 / 1,25", dvc25={"p": "12,5"}),
    "shows 100 and is not whole": values(
        "2024-07",
        "note RATIO-100 htich_dongbo: 100 / 100",
        htich_dongbo={"n": 2695000},
    ),
    # Nothing, and nothing over nothing.
    "a state with figures": values(
        "2024-07", "error NONE dvc11", dvc11={"state": "khong_phat_sinh", "n": 3, "d": 4}
    ),
    "no figures yet": values(
        "2024-07", "missing REQ-STATE dvc11", dvc11={"state": "chua_co_so_lieu"}
    ),
    "no figures at all": values("2024-07", "missing REQ dvc11", dvc11={"state": None}),
    "something over nothing": values(
        "2024-07", "error RATIO-BASE dvc13", dvc13={"n": 5, "d": 0, "p": None}
    ),
    "a rate of nothing": values("2024-07", "error RATIO-BASE dvc13: 98,55", dvc13={"n": 0, "d": 0}),
    "nothing over nothing": values(
        "2024-07", "warning RATIO-BASE dvc13: 0/0", dvc13={"n": 0, "d": 0, "p": None}
    ),
    "figures instead of a state": values(
        "2024-07",
        "error AGG dvc_ca_pct: 97,67 / 97,66",
        dvc11={"n": 3, "d": 4},
    ),
    "a state instead of figures": values(
        "2024-07",
        "error XREF-LIST dvc_100_list: 6 / 5",
        dvc05={"state": "khong_phat_sinh"},
    ),
    "seasonal": values(
        "2024-07", "error XREF-LIST dvc_100_list: 6 / 5", dvc18={"state": "theo_mua_vu"}
    ),
    # Totals, products, counts, lists.
    "total of a joint service": values(
        "2024-07", "error SUM dvc16_ca_tn: 1.126 / 1.125", dvc16_ca_tn=1126
    ),
    "part of a joint service": values(
        "2024-07", "error SUM dvc17_ca_tn: 415 / 416", dvc17_ca_cho=148
    ),
    "joint service in March": values(
        "2024-03", "error SUM dvc16_ca_tn: 1.404 / 1.044", dvc16_ca_tn=1404
    ),
    "total of the services": values("2024-07", "error SUM dvc_tong: 2.212 / 2.122", dvc_tong=2212),
    "total of levels 3 and 4": values(
        "2024-03", "error SUM dvc_tong: 2.059 / 2.095", dvc_tong=2059
    ),
    "level slip": values("2024-03", "error SUM dvc_tong: 2.095 / 2.096", dvc_muc4=976),
    "both classifications": values(
        "2024-03",
        ("error EXCLUSIVE dvc_muc3", "error EXCLUSIVE dvc_muc4"),
        dvc_mp_tructuyen=5,
        dvc_toantrinh=3,
    ),
    "sum of money": values(
        "2024-07", "error SUM-MONEY von_tong: 101.357 / 101.375", von_tong="101.357"
    ),
    "money in the wrong unit": values(
        "2024-07", "error SUM-MONEY von_tong: 101,375 / 101.375", von_tong="101,375"
    ),
    "product": values("2024-07", "error PROD kp_tong: 1,254 / 1,245", kp_tong="1,254"),
    "amount each": values("2024-07", "error PROD kp_tong: 1,245 / 1,365", kp_muc="110"),
    "one unit less": values(
        "2024-07", "error PROD kp_tong: 1,245 / 1,145", kp_don_vi=JULY["values"]["kp_don_vi"][1:]
    ),
    "stated number of units": values(
        "2024-07",
        "error COUNT kp_don_vi: 11 / 12",
        kp_don_vi={"stated": 11, "rows": JULY["values"]["kp_don_vi"]},
    ),
    "aggregate": values("2024-07", "error AGG dvc_ca_pct: 95,67 / 97,67", dvc_ca_pct="95,67"),
    "aggregate in March": values(
        "2024-03", "error AGG dvc_ca_pct: 96,43 / 96,42", dvc_ca_pct={"stated": "96,43"}
    ),
    "services at 100 %": values(
        "2024-07", "error XREF-LIST dvc_100_list: 5 / 6", dvc_100_list={"stated": 5}
    ),
    "the wrong services at 100 %": values(
        "2024-07",
        "error XREF-LIST dvc_100_list: 6 / 6",
        dvc_100_list=["dvc01", "dvc05", "dvc06", "dvc09", "dvc10", "dvc21"],
    ),
    "number of services": values("2024-07", "error COUNT dvc_count: 24 / 25", dvc_count=24),
    "connected services": values("2024-07", "error COUNT ht_tk_n: 9 / 8", ht_tk_n=9),
    "base of the connected services": values("2024-07", "error XSEC ht_tk_d: 24 / 25", ht_tk_d=24),
    "a service listed twice": values(
        "2024-07",
        "error COUNT ht_tk_list[8].ten: 8 / 1",
        ht_tk_list=[*months.CONNECTED[:7], months.CONNECTED[0]],
    ),
    "districts with a centre": values(
        "2024-07", "error COUNT ioc_huyen: 8 / 2", ioc_ds=["Long Xuyên", "An Phú"]
    ),
    # Chains, remainders, places that must agree.
    "scanned and entered": values(
        "2024-03",
        ("error FLOW htich_nhap: 2.650.118 / 2.600.000", "error RATIO htich_scan: 100 / 96,47"),
        htich_scan={"n": 2600000},
    ),
    "entered and synchronized": values(
        "2024-03",
        "error FLOW htich_dongbo: 2.433.907 / 2.433.000",
        htich_nhap={"n": 2433000, "p": "90,28"},
    ),
    "synchronized above the whole": values(
        "2024-07",
        "error LE htich_dongbo: 2.695.003 / 2.695.002",
        htich_dongbo={"n": 2695003, "p": None},
    ),
    "cards and eligible people": values(
        "2024-07", "error LE asxh_the: 101.768 / 101.767", asxh_the={"n": 101768, "p": None}
    ),
    "paid and cards": values(
        "2024-07", "error FLOW asxh_chitra: 3.753 / 3.752", asxh_chitra={"n": 3753, "p": None}
    ),
    "another base": values(
        "2024-07",
        "error XSEC asxh_chitra: 101.776 / 101.767",
        asxh_chitra={"d": 101776},
    ),
    "pension accounts": values(
        "2024-07", "error LE lh_tk: 16.327 / 16.326", lh_tk={"n": 16327, "p": None}
    ),
    "pensions paid": values(
        "2024-07", "error FLOW lh_chi: 9.640 / 9.639", lh_chi={"n": 9640, "p": None}
    ),
    "pensions paid without money": values("2024-07", "error TEST lh_tien", lh_tien=0),
    "activated and registered": values(
        "2024-07",
        "error LE dd_kichhoat: 1.662.115 / 1.662.114",
        dd_kichhoat={"n": 1662115, "p": None},
    ),
    "models left": values("2024-07", "error REM mh_con: 8 / 9", mh_con="08/42"),
    "models at work and planned": values(
        "2024-03",
        ("error FLOW mh_tk: 31 / 30", "error REM mh_con: 14 / 11"),
        mh_tk="31/42",
    ),
    "base of the models": values("2024-07", "error XSEC mh_kh: 43 / 42", mh_kh="33/43"),
    "parcels": values("2024-03", "error LE dat_ky: 850.010 / 850.009", dat_ky=850010),
    "parcels of the design": values(
        "2024-07", "error XSEC dat_pct: 1.214.853 / 1.214.835", dat_pct={"d": 1214853}
    ),
    "rank": values("2024-07", "error RANK asxh_hang: 64 / 63", asxh_hang="64/63"),
    "lone percentage": values(
        "2024-07", "error PCT-RANGE yt_luutru: 100,5 / 0–100", yt_luutru="100,5"
    ),
    "day of the connection": values(
        "2024-07", "error XSEC kn_ngay: 12/12/2022 / 11/12/2022", kn_ngay="12/12/2022"
    ),
    # Dates.
    "as of after the period": values(
        "2024-07",
        "warning DATE-ASOF htich_asof: 21/7/2024 / 21/6/2024 – 20/7/2024",
        htich_asof="21/7/2024",
    ),
    "as of before the period, not done": values(
        "2024-03",
        "warning STALE htich_asof: 20/02/2024 / 21/02/2024 – 20/3/2024",
        htich_asof="20/02/2024",
    ),
    "a month that is past": values(
        "2024-03", "warning DEADLINE htich_dukien: 02/2024", htich_dukien="2/2024"
    ),
}


def documents(expected: str | tuple[str, ...], *rows: Data) -> Case:
    said = (expected,) if isinstance(expected, str) else expected
    return Case("2024-07", {"documents": list(rows)}, said)


PERIOD = "21/6/2024 – 20/7/2024"
DOCUMENT_CASES: dict[str, Case] = {
    "the first and the last day": documents(
        (), {**PLAN, "ngay": "21/6/2024"}, {**PLAN, "so": "710", "ngay": "20/7/2024"}
    ),
    "a day too early": documents(
        f"warning DATE-PERIOD vb_ban_hanh[1].ngay: 20/6/2024 / {PERIOD}",
        {**PLAN, "ngay": "2024-06-20"},
    ),
    "a day too late": documents(
        f"warning DATE-PERIOD vb_ban_hanh[2].ngay: 21/7/2024 / {PERIOD}",
        LETTER,
        {**PLAN, "ngay": "2024-07-21"},
    ),
    "type and symbol": documents(
        "error DOC-TYPE vb_ban_hanh[1].ky_hieu: 709/QĐ-UBND / kế hoạch",
        {**PLAN, "ky_hieu": "QĐ-UBND"},
    ),
    "a letter with a type": documents(
        "error DOC-TYPE vb_ban_hanh[1].ky_hieu: 709/KH-UBND / công văn",
        {**PLAN, "ten_loai": "Công văn"},
    ),
    "year of the number": documents(
        "warning DOC-YEAR vb_ban_hanh[1].so: 02/2023/NQ-HĐND / 10/7/2024",
        {"ten_loai": "Nghị quyết", "so": "02/2023", "ky_hieu": "NQ-HĐND", "ngay": "2024-07-10"},
    ),
    "order of the numbers": documents(
        "warning DOC-ORDER vb_ban_hanh[2].so: 710/KH-UBND / 709/KH-UBND",
        PLAN,
        {**PLAN, "so": "710", "ngay": "2024-07-15"},
    ),
    "letters of other desks have other days": documents(
        (), LETTER, {**LETTER, "so": "874", "ky_hieu": "UBND-TH", "ngay": "2024-07-03"}
    ),
    "one number, two days": documents(
        "error DOC-SAME vb_ban_hanh[2].so: 709/KH-UBND / 16/7/2024",
        PLAN,
        {**PLAN, "ngay": "2024-07-17"},
    ),
    "cited twice": documents(
        "warning DOC-TWICE vb_ban_hanh[2].so: 709/KH-UBND / 16/7/2024", PLAN, PLAN
    ),
    "spelling": documents(
        "warning DOC-GRAMMAR vb_ban_hanh[1].ky_hieu: 709/KH_UBND", {**PLAN, "ky_hieu": "KH_UBND"}
    ),
    "every family of numbers": documents(
        (),
        *(
            {"ten_loai": kind, "so": number, "ky_hieu": symbol, "ngay": "2024-07-10"}
            for kind, number, symbol in (
                ("Nghị định", "63/2024", "NĐ-CP"),
                ("Quyết định", "06", "QĐ-TTg"),
                ("Tờ trình", "141", "TTr-STTTT"),
                ("Kế hoạch", "5085", "KH-CAT-PC06"),
                ("Kế hoạch", "71", "KH-BCĐ"),
                ("Thông báo", "288", "TB-VPUBND"),
                ("Công văn", "1494", "STTTT-TTCNTTTT"),
                ("Công văn", "2551", "TCTTKĐA"),
                ("Nghị quyết", "57", "NQ/TW"),
                ("Kế hoạch phối hợp", "43", "KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG"),
                ("Điện mật", "25", "ĐK-HT"),
            )
        ),
    ),
    "none": documents("missing REQ-TEXT vb_ban_hanh"),
}
OTHER_CASES: dict[str, Case] = {
    "no name to sign": Case(
        "2024-07", {"signature": {"ho_ten": None}}, ("missing SIGN signature",)
    ),
    "signing for oneself": Case(
        "2024-07", {"signature": {"chuc_vu": "CHỦ TỊCH"}}, ("warning SIGN signature",)
    ),
    "nobody to send it to": Case("2024-07", {"recipients": []}, ("missing REQ-TEXT recipients",)),
    "no assessment": Case("2024-07", {"text": {"uu_diem": None}}, ("missing REQ-TEXT uu_diem",)),
    "an unknown field in a text": Case(
        "2024-07",
        {"text": {"uu_diem": "Theo {{khong_co}}."}},
        ("warning TOKEN uu_diem: {{khong_co}} không phải mã chỉ tiêu của biểu mẫu.",),
    ),
}
AFTER = "2024-06>2024-07"
AFTER_CASES: dict[str, Case] = {
    "cumulative figure falls": values(
        AFTER, "warning MONO hoi_nct: 58.631 / 58.632", hoi_nct=58631
    ),
    "cumulative part of a rate falls": values(
        AFTER,
        "warning MONO yt_tracuu: 2.280.599 / 2.280.600",
        yt_tracuu={"n": 2280599, "p": None},
    ),
    "registered accounts fall": values(
        AFTER,
        "warning MONO dd_dangky: 1.662.113 / 1.662.114",
        dd_dangky={"n": 1662113, "p": None},
    ),
    "children cleared fall": values(
        AFTER, "warning MONO te: 361.163 / 361.164", te={"n": 361163, "p": None, "r": None}
    ),
    "target of the year": values(
        AFTER,
        "warning CONST dd_chitieu: 1.026.795 / 1.026.794",
        dd_chitieu=1026795,
        dd_dangky={"d": None, "p": None},
        dd_kichhoat={"d": None, "p": None},
    ),
    "a fixed speed": values(
        AFTER, "warning CONST bt_xa.tslcd: 20 / 10", bt_xa={"tslcd": 20, "internet": 100}
    ),
    "a fixed day": values(
        AFTER,
        "warning CONST kn_lt_ngay: 18/6/2023 / 17/6/2023",
        kn_lt_ngay="2023-06-18",
    ),
    "a jump": values(AFTER, "warning JUMP hoi_nct: 90.000 / 58.632", hoi_nct=90000),
    "more left to verify": values(
        AFTER,
        "warning TEST bhxh_xt",
        bhxh_xt={"n": 1626938, "d": 1661386, "p": None, "r": None},
    ),
    "flows are not compared": values(AFTER, (), dvc22={"n": 3, "d": 30, "p": "10"}),
}

CASES: dict[str, Case] = {
    **dict(rate_cases()),
    **dict(rest_cases()),
    **VALUE_CASES,
    **{f"document: {name}": case for name, case in DOCUMENT_CASES.items()},
    **OTHER_CASES,
    **{f"after June: {name}": case for name, case in AFTER_CASES.items()},
}
