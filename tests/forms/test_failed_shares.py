"""Shares that fit nothing printed: which figure they must be, or probably are, a share of."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[tuple[str, str]]:
    return [(c.stated, c.expected) for c in proofread(text) if c.verdict in ALARMS]


@pytest.mark.parametrize(
    ("text", "right", "wrong", "expected"),
    [
        pytest.param(
            "Trong số 86 nhiệm vụ được giao, đã hoàn thành 49 nhiệm vụ ({}), còn chậm 4 nhiệm vụ.",
            "56,98%",
            "72,06%",
            "56,98%",
            id="a figure that the sentence begins with",
        ),
        pytest.param(
            "Ngoài ra, trong 96 người có 42 người là nữ, chiếm {}; 36 người trẻ, chiếm 37,5%.",
            "43,75%",
            "23,75%",
            "43,75%",
            id="a figure behind 'trong'",
        ),
        pytest.param(
            "Phải thi hành 9.305 việc, gồm: có điều kiện thi hành 6.712 việc; chưa có điều kiện "
            "thi hành 2.593 việc. Trong số có điều kiện thi hành, đã thi hành xong 4.569 việc, "
            "đạt tỷ lệ {}.",
            "68,07%",
            "61,47%",
            "68,07%",
            id="a figure called by its words",
        ),
        pytest.param(
            "Tòa án thụ lý 67 vụ án hành chính, đã giải quyết 51 vụ, đạt {}.",
            "76%",
            "66%",
            "76%",
            id="work that came in and is done",
        ),
        pytest.param(
            "Toàn tỉnh xảy ra 257 vụ (giảm 74 vụ so với cùng kỳ). Công an đã điều tra, làm rõ 221 "
            "vụ với 345 đối tượng (tỷ lệ {}).",
            "86%",
            "68%",
            "86%",
            id="work done, in the next sentence",
        ),
        pytest.param(
            "Hình sự thụ lý 1.302 vụ, giải quyết 1.153 vụ; hành chính thụ lý 67 vụ, giải quyết "
            "51 vụ, đạt {}.",
            "76%",
            "66%",
            "76%",
            id="work of its own clause",
        ),
        pytest.param(
            "Kế hoạch vốn năm nay là 357,792 tỷ đồng, giải ngân được 203,592 tỷ đồng, đạt {} "
            "kế hoạch năm.",
            "57%",
            "53%",
            "57%",
            id="the plan of the year",
        ),
    ],
)
def test_words_fix_what_a_share_is_a_share_of(
    text: str, right: str, wrong: str, expected: str
) -> None:
    assert alarms(text.format(right)) == []
    assert alarms(text.format(wrong)) == [(wrong, expected)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Kỳ trước chuyển sang 12 vụ, tiếp nhận 67 vụ án, đã giải quyết 51 vụ, đạt 64,6%.",
            id="two intakes make up the base",
        ),
        pytest.param(
            "Toàn xã thụ lý mới 67 vụ. Đã giải quyết 51 vụ, đạt 82%.",
            id="only what is new",
        ),
        pytest.param(
            "Thụ lý 67 vụ; đang giải quyết 51 vụ, đạt 82% chỉ tiêu.", id="a plan of its own"
        ),
        pytest.param("Trong 19 xã có 5.120 hộ sử dụng nước sạch, đạt 92,4%.", id="of other things"),
        pytest.param(
            "Trong số 86 nhiệm vụ có 40 nhiệm vụ của tỉnh, trong đó 30 nhiệm vụ xong, chiếm 75%.",
            id="of a part of it",
        ),
        pytest.param("Trong 24 sở, ngành có 11 sở, ngành tỷ lệ nộp 100%.", id="of each of them"),
    ],
)
def test_a_share_of_something_else_is_left_alone(text: str) -> None:
    assert alarms(text) == []


def test_a_share_one_digit_off_that_of_the_sentence_before_is_asked_about() -> None:
    text = "Toàn xã có 4.615 hộ. Hiện nay 3.947 hộ đã đăng ký, chiếm {}."
    assert alarms(text.format("85,5%")) == []
    assert alarms(text.format("82,5%")) == [("82,5%", "85,5%")]
    assert alarms(text.format("71,3%")) == []  # of another whole


def test_a_share_compared_with_its_target_is_still_one_of_what_the_sentence_begins_with() -> None:
    text = (
        "Có 54.681 việc có điều kiện thi hành và 23.912 việc chưa có điều kiện thi hành. Trong số "
        "có điều kiện thi hành, đã giải quyết xong 26.515 việc (tỷ lệ {} so với chỉ tiêu giao)."
    )
    assert alarms(text.format("48,49%")) == []
    assert alarms(text.format("49,49%")) == [("49,49%", "48,49%")]


def test_a_share_of_an_item_is_one_of_the_item_above_it() -> None:
    text = (
        "1. Dân tộc Kinh 59.128 hộ, 215.290 khẩu.\n- Hộ nghèo: 808 hộ, {}.\n"
        "- Hộ cận nghèo: 457 hộ, chiếm 0,77%.\n"
    )
    assert alarms(text.format("1,37%")) == []
    above = "2. Dân tộc Thái 155.639 hộ.\n- Hộ nghèo: 22.662 hộ, {}.\n- Hộ mới: 5.306 hộ.\n"
    assert alarms(above.format("14,56%")) == []
    assert alarms(above.format("14,86%")) == [("14,86%", "14,56%")]
    beside = "- Huyện A có 4.812 hộ; huyện B 5.306 hộ.\n- Huyện C có 1.987 hộ nghèo (37,49%).\n"
    assert alarms(beside) == []


def test_swapped_digits_of_a_base_make_each_of_its_shares_wrong() -> None:
    text = (
        "Có hồ sơ quản lý {} người; trong đó: đang cai 1.936 người, chiếm 37,10%; sau cai 1.104 "
        "người, chiếm 21,16%."
    )
    assert alarms(text.format("5.218")) == []
    assert alarms(text.format("5.128")) == [("37,10%", "37,75%"), ("21,16%", "21,53%")]


def test_truncated_shares_of_a_row_do_not_hide_a_mistyped_one() -> None:
    text = (
        "Có 147 tổ chức được đánh giá; trong đó: xuất sắc 28, chiếm 19,04%; tốt 100, chiếm 68,02%; "
        "hoàn thành 10, chiếm {}; không hoàn thành 09, chiếm 6,12%."
    )
    assert ("1,80%", "6,80%") in alarms(text.format("1,80%"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param("Trình độ đại học có 3.258 đồng chí (chiếm {}).", "159,82%", id="of a whole"),
        pytest.param(
            "Bầu 155 trưởng thôn; mới tham gia 28 người, chiếm tỷ lệ {}.", "553,6%", id="unknown"
        ),
    ],
)
def test_a_part_takes_up_no_more_than_the_whole(text: str, wrong: str) -> None:
    assert [stated for stated, _ in alarms(text.format(wrong))] == [wrong]
    assert alarms("Thu được 412 triệu đồng, đạt 159,82% chỉ tiêu.") == []
    assert alarms("Thu 412 triệu đồng, chiếm 103,2% dự toán.") == []


def test_each_part_of_a_sentence_is_judged_by_its_own_whole() -> None:
    text = (
        "Cấp tỉnh nhận 23.233 hồ sơ, với 6.596 hồ sơ trực tuyến (đạt tỷ lệ {}); cấp huyện nhận "
        "6.776 hồ sơ, với 2.521 hồ sơ trực tuyến (đạt tỷ lệ {}); cấp xã nhận 26.030 hồ sơ, với "
        "3.399 hồ sơ trực tuyến (đạt tỷ lệ {})."
    )
    assert alarms(text.format("28,39%", "37,20%", "13,06%")) == []
    found = alarms(text.format("28,49%", "37,40%", "13,05%"))
    assert [stated for stated, _ in found] == ["28,49%", "37,40%", "13,05%"]


def test_the_other_part_of_a_whole_is_a_share_of_it_too() -> None:
    text = (
        "Đến hạn giải quyết là 14.101 hồ sơ. Trả đúng hạn 14.064 hồ sơ (đạt 99,74%). Chậm hạn "
        "{} hồ sơ (chiếm {}). Có 461 hồ sơ (chiếm 3,27%) bị trả lại."
    )
    assert alarms(text.format("37", "0,26%")) == []
    assert ("0,46%", "0,26%") in alarms(text.format("37", "0,46%"))
    assert ("0,26%", "0,25%") in alarms(text.format("35", "0,26%"))


def test_a_head_that_the_counts_of_a_row_miss_makes_their_shares_wrong() -> None:
    text = (
        "Cử tri bầu đủ {} đại biểu. Trong số người trúng cử có 20 đại biểu nữ, chiếm tỷ lệ "
        "33,33%; 40 đại biểu dân tộc thiểu số, chiếm 66,67%."
    )
    assert alarms(text.format("60")) == []
    assert alarms(text.format("62")) == [("33,33%", "32,26%"), ("66,67%", "64,52%")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Đã giải quyết 585.116 hồ sơ, đạt tỷ lệ 99,96% (số hồ sơ đúng hạn là 585.116 hồ sơ, "
            "đạt tỷ lệ 99,96%).",
            id="told twice",
        ),
        pytest.param(
            "Có 4/17 huyện đã hoàn thành gồm A, B, C và D (hoàn thành 100% toàn huyện).",
            id="of each of them",
        ),
        pytest.param(
            "Phải giải quyết 4.292 việc, trong đó cũ 1.845 việc, mới 2.447 việc; thi hành xong "
            "2.095 việc trong số có điều kiện, đạt tỷ lệ 83,57%.",
            id="of what is named between",
        ),
        pytest.param(
            "Toàn tỉnh có 2.995.949 người, trong đó bảo hiểm xã hội là 374.764 người, chiếm "
            "22,30% lực lượng lao động; thất nghiệp 243.822 người, chiếm 14,51% lực lượng lao "
            "động; tự nguyện 1.180 người, chiếm 0,07% lực lượng lao động.",
            id="of what is named behind",
        ),
    ],
)
def test_what_only_looks_like_a_share_of_it_is_left_alone(text: str) -> None:
    assert alarms(text) == []


def test_work_that_may_be_done_is_what_is_done_of_it() -> None:
    text = (
        "Trong đó có 174,7 tỷ đồng đủ điều kiện thi hành. Đến nay đã thi hành xong 80,7 tỷ đồng, "
        "đạt {}."
    )
    assert alarms(text.format("46,19%")) == []
    assert alarms(text.format("64,27%")) == [("64,27%", "46,19%")]


def test_a_share_that_no_slip_of_a_mistyped_base_explains_is_wrong_too() -> None:
    text = (
        "Bầu đủ 93 đại biểu. Trong đó có 23 đại biểu nữ (chiếm 24,21%); 7 đại biểu ngoài Đảng "
        "(7,37%); 24 đại biểu tái cử (chiếm 25,26%); 3 đại biểu trẻ (chiếm 9,46%)."
    )
    assert ("9,46%", "3,23%") in alarms(text)


def test_a_share_of_the_people_of_the_sentence_before_is_asked_about() -> None:
    text = "Chi bộ đánh giá 1.062 đảng viên. Xuất sắc 158 đồng chí, chiếm {}."
    assert alarms(text.format("14,9%")) == []
    assert alarms(text.format("13,9%")) == [("13,9%", "14,9%")]
    assert alarms("Có 1.062 đảng viên. Trồng 158 ha lúa, chiếm 13,9%.") == []
