"""The checked form as a sheet of cells and formulas, for programs that calculate sheets.

One line a row of a table: figures in A to F (done, received, rate in hundredths, remainder,
running total, the running total before), then a 1 in G to L for every relation that is broken. One
cell adds them up. The formulas say what the engine's relations say, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.stress_form import HIGHEST, SUMMED, Figures, Shape, bounded_rows

Cell = int | str
"""A figure, or a formula with commas between its arguments; an empty text is an empty cell."""

VERDICT: Final = "N1"
WIDTH: Final = 12
_COLUMNS: Final = dict(zip(("n", "d", "x"), "ABE", strict=True))


def lines(shape: Shape, figures: Figures, before: Figures) -> list[tuple[Cell, ...]]:
    """Return all lines, table after table."""
    found: list[tuple[Cell, ...]] = []
    for table, previous in zip(figures, before, strict=True):
        first = len(found) + 1
        for row in range(shape.rows):
            at = first + row
            cells = [*(table[part][row] for part in "ndprx"), previous["x"][row]]
            done, received = _pair(shape, row + 1, first)
            checks = _checks(shape, row + 1, at, (done, received))
            found.append((*cells, *checks, *_sums(shape, row + 1, first)))
    return found


def verdict(count: int) -> str:
    """Return the formula of the cell that counts the broken relations of ``count`` lines."""
    return f"=SUM(G1:L{count})"


def _pair(shape: Shape, row: int, first: int) -> tuple[str, str]:
    """Return done and received of a row; a total is computed before it is used, as we do."""
    last = first + shape.rows - 1
    if row == shape.rows:
        return f"SUM(A{first}:A{last - 1})", f"SUM(B{first}:B{last - 1})"
    return f"A{first + row - 1}", f"B{first + row - 1}"


def _checks(shape: Shape, row: int, at: int, pair: tuple[str, str]) -> Iterator[Cell]:
    done, received = pair
    yield f"=IF(INT((20000*{done}+{received})/(2*{received}))=C{at},0,1)"
    yield f"=IF({received}-{done}=D{at},0,1)"
    if row <= shape.grown:
        yield f"=IF(E{at}<F{at},1,0)"
    elif row in bounded_rows(shape):
        yield f"=IF(E{at}<0,1,IF(E{at}>{HIGHEST},1,0))"
    else:
        yield ""


def _sums(shape: Shape, row: int, first: int) -> Iterator[Cell]:
    last = first + shape.rows - 1
    for part in SUMMED:
        letter = _COLUMNS[part]
        total = f"=IF(SUM({letter}{first}:{letter}{last - 1})={letter}{last},0,1)"
        yield total if row == shape.rows else ""


def write(file: Path, content: list[tuple[Cell, ...]]) -> None:
    """Write the sheet as a workbook whose formulas have no results yet."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in content:
        page.append([None if cell == "" else cell for cell in line])
    page[VERDICT] = verdict(len(content))
    book.save(file)
