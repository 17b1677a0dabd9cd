"""Shares whose whole the build of the text tells: parallel parts, parts that make it up, a name."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[tuple[str, str]]:
    return [(c.stated, c.expected) for c in proofread(text) if c.verdict in ALARMS]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        pytest.param(
            "Kim ngạch đạt 1.168 triệu USD.\n\nVề thị trường, châu Mỹ đạt 329 triệu USD (chiếm "
            "28,2%), tăng 4,1%; châu Âu đạt 106 triệu USD (chiếm {}).",
            "9,1%",
            "90,8%",
            id="two parts told alike",
        ),
        pytest.param(
            "Bầu đủ 50 đại biểu HĐND tỉnh.\n\nVề cơ cấu: đại biểu nữ là 14 người, chiếm tỷ lệ {}; "
            "đại biểu ngoài Đảng là 3 người, chiếm tỷ lệ 6%.",
            "28%",
            "3%",
            id="a row of one noun",
        ),
        pytest.param(
            "Giáo viên: 246 người, trong đó trên chuẩn 61 người, đạt chuẩn 174 người, chưa đạt "
            "chuẩn 11 người ({}).",
            "4,5%",
            "4,8%",
            id="the last of the parts that make it up",
        ),
        pytest.param(
            "Toàn tỉnh tiếp nhận 56.039 hồ sơ.\n\nTrong đó, có 12.516 hồ sơ trực tuyến (đạt tỷ lệ "
            "{}); 38.613 hồ sơ trực tiếp.",
            "22,33%",
            "22,73%",
            id="a paragraph that goes on with 'trong đó'",
        ),
        pytest.param(
            "Thụ lý 79.177 việc, giảm 2.676 việc. Có 54.681 việc có điều kiện giải quyết và 23.912 "
            "việc chưa có điều kiện; trong số có điều kiện thi hành, đã xong 26.515 việc ({}).",
            "48,49%",
            "47,49%",
            id="work that may be done, by another verb",
        ),
        pytest.param(
            "Thi hành kỷ luật 62 đảng viên, trong đó có 13 cấp ủy viên (chiếm 21,0%). Hình thức: "
            "khiển trách 28 (chiếm 45%), cảnh cáo 21 (34%), cách chức 1 ({}), khai trừ 12 (19%).",
            "2%",
            "8%",
            id="a short share that fits a far figure by chance",
        ),
        pytest.param(
            "Hộ nghèo có 10.689 hộ, chiếm 3,20% so với tổng số hộ toàn tỉnh; hộ cận nghèo có "
            "14.994 hộ, trong đó có 3.508 hộ vùng dân tộc (chiếm {} so với tổng số hộ cận nghèo "
            "toàn tỉnh).",
            "23,4%",
            "24,4%",
            id="what is divided, called by its name",
        ),
        pytest.param(
            "Số phiếu thấp: 0 phiếu (chiếm {} tổng số đại biểu).", "0%", "3%", id="none at all"
        ),
    ],
)
def test_a_share_is_of_what_the_text_is_built_around(text: str, right: str, wrong: str) -> None:
    assert alarms(text.format(right)) == []
    assert [stated for stated, _ in alarms(text.format(wrong))] == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        # A place has a rate of its own.
        (
            "Trong 881 vụ việc, hòa giải thành 645 vụ việc, đạt 73,21%; tiếp tục chuyển sang thụ "
            "lý 236 vụ việc; huyện Long Mỹ (63%), Châu Thành A (69%)."
        ),
        # So does the part of a part, and a rate by name.
        (
            "Kim ngạch đạt 1.168 triệu USD.\n\nChâu Mỹ đạt 329 triệu USD (chiếm 28,2%), trong đó "
            "gạo 106 triệu USD (chiếm 32,2%)."
        ),
        (
            "Đã nhận 1.318 hồ sơ, gồm 1.102 hồ sơ qua Cổng và 216 hồ sơ trực tiếp; tỷ lệ trực "
            "tuyến đạt 83,61%."
        ),
        (
            "Trong số việc có điều kiện thi hành, số thi hành xong là 2.095 việc, đạt tỷ lệ "
            "83,57%. Có 5.422 việc có điều kiện giải quyết."
        ),
    ],
)
def test_shares_of_what_is_not_printed_are_left_alone(text: str) -> None:
    assert alarms(text) == []


def test_two_counts_of_one_total_are_a_share_of_it_together() -> None:
    text = "Cung cấp 1.318 dịch vụ toàn trình, 402 dịch vụ một phần trên tổng số 1.894 TTHC ({})."
    assert alarms(text.format("90,81%")) == []
    assert alarms(text.format("95,81%")) != []
