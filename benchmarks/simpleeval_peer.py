"""The stress form's relations as simpleeval expressions, parsed once and reused.

Everything that can be prepared is prepared: trees, and the names of each row. The expressions test
what the engine tests: a blank is no mistake, a part must not exceed its whole, a rate of 100 must
not hide a rest. Whole numbers keep it exact.
"""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from simpleeval import SimpleEval

from benchmarks.stress_form import HIGHEST, SUMMED, Figures, Shape, bounded_rows

Known = dict[str, Any]

_TEXTS = {
    "total": "sum(cells)",
    "rate": (
        "n is None or d is None or (n <= d and d != 0 and (p is None or"
        " p == (20000 * n + d) // (2 * d)) and (p != 10000 or n == d))"
    ),
    "rest": "r is None or d is None or n is None or r == d - n",
    "grow": "x is None or before is None or x >= before",
    "range": f"x is None or (x >= 0 and x <= {HIGHEST})",
}


class _Total(NamedTuple):
    """A column's sum: its rule, the cells, the stated total, and the row that takes it over."""

    rule: str
    cells: Known
    stated: int
    part: str
    row: Known


class SimpleEvalPeer:
    """One report under pre-parsed expressions."""

    def __init__(self, shape: Shape, figures: Figures, before: Figures) -> None:
        """Parse the expressions and lay out the names of every relation."""
        self.shape = shape
        self.evaluator = SimpleEval(functions={"sum": sum})
        self.trees: dict[str, ast.AST] = {
            kind: SimpleEval.parse(text) for kind, text in _TEXTS.items()
        }
        self.totals: list[_Total] = []
        self.tests: list[tuple[str, str, int, Known]] = []
        for number, name in enumerate(shape.names):
            self._table(name, figures[number], before[number]["x"])

    def _table(self, name: str, table: dict[str, list[int]], before: list[int]) -> None:
        parts, last = tuple(table), self.shape.rows - 1
        rows: list[Known] = [
            dict(zip(parts, row, strict=True)) for row in zip(*table.values(), strict=True)
        ]
        for part in SUMMED:
            column, rule = table[part], f"sum_{name}_{part}"
            self.totals.append(_Total(rule, {"cells": column[:last]}, column[last], part, rows[-1]))
        for kind in ("rate", "rest"):
            self.tests += [(kind, f"{kind}_{name}", i, row) for i, row in enumerate(rows, 1)]
        for i, (row, earlier) in enumerate(zip(rows, before[: self.shape.grown], strict=False), 1):
            row["before"] = earlier
            self.tests.append(("grow", f"grow_{name}", i, row))
        for i in bounded_rows(self.shape):
            self.tests.append(("range", f"range_{name}_{i}", i, rows[i - 1]))

    def validate(self) -> list[tuple[str, int]]:
        """Check every relation; return the broken ones by rule id and row (from 1)."""
        found: list[tuple[str, int]] = []
        for total in self.totals:
            right = self._value("total", total.cells)
            total.row[total.part] = right
            if right != total.stated:
                found.append((total.rule, self.shape.rows))
        for kind, rule, row, names in self.tests:
            if not self._value(kind, names):
                found.append((rule, row))
        return found

    def _value(self, kind: str, names: Known) -> Any:  # noqa: ANN401  simpleeval is untyped
        self.evaluator.names = names
        return self.evaluator.eval(_TEXTS[kind], previously_parsed=self.trees[kind])
