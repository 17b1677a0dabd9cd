"""Real monthly reports checked: July 2024 as published, one figure wrong at a time, March."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from forms.cells import CellKey, Change
from forms.composition import sentence_of
from forms.engine import Computation, Context
from forms.findings import Finding
from forms.sources.filling import plan_fill
from tests.f02 import (
    CORRECTIONS,
    EXPECTED,
    JULY,
    MARCH,
    changed,
    filled,
    found,
    session,
    words,
)


def finding(computation: Computation, code: str, place: str) -> Finding:
    return next(f for f in computation.findings() if (f.code, f.place) == (code, place))


# --- July 2024 as published -----------------------------------------------------------------------


def test_july_as_published_has_its_three_errors_and_no_other() -> None:
    computation = filled(JULY)
    assert found(computation, "error") == [
        "RATIO@dvc12",
        "RATIO@gv_mn",
        "XREF-LIST@dvc_100_list",
    ]
    assert found(computation, "warning") == [
        "DATE-PERIOD@vb_ban_hanh[2].ngay",
        "DOC-YEAR@ht_canhcu[2].so",
        "RATIO-TRUNC@dvc14",
    ]
    assert found(computation, "missing") == []
    assert found(computation, "note") == []


@pytest.mark.parametrize(
    ("code", "place", "given", "expected"),
    [
        ("RATIO", "dvc12", "97,54", "98,96"),
        ("RATIO", "gv_mn", "97,66", "97,71"),
        ("RATIO-TRUNC", "dvc14", "99,48", "99,49"),
        ("XREF-LIST", "dvc_100_list", "5", "6"),
    ],
)
def test_july_findings_name_the_printed_and_the_right_figure(
    code: str, place: str, given: str, expected: str
) -> None:
    told = finding(filled(JULY), code, place)
    assert (told.given, told.expected) == (given, expected)
    assert told.repair is not None
    assert told.repair.kind == "drop"


def test_july_corrected_has_nothing_left_but_a_date_to_explain() -> None:
    computation = filled(JULY, CORRECTIONS)
    assert found(computation, "error") == []
    assert found(computation, "warning") == ["DATE-PERIOD@vb_ban_hanh[2].ngay"]
    assert found(computation, "missing") == []


def test_computed_figures_of_july_are_the_published_ones() -> None:
    computation = filled(JULY)
    figures = {
        "dvc_ca_pct": "97.67",
        "kp_tong": "1.245",
        "von_tong": "101375",
        "dvc_tong": "2122",
        "dvc16_ca_tn": "1125",
        "dvc17_ca_tn": "415",
        "ht_tk_n": "8",
    }
    for name, figure in figures.items():
        key = CellKey(name, 0, "value")
        assert computation.is_derived(key), name
        assert computation.effective(key) == Decimal(figure), name
    assert computation.chosen("dvc_100_list") == (
        "dvc01", "dvc05", "dvc06", "dvc10", "dvc18", "dvc21",
    )  # fmt: skip


@pytest.mark.parametrize(("field", "sentence"), EXPECTED["sentences"].items())
def test_sentences_are_printed_as_in_the_published_report(field: str, sentence: str) -> None:
    assert sentence_of(filled(JULY), field) == sentence


def test_no_figure_of_july_is_left_out_of_the_paper() -> None:
    printed = words(filled(JULY))
    for value in JULY["values"].values():
        figures = value if isinstance(value, dict) else {"value": value}
        for part, figure in figures.items():
            if isinstance(figure, int) and part != "stated":
                assert f"{figure:,}".replace(",", ".") in printed, value
    assert "…" not in printed.replace("vé tàu, xe…", "").replace("đoàn hội….", "")


def test_a_figure_repeated_in_the_conclusion_follows_its_one_cell() -> None:
    values = changed(JULY, dd_dangky={"n": 1700000, "p": None}, asxh_chitra={"n": 2600, "p": None})
    printed = words(filled(values))
    assert printed.count("1.700.000 tài khoản, đạt tỷ lệ 165,56%") == 2
    assert "1.662.114" not in printed
    assert "2.600 trường hợp, chiếm tỷ lệ 2,55%" in printed


def _stated_rates() -> list[str]:
    values = JULY["values"].items()
    return [name for name, value in values if isinstance(value, dict) and "p" in value]


@pytest.mark.parametrize("field", _stated_rates())
def test_a_rate_one_unit_too_high_is_an_error(field: str) -> None:
    computation = filled(JULY, CORRECTIONS)
    right = computation.effective(CellKey(field, 0, "p"))
    assert isinstance(right, Decimal)
    wrong = str(right + Decimal("0.01")).replace(".", ",")
    data = changed(JULY, **{field: {**JULY["values"][field], "p": wrong}})
    assert f"RATIO@{field}" in found(filled(data), "error")


MEETING = {"ten": "Hội nghị sơ kết", "tinh_trang": "da_to_chuc", "thang": "2024-07"}


def test_meetings_held_and_planned_fit_the_month() -> None:
    planned = [MEETING, MEETING | {"ten": "Hội nghị tổng kết", "tinh_trang": "du_kien"}]
    assert found(filled(changed(JULY, hoi_nghi=planned)), "error") == found(filled(JULY), "error")


@pytest.mark.parametrize(
    ("code", "place", "field", "value"),
    [
        ("SUM", "dvc16_ca_tn", "dvc16_ca_tn", 1126),
        ("SUM", "dvc17_ca_tn", "dvc17_ca_tn", 451),
        ("SUM", "dvc_tong", "dvc_tong", 2123),
        ("AGG", "dvc_ca_pct", "dvc_ca_pct", {"stated": "97,66"}),
        ("PROD", "kp_tong", "kp_tong", "1,254"),
        ("SUM-MONEY", "von_tong", "von_tong", "101.475"),
        ("REM", "bhxh_xt", "bhxh_xt", {"n": 1626938, "d": 1661286, "r": 34349}),
        ("REM", "te", "te", {"n": 361164, "d": 393955, "r": 32971}),
        ("REM", "mh_con", "mh_con", {"n": 8, "d": 42}),
        ("COUNT", "ht_tk_n", "ht_tk_n", 9),
        ("COUNT", "ioc_huyen", "ioc_huyen", {"n": 7, "d": 11}),
        ("COUNT", "mh_kh", "mh_kh", {"n": 34, "d": 42}),
        ("COUNT", "dvc_count", "dvc_count", 24),
        ("COUNT", "bt_dn", "bt_dn", {"stated": 3}),
        ("XSEC", "htich_dongbo", "htich_dongbo", {"n": 2695002, "d": 2695000}),
        ("XSEC", "lh_tk", "lh_tk", {"n": 9639, "d": 16320}),
        ("XSEC", "kn_ngay", "kn_ngay", "2022-12-12"),
        ("XSEC", "mh_kh", "mh_kh", {"n": 33, "d": 43}),
        ("LE", "dvc03", "dvc03", {"n": 12790, "d": 12709}),
        ("LE", "asxh_the", "asxh_doituong", 3000),
        ("LE", "dd_kichhoat", "dd_kichhoat", {"n": 1700000}),
        ("LE", "yt_cs", "yt_cs", {"n": 189, "d": 188}),
        ("FLOW", "asxh_chitra", "asxh_chitra", {"n": 3753}),
        ("FLOW", "lh_chi", "lh_chi", {"n": 9640}),
        ("FLOW", "mh_tk", "mh_tk", {"n": 34, "d": 42}),
        ("RANK", "asxh_hang", "asxh_hang", {"n": 64, "d": 63}),
        ("RANK", "asxh_hang", "asxh_hang", {"n": 0, "d": 63}),
        ("PCT-RANGE", "yt_luutru", "yt_luutru", "101"),
        ("TEST", "lh_tien", "lh_tien", 0),
        ("NONE", "dvc11", "dvc11", {"state": "khong_phat_sinh", "n": 1, "d": 1}),
        ("PCT-RANGE", "yt_ksk", "yt_ksk", "101"),
        ("PCT-RANGE", "bhxh_dvc_pct", "bhxh_dvc_pct", "101"),
        ("PCT-RANGE", "dvc_tichhop", "dvc_tichhop", "101"),
        ("LE", "ht_tk_n", "ht_tk_d", 7),
        ("XSEC", "ht_tk_d", "ht_tk_d", 24),
        ("LE", "ioc_huyen", "ioc_huyen", {"n": 8, "d": 7}),
        ("LE", "mh_kh", "mh_kh", {"n": 33, "d": 32}),
        ("LE", "mh_tk", "mh_tk", {"n": 33, "d": 32}),
        ("LE", "mh_xa", "mh_xa", {"n": 157, "d": 156}),
        ("XSEC", "mh_con", "mh_con", {"n": 9, "d": 43}),
        ("SUM", "mh_tk", "mh_donvi", [{"co_quan": "Công an tỉnh", "so": 32}]),
        ("DATE-ORDER", "ht_kn_ngay", "ht_kn_ngay", "2024-07-21"),
        ("DATE-ORDER", "kn_lt_ngay", "kn_lt_ngay", "2024-07-21"),
        ("DATE-ORDER", "ioc_ngay", "ioc_ngay", "2024-07-21"),
        ("DATE-ORDER", "hoi_nghi[1].thang", "hoi_nghi", [MEETING | {"thang": "2024-08"}]),
        (
            "DATE-ORDER",
            "hoi_nghi[2].thang",
            "hoi_nghi",
            [MEETING, MEETING | {"tinh_trang": "du_kien", "thang": "2024-06"}],
        ),
    ],
)
def test_a_wrong_total_or_relation_is_an_error_at_its_place(
    code: str, place: str, field: str, value: object
) -> None:
    assert f"{code}@{place}" not in found(filled(JULY), "error")
    assert f"{code}@{place}" in found(filled(changed(JULY, **{field: value})), "error")


def test_parcels_signed_are_those_with_data_and_those_those_with_a_map() -> None:
    def told(mapped: int, known: int, signed: int) -> list[str]:
        data = changed(JULY, dat_kg=mapped, dat_tt=known, dat_ky=signed)
        return [place for place in found(filled(data), "error") if place.startswith("LE")]

    assert told(9, 8, 8) == []
    assert told(8, 9, 9) == ["LE@dat_tt"]
    assert told(9, 8, 9) == ["LE@dat_ky"]


def test_a_rate_of_the_design_asks_for_the_design() -> None:
    assert "TEST@dat_tk" not in found(filled(JULY), "warning")
    assert "TEST@dat_tk" in found(filled(changed(JULY, dat_tk=None)), "warning")


def test_targets_may_be_exceeded() -> None:
    computation = filled(JULY)
    assert computation.effective(CellKey("dd_dangky", 0, "p")) == Decimal("161.87")
    assert "LE@dd_dangky" not in found(computation, "error")


def test_a_blank_row_is_missing_and_never_an_error() -> None:
    data = changed(JULY, dvc03=None, dvc16_ca_cho=None, kp_muc=None)
    computation = filled(data)
    assert {"REQ@dvc03", "REQ@dvc16_ca_cho", "REQ@kp_muc"} <= set(found(computation, "missing"))
    assert "SUM@dvc16_ca_tn" not in found(computation, "error")
    assert "PROD@kp_tong" not in found(computation, "error")


def test_figures_are_compared_with_the_month_before() -> None:
    july = filled(JULY, CORRECTIONS).cells
    august = changed(
        {**JULY, "period": "2024-08", "documents": []},
        dd_dangky={"n": 1662113},
        dd_chitieu=1026795,
        hoi_nd=70000,
        te={"n": 361000, "d": 393955},
        bt_xa={"tslcd": 20, "internet": 100},
        bhxh_xt={"n": 1626938, "d": 1661287},
        gv_th={"n": 10431, "d": 10600},
        yt_tracuu={"n": 900000, "d": 1000000},
        von_tong=None,
        von_ds=[{"ten": "Trung tâm dữ liệu", "so": "41.928"}],
    )
    computation = filled(august, previous=july)
    assert {
        "MONO@dd_dangky",
        "CONST@dd_chitieu",
        "MONO@te",
        "CONST@bt_xa.tslcd",
        "TEST@bhxh_xt",
        "MONO@gv_th",
        "MONO@yt_tracuu",
        "JUMP@yt_tracuu",
        "CONST@von_tong",
    } <= set(found(computation, "warning"))
    assert "JUMP@hoi_nd" in found(computation, "warning")
    assert "MONO@hoi_nd" not in found(computation, "warning")


def test_the_running_total_of_service_24_grows_by_what_came_in() -> None:
    july = filled(JULY, CORRECTIONS).cells
    august = {**JULY, "period": "2024-08", "documents": []}

    def told(total: int, month: int) -> list[str]:
        data = changed(august, dvc24_ky=month, dvc24_hs_lk=total)
        return [place for place in found(filled(data, previous=july), "warning") if "CALC" in place]

    assert told(5, 2) == []
    assert told(6, 2) == ["CALC@dvc24_hs_lk"]


@pytest.mark.parametrize(
    ("form", "name", "right", "place"),
    [
        ("F01", "f01_tichhop_n", 2122, "dvc_mp_tructiep"),
        ("F03", "tt_tansuat", 1, "tt_tansuat"),
        ("F14", "mh_kh", 33, "mh_kh"),
        ("F14", "mh_tk", 33, "mh_tk"),
        ("F14", "mh_con", 9, "mh_con"),
    ],
)
def test_other_reports_have_the_same_figures(form: str, name: str, right: int, place: str) -> None:
    opened = filled(JULY)
    part = "n" if form == "F14" else "value"

    def told(figure: int) -> list[str]:
        context = Context(forms={form: {CellKey(name, 0, part): Decimal(figure)}})
        again = opened.engine.open(opened.cells, opened.period, context=context)
        return [said for said in found(again, "warning") if said.startswith("XFORM")]

    assert told(right) == []
    assert told(right + 1) == [f"XFORM@{place}"]


# --- the form of March 2024, figures made up ------------------------------------------------------


def test_a_right_report_of_march_has_no_finding() -> None:
    assert filled(MARCH).findings() == ()


def test_march_is_printed_in_the_words_of_its_time() -> None:
    printed = words(filled(MARCH))
    for sentence in (
        "Đã tiếp nhận 300/400 hồ sơ, đạt tỷ lệ 75%.",
        "Trong tháng tiếp nhận 400 hồ sơ từ Cổng dịch vụ công quốc gia; trong đó, đã giải quyết",
        "Thực hiện theo kỳ thi hằng năm.",
        "đã hoàn thành scan số 2.000/2.000 dữ liệu, đạt tỷ lệ 100%",
        "dự kiến sẽ hoàn thành 100% chỉ tiêu vào cuối tháng 6/2024",
        "mức độ 3: 1.000 dịch vụ",
        "Đã hoàn thành 99,5% chỉ tiêu thu nhận hồ sơ cấp CCCD",
        "19 nhiệm vụ chung và 11 nhiệm vụ cụ thể của địa phương",
        "22/156 xã đăng ký",
    ):
        assert sentence in printed
    assert "Tư pháp:" not in printed
    assert "Luật Căn cước" not in printed


def test_march_refuses_a_stage_that_overtakes_the_one_before() -> None:
    data = changed(MARCH, htich_dongbo={"n": 1950, "d": 2000})
    assert "FLOW@htich_dongbo" in found(filled(data), "error")


def test_the_two_classifications_are_never_filled_together() -> None:
    both = {"dvc_mp_tructiep": 1, "dvc_mp_tructuyen": 1, "dvc_toantrinh": 2098}
    assert "EXCLUSIVE@dvc_muc3" in found(filled(changed(MARCH, **both)), "error")
    only_new = changed(MARCH, dvc_muc3=None, dvc_muc4=None, **both)
    assert found(filled(only_new), "error") == []


def test_the_old_classification_adds_up_and_is_asked_for() -> None:
    assert "SUM@dvc_tong" in found(filled(changed(MARCH, dvc_tong=2101)), "error")
    neither = changed(MARCH, dvc_muc3=None, dvc_muc4=None)
    assert "TEST@dvc_tong" in found(filled(neither), "warning")
    assert "TEST@dvc_tong" not in found(filled(MARCH), "warning")


def test_a_classification_that_ended_is_refused_later() -> None:
    opened = session("2024-07")
    refused = plan_fill(opened, json.dumps({"values": {"dvc_muc3": 5}}).encode())
    assert not isinstance(refused, Change)
    assert [problem.place for problem in refused] == ["dvc_muc3"]
