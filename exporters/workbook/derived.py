"""The formula of each computed cell of a workbook, in the cell's own unit and decimals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from exporters.derivations import NO_SPARE, Formula, Names, Rate, RowCount, Way
from exporters.workbook.cells import MAX_LENGTH, Cells, Spot, Untranslatable
from exporters.workbook.formulas import Piece, Writer, guarded
from exporters.workbook.words import WORDS
from forms.cells import STATED, CellKey
from forms.formula.syntax import POWER, Binary, Call, Expr, Ref, RowRange, references
from forms.layout import PERCENT_SCALE

if TYPE_CHECKING:
    from forms.engine import Computation


class Translator:
    """Writes the formulas of derived cells."""

    def __init__(
        self,
        c: Computation,
        spots: Mapping[CellKey, Spot],
        spare: Mapping[str, tuple[int, ...]] = NO_SPARE,
    ) -> None:
        """Take the computation, where its cells stand, and the blank rows below its lists."""
        self.c, self.spots, self.spare = c, spots, spare

    def formula(self, key: CellKey, ways: Iterable[Way], fallback: str = '""') -> str | None:
        """Write the formula of a derived cell, without `=`; `None` where it has none.

        Args:
            key: The cell, which has a spot.
            ways: How it is computed, tried in turn.
            fallback: What stands where nothing can be computed: nothing, or a stated figure.
        """
        cells = Cells(self.c, self.spots, self.spots[key].sheet, self.spare)
        text = fallback
        for way in reversed(tuple(ways)):
            try:
                text = _written(cells, key, way, text)
            except Untranslatable:
                continue
        return None if text == fallback or len(text) > MAX_LENGTH else text


def _written(cells: Cells, key: CellKey, way: Way, fallback: str) -> str:
    if isinstance(way, Rate):
        n, d = cells.at(way.n), cells.at(way.d)
        blanks = (*cells.missing((way.n, way.d)), f"N({d})=0")
        return guarded(blanks, f"ROUND({n}*100/{d},{way.decimals})", fallback)
    if isinstance(way, RowCount):
        return _row_count(cells, way.field, fallback)
    piece = _in_unit(cells, key, way)
    blanks = (*cells.missing(piece.needs), *piece.zeros)
    if way.missing == "skip_all":
        blanks = (*_all_blank(cells, way), *blanks)
    return guarded(blanks, piece.text, fallback, fails=piece.fails)


def _row_count(cells: Cells, field: str, fallback: str) -> str:
    listed = cells.c.rows(field)
    rows = (*listed, *cells.spare.get(field, ()))
    if not rows:
        return fallback
    every = (
        [CellKey(field, row, column.id) for row in rows] for column in cells.c.engine.columns(field)
    )
    columns = [keys for keys in every if all(key in cells.spots for key in keys)]
    for keys in columns:
        if all(cells.c.effective(key) is not None for key in keys):
            return f"COUNTA({','.join(cells.runs(keys))})"
    tests = "+".join(f'({",".join(cells.runs(keys))}<>"")' for keys in columns)
    counted = f"SUMPRODUCT(--(({tests})>0))"
    return counted if listed else f"IF({counted}=0,{fallback},{counted})"


def _in_unit(cells: Cells, key: CellKey, way: Formula) -> Piece:
    """Translate a formula into the unit and the decimals of its cell."""
    column = cells.c.engine.column(key)
    kind = "int" if column is None else column.kind
    unit = cells.unit(key)
    decimals = len(str(unit)) - 1
    if kind == "money" and _one_unit(cells, way) == unit:
        piece = Writer(cells, way, scaled=False).node(way.expr)
        return piece._replace(text=f"ROUND({piece.text},{decimals})") if decimals else piece
    piece = Writer(cells, way).node(way.expr)
    if kind == "money" and decimals:
        return piece._replace(text=f"ROUND({piece.inside(POWER['+'])}/{unit},{decimals})")
    rounded = isinstance(way.expr, Call) and way.expr.name in {"TYLE", "ROUND"}
    if kind == "pct" and not rounded:
        return piece._replace(text=f"ROUND({piece.text},{PERCENT_SCALE})")
    return piece


def _one_unit(cells: Cells, way: Formula) -> int:
    """Return the only money unit of a plain sum or difference of cells; 0 if there is another."""
    if not _is_linear(way.expr):
        return 0
    names = Names(cells.c, cells.spare)
    units: set[int] = set()
    for ref in references(way.expr):
        if ref.scope != "own":
            return 0
        many = isinstance(ref.row, RowRange)
        keys = names.cells(ref, spare=True) if many else [names.cell(ref, way.table, way.row)]
        units.update(map(cells.unit, keys))
    return units.pop() if len(units) == 1 else 0


def _says_words(cells: Cells, key: CellKey) -> bool:
    column = cells.c.engine.column(key)
    return column is not None and column.kind in WORDS


def _is_linear(expr: Expr) -> bool:
    if isinstance(expr, Call):
        return expr.name == "SUM" and all(map(_is_linear, expr.args))
    if isinstance(expr, Binary):
        return expr.op in {"+", "-"} and _is_linear(expr.left) and _is_linear(expr.right)
    return isinstance(expr, Ref)


def _all_blank(cells: Cells, way: Formula) -> tuple[str, ...]:
    """Write the test that nothing a formula reads is filled; none when that cannot be."""
    names = Names(cells.c, cells.spare)
    keys: list[CellKey] = []
    tests: list[str] = []
    for ref in references(way.expr):
        if ref.scope != "own":
            return ()
        if not isinstance(ref.row, RowRange):
            keys.append(names.cell(ref, way.table, way.row))
        elif ref.part is not None:
            keys += names.cells(ref, spare=True)
        else:
            tests.append(f"N({cells.at(CellKey(ref.field, 0, STATED))})=0")
    if any(map(cells.counts_zero, keys)):
        return ()
    known = cells.known(keys)
    worded = [key for key in known if _says_words(cells, key)]
    figures = [key for key in known if key not in worded]
    for function, found in (("COUNT", figures), ("COUNTA", worded)):
        if found:
            tests.append(f"{cells.call(function, cells.runs(found))}=0")
    return (tests[0] if len(tests) == 1 else f"AND({','.join(tests or ['TRUE'])})",)
