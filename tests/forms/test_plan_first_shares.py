"""Shares whose base stands before them, called a plan or a total by the words that lead to it."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[str]:
    return [item.stated for item in proofread(text) if item.verdict in ALARMS]


@pytest.mark.parametrize(
    ("text", "right", "mistyped", "operands"),
    [
        (
            (
                "Đã thu nhận 86.214 hồ sơ, gồm 51.306 hồ sơ mới, 34.908 hồ sơ cũ. Chỉ tiêu quý "
                "giao 82.500 hồ sơ, kết quả đạt {}."
            ),
            "104,50%",
            "140,50%",
            ("86.214", "82.500"),
        ),
        (
            "Số hồ sơ trực tuyến là 91.443 và tổng số hồ sơ giải quyết là 137.620, chiếm {}.",
            "66,45%",
            "66,95%",
            ("91.443", "137.620"),
        ),
        (
            "Ba cấp có 164.018 học bạ, so với 171.237 học sinh đạt {}.",
            "95,8%",
            "92,8%",
            ("164.018", "171.237"),
        ),
        (
            (
                "Sản lượng tôm 43.608 tấn. Nếu so với chỉ tiêu năm 2019, đạt 127.000 tấn (cả năm) "
                "thì chỉ mới đạt {} (cùng kỳ 35,1%)."
            ),
            "34,34%",
            "34,84%",
            ("43.608", "127.000"),
        ),
        # The two counts before "trên tổng số" are one share of it.
        (
            "Có 1.206 dịch vụ toàn trình, 317 dịch vụ một phần trên tổng số 1.794 thủ tục ({}).",
            "đạt 84,89%",
            "đạt 84,39%",
            ("1.523", "1.794"),
        ),
        # The rate of the sentence before.
        (
            (
                "Có 16,38 triệu hộ có cáp quang trên tổng số 24,71 triệu hộ. Như vậy, tỷ lệ hộ gia "
                "đình sở hữu cáp quang đạt mức {}."
            ),
            "66,3%",
            "86,3%",
            ("16,38 triệu", "24,71 triệu"),
        ),
    ],
)
def test_a_share_behind_its_base(
    text: str, right: str, mistyped: str, operands: tuple[str, str]
) -> None:
    found = [item for item in proofread(text.format(right)) if item.operands == operands]
    assert [item.verdict for item in found] == ["right"]
    assert alarms(text.format(mistyped)) == [mistyped.rsplit(maxsplit=1)[-1]]


def test_few_digits_are_enough_where_one_figure_alone_can_be_meant() -> None:
    text = "Đã giải ngân 2.062,4 tỷ đồng. So với kế hoạch giao (8.412,5 tỷ đồng), tỷ lệ đạt {}."
    assert alarms(text.format("24,5%")) == []
    assert alarms(text.format("2,5%")) == ["2,5%"]


@pytest.mark.parametrize(
    "text",
    [
        # Nothing before is a share of it, and no slip tells that it was meant.
        "Đã thu nhận 86.214 hồ sơ. Chỉ tiêu quý giao 82.500 hồ sơ, kết quả đạt 71,32%.",
        # Of another base that words behind name.
        "Có 91.443 hồ sơ và tổng số hồ sơ giải quyết là 137.620, chiếm 66,95% số phải giải quyết.",
        # What is to be reached later is not the base of a fraction.
        "Đến năm 2023 có 36/60 xã đạt chuẩn, đạt 50% mục tiêu đến năm 2025.",
        # A rate of its own, with no word that leads back.
        "Tiêm chủng đạt 93,8% (1.027/1.095 trẻ). Tỷ lệ tham gia bảo hiểm y tế 94,1%.",
    ],
)
def test_a_share_of_something_else_raises_no_alarm(text: str) -> None:
    assert alarms(text) == []
