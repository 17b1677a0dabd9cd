"""What is in a cell, as the file keeps it: exact figures, texts, and nothing for empty.

A figure becomes a 64-bit integer and the number of decimals it was typed with; 18 digits fit
always. It comes back as the same ``Decimal``, digit for digit: ``1.50`` stays ``1.50``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from typing import Annotated, Any

from msgspec import Meta
from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select, tuple_

from db.connection import typed
from db.problems import FigureTooLong, TextRefused
from db.registry import Place
from db.tables import cells, texts
from forms.cells import CellKey, CellValue

DIGITS = 18
_EXACT = Context(prec=DIGITS + 1)

Kept = tuple[int, int] | str
"""A cell's content in the file: scaled integer and decimals, or a text."""

_Figure = tuple[int, int, int, int, Annotated[int, Meta(ge=0, le=DIGITS)]]
_Words = tuple[int, int, int, str]

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


def _at(table: Table) -> Any:  # noqa: ANN401 - SQLAlchemy types no composite address
    return tuple_(*(table.c[name] for name in _ADDRESS))


def _content(table: Table) -> tuple[Any, ...]:
    return tuple(column for column in table.c if not column.primary_key)


_SOME = {
    table: select(*(table.c[name] for name in _ADDRESS), *_content(table)).where(
        table.c.report_id == bindparam("report"),
        # The key is searched by field only with this; the whole address alone scans the report.
        table.c.field_id.in_(bindparam("fields", expanding=True)),
        _at(table).in_(bindparam("places", expanding=True)),
    )
    for table in (cells, texts)
}
_ALL = {
    table: select(*(table.c[name] for name in _ADDRESS), *_content(table))
    .where(table.c.report_id == bindparam("report"))
    .order_by(*(table.c[name] for name in _ADDRESS))
    for table in (cells, texts)
}
_DELETE = {
    table: delete(table).where(
        table.c.report_id == bindparam("report"),
        *(table.c[name] == bindparam(f"at_{name}") for name in _ADDRESS),
    )
    for table in (cells, texts)
}
_INSERT = {table: insert(table) for table in (cells, texts)}


def read_all(connection: Connection, report: int) -> dict[Place, Kept]:
    """Return every filled cell of a report."""
    return _read(connection, _ALL, {"report": report})


def read_some(connection: Connection, report: int, places: Sequence[Place]) -> dict[Place, Kept]:
    """Return those of the cells at ``places`` that are filled."""
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
    """Write the difference between what is stored and what shall be."""
    gone = {place: content for place, content in before.items() if after.get(place) != content}
    come = {place: content for place, content in after.items() if before.get(place) != content}
    for table, kind in ((cells, tuple), (texts, str)):
        old = [place for place, content in gone.items() if isinstance(content, kind)]
        new = [(place, content) for place, content in come.items() if isinstance(content, kind)]
        if old:
            connection.execute(_DELETE[table], list(_addresses(report, old)))
        if new:
            connection.execute(_INSERT[table], [_row(report, *item) for item in new])


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


def _addresses(report: int, places: Iterable[Place]) -> Iterator[dict[str, int]]:
    for field, row, part in places:
        yield {"report": report, "at_field_id": field, "at_row": row, "at_part_id": part}


def _row(report: int, place: Place, content: Kept) -> dict[str, int | str]:
    field, row, part = place
    address = {"report_id": report, "field_id": field, "row": row, "part_id": part}
    if isinstance(content, str):
        return {**address, "value": content}
    scaled, decimals = content
    return {**address, "scaled": scaled, "decimals": decimals}
