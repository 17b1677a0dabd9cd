"""`data.json`: a report as data, canonical, so that one hash stands for its whole content.

The same report always gives the same bytes: UTF-8, keys sorted, no spaces, one line end at the
end, no float. A figure is a JSON integer, or plain decimal text (`"98.96"`) when it has decimals
or more digits than every reader holds exactly.

`values`, `text`, `signature`, `recipients` and `sections_off` say what somebody typed, in the
shape that a report is filled from; `figures` says by place what is printed, typed or computed,
and `derived` which of these the program computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import msgspec

from exporters import manifest
from exporters.derivations import derivations
from exporters.manifest import Accepted, Counts, Identity, Strict
from exporters.problems import ExportProblem
from forms.cells import STATED, VALUE, CellKey, CellValue
from forms.findings import Acceptance, Finding, tally
from forms.layout import parts
from forms.model import RECIPIENTS, SECTIONS, SIGNATURE, Field
from forms.numbers import MAX_DIGITS, format_number, format_percent
from forms.printed.document import Document, Paragraph
from forms.report import LogRow

if TYPE_CHECKING:
    from forms.engine import Computation

FORMAT: Final = "baocao-data/1"
MAX_BYTES: Final = 8 << 20
MAX_FIGURES: Final = 200_000

_SAFE_INTEGER: Final = 1 << 53
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,12})?")
_PLACE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}(\[[1-9][0-9]{0,5}\])?(\.[a-z][a-z0-9_]{0,39})?")
_ROWS: Final = frozenset({"list", "documents", "selection"})
_NUMBERS: Final = frozenset({"int", "pct", "money", "speed"})
_MOST_ROWS: Final = 999_999
"""The highest number that a row has in a place."""
_Each = TypeVar("_Each")

Figure = int | str
Row = dict[str, Figure]
Shape = Figure | dict[str, Figure | Row | tuple[Row, ...]] | tuple[Row, ...]
"""A field as it is filled: one figure or text, its parts, or its rows.

