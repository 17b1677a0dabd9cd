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
        # A part that a slip made larger than what the words name as its base.
        (
            (
                "Dân số từ đủ 14 tuổi là 16.842 người.\n\nSố người có sổ sức khỏe là 72.571 "
                "người, bằng 74,64% dân số từ đủ 14 tuổi."
            ),
            ["74,64% 72.571/16.842"],
        ),
        # Comrades are no money.
        ("Có 125 đ/c cấp ủy viên, trong đó 27 đ/c nữ, chiếm 26,1%.", ["26,1% 27/125"]),
    ],
)
def test_a_share_of_the_wrong_size(text: str, found: list[str]) -> None:
    assert alarms(text) == found


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
