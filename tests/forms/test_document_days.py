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
    (
        "Vào ngày 31 tháng 6, xã ra quân.",
        ("date", "wrong", "ngày 31 tháng 6", ""),
        "Không có ngày 31 tháng 6.",
    ),
    (
        "Đến hết tháng 13/2024, xã giải ngân 40 triệu đồng.",
        ("date", "wrong", "tháng 13/2024", ""),
        "Không có tháng 13 trong năm.",
    ),
    (
        "Quý V năm 2024, xã nhận 145 hồ sơ.",
        ("date", "wrong", "Quý V năm 2024", ""),
        "Không có quý V trong năm.",
    ),
    (
        (
            "Hòa Bình, ngày 15 tháng 9 năm 2024\nBÁO CÁO\n"
            "Tính đến ngày 30/9/2024, toàn xã đã tiếp nhận 45 hồ sơ."
        ),
        ("date", "doubtful", "30/9/2024", ""),
        "Số liệu đến ngày 30/9/2024, sau ngày ký 15/9/2024.",
    ),
    (
        "Khai giảng vào ngày 5/9/2085.",
        ("date", "wrong", "5/9/2085", ""),
        "Năm này còn xa.",
    ),
    (
        "Theo Quyết định số 06/QĐ-TTg ngày 06/01/2022 và Quyết định số 06/QĐ-TTg ngày 06/01/2021.",
        ("document", "doubtful", "06/01/2021", "06/01/2022"),
        "Chỗ khác trong bài ghi ngày 06/01/2022.",
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
        # So many of so many a day; what is planned; papers of one day.
        "Mỗi ngày 25/30 lượt khách; trong ngày 45/50 hồ sơ được trả.",
        (
            "Hòa Bình, ngày 15 tháng 9 năm 2024\nBÁO CÁO\n"
            "Tính đến ngày 30/9/2024, toàn xã phấn đấu tiếp nhận 45 hồ sơ."
        ),
        (
            "Theo Kế hoạch số 25/KH-UBND ngày 12/01/2024 về cải cách hành chính và Kế hoạch số"
            " 26/KH-UBND ngày 12/01/2024 về cải cách hành chính."
        ),
    ],
)
def test_what_may_well_be_so_is_let_stand(text: str) -> None:
    assert [each for each in proofread(text) if each.severity] == []
