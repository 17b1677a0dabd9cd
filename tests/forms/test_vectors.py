"""Packed figures: there and back, and added up exactly, blanks apart from zeros."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.department.vectors import BLANK, packed, totals, unpacked

_FIGURE = st.none() | st.integers(BLANK + 1, 2**63 - 1) | st.integers(0, 10**6)


@given(st.lists(_FIGURE))
def test_figures_come_back(values: list[int | None]) -> None:
    assert list(unpacked(packed(values))) == [BLANK if x is None else x for x in values]


def _reports(size: int) -> st.SearchStrategy[list[list[int | None]]]:
    return st.lists(st.lists(_FIGURE, min_size=size, max_size=size), min_size=1)


@given(st.integers(1, 5).flatmap(_reports))
def test_sums_are_exact_and_blanks_are_not_zero(rows: list[list[int | None]]) -> None:
    found = totals((packed(row) for row in rows), len(rows[0]))
    for slot, total in enumerate(found):
        known = [row[slot] for row in rows if row[slot] is not None]
        assert total == (sum(x or 0 for x in known) if known else None)


def test_many_reports_are_added_a_few_at_a_time() -> None:
    few, most = packed([1, None, 2**48 - 1]), packed([None, None, -1])
    found = totals((row for row in (few, few, most) for _ in range(20_000)), 3)
    assert found == [40_000, None, 40_000 * (2**48 - 1) - 20_000]


def test_nothing_and_other_sizes() -> None:
    assert totals([], 2) == [None, None]
    with pytest.raises(ValueError, match="not 2 figures"):
        totals([packed([1])], 2)
