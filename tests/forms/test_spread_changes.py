"""What lies between two printed figures, steps of two tallies, and what goes beyond a plan."""

from typing import Final

import pytest

from forms.claims.claim import Claim
from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

SOLD: Final = "giá khởi điểm 312,6 tỷ đồng, giá bán 348,1 tỷ đồng, chênh lệch "
TENDER: Final = "Tổng giá gói thầu 1.846,2 tỷ đồng, giá trúng thầu 1.780,4 tỷ đồng, tiết kiệm "
TRADE: Final = "Xuất khẩu đạt 512,4 triệu USD, may mặc 90 triệu USD.\nNhập khẩu 104,8 triệu USD. "
TALLIES: Final = "Phát hiện 318 vụ/402 đối tượng (cùng kỳ 290 vụ/351 đối tượng), "
LATER: Final = "Đã tiếp 742 lượt/815 người. So với cùng kỳ giảm 118 lượt, 96 người "
FITS: Final = [
    (SOLD + "35,5 tỷ đồng (tăng 11,4%).", 2),
    (TENDER + "65,8 tỷ đồng (tỷ lệ tiết kiệm 3,56%).", 2),
    (TRADE + "Cán cân thương mại thặng dư 407,6 triệu USD.", 1),
    ("Giá đề nghị 218.450 triệu đồng, thẩm định 206.130 triệu đồng, giảm 12.320 triệu đồng.", 1),
    (TALLIES + "tăng 28 vụ và 51 đối tượng.", 2),
    (LATER + "(6 tháng đầu năm 2020 đã tiếp 860 lượt/911 người).", 2),
    ("Trồng mới 312 ha/300 ha rừng, vượt 4% kế hoạch.", 1),
    ("Tạo việc làm cho 18,4 nghìn người, vượt 15% kế hoạch năm (kế hoạch là 16 nghìn người).", 1),
    ("Chỉ số hài lòng 92,4/100 điểm (tháng trước 90,75 điểm, tăng 1,65 điểm).", 1),
    ("Điểm số nhích từ 85,1 lên 85,9, tức tăng 0,8 điểm.", 1),
    ("Rút thời gian từ 8 ngày xuống còn 6 ngày làm việc, tương ứng cắt giảm 25%; có 3 xã.", 1),
    (
        "Thời gian từ 15 ngày xuống 10 ngày, giảm 5 ngày, với 36 thủ tục của 12 xã.",
        1,
    ),
    ("Nợ đọng còn 46,2 tỷ đồng, giảm so với đầu năm (đầu năm 71,9 tỷ đồng) là 25,7 tỷ đồng.", 1),
]


@pytest.mark.parametrize(("text", "count"), FITS)
def test_a_difference_of_two_printed_figures_is_checked(text: str, count: int) -> None:
    assert [claim.verdict for claim in changes(text)] == ["right"] * count


MISTYPED: Final = [
    (SOLD + "38,5 tỷ đồng.", "38,5 tỷ đồng"),
    (SOLD + "35,5 tỷ đồng (tăng 14,4%).", "14,4%"),
    (TENDER + "65,8 tỷ đồng (tỷ lệ tiết kiệm 8,56%).", "8,56%"),
    (TRADE + "Cán cân thương mại thặng dư 407,3 triệu USD.", "407,3 triệu"),
    (TALLIES + "tăng 28 vụ và 57 đối tượng.", "57"),
    (TALLIES + "tăng 23 vụ và 51 đối tượng.", "23"),
    (LATER + "(6 tháng đầu năm 2020 đã tiếp 860 lượt/971 người).", "96"),
    ("Trồng mới 312 ha/300 ha rừng, vượt 8% kế hoạch.", "8%"),
    ("Tạo việc làm cho 18,4 nghìn người, vượt 45% kế hoạch năm (kế hoạch là 16 nghìn người).",
     "45%"),
    ("Chỉ số hài lòng 92,4/100 điểm (tháng trước 90,75 điểm, tăng 1,15 điểm).", "1,15"),
    ("Điểm số nhích từ 85,1 lên 85,9, tức tăng 0,2 điểm.", "0,2"),
    ("Rút thời gian từ 8 ngày xuống còn 6 ngày làm việc, tương ứng cắt giảm 28%; có 3 xã.", "28%"),
    ("Thời gian từ 15 ngày xuống 10 ngày, giảm 8 ngày, với 36 thủ tục của 12 xã.", "8"),
    ("Thu 486 kiến nghị (tăng 89 lượt so với quý II/2024 là 384 lượt).", "89"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stated"), MISTYPED)
def test_a_mistyped_difference_of_two_printed_figures_is_noticed(text: str, stated: str) -> None:
    assert [claim.stated for claim in changes(text) if claim.verdict in ALARMS] == [stated]


@pytest.mark.parametrize(
    "text",
    [
        # Saved of what is not printed, and a gap between other figures than those before it.
        "Điện 42,6 triệu đồng, nước 18,2 triệu đồng, tiết kiệm 310 triệu đồng chi thường xuyên.",
        "Nam 412 người, nữ 388 người, chênh lệch 96 người so với năm 2020.",
        # Beyond a rate that was asked for, by points.
        "Hoàn thành 45/53 trường, vượt 4,9% so với chỉ tiêu.",
        # Two steps of which neither fits what a bracket gives.
        "Bắt 30 vụ/44 đối tượng (cùng kỳ 21 vụ/30 đối tượng của huyện), tăng 2 vụ và 3 đối tượng.",
        # Other hours than those of the days.
        "Rút từ 3 ngày xuống còn 2 ngày, giảm 4 giờ chờ; có 12 thủ tục.",
        "Kéo dài từ 3 ngày xuống 5 ngày, giảm 40%; có 12 thủ tục.",
        # A rank and a score of another clause.
        "Tỉnh tăng 7 bậc, nhưng điểm số chỉ nhích từ 85,1 lên 85,9.",
    ],
)
def test_figures_that_are_no_difference_of_those_before_are_left_alone(text: str) -> None:
    assert not [claim for claim in changes(text) if claim.verdict in ALARMS]


def changes(text: str) -> list[Claim]:
    return [claim for claim in proofread(text) if claim.kind in {"difference", "growth"}]
