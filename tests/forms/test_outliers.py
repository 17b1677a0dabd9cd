"""Figures that stand out: the scores of the book, exact; what was sown is asked about, first."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.department.outliers import (
    MOST,
    Observed,
    median,
    modified_scores,
    question_words,
    questions,
)

VALUES = st.lists(st.integers(-1000, 1000).map(Fraction), min_size=8, max_size=40)


def units(now: list[int], before: list[int] | None = None) -> list[Observed]:
    last: list[int | None] = [*before] if before else [None] * len(now)
    return [
        Observed(
            f"{at:02d}",
            {"a.n": Decimal(value)},
            {} if old is None else {"a.n": Decimal(old)},
        )
        for at, (value, old) in enumerate(zip(now, last, strict=True))
    ]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30))
def test_the_median_is_that_of_the_library(values: list[int]) -> None:
    assert float(median(map(Fraction, values))) == statistics.median(values)


@given(VALUES)
def test_the_scores_are_those_of_the_book(values: list[Fraction]) -> None:
    middle = statistics.median(values)
    off = [abs(value - middle) for value in values]
    spread, mean = statistics.median(off), sum(off) / len(off)
    for value, score in zip(values, modified_scores(values), strict=True):
        if spread:
            assert float(score) == pytest.approx(float(0.6745 * float(value - middle) / spread))
        elif mean:
            assert float(score) == pytest.approx(float(value - middle) / (1.2533 * float(mean)))
        else:
            assert score == 0


@given(VALUES, st.integers(1, 50), st.integers(-100, 100))
def test_scale_and_place_do_not_matter(values: list[Fraction], scale: int, shift: int) -> None:
    moved = [value * scale + shift for value in values]
    assert modified_scores(moved) == modified_scores(values)


def test_a_figure_far_from_all_others_is_asked_about() -> None:
    now = [100, 110, 95, 105, 98, 102, 107, 93, 99, 1050]
    (question,) = questions(units(now))
    assert (question.unit, question.kind, question.value) == ("09", "level", Decimal(1050))
    assert question.usual == Decimal(101)
    said = question_words(question, "Xã A", "Số hồ sơ")
    assert said == "Xã A, Số hồ sơ: ghi 1.050, các đơn vị thường quanh 101. Số này đúng không?"


def test_a_large_unit_that_was_large_before_is_asked_by_level_only() -> None:
    before = [100, 110, 95, 105, 98, 102, 107, 93, 99, 200]
    now = [value + 3 for value in before[:-1]] + [2060]
    (question,) = questions(units(now, before))
    assert (question.unit, question.kind, question.usual) == ("09", "change", Decimal(200))
    said = question_words(question, "Xã A", "Số hồ sơ")
    assert "tăng từ 200 kỳ trước thành 2.060" in said
    assert "1,0 lần" in said


def test_all_that_grow_alike_are_no_question() -> None:
    before = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
    assert questions(units([value * 3 for value in before], before)) == ()


def test_small_differences_and_few_units_are_no_question() -> None:
    assert questions(units([0] * 20 + [9])) == ()
    assert questions(units([100] * 6 + [9000])) == ()
    assert len(questions(units([0] * 20 + [10]))) == 1


def test_the_list_is_bounded_and_the_strangest_come_first() -> None:
    now = [100 + at % 5 for at in range(200)] + [1000 * at for at in range(1, 41)]
    found = questions(units(now))
    assert len(found) == MOST
    scores = [abs(one.score) for one in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0].value == Decimal(40_000)
    assert len(questions(units(now), 3)) == 3


def test_the_order_of_the_units_does_not_matter() -> None:
    seen = units([100, 110, 95, 105, 98, 102, 107, 93, 99, 1050], [90] * 10)
    assert questions(seen) == questions(seen[::-1])
