"""How large a form may be, and rules that somebody wrote once for each row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from forms.authoring import form_limits
from forms.authoring.form_limits import MAX_ALIKE, check_limits
from forms.checking.compiler import FormProblem
from forms.model import Choice, Feed, Form, Section, TextBlock
from forms.relations import AtMostRule, BoundsRule, Relation, SumRule
from tests.builders import count_column, form, grid, ratio, single, table, whole


def rules(count: int, made: Callable[[int], Relation]) -> list[Relation]:
    return [made(number) for number in range(1, count + 1)]


BY_ROWS: dict[str, Callable[[int], Relation]] = {
    "rows by position": lambda n: AtMostRule(id=f"k{n}", chain=(f"t[{n}].x", f"t[{n}].y")),
    "rows by name": lambda n: SumRule(
        id=f"k{n}", total=f"t[{'x' * n}].x", parts=("a",), message=f"Dòng {n} sai."
    ),
    "fields by number": lambda n: AtMostRule(id=f"k{n}", chain=(f"f{n:02d}", f"g{n}_tong")),
    "bounds by number": lambda n: BoundsRule(id=f"k{n}", value=f"f{n}", high=str(n)),
}


@pytest.mark.parametrize("name", BY_ROWS)
def test_one_rule_written_for_each_row_is_refused(name: str) -> None:
    made = BY_ROWS[name]
    check_limits(form(whole("a"), rules=rules(MAX_ALIKE, made)))
    with pytest.raises(FormProblem, match="table = ") as refused:
        check_limits(form(whole("a"), rules=rules(MAX_ALIKE + 1, made)))
    assert refused.value.path == f"relations.k{MAX_ALIKE + 1}"


def test_rules_that_say_different_things_are_not_alike() -> None:
    words = "abcdefghijklmnop"
    chains = [AtMostRule(id=f"k{i}", chain=(f"{word}_tong", word)) for i, word in enumerate(words)]
    ranges = [SumRule(id=f"s{i}", total=word, parts=("dvc[*].n",)) for i, word in enumerate(words)]
    numbered = [
        AtMostRule(id=f"t{n}_{i}", table=f"t{n}" if i else "", chain=(f"t{n}[{i + 1}].x", "a"))
        for n in range(20)
        for i in range(MAX_ALIKE)
    ]
    check_limits(form(whole("a"), rules=[*chains, *ranges, *numbered]))


LARGE: dict[str, tuple[Form, str]] = {
    "fields": (form(*(whole(f"f{n}") for n in range(5_001))), "fields"),
    "columns": (form(table("t", [f"c{n}" for n in range(101)], ["r"])), "fields.t.columns"),
    "rows": (form(table("t", ["x"], [f"r{n}" for n in range(5_001)])), "fields.t.rows"),
    "cells": (
        form(*(table(f"t{n}", [f"c{i}" for i in range(50)], ["r"] * 45) for n in range(9))),
        "fields",
    ),
    "choices": (
        form(
            replace(
                single("e", "enum"),
                choices=tuple(Choice(code=f"c{n}", label=str(n)) for n in range(501)),
            )
        ),
        "fields.e.choices",
    ),
    "choices of a column": (
        form(
            table(
                "t",
                [
                    replace(
                        count_column("x"),
                        choices=tuple(Choice(code=f"c{n}", label=str(n)) for n in range(501)),
                    )
                ],
                ["r"],
            )
        ),
        "fields.t.choices",
    ),
    "rows of a grid": (form(ratio("r"), grids=[grid("g", *["r"] * 5_001)]), "grids.g.rows"),
    "grids": (form(ratio("r"), grids=[grid(f"g{n}", "r") for n in range(201)]), "grids"),
    "sections": (
        form(whole("a"), sections=[Section(id=f"s{n}", heading="x") for n in range(501)]),
        "sections",
    ),
    "blocks": (
        form(
            whole("a"),
            sections=[Section(id="s", heading="x", blocks=(TextBlock(text="x"),) * 2_001)],
        ),
        "sections.s.blocks",
    ),
    "renames": (form(whole("a"), renames={f"x{n}": "a" for n in range(2_001)}), "renames"),
    "places of a feed": (
        replace(
            form(whole("a")), feeds=(Feed(form="F1", fields={f"x{n}": "a" for n in range(2_001)}),)
        ),
        "feeds",
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_form_larger_than_any_is_refused(name: str) -> None:
    shape, path = LARGE[name]
    with pytest.raises(FormProblem, match="nhiều nhất") as refused:
        check_limits(shape)
    assert refused.value.path == path


def test_sections_are_nested_to_a_level() -> None:
    section = Section(id="s", heading="x")
    for _ in range(form_limits.MAX_LEVELS):
        section = Section(id="s", heading="x", sections=(section,))
    with pytest.raises(FormProblem, match="lồng quá"):
        check_limits(form(whole("a"), sections=[section]))
