"""A form's own arithmetic in the words of a spreadsheet, over the cells where the figures stand.

A blank stays a blank: each formula first asks whether what it needs is there. Money is computed
in đồng, as in the engine, and turned into the unit of its cell. What comes from outside the
report (the period before, other forms) goes in as the number it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.derivations import Formula, Names
from exporters.workbook.cells import MAX_LENGTH, Cells, Untranslatable, address
from exporters.workbook.words import (
    DAYS,
    WORDS,
    comparison,
    day,
    first_of_month,
    is_range,
    kind_of,
    worded_cell,
    written,
)
from forms.cells import STATED, VALUE, CellKey
from forms.formula.syntax import (
    COMPARISONS,
    LOGIC,
    POWER,
    Binary,
    Call,
    Expr,
    Literal,
    Ref,
    RowRange,
    Text,
    Unary,
)
from forms.layout import PERCENT_SCALE

if TYPE_CHECKING:
    from forms.model import Column

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


class Writer:
    """Translates the nodes of one formula.

    `zero` counts blanks as 0; `scaled` turns money into đồng; `counted` is the row (field, row)
    that a COUNT condition looks at.
    """

    def __init__(self, cells: Cells, way: Formula, *, scaled: bool = True) -> None:
        self.cells, self.names = cells, Names(cells.c, cells.spare)
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
        if isinstance(expr, Text):
            raise Untranslatable(expr.value)
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
            counted = CellKey(*self.counted, ref.field)
            own = ref.field in self.cells.c.engine.fields
            if own and self.column(counted) is None:
                return CellKey(ref.field, 0, VALUE)
            return counted
        return self.names.cell(ref, self.table, self.row)

    def column(self, key: CellKey) -> Column | None:
        """Return the column that a cell belongs to."""
        return self.cells.c.engine.column(key)

    def _kind(self, expr: Expr) -> str:
        return kind_of(expr, self._column_of)

    def _column_of(self, ref: Ref) -> Column | None:
        keys = self.names.cells(ref)[:1] if is_range(ref) else [self.key(ref)]
        return self.column(keys[0]) if keys else None

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
        kinds = [self._kind(side) for side in (expr.left, expr.right)]
        if expr.op in COMPARISONS and not WORDS.isdisjoint(kinds):
            return self._words_comparison(expr)
        if "month" in kinds and expr.op in {"+", "-"}:
            raise Untranslatable("months of different lengths")
        left, right = self.node(expr.left), self.node(expr.right)
        if expr.op in LOGIC:
            return self._logic(expr.op, left, right)
        if expr.op in COMPARISONS:
            if set(kinds) == {"date", "month"}:
                months = [
                    side if kind == "month" else side._replace(text=first_of_month(side.text))
                    for side, kind in zip((left, right), kinds, strict=True)
                ]
                text = f"{months[0].text}{expr.op}{months[1].text}"
                return _joined(text, months, POWER["="])
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

    def _words_comparison(self, expr: Binary) -> Piece:
        """Compare texts or choices with each other, or with a written one."""
        sides = (expr.left, expr.right)
        keys = [self.key(side) for side in sides if isinstance(side, Ref)]
        column = self.column(keys[0])
        texts: list[str] = []
        blanks: list[str] = []
        for side in sides:
            if isinstance(side, Ref):
                text, blank = worded_cell(self.cells, self.key(side))
                blanks += blank
            else:
                text = written(side.value if isinstance(side, Text) else "", column)
            texts.append(text)
        kind = "text" if column is None else column.kind
        said = comparison(expr.op, texts[0], texts[1], kind)
        return Piece(said, POWER["="], zeros=tuple(dict.fromkeys(blanks)))

    # -- functions --------------------------------------------------------------------------------

    def _call(self, expr: Call) -> Piece:
        if expr.name in {"SUM", "MIN", "MAX"}:
            return self._fold(expr)
        if expr.name == "COUNT":
            return self._count(expr)
        if expr.name == "SUMIF":
            return self._sum_where(expr)
        if expr.name in DAYS:
            return Piece(day(expr, self.cells.c))
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
        if expr.name != "SUM" and not texts:
            # The least and the largest of no cells at all are blank.
            return Piece("0", zeros=("TRUE",))
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
            keys = self.names.cells(arg, spare=single)
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
        keys = self.cells.known(self.names.cells(target, spare=True))
        if keys and self._kind(target) in WORDS:
            return Piece(self.cells.call("COUNTA", self.cells.runs(keys)))
        zeros = sum(map(self.cells.counts_zero, keys))
        text = self.cells.call("COUNT", self.cells.runs(keys)) if keys else "0"
        return Piece(f"{text}+{zeros}", POWER["+"]) if zeros else Piece(text)

    def _count_where(self, target: Ref, condition: Expr) -> Piece:
        tests = self._row_tests(target, condition)
        if not tests:
            return Piece("0")
        return Piece("+".join(tests), POWER["+"] if len(tests) > 1 else _ATOM)

    def _sum_where(self, expr: Call) -> Piece:
        target, condition = expr.args
        if not isinstance(target, Ref) or target.part is None:
            raise Untranslatable("SUMIF")
        cell = Ref(target.part, scope="row")
        terms = self._row_tests(target, condition, cell)
        power = POWER["+"] if len(terms) > 1 else _ATOM
        return Piece("+".join(terms or ["0"]), power, fails=not self.zero and bool(terms))

    def _row_tests(self, target: Ref, condition: Expr, cell: Ref | None = None) -> list[str]:
        """Write the tests of all rows; Untranslatable as soon as no formula could hold them."""
        found: list[str] = []
        length = 0
        for row in self.names.rows(target):
            tests = self._row_test(row, condition, cell)
            found += tests
            length += sum(map(len, tests))
            if length > MAX_LENGTH:
                raise Untranslatable(target.field)
        return found

    def _row_test(
        self, row: tuple[str, int], condition: Expr, cell: Ref | None = None
    ) -> list[str]:
        """Write 1 (or the row's figure ``cell``) or 0; nothing for a row without those parts.

        A chosen row's blank figure is an error, which leaves the sum blank.
        """
        inner = Writer(self.cells, Formula(condition), scaled=self.scaled)
        inner.counted = row
        try:
            test = inner.node(condition)
            value = Piece("1") if cell is None else inner.node(cell)
        except Untranslatable:
            return []
        blank = "0" if self.zero else "NA()"
        chosen = guarded(self.cells.missing(value.needs), value.text, blank)
        blanks = (*self.cells.missing(test.needs), *test.zeros)
        if not test.fails:
            return [guarded(blanks, f"IF({test.text},{chosen},0)", "0")]
        # Only the test's own errors count as no.
        holds = guarded(blanks, test.text, "FALSE", fails=True)
        return [f"IF({holds},{chosen},0)"]

    def _is_blank(self, arg: Expr) -> Piece:
        if not isinstance(arg, Ref):
            raise Untranslatable("TRONG")
        key = self.key(arg)
        if arg.scope not in {"own", "row"}:
            return Piece("FALSE" if self.cells.c.outside(arg.scope, key) is not None else "TRUE")
        if self.cells.counts_zero(key):
            return Piece("FALSE")
        if self._kind(arg) in WORDS:
            return self._says_nothing(key)
        return Piece(f"COUNT({self.cells.at(key)})=0", POWER["="])

    def _says_nothing(self, key: CellKey) -> Piece:
        spot = self.cells.spots.get(key)
        if spot is None:
            return Piece("TRUE" if self.cells.c.effective(key) is None else "FALSE")
        return Piece(f'{address(spot, self.cells.home)}=""', POWER["="])

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
