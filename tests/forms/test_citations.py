"""Cited documents: symbols of every family, dates, order, documents cited twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.checking.citations import citations
from forms.cited.bibliography import CitedDocument
from forms.cited.symbols import folded
from forms.engine import Computation, Context
from forms.model import Column
from tests.builders import form, listing, only, remarks, report, single, type_in

SHAPE = form(
    single("vb", "documents", behaviour="K", required=False),
    single("can_cu", "documents", behaviour="C", required=False),
    single("doan", "rich", required=False),
    listing("viec", Column(id="ket_qua", label="Kết quả"), required=False),
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
    severity = "error" if code == "DOC-TYPE" else "warning"
    assert said((kind, number, symbol, "")) == [f"{severity} {code}@vb[1].ky_hieu"]


def test_rows_without_a_number_are_not_judged() -> None:
    c = cited(("Kế hoạch", "", "???", "2024-01-01"), ("Kế hoạch", "709", "KH-UBND", ""))
    assert [item.full for item in citations(c, SHAPE.fields[0])] == ["709/KH-UBND"]
    assert remarks(c) == []


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "symbol", "day", "code"),
    [
        ("63/2024", "NĐ-CP", "10/7/2024", None),
        ("63/2023", "NĐ-CP", "10/7/2024", "warning DOC-YEAR@vb[1].so"),
        ("47/2019", "QH14", "10/7/2024", "warning DOC-YEAR@vb[1].so"),
        # The period is 21/6 to 20/7.
        ("709", "KH-UBND", "21/6/2024", None),
        ("709", "KH-UBND", "20/7/2024", None),
        ("709", "KH-UBND", "20/6/2024", "warning DATE-PERIOD@vb[1].ngay"),
        ("709", "KH-UBND", "21/7/2024", "warning DATE-PERIOD@vb[1].ngay"),
    ],
)
def test_the_day_of_a_document(number: str, symbol: str, day: str, code: str | None) -> None:
    kind = "Kế hoạch" if symbol.startswith("KH") else "Nghị định"
    kind = "Luật" if "QH" in symbol else kind
    assert said((kind, number, symbol, day)) == ([] if code is None else [code])


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
    assert said(kh, other) == ["error DOC-SAME@vb[2].so"]
    both = rows("vb", kh) | rows("can_cu", kh)
    assert remarks(report(SHAPE, both)) == []
    differing = rows("vb", kh) | rows("can_cu", other)
    assert remarks(report(SHAPE, differing)) == ["error DOC-SAME@can_cu[1].so"]
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
    assert remarks(c) == ["error DOC-SAME@can_cu[1].so"]
    type_in(c, {"can_cu[1].ngay": "16/7/2024"})
    assert remarks(c) == []


def test_a_remark_names_the_document() -> None:
    c = cited(("Kế hoạch", "709", "BC-UBND", ""))
    (finding,) = (f for f in c.findings() if f.code == "DOC-TYPE")
    assert finding.message.startswith("Vb, dòng 1: 709/BC-UBND không khớp tên loại kế hoạch")


# --- issuers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "symbol", "day", "issuer", "detail"),
    [
        ("Quyết định", "QĐ-TTg", "06/01/2022", "Thủ tướng Chính phủ", ""),
        ("Chỉ thị", "CT-UBND", "08/3/2024", "Chủ tịch Ủy ban nhân dân tỉnh", ""),
        ("Kế hoạch", "KH-UBND", "08/3/2024", "UBND tỉnh An Giang", ""),
        ("Công văn", "VPUBND-KGVX", "16/02/2024", "Văn phòng Ủy ban nhân dân tỉnh", ""),
        ("Công văn", "TCTTKĐA", "01/4/2024", "Tổ công tác triển khai Đề án 06", ""),
        ("Nghị quyết", "NQ/TW", "22/12/2024", "Bộ Chính trị", ""),
        ("Kế hoạch", "KH-STTTT", "28/02/2025", "Sở Thông tin và Truyền thông", ""),
        # bodies that nobody knows
        ("Kế hoạch", "KH-XYZ", "08/3/2024", "Ủy ban nhân dân tỉnh", ""),
        ("Kế hoạch", "KH-UBND", "08/3/2024", "Trạm Y tế", ""),
        # wrong
        ("Quyết định", "QĐ-TTg", "06/01/2022", "Chính phủ", "TTg là ký hiệu của Thủ tướng"),
        ("Kế hoạch", "KH-UBND", "08/3/2024", "Văn phòng UBND tỉnh", "UBND là ký hiệu của Ủy ban"),
        ("Công văn", "BCA-C06", "08/3/2024", "Bộ Nội vụ", "BCA là ký hiệu của Bộ Công an"),
        ("Kế hoạch", "KH-STTTT", "01/3/2025", "", "dùng đến 28/02/2025"),
        ("Kế hoạch", "KH-SNNMT", "28/02/2025", "", "dùng từ 01/3/2025"),
    ],
)
def test_the_code_is_that_of_the_body_at_that_time(
    kind: str, symbol: str, day: str, issuer: str, detail: str
) -> None:
    c = report(SHAPE, rows("can_cu", (kind, "15", symbol, day), issuer=issuer))
    if not detail:
        assert remarks(c) == []
        return
    assert remarks(c) == ["warning DOC-ISSUER@can_cu[1].co_quan"]
    assert detail in only(c).message


# --- running text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("ngày 44/6/2025 của Sở", None, ""),
        (
            "- Công văn 1307/SKHCN-CĐS ngày 44/6/2025 của Sở",
            "error DATE-VALID@doan#1307/SKHCN-CĐS",
            "ký tự 3: “44/6/2025” có ngày 44 không tồn tại",
        ),
        (
            "Đã trình[^Tờ trình số 141/BC-STTTT].",
            "error DOC-TYPE@doan#141/BC-STTTT",
            "141/BC-STTTT không khớp tên loại tờ trình",
        ),
        ("Tờ trình số 141/TTr-STTTT", None, ""),
        (
            "Nghị định số 61/2021/NĐ-CP ngày 23/4/2018 của Chính phủ",
            "warning DOC-YEAR@doan#61/2021/NĐ-CP",
            "61/2021/NĐ-CP mang năm khác với ngày ban hành 23/4/2018",
        ),
        (
            "Công văn 708/BTTTT CATTT ngày 02/3/2024",
            "warning DOC-GRAMMAR@doan#708/BTTTT CATTT",
            "708/BTTTT CATTT",
        ),
        (
            "Kế hoạch số 33/KH-STTTT ngày 01/4/2025",
            "warning DOC-ISSUER@doan#33/KH-STTTT",
            "dùng đến 28/02/2025",
        ),
        ("Nghị quyết 82/NQ-CP ngày 05/6/2024 của Chính phủ; hỗ trợ 24/7; Đề án 06/CP", None, ""),
        # In running text a document of another time is no mistake.
        ("Kế hoạch số 5/KH-UBND ngày 05/6/2019", None, ""),
    ],
)
def test_citations_in_running_text(text: str, code: str | None, words: str) -> None:
    c = report(SHAPE, {"doan": text})
    assert remarks(c) == ([] if code is None else [code])
    assert code is None or words in only(c).message


def test_a_citation_in_a_text_column_is_placed_at_its_row() -> None:
    wrong = "Đã trình theo Tờ trình số 141/BC-STTTT và Tờ trình số 141/BC-STTTT."
    c = report(SHAPE, {"viec[1].ket_qua": "Đã xong.", "viec[2].ket_qua": wrong})
    assert remarks(c) == ["error DOC-TYPE@viec[2].ket_qua#141/BC-STTTT"]
    assert only(c).message.startswith("Viec, dòng 2, Kết quả, ký tự 15: 141/BC-STTTT")
    type_in(c, {"viec[2].ket_qua": wrong.replace("BC", "TTr")})
    assert remarks(c) == []


def test_tables_and_text_say_the_same_of_a_document() -> None:
    kh = rows("vb", ("Kế hoạch", "709", "KH-UBND", "16/7/2024"), issuer="Ủy ban nhân dân tỉnh")
    right = "Kế hoạch số 709/KH-UBND ngày 16/7/2024 của UBND tỉnh; Kế hoạch 709/KH-UBND"
    c = report(SHAPE, {**kh, "doan": right})
    assert remarks(c) == []
    type_in(c, {"doan": right.replace("16/7", "17/7")})
    assert remarks(c) == ["error DOC-SAME@doan#709/KH-UBND"]
    # Another body's plan of the same number is another plan; one of no body may be.
    type_in(c, {"doan": "Kế hoạch số 709/KH-UBND ngày 17/7/2024 của UBND xã An Phú"})
    assert remarks(c) == []
    type_in(c, {"doan": "Kế hoạch số 709/KH-UBND ngày 17/7/2024"})
    assert remarks(c) == ["warning DOC-SAME@doan#709/KH-UBND"]


def test_what_most_places_say_is_taken_for_right() -> None:
    text = " ".join(f"Nghị quyết 57-NQ/TW ngày {day}/12/2024;" for day in (21, 22, 22))
    c = report(SHAPE, {"doan": text})
    assert remarks(c) == ["error DOC-SAME@doan#57-NQ/TW"]
    assert only(c).expected == "22/12/2024"
    assert "ký tự 1:" in only(c).message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("57-NQ/TW", "57/NQ-TW"),
        ("05/CT-UBND", "5/CT-UBND"),
        ("43/KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG", "43/KHPH-TCTĐA06/CPTWTCTĐA06/CPAG"),
    ],
)
def test_one_document_is_spelled_one_way(one: str, other: str) -> None:
    kind = {"5": "Nghị quyết", "0": "Chỉ thị", "4": "Kế hoạch phối hợp"}[one[0]]
    c = report(SHAPE, {"doan": f"{kind} số {one}; {kind} số {one}; {kind} số {other}"})
    assert remarks(c) == [f"error DOC-SAME@doan#{other}"]
    assert only(c).expected == one
    assert remarks(report(SHAPE, {"doan": f"{kind} số {one}; {kind} {one}"})) == []


def test_local_bodies_began_again_on_the_first_of_july_2025() -> None:
    def told(symbol: str) -> list[str]:
        days = ("05/3/2025", "05/8/2025")
        text = "; ".join(f"Quyết định số 12/QĐ-{symbol} ngày {day}" for day in days)
        return remarks(report(SHAPE, {"doan": text}))

    assert told("UBND") == []
    assert told("TTg") == ["error DOC-SAME@doan#12/QĐ-TTg"]


def test_order_holds_between_lists_and_text() -> None:
    c = report(
        SHAPE,
        rows("vb", ("Công văn", "802", "UBND-NC", "17/7/2024"))
        | {"doan": "Công văn số 875/UBND-NC ngày 02/7/2024"},
    )
    assert remarks(c) == ["warning DOC-ORDER@doan#875/UBND-NC"]
    type_in(c, {"doan": "Công văn số 875/UBND-NC ngày 18/7/2024"})
    assert remarks(c) == []


def test_nothing_cited_is_younger_than_the_report() -> None:
    typed = rows("can_cu", ("Kế hoạch", "709", "KH-UBND", "25/7/2024")) | {
        "doan": "Kế hoạch số 710/KH-UBND ngày 26/7/2024"
    }

    def told(signing: date | None) -> list[str]:
        return remarks(report(SHAPE, typed, context=Context(signing=signing)))

    assert told(None) == []
    assert told(date(2024, 7, 26)) == []
    assert told(date(2024, 7, 25)) == ["error DATE-ORDER@doan#710/KH-UBND"]
    assert told(date(2024, 7, 24)) == [
        "error DATE-ORDER@can_cu[1].ngay",
        "error DATE-ORDER@doan#710/KH-UBND",
    ]


_TEXTS = st.sampled_from(
    [
        None,
        "Kế hoạch số 709/KH-UBND ngày 16/7/2024",
        "Kế hoạch số 709/KH-UBND ngày 17/7/2024 của UBND tỉnh; Công văn 708/KH-UBND",
        "Kế hoạch 0709/KH-UBND ngày 44/7/2024; Kế hoạch số 710/KH-UBND ngày 15/7/2024",
        "không dẫn văn bản nào",
    ]
)
_DAYS = st.sampled_from([None, "15/7/2024", "16/7/2024"])
_EDITS = st.one_of(
    st.tuples(st.sampled_from(["doan", "viec[1].ket_qua", "viec[2].ket_qua"]), _TEXTS),
    st.tuples(st.sampled_from(["vb[1].ngay", "can_cu[1].ngay"]), _DAYS),
    st.tuples(st.just("can_cu[1].co_quan"), st.sampled_from([None, "UBND tỉnh", "UBND xã An Phú"])),
)


@given(st.lists(_EDITS, max_size=8))
def test_edits_one_by_one_give_what_a_new_look_gives(edits: list[tuple[str, str | None]]) -> None:
    kh = ("Kế hoạch", "709", "KH-UBND", "16/7/2024")
    typed: dict[str, str | None] = {**rows("vb", kh), **rows("can_cu", kh)}
    c = report(SHAPE, typed)
    assert remarks(c) == []
    for place, text in edits:
        type_in(c, {place: text})
        typed[place] = text
        assert c.findings() == report(SHAPE, typed).findings()


# --- the library ---------------------------------------------------------------------------------


def against(*known: CitedDocument, day: str = "16/7/2024", symbol: str = "KH-UBND") -> list[str]:
    cited_: dict[str, tuple[CitedDocument, ...]] = {}
    for one in known:
        cited_[folded(one.full)] = (*cited_.get(folded(one.full), ()), one)
    typed = rows("can_cu", ("Kế hoạch", "709", symbol, day), issuer="Ủy ban nhân dân tỉnh")
    return remarks(report(SHAPE, typed, context=Context(cited=cited_)))


def test_other_reports_of_the_unit_say_otherwise() -> None:
    same = CitedDocument(number="709", symbol="KH-UBND", day="2024-07-16", report="F02-91-2024-06")
    later = CitedDocument(number="709", symbol="KH-UBND", day="2024-07-17", report="F02-91-2024-05")
    of_another = CitedDocument(
        number="709", symbol="KH-UBND", day="2024-07-17", issuer="Bộ Công an", report="F01"
    )
    of_2023 = CitedDocument(number="709", symbol="KH-UBND", day="2023-07-17", report="F01")
    undated = CitedDocument(number="709", symbol="KH-UBND", report="F01")
    spelled = CitedDocument(number="709", symbol="Kh-UBND", day="2024-07-16", report="F01")
    assert against(same) == against(same, later) == []
    assert against(of_another, of_2023, undated) == []
    assert against(later) == ["warning DOC-SAME@can_cu[1].so"]
    assert against(spelled) == ["warning DOC-SAME@can_cu[1].so"]
