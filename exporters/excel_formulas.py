"""A form's own arithmetic in the words of a spreadsheet, over the cells where the figures stand.

A blank stays a blank: each formula first asks whether what it needs is there. Money is computed
in đồng, as in the engine, and turned into the unit of its cell. What comes from outside the
report (the period before, other forms) goes in as the number it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.derivations import Formula, Names, Rate, RowCount, Way
from exporters.excel_cells import Cells, Spot, Untranslatable
from forms.cells import STATED, CellKey
from forms.layout import PERCENT_SCALE
from forms.syntax import (
    COMPARISONS,
    LOGIC,
    POWER,
    Binary,
    Call,
    Expr,
    Literal,
    Ref,
    RowRange,
    Unary,
    references,
)

if TYPE_CHECKING:
    from forms.engine import Computation

MAX_LENGTH: Final = 8_000
"""Excel takes 8,192 characters in a formula; a longer one is left out and the value stands."""

_ATOM: Final = 9
_EQUALITY_DECIMALS: Final = 6


# --- one expression ----------------------------------------------------------------------------


class Piece(NamedTuple):
    """A translated node: its text and how strongly it binds.

    It has no value while one of `needs` is blank or one of `zeros` holds; `fails` tells that it
    may then give an error of its own instead.
    """

    text: str
    power: int = _ATOM
    needs: tuple[CellKey, ...] = ()
    zeros: tuple[str, ...] = ()
    fails: bool = False

    def inside(self, floor: int) -> str:
        """Write it as an operand of something that binds with `floor`."""
        return self.text if self.power > floor else f"({self.text})"


def _joined(text: str, pieces: Iterable[Piece], power: int = _ATOM) -> Piece:
    parts = tuple(pieces)
    return Piece(
        text,
        power,
        tuple(key for part in parts for key in part.needs),
        tuple(dict.fromkeys(zero for part in parts for zero in part.zeros)),
        fails=any(part.fails for part in parts),
    )


class _Writer:
    """Translates the nodes of one formula.

    `zero` counts blanks as 0; `scaled` turns money into đồng; `counted` is the row (field, row)
    that a COUNT condition looks at.
    """

    def __init__(self, cells: Cells, way: Formula, *, scaled: bool = True) -> None:
        self.cells, self.names = cells, Names(cells.c)
        self.table, self.row = way.table, way.row
        self.zero = way.missing != "skip_any"
        self.scaled = scaled
        self.counted: tuple[str, int] | None = None

    def node(self, expr: Expr) -> Piece:
        """Translate any node."""
        if isinstance(expr, Literal):
            return Piece(f"{expr.value:f}")
        if isinstance(expr, Ref):
            return self._cell(expr)
        if isinstance(expr, Unary):
            inner = self.node(expr.operand)
            if expr.op == "not":
                return _joined(f"NOT({inner.text})", [inner])
            return _joined(f"-{inner.inside(POWER['*'])}", [inner], POWER["*"])
        if isinstance(expr, Binary):
            return self._binary(expr)
        return self._call(expr)

    def key(self, ref: Ref) -> CellKey:
        """Return the cell of a reference; inside a COUNT condition that of the row counted."""
        if ref.scope == "row" and self.counted is not None:
            return CellKey(*self.counted, ref.field)
        return self.names.cell(ref, self.table, self.row)

    def _cell(self, ref: Ref) -> Piece:
        key = self.key(ref)
        if ref.scope not in {"own", "row"}:
            return Piece(self._outside(ref.scope, key))
        text, unit = self.cells.at(key), self.cells.unit(key) if self.scaled else 1
        zero = self.zero or self.cells.counts_zero(key)
        text = f"N({text})" if zero else text
        needs = () if zero else (key,)
        if unit == 1:
            return Piece(text, needs=needs)
        return Piece(f"{text}*{unit}", POWER["*"], needs)

    def _outside(self, scope: str, key: CellKey) -> str:
        """Write a figure of another period, unit or form as the number it was."""
        units = self.cells.c.outside(scope, key)
        if units is None:
            raise Untranslatable(f"{scope}: {key.place()}")
        column = self.cells.c.engine.column(key)
        percent = column is not None and column.kind == "pct"
        exact = Decimal(units).scaleb(-PERCENT_SCALE) if percent else Decimal(units)
        return f"{exact:f}"

    def _binary(self, expr: Binary) -> Piece:
        left, right = self.node(expr.left), self.node(expr.right)
        if expr.op in LOGIC:
            return self._logic(expr.op, left, right)
        if expr.op in COMPARISONS:
            return self._comparison(expr, left, right)
        power = POWER[expr.op]
        text = f"{left.inside(power - 1)}{expr.op}{right.inside(power)}"
        piece = _joined(text, [left, right], power)
        if expr.op != "/":
            return piece
        return piece._replace(zeros=(*piece.zeros, f"{right.inside(POWER['='])}=0"))

    def _logic(self, op: str, left: Piece, right: Piece) -> Piece:
        """Write `and` or `or`: one side may decide while the other is blank.

        Where a row is counted a blank counts as no, so there `and` needs no such care.
        """
        alike = set(left.needs) == set(right.needs) and not (left.zeros or right.zeros)
        if (alike or (op == "and" and self.counted)) and not (left.fails or right.fails):
            return _joined(f"{op.upper()}({left.text},{right.text})", [left, right])
        undecided = "FALSE" if op == "or" else "TRUE"
        sides = [self._branch(side, undecided) for side in (left, right)]
        known = guarded(self._unknown((left, right)), undecided, "NA()")
        whole = f"{op.upper()}({','.join(sides)})"
        text = f"IF({whole},TRUE,{known})" if op == "or" else f"IF({whole},{known},FALSE)"
        return Piece(text, fails=True)

    def _unknown(self, sides: Iterable[Piece]) -> tuple[str, ...]:
        """Write the tests that one of the sides has no value."""
        found: list[str] = []
        for side in sides:
            found += (*self.cells.missing(side.needs), *side.zeros)
            found += [f"ISERROR({side.text})"] if side.fails else []
        return tuple(dict.fromkeys(found))

    def _comparison(self, expr: Binary, left: Piece, right: Piece) -> Piece:
        """Compare two cells as they are, results of arithmetic without their binary dust."""
        plain = all(isinstance(side, Ref | Literal) for side in (expr.left, expr.right))
        if plain:
            text = f"{left.text}{expr.op}{right.text}"
        else:
            difference = f"{left.inside(POWER['+'] - 1)}-{right.inside(POWER['+'])}"
            text = f"ROUND({difference},{_EQUALITY_DECIMALS}){expr.op}0"
        return _joined(text, [left, right], POWER["="])

    # -- functions --------------------------------------------------------------------------------

    def _call(self, expr: Call) -> Piece:
        if expr.name in {"SUM", "MIN", "MAX"}:
            return self._fold(expr)
        if expr.name == "COUNT":
            return self._count(expr)
        if expr.name == "TRONG":
            return self._is_blank(expr.args[0])
        if expr.name == "IF":
            return self._choice(expr)
        pieces = [self.node(arg) for arg in expr.args]
        texts = [piece.text for piece in pieces]
        if expr.name != "TYLE":
            return _joined(f"{expr.name}({','.join(texts)})", pieces)
        n, d, decimals = pieces
        rate = f"ROUND({n.inside(POWER['+'])}*100/{d.inside(POWER['*'])},{decimals.text})"
        piece = _joined(rate, pieces)
        return piece._replace(zeros=(*piece.zeros, f"{d.inside(POWER['='])}=0"))

    def _fold(self, expr: Call) -> Piece:
        pieces: list[Piece] = []
        keys: list[CellKey] = []
        for arg in expr.args:
            named = self._named(arg, single=expr.name == "SUM")
            if named is None:
                pieces.append(self.node(arg))
            else:
                keys += named
        texts = [*self._runs(keys), *(piece.text for piece in pieces)]
        if expr.name == "SUM" and len(texts) == 1 and texts[0].startswith("SUM("):
            # Money of one unit has been added up already, on its way to đồng.
            return Piece(texts[0], POWER["*"], () if self.zero else tuple(keys))
        blank = () if self.zero else (Piece("", needs=tuple(keys)),)
        piece = _joined(self.cells.call(expr.name, texts or ["0"]), (*pieces, *blank))
        if expr.name == "SUM" or not self.zero:
            return piece
        return piece._replace(zeros=(*piece.zeros, f"{self.cells.call('COUNT', texts)}=0"))

    def _named(self, arg: Expr, *, single: bool) -> list[CellKey] | None:
        """Return the cells of a range, or of one cell where `single` may join a range."""
        if not isinstance(arg, Ref):
            return None
        if isinstance(arg.row, RowRange):
            keys = self.names.cells(arg)
        elif single and arg.scope == "own":
            keys = [self.key(arg)]
        else:
            return None
        return self.cells.known(keys) if self.zero else keys

    def _runs(self, keys: list[CellKey]) -> list[str]:
        """Write cells as ranges; money that is turned into đồng is added up unit by unit."""
        by_unit: dict[int, list[CellKey]] = {}
        for key in keys:
            by_unit.setdefault(self.cells.unit(key) if self.scaled else 1, []).append(key)
        texts = self.cells.runs(by_unit.pop(1, []))
        for unit, same in by_unit.items():
            texts.append(f"{self.cells.call('SUM', self.cells.runs(same))}*{unit}")
        return texts

    def _count(self, expr: Call) -> Piece:
        target = expr.args[0]
        if not isinstance(target, Ref):
            raise Untranslatable("COUNT")
        if len(expr.args) > 1:
            return self._count_where(target, expr.args[1])
        if target.part is None:
            key = CellKey(target.field, 0, STATED)
            return Piece(self.cells.at(key), needs=(key,))
        keys = self.cells.known(self.names.cells(target))
        zeros = sum(map(self.cells.counts_zero, keys))
        text = self.cells.call("COUNT", self.cells.runs(keys)) if keys else "0"
        return Piece(f"{text}+{zeros}", POWER["+"]) if zeros else Piece(text)

    def _count_where(self, target: Ref, condition: Expr) -> Piece:
        tests = [test for row in self.names.rows(target) for test in self._row_test(row, condition)]
        if not tests:
            return Piece("0")
        return Piece("+".join(tests), POWER["+"] if len(tests) > 1 else _ATOM)

    def _row_test(self, row: tuple[str, int], condition: Expr) -> list[str]:
        """Write 1 or 0 for one row; nothing for a row that has not the parts asked for."""
        inner = _Writer(self.cells, Formula(condition))
        inner.counted = row
        try:
            test = inner.node(condition)
        except Untranslatable:
            return []
        blanks = (*self.cells.missing(test.needs), *test.zeros)
        return [guarded(blanks, f"IF({test.text},1,0)", "0", fails=test.fails)]

    def _is_blank(self, arg: Expr) -> Piece:
        if not isinstance(arg, Ref):
            raise Untranslatable("TRONG")
        key = self.key(arg)
        if arg.scope not in {"own", "row"}:
            return Piece("FALSE" if self.cells.c.outside(arg.scope, key) is not None else "TRUE")
        if self.cells.counts_zero(key):
            return Piece("FALSE")
        return Piece(f"COUNT({self.cells.at(key)})=0", POWER["="])

    def _choice(self, expr: Call) -> Piece:
        condition, *branches = (self.node(arg) for arg in expr.args)
        texts = [self._branch(piece, "NA()") for piece in branches]
        piece = _joined(f"IF({condition.text},{texts[0]},{texts[1]})", [condition])
        failing = any(branch.needs or branch.zeros or branch.fails for branch in branches)
        return piece._replace(fails=piece.fails or failing)

    def _branch(self, piece: Piece, blank: str) -> str:
        """Write an operand that gives `blank` while it has no value."""
        blanks = (*self.cells.missing(piece.needs), *piece.zeros)
        return guarded(blanks, piece.text, blank, fails=piece.fails)


def guarded(blanks: tuple[str, ...], text: str, fallback: str, *, fails: bool = False) -> str:
    """Write `text` where none of the tests `blanks` holds, else `fallback`.

    The tests are asked one after another, since a later one may fail where an earlier one holds.
    """
    whole = f"IFERROR({text},{fallback})" if fails else text
    for test in reversed(blanks):
        whole = f"IF({test},{fallback},{whole})"
    return whole


# --- one cell ----------------------------------------------------------------------------------


class Translator:
    """Writes the formulas of derived cells."""

    def __init__(self, c: Computation, spots: Mapping[CellKey, Spot]) -> None:
        """Take the computation and where its cells stand."""
        self.c, self.spots = c, spots

    def formula(self, key: CellKey, ways: Iterable[Way], fallback: str = '""') -> str | None:
        """Write the formula of a derived cell, without `=`; `None` where it has none.

        Args:
            key: The cell, which has a spot.
            ways: How it is computed, tried in turn.
            fallback: What stands where nothing can be computed: nothing, or a stated figure.
        """
        cells = Cells(self.c, self.spots, self.spots[key].sheet)
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
    rows = cells.c.rows(field)
    if not rows:
        return fallback
    columns = [
        [CellKey(field, row, column.id) for row in rows] for column in cells.c.engine.columns(field)
    ]
    for keys in columns:
        if all(cells.c.effective(key) is not None for key in keys):
            return f"COUNTA({','.join(cells.runs(keys))})"
    tests = "+".join(f'({",".join(cells.runs(keys))}<>"")' for keys in columns)
    return f"SUMPRODUCT(--(({tests})>0))"


def _in_unit(cells: Cells, key: CellKey, way: Formula) -> Piece:
    """Translate a formula into the unit and the decimals of its cell."""
    column = cells.c.engine.column(key)
    kind = "int" if column is None else column.kind
    unit = cells.unit(key)
    decimals = len(str(unit)) - 1
    if kind == "money" and _one_unit(cells, way) == unit:
        piece = _Writer(cells, way, scaled=False).node(way.expr)
        return piece._replace(text=f"ROUND({piece.text},{decimals})") if decimals else piece
    piece = _Writer(cells, way).node(way.expr)
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
    names = Names(cells.c)
    units: set[int] = set()
    for ref in references(way.expr):
        if ref.scope != "own":
            return 0
        many = isinstance(ref.row, RowRange)
        keys = names.cells(ref) if many else [names.cell(ref, way.table, way.row)]
        units.update(map(cells.unit, keys))
    return units.pop() if len(units) == 1 else 0


def _is_linear(expr: Expr) -> bool:
    if isinstance(expr, Call):
        return expr.name == "SUM" and all(map(_is_linear, expr.args))
    if isinstance(expr, Binary):
        return expr.op in {"+", "-"} and _is_linear(expr.left) and _is_linear(expr.right)
    return isinstance(expr, Ref)


def _all_blank(cells: Cells, way: Formula) -> tuple[str, ...]:
    """Write the test that nothing a formula reads is filled; none when that cannot be."""
    names = Names(cells.c)
    keys: list[CellKey] = []
    tests: list[str] = []
    for ref in references(way.expr):
        if ref.scope != "own":
            return ()
        if not isinstance(ref.row, RowRange):
            keys.append(names.cell(ref, way.table, way.row))
        elif ref.part is not None:
            keys += names.cells(ref)
        else:
            tests.append(f"N({cells.at(CellKey(ref.field, 0, STATED))})=0")
    if any(map(cells.counts_zero, keys)):
        return ()
    keys = cells.known(keys)
    if keys:
        tests.append(f"{cells.call('COUNT', cells.runs(keys))}=0")
    return (tests[0] if len(tests) == 1 else f"AND({','.join(tests or ['TRUE'])})",)
