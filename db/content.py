"""What is in a cell, as the file keeps it: exact figures, texts, and nothing for empty.

A figure becomes a 64-bit integer and the number of decimals it was typed with; 18 digits fit
always. It comes back as the same ``Decimal``, digit for digit: ``1.50`` stays ``1.50``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from typing import Annotated, Any, NamedTuple

from msgspec import Meta
from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    insert,
    null,
    select,
    tuple_,
    union_all,
    update,
)

from db.connection import typed
from db.prepared import Prepared
from db.problems import FigureTooLong, TextRefused
from db.registry import Place
from db.server_problems import RoleRefused
from db.tables import LONG, cells, texts
from forms.cells import CellKey, CellValue

DIGITS = 18
_EXACT = Context(prec=DIGITS + 1)

Kept = tuple[int, int] | str
"""A cell's content in the file: scaled integer and decimals, or a text."""

_Figure = tuple[int, int, int, int, Annotated[int, Meta(ge=0, le=DIGITS)]]
_Words = tuple[int, int, int, str]


class _Either(NamedTuple):
    """What a place holds: a figure or a text."""

    scaled: int | None
    decimals: Annotated[int, Meta(ge=0, le=DIGITS)] | None
    text: str | None


_BATCH = 500
_ADDRESS = ("field_id", "row", "part_id")


def kept(key: CellKey, value: CellValue) -> Kept:
    """Return the content to keep.

    Raises:
        FigureTooLong: more than 18 digits, or infinite, or no number.
        TextRefused: the text holds NUL or half a surrogate pair.
    """
    if isinstance(value, str):
        if "\0" in value or not _encodable(value):
            raise TextRefused(key.place())
        return value
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or abs(exponent) > DIGITS or len(digits) > DIGITS:
        raise FigureTooLong(key.place())
    scaled = int(_EXACT.scaleb(value, -exponent)) * 10 ** max(exponent, 0)
    if abs(scaled) >= 10**DIGITS:
        raise FigureTooLong(key.place())
    return scaled, max(-exponent, 0)


def value(content: Kept) -> CellValue:
    """Return the value that was kept."""
    if isinstance(content, str):
        return content
    scaled, decimals = content
    return _EXACT.scaleb(Decimal(scaled), -decimals)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _address(table: Table) -> Any:  # noqa: ANN401 - SQLAlchemy types no composite address
    return tuple_(*(table.c[name] for name in _ADDRESS))


def _content(table: Table) -> tuple[Any, ...]:
    return tuple(column for column in table.c if not column.primary_key)


_SOME = {
    table: select(*(table.c[name] for name in _ADDRESS), *_content(table)).where(
        table.c.report_id == bindparam("report"),
        # The key is searched by field only with this; the whole address alone scans the report.
        table.c.field_id.in_(bindparam("fields", expanding=True)),
        _address(table).in_(bindparam("places", expanding=True)),
    )
    for table in (cells, texts)
}
_ALL = {
    table: select(*(table.c[name] for name in _ADDRESS), *_content(table))
    .where(table.c.report_id == bindparam("report"))
    .order_by(*(table.c[name] for name in _ADDRESS))
    for table in (cells, texts)
}


def _given(column: Column[Any]) -> BindParameter[Any]:
    """Return a column's parameter; its bare name would be taken for a value to be set."""
    return bindparam(f"the_{column.name}")


_EXACTLY = {
    table: [column == _given(column) for column in table.primary_key] for table in (cells, texts)
}
_ONE = Prepared(
    union_all(
        select(*_content(cells), cast(null(), Text)).where(*_EXACTLY[cells]),
        select(cast(null(), LONG), cast(null(), Integer), *_content(texts)).where(*_EXACTLY[texts]),
    )
)
_DELETE = {table: Prepared(delete(table).where(*_EXACTLY[table])) for table in (cells, texts)}
_UPDATE = {
    table: Prepared(
        update(table)
        .where(*_EXACTLY[table])
        .values({column: _given(column) for column in _content(table)})
    )
    for table in (cells, texts)
}
_INSERT = {
    table: Prepared(insert(table).values({column: _given(column) for column in table.c}))
    for table in (cells, texts)
}


def read_all(connection: Connection, report: int) -> dict[Place, Kept]:
    """Return every filled cell of a report."""
    return _read(connection, _ALL, {"report": report})


def read_some(connection: Connection, report: int, places: Sequence[Place]) -> dict[Place, Kept]:
    """Return those of the cells at ``places`` that are filled."""
    if len(places) == 1:
        return _read_one(connection, report, places[0])
    found: dict[Place, Kept] = {}
    for start in range(0, len(places), _BATCH):
        batch = places[start : start + _BATCH]
        wanted = {"report": report, "fields": [place[0] for place in batch], "places": batch}
        found |= _read(connection, _SOME, wanted)
    return found


def replace(
    connection: Connection,
    report: int,
    before: Mapping[Place, Kept],
    after: Mapping[Place, Kept],
) -> None:
    """Write the difference between what is stored and what shall be.

    Raises:
        RoleRefused: the server keeps a row from this login without an error of its own.
    """
    places = before.keys() | after.keys()
    moved = {place for place in places if before.get(place) != after.get(place)}
    for table, kind in ((cells, tuple), (texts, str)):
        old = {place for place in moved if isinstance(before.get(place), kind)}
        new = {place for place in moved if isinstance(after.get(place), kind)}
        if gone := [_at(report, place) for place in sorted(old - new)]:
            _DELETE[table].run(connection, gone)
        if come := [_row(report, place, after[place]) for place in sorted(new - old)]:
            _INSERT[table].run(connection, come)
        other = [_row(report, place, after[place]) for place in sorted(old & new)]
        if other and _UPDATE[table].run(connection, other) != len(other):
            raise RoleRefused("các ô của báo cáo")


def _read(
    connection: Connection, statements: dict[Table, Select[Any]], wanted: dict[str, Any]
) -> dict[Place, Kept]:
    figures = [tuple(row) for row in connection.execute(statements[cells], wanted)]
    words = [tuple(row) for row in connection.execute(statements[texts], wanted)]
    found: dict[Place, Kept] = {}
    for field, row, part, scaled, decimals in typed(figures, list[_Figure]):
        found[field, row, part] = (scaled, decimals)
    for field, row, part, text in typed(words, list[_Words]):
        found[field, row, part] = text
    return found


def _read_one(connection: Connection, report: int, place: Place) -> dict[Place, Kept]:
    found: dict[Place, Kept] = {}
    for row in _ONE.rows(connection, _at(report, place)):
        scaled, decimals, text = typed(row, _Either)
        if scaled is not None and decimals is not None:
            found[place] = (scaled, decimals)
        elif text is not None:
            found[place] = text
    return found


def _at(report: int, place: Place) -> dict[str, int]:
    field, row, part = place
    return {"the_report_id": report, "the_field_id": field, "the_row": row, "the_part_id": part}


def _row(report: int, place: Place, content: Kept) -> dict[str, int | str]:
    address = _at(report, place)
    if isinstance(content, str):
        return {**address, "the_value": content}
    scaled, decimals = content
    return {**address, "the_scaled": scaled, "the_decimals": decimals}
