"""Counts over days that are told, over a list below, and over the shares of the list before."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread

RULE = "_____________"


def counts(*lines: str) -> list[tuple[str, str, str]]:
    found = proofread("\n".join(lines) + "\n")
    return [(c.verdict, c.stated, c.expected) for c in found if c.kind == "count"]


@pytest.mark.parametrize(
    "text",
    [
        "Đã tổ chức {} cuộc giao ban với các ngành vào các ngày 19/9, 26/9, 03/10 và 10/10/2025.",
        "Xã họp {} phiên (ngày 05/9, 12/9, 19/9, 26/9) để kiểm điểm tiến độ.",
        "Họp {} buổi vào các ngày 5, 12, 19 và 26 tháng 9.",
    ],
)
def test_meetings_are_as_many_as_their_days(text: str) -> None:
    assert counts(text.format("04")) == [("right", "4", "4")]
    assert counts(text.format("03")) == [("doubtful", "3", "4")]


@pytest.mark.parametrize(
    "text",
    [
        "Mở 02 lớp tập huấn vào các ngày 19/9, 26/9 và 03/10/2025.",
        "Họp 03 phiên từ ngày 05/9 đến ngày 12/9/2025.",
        "Họp 08 phiên, các phiên khó nhất vào các ngày 05/9 và 12/9/2025: xem biên bản.",
        "Giải quyết 02 cuộc gọi trong 24 giờ, các ngày 19/9, 26/9, 03/10/2025 thì chậm.",
    ],
)
def test_days_that_are_not_those_of_meetings_raise_no_question(text: str) -> None:
    assert [c for c in counts(text) if c[0] != "right"] == []


ITEMS = [
    "- Ủy ban nhân dân xã Mỹ Hòa;",
    "- Phòng Tư pháp;",
    "- Phòng Nội vụ;",
    "- Trung tâm Y tế.",
]


def test_a_list_of_dashes_has_as_many_items_as_its_count() -> None:
    assert counts("Tổ kiểm tra đã làm việc tại 04 đơn vị, gồm:", *ITEMS) == [("right", "4", "4")]
    assert counts("Tổ kiểm tra đã làm việc tại 05 đơn vị, gồm:", *ITEMS) == [("doubtful", "5", "4")]
    assert counts("Tổ kiểm tra đã làm việc tại 27 đơn vị, gồm:", *ITEMS) == []
    assert counts("Tổ kiểm tra 05 đơn vị, chấn chỉnh một số việc:", *ITEMS) == []


SERVICES = [
    "1.2. Kết quả các dịch vụ công thiết yếu",
    "(1) Cấp lại thẻ căn cước: 112/147 hồ sơ, đạt tỷ lệ 76,19%.",
    "(2) Đăng ký thường trú: 1.106/1.113 hồ sơ, đạt tỷ lệ 99,37%.",
    "(3) Khai báo tạm vắng: Trong tháng không phát sinh hồ sơ.",
    "(4) Thông báo lưu trú: 937/937 hồ sơ, đạt tỷ lệ 100%.",
    "(5) Đăng ký kết hôn: 76/76 hồ sơ, đạt tỷ lệ 100%.",
]


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("Như vậy, có {} dịch vụ công đạt tỷ lệ trực tuyến 100%.", "02", "03"),
        ("Có {} dịch vụ công đạt trên 95%.", "03", "08"),
        ("Có {} dịch vụ công đạt từ 76% trở lên.", "04", "05"),
        ("Còn {}/5 dịch vụ công có tỷ lệ dưới 80%.", "1", "2"),
    ],
)
def test_a_count_over_the_list_before_is_that_of_its_shares(
    sentence: str, right: str, wrong: str
) -> None:
    found = counts(*SERVICES, sentence.format(right))
    assert found == [("right", str(int(right)), str(int(right)))]
    found = counts(*SERVICES, sentence.format(wrong))
    assert found == [("doubtful", str(int(wrong)), str(int(right)))]


@pytest.mark.parametrize(
    "sentence",
    [
        # Of 25, five are listed; an average; a word for another matter; another time.
        "Có 11/25 dịch vụ công đạt trên 95%.",
        "Nhìn chung, 05 dịch vụ công đạt tỷ lệ 97,67%.",
        "Toàn xã có 04 ấp đạt trên 95%.",
        "Hiện có 05 dịch vụ công đạt 100% hoặc từ 99,5% trở lên trong 3 tháng.",
    ],
)
def test_a_count_that_is_not_over_the_list_raises_no_question(sentence: str) -> None:
    assert counts(*SERVICES, sentence) == []


def test_a_list_of_some_is_no_ground_for_a_count() -> None:
    heading = "Kết quả các dịch vụ công thiết yếu (trích một số dịch vụ):"
    assert counts(heading, *SERVICES[1:], "Có 09 dịch vụ công đạt trên 95%.") == []


def test_a_section_heading_ends_the_notes_of_a_page_without_a_break() -> None:
    lines = [
        "Đã kiểm tra 02 xã¹.",
        RULE,
        "1 Gồm các xã: An Phú, Tân Lộc.",
        "2.3. Kết quả các dịch vụ công thiết yếu (1) Khai sinh: 12 hồ sơ.",
        "(2) Khai tử: 7 hồ sơ.",
        "(3) Kết hôn: 9 hồ sơ.",
        "(5) Thường trú: 8 hồ sơ.",
    ]
    found = proofread("\n".join(lines) + "\n")
    assert [(c.verdict, c.stated) for c in found if c.kind == "numbering"] == [("doubtful", "(5)")]


@pytest.mark.parametrize("count", ["03", "04"])
def test_a_place_of_another_rank_may_be_counted_or_not(count: str) -> None:
    text = f"Tập trung ở {count} huyện: An Phú, Tân Lộc, Hòa Lợi và thành phố Châu Đốc."
    assert [c[0] for c in counts(text)] == ["right"]


NAMES = ("Đăng ký khai sinh", "Đăng ký khai tử", "Đăng ký kết hôn")


def test_a_heading_counts_the_numbered_items_below_it() -> None:
    heading = "1.2. Kết quả tiếp nhận {} dịch vụ công thiết yếu của xã"
    rest = " nộp qua Cổng Dịch vụ công quốc gia và bưu chính công ích, không có hồ sơ trễ hạn."
    items = [f"({i}) {name}: {7 + i} hồ sơ{rest}" for i, name in enumerate(NAMES, 1)]
    assert counts(heading.format("03"), *items) == [("right", "3", "3")]
    assert counts(heading.format("04"), *items) == [("doubtful", "4", "3")]
    assert counts(heading.format("25"), *items) == []
