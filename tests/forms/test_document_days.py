"""What a text says of its documents against itself: symbols, years, days, the day of signing."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread

TOLD = [
    (
        "Căn cứ Nghị định số 63/2024/NĐ-CP ngày 10 tháng 6 năm 2023 của Chính phủ.",
        ("document", "wrong", "63/2024/NĐ-CP", ""),
        "Số của năm 2024 nhưng đề ngày 10/6/2023.",
    ),
    (
        (
            "Hà Nội, ngày 15 tháng 7 năm 2024\n"
            "Căn cứ Quyết định số 12/QĐ-UBND ngày 20 tháng 8 năm 2024 của Ủy ban nhân dân xã."
        ),
        ("document", "doubtful", "20/8/2024", ""),
        "Văn bản đề ngày 20/8/2024, sau ngày ký 15/7/2024.",
    ),
    (
        (
            "Quyết định số 12/QĐ-UBND ngày 20 tháng 6 năm 2024 của UBND xã A. Theo Quyết định số"
            " 12/QĐ-UBND ngày 21 tháng 6 năm 2024 của UBND xã A."
        ),
        ("document", "doubtful", "21/6/2024", "20/6/2024"),
        "Chỗ khác trong bài ghi ngày 20/6/2024.",
    ),
    (
        "Nghị định số 12/2024/QĐ-TTg ngày 1/2/2024 của Thủ tướng Chính phủ.",
        ("document", "wrong", "12/2024/QĐ-TTg", "NĐ-TTg"),
        "Nghị định nhưng ký hiệu là “QĐ”.",
    ),
    (
        "Tính đến ngày 31/6 có 5 hồ sơ.",
        ("date", "wrong", "ngày 31/6", ""),
        "Không có ngày 31 tháng 6.",
    ),
]


@pytest.mark.parametrize(("text", "expected", "words"), TOLD)
def test_a_document_at_odds_with_its_own_text_is_told(
    text: str, expected: tuple[str, str, str, str], words: str
) -> None:
    (claim,) = (each for each in proofread(text) if each.kind in ("document", "date"))
    assert (claim.kind, claim.verdict, claim.stated, claim.expected) == expected
    assert claim.explanation == words


@pytest.mark.parametrize(
    "text",
    [
        "Hợp đồng số 12/HĐ-XYZ ngày 1 tháng 2 năm 2024.",
        (
            "Quyết định số 12/QĐ-UBND ngày 20 tháng 6 năm 2024 của UBND xã A, Quyết định số"
            " 12/QĐ-UBND ngày 21 tháng 6 năm 2024 của UBND xã B."
        ),
        "Báo cáo tháng 7 năm 1899.",
    ],
)
def test_what_may_well_be_so_is_let_stand(text: str) -> None:
    assert [each for each in proofread(text) if each.severity] == []