A list with a stated count is `{"rows": [...], "stated": 5}`; a table maps row ids to columns.
"""


class LogEntry(Strict, frozen=True, kw_only=True):
    """One line of the trail.

    The sender's store holds a hash of each that covers all before it. The last one's is
    `DataFile.log_hash` and so binds every line here; older files repeat the others as `hash`.
    """

    seq: int
    at: str
    who: str
    action: str
    place: str
    old: Figure | None
    new: Figure | None
    detail: str
    hash: str | msgspec.UnsetType = msgspec.UNSET


class DataFile(Strict, frozen=True, kw_only=True):
    """A report as data.

    `sections_off` lists what is not in use, `switches` what somebody set by hand (`on`, `off`).
    `rows` keeps the row numbers of lists that have gaps. `printed` lists the places whose figures
    stand on the paper. `log` ends where the report was finalized, `log_hash` is its last line's.
    """

    format: Literal["baocao-data/1"] = FORMAT
    form: str
    report: Identity
    values: dict[str, Shape]
    text: dict[str, str]
    signature: dict[str, str]
    recipients: tuple[str, ...]
    sections_off: tuple[str, ...]
    switches: dict[str, str]
    rows: dict[str, tuple[int, ...]]
    figures: dict[str, Figure]
    derived: tuple[str, ...]
    printed: tuple[str, ...]
    counts: Counts
    accepted: tuple[Accepted, ...]
    log: tuple[LogEntry, ...]
    log_hash: str


class Checked(msgspec.Struct, frozen=True):
    """What the checks said of a report, and what was let pass in writing."""

    findings: tuple[Finding, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()


# --- writing -----------------------------------------------------------------------------------


def render(
    computation: Computation,
    report: Identity,
    checked: Checked,
    *,
    trail: tuple[LogRow, ...] = (),
    document: Document | None = None,
) -> bytes:
    """Write a report as canonical `data.json`.

    Args:
        computation: The report's cells, computed.
        report: Whose report it is.
        checked: Its findings (reasons attached) and acceptances.
        trail: The lines of its log, oldest first, up to finalizing.
        document: The paper; the places of the figures on it are listed, so that whoever holds
            both can see that they agree.
    """
    figures = _figures(computation)
    # A rate that the paper says with fewer decimals is not on the paper as it is in the data.
    said = {key: value for key, value in figures.items() if computation.printed(key) == value}
    derived = derivations(computation).keys()
    grouped = _by_field(computation)
    shapes = {name: _shape(computation, name, cells) for name, cells in grouped.items()}
    content = DataFile(
        form=report.form,
        report=report,
        values={name: shape for name, shape in shapes.items() if shape is not None},
        text=_texts(computation, grouped),
        signature={key.part: str(value) for key, value in _of(grouped, SIGNATURE)},
        recipients=tuple(str(value) for _, value in _of(grouped, RECIPIENTS)),
        sections_off=_off(computation),
        switches={key.part: str(value) for key, value in _of(grouped, SECTIONS)},
        rows=_gaps(computation),
        figures={key.place(): figure(value) for key, value in figures.items()},
        derived=tuple(sorted(key.place() for key in figures if key in derived)),
        printed=_printed(document, said),
        counts=manifest.counts(tally(checked.findings)),
        accepted=manifest.accepted(checked.findings, checked.acceptances),
        log=tuple(_entry(line) for line in trail),
        log_hash=trail[-1].hash if trail else "",
    )
    return encode(content)


def encode(content: DataFile) -> bytes:
    """Write the canonical bytes."""
    return msgspec.json.encode(content, order="sorted") + b"\n"


def figure(value: CellValue) -> Figure:
    """Give a value as JSON holds it: exact, with the decimals as typed."""
    if isinstance(value, str):
        return value
    text = f"{value:f}"
    return int(text) if "." not in text and abs(value) < _SAFE_INTEGER else text


def _printed(document: Document | None, figures: Mapping[CellKey, Decimal]) -> tuple[str, ...]:
    """Name the places whose figures the paper prints, footnotes, tables and annexes included."""
    if document is None:
        return ()
    blocks = [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]
    runs = [run for note in document.notes for run in note.runs]
    rows: dict[str, set[str]] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            runs += block.runs
            continue
        for row in block.rows:
            rows.setdefault(row.source, set()).update(row.cells)
    named = {run.source for run in runs}
    return tuple(
        sorted(
            key.place()
            for key, value in figures.items()
            if key.place() in named or _shown(value) & rows.get(_row_place(key), set())
        )
    )


def _row_place(key: CellKey) -> str:
    return f"{key.field}[{key.row}]" if key.row else key.field


def _shown(value: Decimal) -> set[str]:
    """Return how a figure looks in a table, as a count and as a rate."""
    return {format_number(value), format_percent(value), format_percent(value, zero="0")}


Grouped = Mapping[str, Mapping[CellKey, CellValue]]


def _by_field(c: Computation) -> dict[str, dict[CellKey, CellValue]]:
    grouped: dict[str, dict[CellKey, CellValue]] = {}
    for key in sorted(c.cells):
        grouped.setdefault(key.field, {})[key] = c.cells[key]
    return grouped


def _of(grouped: Grouped, field: str) -> Iterator[tuple[CellKey, CellValue]]:
    yield from grouped.get(field, {}).items()


def _texts(c: Computation, grouped: Grouped) -> dict[str, str]:
    return {
        name: str(value)
        for name, cells in grouped.items()
        for value in cells.values()
        if name in c.engine.fields and c.engine.fields[name].kind == "rich"
    }


def _off(c: Computation) -> tuple[str, ...]:
    optional = (section for section in c.engine.sections.values() if section.optional)
    return tuple(sorted(section.id for section in optional if not c.active(section)))


def _gaps(c: Computation) -> dict[str, tuple[int, ...]]:
    """Return the row numbers of the lists in which rows were taken out."""
    listed = (name for name, field in c.engine.fields.items() if field.kind in _ROWS)
    numbers = {name: c.rows(name) for name in sorted(listed)}
    return {name: rows for name, rows in numbers.items() if rows != tuple(range(1, len(rows) + 1))}


def _shape(c: Computation, name: str, cells: Mapping[CellKey, CellValue]) -> Shape | None:
    field = c.engine.fields.get(name)
    if field is None or field.kind == "rich":
        return None
    alone = {key.part: figure(value) for key, value in cells.items() if not key.row}
    rows: dict[int, Row] = {}
    for key, value in cells.items():
        if key.row:
            rows.setdefault(key.row, {})[key.part] = figure(value)
    if field.kind in _ROWS:
        listed = tuple(rows[number] for number in sorted(rows))
        return {**alone, **({"rows": listed} if listed else {})} if alone else listed
    if field.kind == "table":
        return {**alone, **{field.rows[n - 1].id: row for n, row in sorted(rows.items())}}
    return _plain(c, name, alone)


def _plain(c: Computation, name: str, alone: Row) -> Shape:
    if VALUE not in alone:
        return dict(alone)
    derived = c.is_derived(CellKey(name, 0, VALUE))
    if len(alone) == 1 and not derived:
        return alone[VALUE]
    return {STATED if derived and part == VALUE else part: alone[part] for part in alone}


def _figures(c: Computation) -> dict[CellKey, Decimal]:
    found: dict[CellKey, Decimal] = {}
    for field in c.engine.form.fields:
        if c.has_field(field.id):
            for key in keys_of(c, field):
                value = c.effective(key)
                if isinstance(value, Decimal):
                    found[key] = value
    return found


def keys_of(c: Computation, field: Field) -> Iterator[CellKey]:
    """Name every cell of a field that can hold a figure: its parts, its rows, its count."""
    if field.kind in _ROWS:
        yield CellKey(field.id, 0, STATED)
    rows = c.rows(field.id) if field.kind in _ROWS or field.kind == "table" else (0,)
    for row in rows:
        for column in parts(field):
            yield CellKey(field.id, row, column.id)


def _entry(line: LogRow) -> LogEntry:
    return LogEntry(
        seq=line.seq,
        at=line.at,
        who=line.who,
        action=line.action,
        place=line.key.place() if line.key else "",
        old=None if line.old is None else figure(line.old),
        new=None if line.new is None else figure(line.new),
        detail=line.detail,
    )


# --- reading -----------------------------------------------------------------------------------


def read(data: bytes) -> DataFile:
    """Read `data.json` from outside: within limits, canonical to the byte, nothing unknown.

    Raises:
        ExportProblem: Code `DATA`; the detail says what is wrong.
    """
    if len(data) > MAX_BYTES:
        raise refused(f"over {MAX_BYTES} bytes")
    try:
        content = msgspec.json.decode(data, type=DataFile)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise refused(str(error)) from error
    wrong = _wrong(content)
    if wrong:
        raise refused(wrong)
    if encode(content) != data:
        raise refused("not in canonical form")
    return content


def _wrong(content: DataFile) -> str:
    """Say what no report of ours can hold; empty when there is nothing."""
    if content.form != content.report.form:
        return "form and report.form differ"
    if len(content.figures) > MAX_FIGURES:
        return f"over {MAX_FIGURES} figures"
    for place, value in content.figures.items():
        if not _PLACE.fullmatch(place) or not _is_number(value):
            return f"figures: {place[:80]!r}"
    unknown = set(content.derived) - set(content.figures)
    return f"derived: {min(unknown)[:80]!r}" if unknown else ""


def _is_number(value: Figure) -> bool:
    return isinstance(value, int) or _DECIMAL.fullmatch(value) is not None


def exact(value: Figure) -> Decimal:
    """Read a figure; refused where it is none."""
    if not _is_number(value):
        raise refused("a text where a figure belongs")
    return Decimal(value)


def refused(detail: str) -> ExportProblem:
    """Say that data are not what they claim to be."""
    return ExportProblem(
        "Tệp dữ liệu data.json hỏng hoặc không phải của chương trình này. "
        "Hãy xin lại tệp từ nơi gửi.",
        detail,
        code="DATA",
    )


# --- back into a report --------------------------------------------------------------------------


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """Of a data file what somebody typed, and nothing else of it."""

    values: dict[str, Shape]
    text: dict[str, str]
    signature: dict[str, str]
    recipients: tuple[str, ...]
    switches: dict[str, str]
    rows: dict[str, tuple[int, ...]]


def typed_cells(data: bytes, fields: Mapping[str, Field]) -> dict[CellKey, CellValue]:
    """Give the cells of data that `read` has let pass before, without reading the rest of it.

    Raises:
        ExportProblem: Code `DATA`; it is not that data any more.
    """
    try:
        content = msgspec.json.decode(data, type=Typed)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise refused(str(error)) from error
    return cells(content, fields)


def cells(content: DataFile | Typed, fields: Mapping[str, Field]) -> dict[CellKey, CellValue]:
    """Give the cells that somebody typed, as they were; `fields` are those of the same form.

    Fields and parts that the form does not have are left out.

    Raises:
        ExportProblem: Code `DATA`; a figure that nobody can have typed, or rows without numbers.
    """
    found: dict[CellKey, CellValue] = {
        CellKey(name, 0, VALUE): text for name, text in content.text.items()
    }
    found.update({CellKey(SIGNATURE, 0, part): v for part, v in content.signature.items()})
    for row, line in _numbered(content.recipients, content.rows.get(RECIPIENTS, ())):
        found[CellKey(RECIPIENTS, row, "ten")] = line
    found.update({CellKey(SECTIONS, 0, name): state for name, state in content.switches.items()})
    for name, shape in content.values.items():
        if name in fields:
            found.update(_cells_of(fields[name], shape, content.rows.get(name, ())))
    return found


def _cells_of(field: Field, shape: Shape, numbers: tuple[int, ...]) -> dict[CellKey, CellValue]:
    kinds = {column.id: column.kind for column in parts(field)}
    numeric = {part for part, kind in kinds.items() if kind in _NUMBERS} | {STATED}
    found: dict[CellKey, CellValue] = {}

    def put(row: int, part: str, value: Figure) -> None:
        exact = part in numeric or isinstance(value, int)
        found[CellKey(field.id, row, part)] = _typed(value) if exact else str(value)

    for row, part, value in _addressed(field, shape, numbers):
        plain = part == STATED and field.kind not in _ROWS
        put(row, VALUE if plain else part, value)
    return found


def _addressed(
    field: Field, shape: Shape, numbers: tuple[int, ...]
) -> Iterator[tuple[int, str, Figure]]:
    """Go through a shape: row (0 for none), part, value."""
    if isinstance(shape, int | str):
        yield 0, VALUE, shape
        return
    entries = {"rows": shape} if isinstance(shape, tuple) else shape
    positions = {row.id: number for number, row in enumerate(field.rows, 1)}
    for name, value in entries.items():
        if isinstance(value, int | str):
            yield 0, name, value
        elif isinstance(value, tuple):
            for row, parts_of_row in _numbered(value, numbers):
                yield from ((row, part, each) for part, each in parts_of_row.items())
        elif name in positions:
            yield from ((positions[name], part, each) for part, each in value.items())


def _numbered(rows: Sequence[_Each], numbers: Sequence[int]) -> Iterator[tuple[int, _Each]]:
    """Give rows their numbers; those of a list without gaps are not said."""
    known = numbers or range(1, len(rows) + 1)
    counted = all(0 < a < b for a, b in pairwise((*known, _MOST_ROWS + 1)))
    if len(known) != len(rows) or not counted:
        raise refused(f"{len(rows)} rows under {len(known)} numbers")
    return zip(known, rows, strict=True)


def _typed(value: Figure) -> Decimal:
    figure_of = exact(value)
    if len(figure_of.as_tuple().digits) > MAX_DIGITS:
        raise refused(f"values: over {MAX_DIGITS} digits")
    return figure_of
