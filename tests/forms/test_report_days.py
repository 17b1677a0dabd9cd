"""Weekdays that fit their dates, and the days of a report whose figures are of other days."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread


def told(text: str) -> list[tuple[str, str, str]]:
    return [(c.kind, c.verdict, c.stated) for c in proofread(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Xã họp giao ban vào sáng thứ Năm, ngày 12/9/2024.",
        "Hệ thống tạm dừng từ 22h00 thứ Năm, ngày 12/9/2024.",
    ],
)
def test_a_weekday_that_fits_its_date_is_told_as_right(text: str) -> None:
    assert told(text) == [("date", "right", "12/9/2024")]
    assert told(text.replace("12/9", "13/9")) == [("date", "wrong", "thứ Năm")]


REPORT = """BÁO CÁO
Kết quả thực hiện Đề án 06 tháng 9/2024
Thực hiện Kế hoạch số 109/KH-UBND, xã báo cáo kết quả tháng 9/2024{} như sau:
Trong tháng, xã ban hành Công văn số 62/UBND-VX ngày {} về thu học phí.
"""


@pytest.mark.parametrize(
    ("figures", "day", "asked"),
    [
        (" (số liệu tính từ ngày 21/8/2024 đến ngày 20/9/2024)", "26/8/2024", False),
        (" (số liệu tính từ ngày 21/8/2024 đến ngày 20/9/2024)", "25/9/2024", False),
        (" (số liệu tính từ ngày 21/8/2024 đến ngày 20/9/2024)", "26/7/2024", True),
        ("", "26/7/2024", True),
    ],
)
def test_the_days_that_the_figures_are_of_count_as_the_month(
    figures: str, day: str, *, asked: bool
) -> None:
    found = told(REPORT.format(figures, day))
    assert (("period", "doubtful", day) in found) == asked
