"""Documents gathered from reports, told apart, put into words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey, CellValue
from forms.cited.bibliography import CitedDocument, as_note, as_text, gathered, merged
from forms.cited.cited_text import cited_in

PLAN = CitedDocument(
    kind="Kế hoạch",
    number="709",
    symbol="KH-UBND",
    day="2024-07-16",
    issuer="Ủy ban nhân dân tỉnh",
    subject="về cấp phiếu lý lịch tư pháp",
    report="A",
)


def row(field: str, number: int, **parts: str) -> dict[CellKey, CellValue]:
    return {CellKey(field, number, part): text for part, text in parts.items()}


def test_rows_of_documents_lists() -> None:
    cells = row("vb", 2, ten_loai="Công văn", so="802", ky_hieu="UBND-NC", ngay="2024-06-17")
    cells |= row("vb", 1, ten_loai="Kế hoạch", so="709", ky_hieu="KH-UBND", trich_yeu="về thẻ")
    cells |= row("vb", 3, ten_loai="Kế hoạch", trich_yeu="chưa có số") | row("x", 1, so="5")
    cells[CellKey("n", 0, "n")] = Decimal(5)
    assert list(gathered(cells, "A")) == [
        CitedDocument(
            kind="Kế hoạch", number="709", symbol="KH-UBND", subject="về thẻ", report="A"
        ),
        CitedDocument(
            kind="Công văn", number="802", symbol="UBND-NC", day="2024-06-17", report="A"
        ),
    ]


def test_running_text_with_what_the_document_is_about() -> None:
    text = (
        "Thực hiện Kế hoạch số 709/KH-UBND ngày 16/7/2024 của Ủy ban nhân dân tỉnh về cấp phiếu"
        " lý lịch tư pháp; Nghị quyết số 57-NQ/TW, Công văn 1/X-Y ngày 44/6/2025."
    )
    found = list(gathered({CellKey("doan", 0, "value"): text}, "A"))
    assert found[0] == PLAN
    assert [(one.kind, one.full, one.day) for one in found[1:]] == [
        ("Nghị quyết", "57-NQ/TW", ""),
        ("Công văn", "1/X-Y", ""),
    ]


def test_what_one_document_is_about_ends_before_the_next_one() -> None:
    text = "Nghị định số 69/2024/NĐ-CP về định danh và Nghị định số 70/2024/NĐ-CP về thẻ."
    found = gathered({CellKey("doan", 0, "value"): text}, "A")
    assert [one.subject for one in found] == ["về định danh", "về thẻ"]


def test_one_document_once_as_its_fullest_mention_has_it() -> None:
    bare = CitedDocument(number="709", symbol="KH-UBND", day="2024-07-16", report="C")
    undated = CitedDocument(number="709", symbol="Kh-UBND", kind="Kế hoạch", report="B")
    assert merged([undated, bare, PLAN]) == (PLAN,)
    known = merged([bare, undated])
    assert [(one.full, one.kind, one.day) for one in known] == [
        ("709/KH-UBND", "Kế hoạch", "2024-07-16")
    ]


def test_another_year_or_body_is_another_document_and_the_youngest_comes_first() -> None:
    of_2023 = CitedDocument(number="709", symbol="KH-UBND", day="2023-07-16")
    of_another = CitedDocument(
        number="709", symbol="KH-UBND", day="2024-08-01", issuer="Ủy ban nhân dân xã An Phú"
    )
    act = CitedDocument(number="118/2025", symbol="NĐ-CP")
    undated = CitedDocument(number="32", symbol="TCTĐA06")
    assert merged([of_2023, undated, PLAN, act, of_another]) == (
        act,
        of_another,
        PLAN,
        of_2023,
        undated,
    )


@pytest.mark.parametrize(
    ("document", "note", "text"),
    [
        (
            PLAN,
            "Kế hoạch số 709/KH-UBND ngày 16/7/2024 của Ủy ban nhân dân tỉnh",
            (
                "Kế hoạch số 709/KH-UBND ngày 16/7/2024 của Ủy ban nhân dân tỉnh về cấp phiếu lý"
                " lịch tư pháp"
            ),
        ),
        (
            CitedDocument(kind="Nghị quyết", number="57", symbol="NQ/TW"),
            "Nghị quyết số 57-NQ/TW",
            "Nghị quyết số 57-NQ/TW",
        ),
        (
            CitedDocument(number="802", symbol="UBND-NC", subject="thẻ căn cước"),
            "số 802/UBND-NC",
            "số 802/UBND-NC về thẻ căn cước",
        ),
    ],
)
def test_in_words_as_texts_and_footnotes_cite_it(
    document: CitedDocument, note: str, text: str
) -> None:
    assert as_note(document) == note
    assert as_text(document) == text
    (found,) = cited_in(text)
    assert found.full == document.full
