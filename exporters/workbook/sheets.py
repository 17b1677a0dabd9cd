"""Which sheets a report's workbook has.

One sheet lists the single indicators by section; every grid, every table and every list with
figures has a sheet of its own; lists of words and documents follow one another on a last one.
Narrative text is for the paper and is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from exporters.derivations import NO_SPARE, Formula, Way
from exporters.excel_names import STATE_WORDS
from exporters.workbook.layout import COVER, FINDINGS, NOTE, TOTAL, Block, Heading, Line, Sheet
from forms.cells import (
    DENOMINATOR,
    HAS_FIGURES,
    NUMERATOR,
    PERCENT,
    REMAINDER,
    STATE,
    STATED,
    VALUE,
    CellKey,
)
from forms.composition import outline
from forms.formula.syntax import Call, Ref, RowRange
from forms.layout import parts
from forms.model import Column, Field, Grid, Section
from forms.numbers import format_number
from forms.printed.tabulation import (
    HEADINGS,
    LABEL,
    LABEL_HEADING,
    NOTE_HEADING,
    NUMBER,
    NUMBER_HEADING,
    row_heading,
)

if TYPE_CHECKING:
    from forms.engine import Computation

INDICATORS: Final = "Chỉ tiêu"
WORDS: Final = "Danh mục"
DOCUMENTS: Final = "Văn bản"
CHECK_HEADING: Final = "Kiểm tra"
STATED_HEADING: Final = "{heading} đã in"

_NAME_LENGTH: Final = 31
_FIGURE_WIDTH: Final = 13
_TIGHT_WIDTH: Final = 9
_TIGHT_WORDS: Final = 22
_MANY: Final = 8
"""Columns of a table or list beyond which they are set tighter: print stays readable."""
_NARROWEST: Final = 14
_WIDEST: Final = 48
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_PAIRS: Final = frozenset({"ratio", "frac", "rank"})
_LISTS: Final = frozenset({"list", "documents"})
_FIGURES: Final = frozenset({"int", "pct", "money", "speed"})
_STATES: Final[Mapping[str, str]] = {
    **STATE_WORDS,
    HAS_FIGURES: "",
}
_PART_ORDER: Final = (VALUE, NUMERATOR, DENOMINATOR, PERCENT, REMAINDER)


def sheets_of(
    c: Computation,
    derived: Mapping[CellKey, tuple[Way, ...]],
    spare: Mapping[str, tuple[int, ...]] = NO_SPARE,
) -> tuple[Sheet, ...]:
    """Lay out the data sheets of a report; `derived` says which cells are computed and how.

    `spare` are the numbers of the blank rows that stand below each list.
    """
    return _Planner(c, derived, spare).sheets()


class _Planner:
    """Goes through the form once and sorts its fields onto sheets."""

    def __init__(
        self,
        c: Computation,
        derived: Mapping[CellKey, tuple[Way, ...]],
        spare: Mapping[str, tuple[int, ...]],
    ) -> None:
        self.c, self.derived, self.spare = c, derived, spare
        self.totals = dict(_column_totals(c, derived))
        self.numbers = {item.id: item.number for item in outline(c)}
        self.names: set[str] = {COVER.casefold(), FINDINGS.casefold()}
        self.indicators: list[Line] = []
        self.own: list[Sheet] = []
        self.words: list[Block] = []
        self.documents: list[Block] = []
        self.done: set[str] = set()
        self.count = 0
        self.waiting: list[str] = []

    def sheets(self) -> tuple[Sheet, ...]:
        for section in self.c.engine.form.sections:
            self._section(section, 0)
        self.waiting = ["CHỈ TIÊU KHÁC"]
        for field in self.c.engine.form.fields:
            self._field(field)
        found = []
        if self.indicators:
            block = Block("", self._indicator_headings(), tuple(self.indicators))
            found.append(Sheet(self._name(INDICATORS), "TỔNG HỢP CHỈ TIÊU", (block,)))
        found += self.own
        if self.words:
            title = "DANH MỤC KÈM THEO BÁO CÁO"
            found.append(Sheet(self._name(WORDS), title, tuple(self.words)))
        if self.documents:
            title = "VĂN BẢN NÊU TRONG BÁO CÁO"
            found.append(Sheet(self._name(DOCUMENTS), title, tuple(self.documents)))
        return tuple(found)

    def _name(self, wanted: str) -> str:
        """Make a sheet name that Excel takes and no other sheet has."""
        short = wanted.partition(":")[0].partition(" (")[0]
        plain = " ".join(short.translate(_FORBIDDEN).split()) or "Bảng"
        name, number = _cut(plain, _NAME_LENGTH), 1
        while name.casefold() in self.names:
            number += 1
            name = f"{_cut(plain, _NAME_LENGTH - 5)} ({number})"
        self.names.add(name.casefold())
        return name

    # -- going through the form -------------------------------------------------------------------

    def _section(self, section: Section, depth: int) -> None:
        if not self.c.active(section):
            return
        heading = f"{self.numbers.get(section.id, '')} {self.c.word(section.heading)}".strip()
        self.waiting = [*self.waiting[:depth], heading]
        known = self.c.engine
        for name in section.fields:
            if name in known.grids:
                self._grid(known.grids[name])
            elif name in known.fields:
                self._field(known.fields[name])
        for child in section.sections:
            self._section(child, depth + 1)
            self.waiting = self.waiting[: depth + 1]

    def _field(self, field: Field) -> None:
        if field.id in self.done or not self.c.has_field(field.id) or field.kind == "rich":
            return
        self.done.add(field.id)
        if field.kind == "table":
            self.own.append(self._table(field))
        elif field.kind in _LISTS:
            self._list(field)
        else:
            self._indicator(field)

    def _indicator(self, field: Field) -> None:
        for heading in self.waiting:
            if heading:
                self.indicators.append(Line("group", heading))
        self.waiting = [""] * len(self.waiting)
        self.count += 1
        self.indicators += self._lines(field, str(self.count), VALUE)

    # -- lines ------------------------------------------------------------------------------------

    def _lines(self, field: Field, number: str, single: str, first: str = VALUE) -> list[Line]:
        """Make the lines of a field; `single` and `first` are the slots of lone figures and n."""
        base = Line(
            "row",
            self.c.word(field.label),
            number,
            field.id,
            field.unit,
            field.source,
            self._note(field),
        )
        columns, state = parts(field), CellKey(field.id, 0, STATE)
        if field.kind in {"record", "daterange"}:
            return [base._replace(unit=""), *self._sub_lines(field, columns, single)]
        if field.kind in _PAIRS:
            slots = {NUMERATOR: first}
            keys = {slots.get(part.id, part.id): CellKey(field.id, 0, part.id) for part in columns}
            return [base._replace(keys={**keys, NOTE: state})]
        if field.kind == "selection":
            return [base._replace(keys={single: CellKey(field.id, 0, STATED)})]
        if field.kind == "text":
            return [base._replace(keys={NOTE: CellKey(field.id, 0, VALUE)})]
        return [base._replace(keys={single: CellKey(field.id, 0, VALUE), NOTE: state})]

    def _sub_lines(self, field: Field, columns: tuple[Column, ...], single: str) -> Iterator[Line]:
        for column in columns:
            slot = NOTE if column.kind == "text" else single
            yield Line(
                "sub",
                f"– {self.c.word(column.label)}",
                code=f"{field.id}.{column.id}",
                unit=column.unit,
                keys={slot: CellKey(field.id, 0, column.id)},
            )

    def _note(self, field: Field) -> str:
        if field.kind == "selection":
            labels = self.c.chosen(field.id)
            return "; ".join(self._row_label(field.grid, row) for row in labels)
        state = self.c.state(field.id)
        sentences = {**self.c.engine.form.state_sentences, **field.state_sentences}
        return sentences.get(state, _STATES.get(state, state))

    def _row_label(self, grid: str, row_id: str) -> str:
        fields = self.c.engine.fields
        row = next(row for row in self.c.engine.grids[grid].rows if row.id == row_id)
        label = self.c.word(row.label)
        return label or (self.c.word(fields[row_id].label) if row_id in fields else row_id)

    # -- sheets -----------------------------------------------------------------------------------

    def _indicator_headings(self) -> tuple[Heading, ...]:
        titles = {"label": "Chỉ tiêu", VALUE: "Số liệu", DENOMINATOR: "Tổng số"}
        return self._headings(self.indicators, titles, with_unit=True)

    def _headings(
        self, lines: Iterable[Line], titles: Mapping[str, str], *, with_unit: bool = False
    ) -> tuple[Heading, ...]:
        """Make the columns that the lines of a grid or of the indicators need."""
        listed = tuple(lines)
        used = {slot for line in listed for slot in line.keys}
        words = {**HEADINGS, **titles}
        found = [
            Heading(NUMBER_HEADING, 5, "number"),
            Heading("Mã", 13, "code"),
            Heading(titles.get("label", LABEL_HEADING), 44, "label"),
        ]
        if with_unit and any(line.unit for line in listed):
            found.append(Heading("Đơn vị tính", 11, "unit"))
        if not with_unit and any(line.source for line in listed):
            found.append(Heading("Cơ quan cung cấp số liệu", 18, "source"))
        slots = [slot for slot in _PART_ORDER if slot in used]
        found += [Heading(words[slot], self._width(listed, slot), "part", slot) for slot in slots]
        found.append(Heading(NOTE_HEADING, 26, "note", NOTE))
        return (*found, *self._check_headings(listed, slots, words))

    def _width(self, lines: Iterable[Line], slot: str, least: int = _FIGURE_WIDTH) -> int:
        """Return the width of a column of figures: room for the longest."""
        keys = (line.keys[slot] for line in lines if slot in line.keys)
        values = (self.c.effective(key) for key in keys)
        figures = (value for value in values if isinstance(value, Decimal))
        return max([least, *(len(format_number(value)) + 2 for value in figures)])

    def _check_headings(
        self, lines: Iterable[Line], slots: Iterable[str], words: Mapping[str, str]
    ) -> Iterator[Heading]:
        """Add a column for stated figures where there are any, and the one that compares."""
        listed = tuple(lines)
        stated = [slot for slot in slots if any(self._is_stated(line, slot) for line in listed)]
        for slot in stated:
            title = STATED_HEADING.format(heading=words[slot])
            yield Heading(title, 12, "stated", slot)
        if stated or any(line.keys.get(PERCENT) in self.derived for line in listed):
            yield Heading(CHECK_HEADING, 13, "check")

    def _is_stated(self, line: Line, slot: str) -> bool:
        key = line.keys.get(slot)
        return key is not None and key in self.derived and self.c.stated(key) is not None

    def _grid(self, grid: Grid) -> None:
        lines: list[Line] = []
        pairs = any(
            self.c.engine.fields[name].kind in _PAIRS
            for row in grid.rows
            for name in row.fields or (row.id,)
        )
        # A single figure of a row among pairs counts what came in altogether.
        single = DENOMINATOR if pairs else VALUE
        number = 0
        for row in grid.rows:
            fields = [self.c.engine.fields[name] for name in row.fields or (row.id,)]
            present = [field for field in fields if self.c.has_field(field.id)]
            self.done.update(field.id for field in fields)
            if not present:
                continue
            number += 1
            if not row.fields:
                lines += self._lines(present[0], str(number), single, NUMERATOR)
                continue
            label = self._row_label(grid.id, row.id)
            lines.append(Line("row", label, str(number), row.id, source=row.source))
            for field in present:
                lines += (
                    line._replace(kind="sub", label=f"– {line.label}")
                    for line in self._lines(field, "", single, NUMERATOR)
                )
        if lines:
            title = self.c.word(grid.label)
            block = Block("", self._headings(lines, grid.headings), tuple(lines))
            self.own.append(Sheet(self._name(title), title.upper(), (block,)))

    def _table(self, field: Field) -> Sheet:
        columns = parts(field)
        lines = tuple(self._table_lines(field, columns))
        titles = {column.id: self._column_title(column) for column in columns}
        least = _FIGURE_WIDTH if len(columns) <= _MANY else _TIGHT_WIDTH
        headings = (
            Heading(row_heading(field, NUMBER), 5, "number"),
            Heading("Mã", 13, "code"),
            Heading(row_heading(field, LABEL), 44, "label"),
            *(
                Heading(
                    titles[column.id],
                    self._width(lines, column.id, least),
                    "part",
                    column.id,
                    column.group,
                )
                for column in columns
            ),
            *self._check_headings(lines, [column.id for column in columns], titles),
        )
        title = self.c.word(field.label)
        return Sheet(self._name(title), title.upper(), (Block("", headings, lines),))

    def _table_lines(self, field: Field, columns: tuple[Column, ...]) -> Iterator[Line]:
        """Make the rows of a table; optional ones that nobody has begun stay out of sight."""
        number = 0
        for place, row in enumerate(field.rows, 1):
            used = self.c.row_in_use(field.id, place)
            numbered = used and not (row.sums and NUMBER in field.headings)
            number += numbered
            yield Line(
                "total" if row.sums else "row",
                self.c.word(row.label),
                str(number) if numbered else "",
                row.id,
                keys={column.id: CellKey(field.id, place, column.id) for column in columns},
                hidden=not used,
            )

    def _column_title(self, column: Column) -> str:
        label = self.c.word(column.label)
        named = column.unit and column.kind in {"int", "money", "speed"}
        return f"{label} ({column.unit})" if named and column.unit not in label else label

    def _list(self, field: Field) -> None:
        columns = parts(field)
        count = CellKey(field.id, 0, STATED)
        lines = [
            Line(
                "row",
                number=str(number),
                code=f"{field.id}[{row}]",
                keys={column.id: CellKey(field.id, row, column.id) for column in columns},
            )
            for number, row in enumerate(self.c.rows(field.id), 1)
        ]
        lines += self._spare_lines(field, columns)
        totals = {
            column.id: self.totals[field.id, column.id]
            for column in columns
            if lines and (field.id, column.id) in self.totals
        }
        if totals:
            lines.append(Line("total", TOTAL, mirrors=totals))
        lines.append(Line("count", "Số dòng", keys={STATED: count}))
        if self.c.stated(count) is not None:
            lines.append(Line("stated", "Số dòng đã in", keys={STATED: count}))
            lines.append(Line("check", CHECK_HEADING, keys={STATED: count}))
        title = self.c.word(field.label)
        titles = {column.id: self._column_title(column) for column in columns}
        headings = (
            Heading(row_heading(field, NUMBER), 5, "number"),
            Heading("Mã", 13, "code"),
            *(self._list_heading(field, column) for column in columns),
            *self._check_headings(lines, [column.id for column in columns], titles),
        )
        if any(column.kind in _FIGURES for column in columns):
            block = Block("", headings, tuple(lines))
            self.own.append(Sheet(self._name(title), title.upper(), (block,)))
        else:
            stacked = self.documents if field.kind == "documents" else self.words
            stacked.append(Block(title, headings, tuple(lines)))

    def _spare_lines(self, field: Field, columns: tuple[Column, ...]) -> Iterator[Line]:
        """Make the blank rows below a list; what is computed row by row has no place in them."""
        for row in self.spare.get(field.id, ()):
            keys = {column.id: CellKey(field.id, row, column.id) for column in columns}
            typed = {name: key for name, key in keys.items() if not self.c.is_derived(key)}
            yield Line("row", keys=typed, spare=True)

    def _list_heading(self, field: Field, column: Column) -> Heading:
        title = self._column_title(column)
        labels = {choice.code: choice.label for choice in column.choices}
        cells = (
            self.c.effective(CellKey(field.id, row, column.id)) for row in self.c.rows(field.id)
        )
        texts = [
            labels.get(cell, cell) if isinstance(cell, str) else format_number(cell)
            for cell in cells
            if cell is not None
        ]
        longest = max(map(len, texts), default=0)
        many = len(parts(field)) > _MANY
        least = _TIGHT_WIDTH if many else max(len(title) + 2, _NARROWEST)
        width = min(max(longest + 2, least), _TIGHT_WORDS if many else _WIDEST)
        return Heading(title, width, "part", column.id, column.group)


def _column_totals(
    c: Computation, derived: Mapping[CellKey, tuple[Way, ...]]
) -> Iterator[tuple[tuple[str, str], CellKey]]:
    """Find the columns of lists whose sum is a cell of the same unit elsewhere in the form."""
    for key, ways in derived.items():
        exprs = [way.expr for way in ways if isinstance(way, Formula)]
        for expr in exprs:
            arg = expr.args[0] if isinstance(expr, Call) and expr.name == "SUM" else None
            if not isinstance(arg, Ref) or arg.row != RowRange(1, None) or arg.part is None:
                continue
            column = c.engine.column(CellKey(arg.field, 1, arg.part))
            target = c.engine.column(key)
            same = column and target and (column.kind, column.unit) == (target.kind, target.unit)
            listed = arg.field in c.engine.fields and c.engine.fields[arg.field].kind in _LISTS
            if same and listed and isinstance(expr, Call) and len(expr.args) == 1:
                yield (arg.field, arg.part), key


def _cut(text: str, length: int) -> str:
    """Shorten at a word's end, with a mark."""
    if len(text) <= length:
        return text
    whole = text[:length].rpartition(" ")[0] or text[: length - 1]
    return whole.rstrip(" ,;-–") + "…"
