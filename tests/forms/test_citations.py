"""Cited documents: symbols of every family, dates, order, documents cited twice."""

from __future__ import annotations

import pytest

from forms.citations import citations
from forms.engine import Computation
from tests.builders import form, remarks, report, single, type_in

SHAPE = form(
    single("vb", "documents", behaviour="K", required=False),
    single("can_cu", "documents", behaviour="C", required=False),
)
Row = tuple[str, str, str, str]
"""Type, number, symbol, day."""


def rows(name: str, *listed: Row, issuer: str = "") -> dict[str, str]:
    typed: dict[str, str] = {}
    for number, (kind, serial, symbol, day) in enumerate(listed, 1):
        cells = {"ten_loai": kind, "so": serial, "ky_hieu": symbol, "ngay": day, "co_quan": issuer}
        typed |= {f"{name}[{number}].{part}": text for part, text in cells.items() if text}
    return typed


def cited(*listed: Row) -> Computation:
    return report(SHAPE, rows("vb", *listed))


def said(*listed: Row) -> list[str]:
    return remarks(cited(*listed))


# --- symbols -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "number", "symbol"),
    [
        # normative acts
        ("Nghị định", "63", "2024/NĐ-CP"),
        ("Nghị định", "63/2024", "NĐ-CP"),
        ("Nghị quyết", "02/2024", "NQ-HĐND"),
        ("Thông tư", "01/2023", "TT-VPCP"),
        ("Quyết định", "61/2018", "QĐ-UBND"),
        ("Luật", "47/2019", "QH14"),
        ("Nghị quyết", "115/2020", "QH14"),
        # administrative documents
        ("Quyết định", "06", "QĐ-TTg"),
        ("Kế hoạch", "709", "KH-UBND"),
        ("Chỉ thị", "05", "CT-UBND"),
        ("Thông báo", "288", "TB-VPUBND"),
        ("Tờ trình", "141", "TTr-STTTT"),
        ("Báo cáo", "1247", "BC-SKHCN"),
        ("Kế hoạch", "5085", "KH-CAT-PC06"),
        ("Nghị quyết", "175", "NQ-CP"),
        ("kế hoạch", "71", "KH-BCĐ"),
        # letters, which have no type in the symbol
        ("Công văn", "802", "UBND-NC"),
        ("Công văn", "1096", "STTTT-CNTT-BCVT"),
        ("Công văn", "2760", "BCA-C06"),
        ("Công văn", "425", "SKHCN-CĐS"),
        ("Công văn", "32", "TCTĐA06"),
        # of the Party
        ("Nghị quyết", "57", "NQ/TW"),
        ("Kế hoạch", "01", "KH/BCĐTW"),
        ("Công văn", "01", "CV/VPTU"),
        # joint and secret
        ("Kế hoạch phối hợp", "43", "KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG"),
        ("Điện mật", "25", "ĐK-HT"),
        # a type that no list knows
        ("Kết luận", "12", "KL-BTV"),
        ("", "12", "KH-UBND"),
    ],
)
def test_symbols_as_the_reports_cite_them(kind: str, number: str, symbol: str) -> None:
    assert said((kind, number, symbol, "")) == []


@pytest.mark.parametrize(
    ("kind", "number", "symbol", "code"),
    [
        ("Kế hoạch", "709", "BC-UBND", "DOC-TYPE"),
        ("Công văn", "802", "KH-UBND", "DOC-TYPE"),
        ("Nghị định", "63/2024", "NQ-CP", "DOC-TYPE"),
        ("Nghị quyết", "57", "KH/TW", "DOC-TYPE"),
        ("Kế hoạch", "bảy", "KH-UBND", "DOC-GRAMMAR"),
        ("Kế hoạch", "709", "KH UBND", "DOC-GRAMMAR"),
        ("Kế hoạch", "709", "KH–UBND", "DOC-GRAMMAR"),
        ("Kế hoạch", "709", "KH-", "DOC-GRAMMAR"),
        ("Kế hoạch", "709", "/KH-UBND", "DOC-GRAMMAR"),
        ("Kế hoạch", "７09", "KH-UBND", "DOC-GRAMMAR"),
    ],
)
def test_symbols_in_doubt(kind: str, number: str, symbol: str, code: str) -> None:
    assert said((kind, number, symbol, "")) == [f"warning {code}@vb[1].ky_hieu"]


