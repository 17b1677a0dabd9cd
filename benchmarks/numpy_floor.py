"""The floor: the stress form's relations as array operations on 64-bit integers.

It knows this one form, has no blanks, no messages and no rows that come and go; it is what the
memory and the processor allow, not something a program could be built on. Two ways to lay the
figures out: each relation of the pack on its own columns, as any engine over a pack must do it,
or all tables as one array, which works only because the twenty tables are alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.stress_form import HIGHEST, PARTS, SUMMED, Figures, Shape, bounded_rows

Numbers = NDArray[np.int64]
Positions = NDArray[np.intp]
Columns = dict[str, Numbers]


class NumpyFloor:
    """One report's figures as columns; a total is computed before it is used."""

    def __init__(
        self, shape: Shape, figures: Figures, before: Figures, *, together: bool = False
    ) -> None:
        """Copy the figures into one block per table, or into one block for all of them."""
        self.shape = shape
        size = shape.tables if together else 1
        self.blocks = [
            _Block(shape, figures[i : i + size], before[i : i + size])
            for i in range(0, shape.tables, size)
        ]

    def validate(self) -> list[tuple[int, str, Positions]]:
        """Check every relation; return the positions of the broken ones by block and kind."""
        return [
            (number, kind, found)
            for number, block in enumerate(self.blocks)
            for kind, found in block.validate()
            if found.size
        ]

    def broken(self) -> set[tuple[str, int]]:
        """Return the broken relations by rule id and row (from 1)."""
        return {
            self._named(block, kind, int(position))
            for block, kind, found in self.validate()
            for position in found
        }

    def _named(self, block: int, kind: str, position: int) -> tuple[str, int]:
        names, shape = self.shape.names, self.shape
        if kind.startswith("sum_"):
            return f"sum_{names[block + position]}_{kind[4:]}", shape.rows
        width = {"grow": shape.grown, "range": shape.bounded}.get(kind, shape.rows)
        table, nth = divmod(position, width)
        if kind == "range":
            row = bounded_rows(shape)[nth]
            return f"range_{names[block + table]}_{row}", row
        return f"{kind}_{names[block + table]}", nth + 1


class _Block:
    """Some tables, one per row of each array."""

    def __init__(self, shape: Shape, figures: Figures, before: Figures) -> None:
        self.last = shape.rows - 1
        self.stated = {part: _column(figures, part) for part in PARTS}
        self.totals = {part: self.stated[part][:, self.last].copy() for part in SUMMED}
        now = {part: column.copy() for part, column in self.stated.items()}
        self.now = now
        self.addends = {part: now[part][:, : self.last] for part in SUMMED}
        self.results = {part: now[part][:, self.last] for part in SUMMED}
        self.grown = now["x"][:, : shape.grown]
        self.before = np.ascontiguousarray(_column(before, "x")[:, : shape.grown])
        self.bounded = now["x"][:, shape.grown : shape.grown + shape.bounded]

    def validate(self) -> list[tuple[str, Positions]]:
        found = []
        for part in SUMMED:
            total = self.addends[part].sum(axis=1)
            self.results[part][:] = total
            found.append((f"sum_{part}", np.flatnonzero(total != self.totals[part])))
        n, d = self.now["n"], self.now["d"]
        right = (20_000 * n + d) // (2 * d)
        wrong = (n > d) | (d == 0) | (right != self.stated["p"]) | ((right == 10_000) & (n != d))
        out = (self.bounded < 0) | (self.bounded > HIGHEST)
        return [
            *found,
            ("rate", np.flatnonzero(wrong)),
            ("rest", np.flatnonzero(d - n != self.stated["r"])),
            ("grow", np.flatnonzero(self.grown < self.before)),
            ("range", np.flatnonzero(out)),
        ]


def _column(figures: Figures, part: str) -> Numbers:
    return np.array([table[part] for table in figures], dtype=np.int64)
