"""Tables as the text layer of a PDF gives them: one space between cells."""

from __future__ import annotations

import pytest

from forms.claims.claim import Claim
from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

_ROWS = """Bảng 1. Kết quả giải quyết hồ sơ quý I
STT Lĩnh vực Tổng số Trực tuyến Trực tiếp Tỷ lệ (%)
1 Đăng ký thường trú 1.084 1.046 38 96,49
2 Hộ tịch 426 417 09 97,89
3 Bảo trợ xã hội 207 193 14 93,24
Cộng 1.717 1.656 61 96,45
Ngoài ra, tiếp nhận 86 lượt phản ánh của người dân trong quý."""
_LEFT = """Khu phố\tĐủ điều kiện\tĐã cấp\tCòn lại
Khu phố 1\t1.824\t1.703\t121
Khu phố 2\t2.155\t1.988\t167
Khu phố 3\t1.467\t1.402\t65
Cộng\t5.446\t5.093\t353"""
_CHANGES = """Chỉ tiêu | Năm 2024 | Năm 2025 | Tăng/giảm | Tỷ lệ tăng (%)
Hồ sơ trực tuyến | 412.580 | 538.916 | 126.336 | 30,62
Giao dịch | 186.304 | 261.770 | 75.466 | 40,51
Chữ ký số | 74.215 | 198.640 | 124.425 | 167,65"""
_OUTLINED = """Nội dung Dự toán Thực hiện
A Tổng thu 21.350 18.406
I Thu 100% 1.150 1.012
1 Phí, lệ phí 150 128
2 Thu khác 1.000 884
II Thu phân chia 6.200 5.194
III Thu bổ sung 14.000 12.200"""


def _tables(text: str) -> list[Claim]:
    return [item for item in proofread(text) if item.kind == "table"]


def _alarms(text: str) -> list[str]:
    return [f"{c.stated} {c.expected}" for c in _tables(text) if c.verdict in ALARMS]


@pytest.mark.parametrize("text", [_ROWS, _LEFT, _CHANGES, _OUTLINED])
def test_every_total_and_rate_of_a_table_is_right(text: str) -> None:
    found = _tables(text)
    assert found
    assert [item.verdict for item in found] == ["right"] * len(found)


def test_rows_are_found_by_the_numbers_at_the_end_of_lines() -> None:
    found = {item.stated for item in _tables(_ROWS)}
    assert {"1.084", "426", "207", "1.717", "1.656", "61", "96,49%", "96,45%"} <= found


@pytest.mark.parametrize(
    ("text", "printed", "mistyped", "alarms"),
    [
        (_ROWS, "426 417", "446 417", ["446 426", "97,89% 93,50%"]),
        (_ROWS, "Cộng 1.717 1.656", "Cộng 1.717 1.956", ["1.717 2.017", "1.956 1.656"]),
        (_LEFT, "\t65\n", "\t56\n", ["56 65"]),
        (_CHANGES, "75.466", "75.446", ["75.446 75.466"]),
        (_OUTLINED, "21.350", "21.550", ["21.550 21.350"]),
    ],
)
def test_a_slip_in_a_table_is_noticed(
    text: str, printed: str, mistyped: str, alarms: list[str]
) -> None:
    found = _alarms(text.replace(printed, mistyped))
    assert set(alarms) <= set(found)


def test_a_page_end_between_two_rows_does_not_end_a_table() -> None:
    turned = _ROWS.replace("3 Bảo", "\n1 Công văn số 12/SNV ngày 04/02/2026 của Sở.\n\n2\n\n3 Bảo")
    assert {"1.717", "207"} <= {item.stated for item in _tables(turned)}


@pytest.mark.parametrize(
    "text",
    [
        # Lines of prose that end with numbers have no table's rows.
        "Xã có 12 thôn 14\ntrong đó có 15 tổ 19\nvà còn lại 23 khu 41",
        # The total is one of more than the rows that are shown.
        "Đơn vị Số hộ Số khẩu\nXã Tân An 120 480\nXã Tân Bình 90 370\nTổng toàn tỉnh 9.815 41.230",
        "Chỉ tiêu Năm 2024 Năm 2025\nSố hộ 412 538\nSố người 186 261\nSố tổ 74 198",
    ],
)
def test_what_is_no_table_or_not_all_of_one_is_left_alone(text: str) -> None:
    assert _alarms(text) == []