def test_rows_without_a_number_are_not_judged() -> None:
    c = cited(("Kế hoạch", "", "???", "2024-01-01"), ("Kế hoạch", "709", "KH-UBND", ""))
    assert [item.full for item in citations(c, SHAPE.fields[0])] == ["709/KH-UBND"]
    assert remarks(c) == []


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "symbol", "day", "code"),
    [
        ("63/2024", "NĐ-CP", "10/7/2024", None),
        ("63/2023", "NĐ-CP", "10/7/2024", "DOC-YEAR@vb[1].so"),
        ("47/2019", "QH14", "10/7/2024", "DOC-YEAR@vb[1].so"),
        # The period is 21/6 to 20/7.
        ("709", "KH-UBND", "21/6/2024", None),
        ("709", "KH-UBND", "20/7/2024", None),
        ("709", "KH-UBND", "20/6/2024", "DATE-PERIOD@vb[1].ngay"),
        ("709", "KH-UBND", "21/7/2024", "DATE-PERIOD@vb[1].ngay"),
    ],
)
def test_the_day_of_a_document(number: str, symbol: str, day: str, code: str | None) -> None:
    kind = "Kế hoạch" if symbol.startswith("KH") else "Nghị định"
    kind = "Luật" if "QH" in symbol else kind
    assert said((kind, number, symbol, day)) == ([] if code is None else [f"warning {code}"])


def test_only_documents_of_the_period_must_lie_in_it() -> None:
    typed = rows("can_cu", ("Quyết định", "06", "QĐ-TTg", "06/01/2022"))
    assert remarks(report(SHAPE, typed)) == []


# --- order and repetition ------------------------------------------------------------------------


def test_within_a_series_a_larger_number_is_not_older() -> None:
    kh = ("Kế hoạch", "709", "KH-UBND", "16/7/2024")
    assert said(kh, ("Kế hoạch", "710", "KH-UBND", "16/7/2024")) == []
    assert said(kh, ("Kế hoạch", "710", "KH-UBND", "15/7/2024")) == ["warning DOC-ORDER@vb[2].so"]
    assert said(("Kế hoạch", "710", "KH-UBND", "15/7/2024"), kh) == ["warning DOC-ORDER@vb[1].so"]
    assert said(kh, ("Báo cáo", "710", "BC-UBND", "15/7/2024")) == []
    assert said(kh, ("Kế hoạch", "710", "KH-UBND", "")) == []


def test_numbers_start_again_every_year_and_on_the_first_of_july_2025() -> None:
    def listed(*days: str) -> list[str]:
        rows_ = [("Kế hoạch", str(9 - n), "KH-UBND", day) for n, day in enumerate(days)]
        return remarks(report(SHAPE, rows("can_cu", *rows_)))

    assert listed("20/12/2023", "05/01/2024") == []
    assert listed("30/6/2025", "01/7/2025") == []
    assert listed("01/7/2025", "02/7/2025") == ["warning DOC-ORDER@can_cu[1].so"]


def test_one_number_has_one_day_in_the_whole_report() -> None:
    kh = ("Kế hoạch", "709", "KH-UBND", "16/7/2024")
    assert said(kh, kh) == ["warning DOC-TWICE@vb[2].so"]
    other = ("Kế hoạch", "709", "KH-UBND", "15/7/2024")
    assert said(kh, other) == ["warning DOC-SAME@vb[2].so"]
    both = rows("vb", kh) | rows("can_cu", kh)
    assert remarks(report(SHAPE, both)) == []
    differing = rows("vb", kh) | rows("can_cu", other)
    assert remarks(report(SHAPE, differing)) == ["warning DOC-SAME@can_cu[1].so"]
    of_another_year = rows("vb", kh) | rows("can_cu", ("Kế hoạch", "709", "KH-UBND", "16/7/2023"))
    assert remarks(report(SHAPE, of_another_year)) == []


def test_two_bodies_may_have_the_same_number() -> None:
    kh = ("Kế hoạch", "12", "KH-UBND", "16/7/2024")
    other = ("Kế hoạch", "12", "KH-UBND", "15/7/2024")
    typed = rows("vb", kh, issuer="UBND xã A") | rows("can_cu", other, issuer="UBND xã B")
    assert remarks(report(SHAPE, typed)) == []


def test_a_citation_is_judged_again_when_another_list_changes() -> None:
    kh = ("Kế hoạch", "709", "KH-UBND", "16/7/2024")
    c = report(SHAPE, rows("vb", kh))
    assert remarks(c) == []
    type_in(c, rows("can_cu", ("Kế hoạch", "709", "KH-UBND", "15/7/2024")))
    assert remarks(c) == ["warning DOC-SAME@can_cu[1].so"]
    type_in(c, {"can_cu[1].ngay": "16/7/2024"})
    assert remarks(c) == []


def test_a_remark_names_the_document() -> None:
    c = cited(("Kế hoạch", "709", "BC-UBND", ""))
    (finding,) = (f for f in c.findings() if f.code == "DOC-TYPE")
    assert finding.message.startswith("Vb, dòng 1: 709/BC-UBND không khớp tên loại kế hoạch")
