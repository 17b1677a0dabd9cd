"""Fractions of one base and percentages of one whole: what makes it up, and what is mistyped."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread

DONE = "Đã hoàn thành 07/36 nhiệm vụ; đang thực hiện 16/36 nhiệm vụ; chưa thực hiện {} nhiệm vụ."


def told(text: str, kind: str) -> list[tuple[str, str, str]]:
    """Verdict, what is said and what it should be, of the claims of a kind."""
    return [(c.verdict, c.stated, c.expected) for c in proofread(text) if c.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "Có 33/46 mô hình đã triển khai và 13/89 mô hình chưa triển khai.",
        "Có 30/46 mô hình đã triển khai và 13/42 mô hình chưa triển khai.",
        "Có 33/46 mô hình ở xã và 13/42 mô hình trên cả tỉnh.",
    ],
    ids=["another base", "no sum", "other things"],
)
def test_two_fractions_of_two_things_are_left_alone(text: str) -> None:
    assert told(text, "partition") == []


def test_the_parts_of_one_base_make_it_up_or_not() -> None:
    assert told(DONE.format("13/36"), "partition") == [("right", "36", "36")]
    assert told(DONE.format("12/36"), "partition") == [("wrong", "36", "35")]


def test_one_base_of_three_that_is_another_is_told_where_the_parts_make_up_the_others() -> None:
    (claim,) = (c for c in proofread(DONE.format("13/63")) if c.kind == "partition")
    assert (claim.verdict, claim.expected) == ("wrong", "36")
    assert claim.explanation == "Các phần cộng lại đủ 36 nhưng có một mẫu số khác."
    assert told(DONE.format("12/39"), "partition") == []


def test_an_endless_row_of_fractions_is_no_partition() -> None:
    parts = "; ".join(f"xã {number} đã làm 01/61 nhiệm vụ" for number in range(1, 62))
    assert told(f"Kết quả: {parts}.", "partition") == []


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ("138/146 trường mầm non, 264/272 trường tiểu học", [("right", "402", "402")]),
        (
            "138/146 trường mầm non, 264/273 trường tiểu học",
            [("right", "402", "402"), ("wrong", "418", "419")],
        ),
        ("137/146 trường mầm non, 264/272 trường tiểu học", [("wrong", "402", "401")]),
        ("120/140 trường mầm non, 200/250 trường tiểu học", []),
    ],
    ids=["right", "a base", "a numerator", "neither"],
)
def test_a_fraction_divided_into_fractions_is_held_to_what_agrees(
    parts: str, found: list[tuple[str, str, str]]
) -> None:
    text = f"Có 402/418 trường học đạt chuẩn, trong đó: {parts}."
    assert told(text, "breakdown") == found


@pytest.mark.parametrize(
    ("services", "found"),
    [
        ("39,5", [("right", "100,0%", "100%")]),
        ("38,5", [("wrong", "99,0%", "100%")]),
        ("12,5", []),
    ],
)
def test_shares_of_one_structure_make_a_hundred(
    services: str, found: list[tuple[str, str, str]]
) -> None:
    text = f"Cơ cấu kinh tế: nông nghiệp 32,1%; công nghiệp 28,4%; dịch vụ {services}%."
    assert told(text, "shares") == found
