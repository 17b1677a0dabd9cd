"""Lists that leave a part out, as their printed shares tell, and rests of what words divide."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[tuple[str, str]]:
    """Kind and figure of what is said not to be right."""
    return [(c.kind, c.stated) for c in proofread(text) if c.verdict in ALARMS]


def is_right(text: str, kind: str, stated: str) -> bool:
    """Whether a claim is said to be right."""
    return any((c.kind, c.stated, c.verdict) == (kind, stated, "right") for c in proofread(text))


@pytest.mark.parametrize(
    "text",
    [
        (
            "Đã xử lý 25.741 hồ sơ. Trong số đã xử lý có 12.507 hồ sơ trước hạn (chiếm 48,6%), số "
            "trễ hạn là 1.982 hồ sơ, chiếm 7,7%."
        ),
        "Đã xử lý 2.611 hồ sơ; trước hạn 952/2.611 hồ sơ; trễ hạn 268/2.611 hồ sơ.",
        (
            "Tổng số 4.280 hộ, gồm: hộ nghèo 1.712 hộ, chiếm 40%; hộ cận nghèo 1.284 hộ, chiếm "
            "30%. Còn lại là hộ khác."
        ),
        "Có 480 người; trong đó có 192 người là nam (40%), 240 người là nữ (50%).",
    ],
    ids=["no word", "fractions", "a closed word", "names that exclude each other"],
)
def test_parts_whose_shares_leave_room_need_not_make_up_their_total(text: str) -> None:
    assert alarms(text) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (
            "Trong 4.280 hộ có hộ nghèo 1.712 hộ, chiếm 40%; hộ cận nghèo 2.568 hộ, chiếm 60%.",
            ("4.280", "4.230"),
        ),
        # By how much parts have grown is no share of anything.
        (
            "Tổng số 4.280 hộ, gồm: hộ nghèo 1.712 hộ, tăng 4%; hộ cận nghèo 2.568 hộ, tăng 6%.",
            ("4.280", "4.230"),
        ),
        ("Phần xã quản lý (124 tỷ đồng) gồm thuế 70 tỷ đồng, đất 54 tỷ đồng.", ("124", "127")),
        (
            (
                "Đến nay có 334/583 trường đạt chuẩn (trong đó có 71/179 trường mầm non; 160/206 "
                "trường tiểu học; 90/165 trường THCS; 13/33 trường THPT)."
            ),
            ("334", "324"),
        ),
        (
            "Đã xử lý 76 vụ, trong đó xử lý hành chính 62 vụ, hình sự 14 vụ.",
            ("76", "66"),
        ),
        (
            "Toàn Đảng bộ có 787 TCCSĐ, trong đó có 269 đảng bộ cơ sở, 518 chi bộ cơ sở.",
            ("787", "487"),
        ),
        (
            (
                "Tiếp nhận 1.536 đơn (tồn 40 đơn, mới 1.496 đơn). Qua phân loại có 221 đơn (196 "
                "khiếu nại, 25 tố cáo) thẩm quyền; số còn lại 1.315 đơn là phản ánh."
            ),
            ("1.315", "1.318"),
        ),
        (
            "Nhận qua tài khoản: 96/213 người, đạt 45,1%; số chưa có tài khoản: 117 người.",
            ("117", "177"),
        ),
        (
            (
                "Đã giải quyết 4.561/5.650 hồ sơ. Trong đó có 12 hồ sơ trễ hạn (tỷ lệ 0,3%). Trung "
                "tâm đang giải quyết 1.089 hồ sơ."
            ),
            ("1.089", "1.083"),
        ),
        (
            (
                "Phải làm sạch 1.847.300 trường hợp; đã khớp 1.512.664/1.847.300 trường hợp "
                "(81,89%), xác minh 226.019 trường hợp (12,24%), còn 108.617 trường hợp chưa xử lý."
            ),
            ("108.617", "108.614"),
        ),
        ("Đã bầu 5.207/5.842 đồng chí, còn khuyết 635 đồng chí.", ("635", "35")),
    ],
)
def test_a_mistyped_total_or_rest_is_noticed(text: str, typed: tuple[str, str]) -> None:
    assert alarms(text) == []
    assert alarms(text.replace(typed[0], typed[1], 1)) != []


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách 350 tỷ đồng (127 tỷ đồng) gồm thuế 70 tỷ đồng, đất 54 tỷ đồng.",
        "Đã bầu 207/842 đồng chí, còn thiếu 48 đồng chí nữ theo cơ cấu đã duyệt.",
        "Đã lắp 14/20 xã, còn thiếu 35 máy.",
    ],
    ids=["two totals", "some of the rest", "other things"],
)
def test_what_may_be_told_of_something_else_is_left_alone(text: str) -> None:
    assert alarms(text) == []


def test_what_a_slip_would_be_noticed_in_is_said_to_be_right() -> None:
    text = "Phần xã quản lý (124 tỷ đồng) gồm thuế 70 tỷ đồng, đất 54 tỷ đồng."
    assert is_right(text, "breakdown", "124 tỷ đồng")
    text = "Nhận qua tài khoản: 96/213 người, đạt 45,1%; số chưa có tài khoản: 117 người."
    assert is_right(text, "remainder", "117")


POOR = "Tỷ lệ nghèo đa chiều {}, bao gồm hộ nghèo 4,03% và hộ cận nghèo 3,89%."


def test_a_percentage_is_the_sum_of_those_that_it_is_divided_into() -> None:
    assert is_right(POOR.format("7,92%"), "sum", "7,92%")
    assert alarms(POOR.format("7,52%")) == [("sum", "7,52%")]


@pytest.mark.parametrize(
    "text",
    [
        "Tỷ lệ đến trường đạt 97,5%, gồm mầm non 95,2%, tiểu học 97,1%.",
        "Chi phí bằng 9,54%, gồm tăng lương 4,52% và tăng giá 3,02%.",
        "Tỷ lệ bao phủ 7,52%, gồm cả hộ nghèo 4,03% và hộ cận nghèo 3,89%.",
    ],
    ids=["rates of others", "no slip", "not all"],
)
def test_percentages_that_divide_no_other_are_left_alone(text: str) -> None:
    assert alarms(text) == []
