"""The figure that was probably mistyped is named where one reading alone makes a share right."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread


def _why(text: str) -> str:
    (found,) = (item for item in proofread(text) if item.verdict != "right")
    return found.explanation


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Tiếp nhận 183/286 hồ sơ, đạt tỷ lệ 98,39%.", "286 gõ nhầm từ 186"),
        ("Đã trả 6.590/6.215 hồ sơ, đạt tỷ lệ 91,55%.", "6.590 gõ nhầm từ 5.690"),
        ("Giải ngân 12,45/20,16 tỷ đồng, đạt tỷ lệ 66,72%.", "12,45 tỷ đồng gõ nhầm từ 13,45"),
    ],
)
def test_a_mistyped_figure_is_named(text: str, hint: str) -> None:
    assert f"có thể {hint}" in _why(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tiếp nhận 183/286 hồ sơ, đạt tỷ lệ 98%.",
        "Tiếp nhận 14/38 hồ sơ, đạt tỷ lệ 50,0%.",
        "Tiếp nhận 2.318/2.986 hồ sơ, đạt tỷ lệ 41,17%.",
    ],
    ids=["no decimals", "more than one reading", "no reading"],
)
def test_nothing_is_named_where_readings_differ_or_fail(text: str) -> None:
    assert "gõ nhầm" not in _why(text)
