"""Addresses: where a report's cells stand in its workbook, as formulas write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.derivations import NO_SPARE
from forms.cells import NO_OCCURRENCE, SEASONAL, CellKey
from forms.names import LISTS
from forms.numbers import MONEY_UNITS

if TYPE_CHECKING:
    from forms.engine import Computation

MAX_LENGTH: Final = 8_000
"""Excel takes 8,192 characters in a formula; a longer one is left out and the value stands."""

_MAX_ARGUMENTS: Final = 200
_NOTHING: Final = frozenset({NO_OCCURRENCE, SEASONAL})


class Spot(NamedTuple):
    """Where a cell stands in the workbook, from 0."""

    sheet: str
    row: int
    column: int


class Untranslatable(Exception):
    """A formula that has no counterpart over the cells of this workbook."""


def letters(column: int) -> str:
    """Name a column: 0 is `A`, 26 is `AA`."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name = chr(ord("A") + rest) + name
        column -= 1
    return name


def address(spot: Spot, home: str, last: Spot | None = None) -> str:
    """Write a cell, or a range down to `last`, as seen from the sheet `home`."""
    text = f"{letters(spot.column)}{spot.row + 1}"
    if last is not None and last != spot:
        text = f"{text}:{letters(last.column)}{last.row + 1}"
    return text if spot.sheet == home else f"{quoted(spot.sheet)}!{text}"


def neighbours(spots: Iterable[Spot]) -> list[list[Spot]]:
    """Part cells into runs of those that stand right below one another."""
    found: list[list[Spot]] = []
    for spot in spots:
        if found and spot == found[-1][-1]._replace(row=found[-1][-1].row + 1):
            found[-1].append(spot)
        else:
            found.append([spot])
    return found


def quoted(sheet: str) -> str:
    """Write a sheet's name as formulas need it."""
    return "'" + sheet.replace("'", "''") + "'"


def spare_rows(c: Computation, count: int) -> dict[str, tuple[int, ...]]:
    """Number the blank rows below every list: those that come next."""
    listed = (x for x in c.engine.form.fields if x.kind in LISTS and c.has_field(x.id))
    last = {field.id: max(c.rows(field.id), default=0) for field in listed}
    return {name: tuple(range(row + 1, row + 1 + count)) for name, row in last.items() if count}


class Cells:
    """The report's cells as addresses, seen from one sheet."""

    def __init__(
        self,
        c: Computation,
        spots: Mapping[CellKey, Spot],
        home: str,
        spare: Mapping[str, tuple[int, ...]] = NO_SPARE,
    ) -> None:
        """Take the computation, where its cells stand, and the blank rows below its lists."""
        self.c, self.spots, self.home, self.spare = c, spots, home, spare

    def at(self, key: CellKey) -> str:
        """Write one cell's address; a figure that the workbook leaves out as the number it is.

        Raises Untranslatable for a blank that has no place in the workbook.
        """
        spot = self.spots.get(key)
        if spot is not None:
            return address(spot, self.home)
        value = self.c.effective(key)
        if not isinstance(value, Decimal):
            raise Untranslatable(key.place())
        return f"{value:f}"

    def runs(self, keys: Iterable[CellKey]) -> list[str]:
        """Write cells as few ranges: neighbours in a column become one."""
        wanted = list(keys)
        placed = [spot for spot in map(self.spots.get, wanted) if spot is not None]
        left_out = [self.at(key) for key in wanted if key not in self.spots]
        return [address(run[0], self.home, run[-1]) for run in neighbours(placed)] + left_out

    def known(self, keys: Iterable[CellKey]) -> list[CellKey]:
        """Return those of the cells that have a place or a figure."""
        return [key for key in keys if key in self.spots or self.c.effective(key) is not None]

    def call(self, function: str, arguments: list[str]) -> str:
        """Write SUM, COUNT, MIN or MAX of any number of arguments."""
        if len(arguments) <= _MAX_ARGUMENTS:
            return f"{function}({','.join(arguments)})"
        chunks = [
            self.call(function, arguments[start : start + _MAX_ARGUMENTS])
            for start in range(0, len(arguments), _MAX_ARGUMENTS)
        ]
        return self.call("SUM" if function == "COUNT" else function, chunks)

    def counts_zero(self, key: CellKey) -> bool:
        """Tell whether a blank here is a row without occurrences, which totals count 0."""
        column = self.c.engine.column(key)
        plain = column is not None and column.kind in {"int", "money"} and not key.row
        return plain and self.c.state(key.field) in _NOTHING

    def may_lack(self, key: CellKey) -> bool:
        """Tell whether a blank here takes nothing from a total."""
        return self.counts_zero(key) or key.row in self.spare.get(key.field, ())

    def missing(self, keys: Iterable[CellKey]) -> tuple[str, ...]:
        """Write the test that one of these cells is blank; none when it never is."""
        unique = dict.fromkeys(keys)
        needed = [key for key in unique if key in self.spots and not self.may_lack(key)]
        if not needed:
            return ()
        return (f"{self.call('COUNT', self.runs(needed))}<{len(needed)}",)

    def unit(self, key: CellKey) -> int:
        """Return how many đồng one of a cell's money unit is; 1 for everything else."""
        column = self.c.engine.column(key)
        if column is None or column.kind != "money":
            return 1
        return MONEY_UNITS[column.unit or "đồng"]
