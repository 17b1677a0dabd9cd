"""Shares whose base stands elsewhere: in a bracket behind, in other units, or on the wrong side."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[str]:
    found = [item for item in proofread(text) if item.verdict in ALARMS]
    return [f"{item.stated} {'/'.join(item.operands)}" for item in found]


def rights(text: str) -> list[str]:
    found = [item for item in proofread(text) if item.kind == "ratio" and item.verdict == "right"]
    return [f"{item.stated} {'/'.join(item.operands)}" for item in found]


IN_TURN = (
    "Ngân sách tỉnh giải ngân 1.904,6 tỷ đồng; ngân sách trung ương 652,3 tỷ đồng; vốn ODA 77,1 tỷ "
    "đồng. Tỷ lệ của từng nguồn lần lượt là {}, 24,76% và 2,93%."
)
SPENT = (
    "Tổng nguồn kinh phí năm 2024 là 9,742 tỷ đồng.\n\nĐã chi 8.316,5 triệu đồng, đạt {} tổng "
    "nguồn; còn lại 1.425,5 triệu đồng."
)
BRACKETED = (
    "Thu từ doanh nghiệp ước 318,4 tỷ đồng, bằng {} dự toán, tương ứng giảm 41,2 tỷ đồng (dự toán "
    "năm 705 tỷ đồng, cùng kỳ 359,6 tỷ đồng)."
)


@pytest.mark.parametrize(
    ("text", "right", "mistyped", "of"),
    [
        # A total fixes the base, whatever the noun.
        (
            "Đã thông báo 4.120 trường hợp trên tổng số 4.376 người bệnh nội trú, đạt tỷ lệ {}.",
            *("94,15%", "88,82%", "4.120/4.376"),
        ),
        # A rate of its own stands between.
        (
            "BHYT 1.604.218 người, bao phủ 93,4% dân số, đạt {} chỉ tiêu (1.625.000 người).",
            "98,72%",
            "98,27%",
            "1.604.218/1.625.000",
        ),
        ("Có 47 trong 89 ý kiến đã giải quyết xong, chiếm tỷ lệ {}.", "52,8%", "58,2%", "47/89"),
        (IN_TURN, "72,31%", "75,31%", "1.904,6 tỷ đồng/2.634,0 tỷ đồng"),
        (SPENT, "85,37%", "83,57%", "8.316,5 triệu đồng/9,742 tỷ đồng"),
        (BRACKETED, "45,2%", "42,5%", "318,4 tỷ đồng/705 tỷ đồng"),
    ],
)
def test_a_base_that_stands_elsewhere(text: str, right: str, mistyped: str, of: str) -> None:
    assert f"{right} {of}" in rights(text.format(right))
    assert alarms(text.format(right)) == []
    assert alarms(text.format(mistyped)) == [f"{mistyped} {of}"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # The base in its part, not the part in its base.
        ("Kế hoạch có 38 việc. Đã xong 15 việc (đạt 253,33%).", ["253,33% 15/38"]),
        (
            "Có 5.318 hội viên. Hội viên nữ 3.276 người (chiếm 162,33%).",
            ["162,33% 3.276/5.318"],
        ),
        # One base behind two shares that "và" ties together.
        (
            (
                "Đã đăng ký 92.467 tài khoản, đạt 124,62% và kích hoạt 79.315 tài khoản, đạt "
                "106,89% so với chỉ tiêu tỉnh giao (71.974 tài khoản)."
            ),
            ["124,62% 92.467/71.974", "106,89% 79.315/71.974"],
        ),
        # What stands in a bracket ends no clause.
        (
            "Đã kiểm tra 78 cơ quan (06 sở; 12 xã), đạt 60% kế hoạch năm (30 cơ quan).",
            ["78 6/12", "60% 78/30"],
        ),
        # The base that leads one share is that of those beside it.
        (
            (
                "Có 2.218 hồ sơ tiếp nhận mới và 87 hồ sơ cũ. Trong số hồ sơ tiếp nhận mới có "
                "2.198 hồ sơ trực tuyến (đạt 94,29%), 133 hồ sơ trực tiếp (chiếm 5,71%)."
            ),
            ["94,29% 2.198/2.218", "5,71% 133/2.218"],
        ),
        # Comrades are no money.
        ("Có 125 đ/c cấp ủy viên, trong đó 27 đ/c nữ, chiếm 26,1%.", ["26,1% 27/125"]),
    ],
)
def test_a_share_of_the_wrong_size(text: str, found: list[str]) -> None:
    assert alarms(text) == found


DISTRICT = "Huyện có 12 xã, 204 thôn, 61.870 hộ, 248.316 nhân khẩu."
CAUSES = (
    "\nNguyên nhân: sai làn đường (104 vụ, {}); tốc độ (57 vụ, 14,8%); chuyển hướng (49 vụ, 12,8%)."
)
ACCIDENTS = "Loại hình\tSố vụ\nĐường bộ\t372\nĐường sắt\t12\nTổng cộng\t384\n"
FUNDS = (
    "a) Chi đầu tư: 98.400 triệu đồng.\nb) Chi thường xuyên: 71.650 triệu đồng.\n"
    "Đến nay chi đầu tư giải ngân 57.610 triệu đồng, đạt {}."
)


@pytest.mark.parametrize(
    ("text", "right", "mistyped", "of"),
    [
        # The total of the table above, which the neighbours are shares of.
        (ACCIDENTS + CAUSES, "27,1%", "57,1%", "104/384"),
        # What has the same words in the list above.
        (FUNDS, "58,55%", "55,55%", "57.610 triệu đồng/98.400 triệu đồng"),
        # The people of the whole text.
        (
            DISTRICT + "\n\nĐã trồng 74 ha. Thu 12 tấn.\n\nCó 226.713 người đạt {} dân số.",
            "91,3%",
            "97,3%",
            "226.713/248.316",
        ),
        (
            "Có 7.416 vụ án dân sự.\n\nĐã xử 3.842 vụ (chiếm {} số lượng án dân sự).",
            "51,81%",
            "57,81%",
            "3.842/7.416",
        ),
    ],
)
def test_a_base_of_the_paragraphs_before(text: str, right: str, mistyped: str, of: str) -> None:
    assert f"{right} {of}" in rights(text.format(right))
    assert alarms(text.format(right)) == []
    assert alarms(text.format(mistyped)) == [f"{mistyped} {of}"]


def test_a_share_of_what_is_not_printed_is_wrong_where_the_rest_tells_it() -> None:
    text = "Đủ điều kiện 25.634 người. Đã thu nhận 23.871 hồ sơ, đạt {}; còn 1.065 trường hợp."
    assert alarms(text.format("95,73%")) == ["95,73% 23.871/25.634"]


def test_shares_of_two_digits_are_right_where_their_neighbours_are_of_the_same_base() -> None:
    text = (
        "Tỉnh đã bầu 50 đại biểu. Đại biểu nữ là 14 người, chiếm 28%; đại biểu trẻ là 5 người, "
        "chiếm 10%; đại biểu ngoài Đảng là 3 người, chiếm 6%."
    )
    assert rights(text) == ["28% 14/50", "10% 5/50", "6% 3/50"]


def test_a_plan_behind_is_not_divided_by_what_was_reached() -> None:
    text = "Đã gieo 4.250 ha, đạt {} so với kế hoạch (4.180 ha)."
    assert alarms(text.format("101,67%")) == []
    assert alarms(text.format("98,35%")) == ["98,35% 4.250/4.180"]


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch có 38 việc. Đã xong 15 việc, bằng 253,33% so với cùng kỳ.",
        "Kế hoạch giao 500 ha. Đã trồng 520 ha (đạt 104,00%).",
        "Năm trước có 38 việc. Đã xong 15 việc (đạt 251,07%).",
        "Tỷ lệ của ba nguồn lần lượt là 72,31%, 24,76% và 2,93%; đã chi 904,6 tỷ đồng.",
        "Cấp xã 120 hồ sơ, cấp tỉnh 340 hồ sơ; tỷ lệ đúng hạn lần lượt là 98,3% và 97,1%.",
        "Thu ước 318,4 tỷ đồng, bằng 61,9% dự toán, giảm 41,2 tỷ đồng (cùng kỳ 359,6 tỷ đồng).",
    ],
)
def test_what_has_no_base_near_raises_no_alarm(text: str) -> None:
    assert alarms(text) == []
