"""Adding up many units on a PostgreSQL server: packed figures read here, beside its own GROUP BY.

The server keeps what the units handed in over a year, packed, and the same figures as a long table,
one row for each, vacuumed and analysed. Both must give the same sums.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any, Final

import psycopg
from msgspec.structs import asdict

from benchmarks.measuring import Disagreement, Row, Timed, compare, faster
from db.store import Store
from forms.department.receipts import Receipt
from forms.department.vectors import packed, totals
from tests.postgres import Server

FIGURES: Final = 300
MONTHS: Final = 12
PROVINCE: Final = 102
COUNTRY: Final = 3_321
_NOW: Final = "2026-01-05T08:00:00+07:00"
_HOLES: Final = 50


def measured(server: Server, *, quick: bool) -> list[Row]:
    """Measure the province, and the country unless it has to be quick."""
    rows = [_year(server, PROVINCE, 3 if quick else 7)]
    return rows if quick else [*rows, _year(server, COUNTRY, 3)]


def _year(server: Server, units: int, runs: int) -> Row:
    """Raise Disagreement where the two sides find different sums."""
    with (
        server.database() as name,
        closing(server.connect(name)) as beside,
        Store.open(server.address(name), now=lambda: _NOW) as store,
    ):
        _fill(beside, units)
        numbers = range(1, units * MONTHS + 1)

        def ours() -> list[int | None]:
            found = store.inbox.vectors(numbers)
            return totals((vector for _number, vector in found), FIGURES)

        def theirs() -> list[int | None]:
            return [total for _field, total in beside.execute(_GROUPED)]

        if ours() != theirs():
            raise Disagreement("the sums differ")
        actions = {"ours": Timed(ours, 1), "GROUP BY": Timed(theirs, 1)}
        what = f"server: {units:,} units × {MONTHS} × {FIGURES}"
        return faster(what, compare(actions, runs), ("ours", "GROUP BY"), least=1)


_GROUPED: Final = "SELECT field, sum(value)::bigint FROM figures GROUP BY field ORDER BY field"


def _vectors(units: int) -> Iterator[bytes]:
    chance = Random(units)
    base = [chance.randrange(100_000) for _ in range(FIGURES)]
    for number in range(units * MONTHS):
        yield packed(
            None if (place + number) % _HOLES == 0 else value + number % 97 * place
            for place, value in enumerate(base)
        )


def _fill(beside: psycopg.Connection[Any], units: int) -> None:
    columns = ", ".join(f'"{name}"' for name in Receipt.__struct_fields__)
    cursor = beside.cursor()
    with cursor.copy(f"COPY receipts ({columns}) FROM STDIN".encode()) as copy:
        for number in range(1, units * MONTHS + 1):
            copy.write_row(_receipt(number, units))
    with cursor.copy(b"COPY receipt_data FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "bytea", "bytea"])
        for number, vector in enumerate(_vectors(units), 1):
            copy.write_row((number, b"{}", vector))
    cursor.execute(
        "CREATE TABLE figures (report integer, field integer, value bigint,"
        " PRIMARY KEY (report, field))"
    )
    with cursor.copy(b"COPY figures FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "int4", "int8"])
        for report, vector in enumerate(_vectors(units), 1):
            for field, value in enumerate(array("q", vector)):
                copy.write_row((report, field, None if value < 0 else value))
    for table in ("figures", "receipt_data"):
        cursor.execute(f"VACUUM ANALYZE {table}".encode())


def _receipt(number: int, units: int) -> tuple[object, ...]:
    one = Receipt(
        number=number,
        sha256=f"{number:064x}",
        name=f"{number}.zip",
        kind="package",
        state="accepted",
        at=_NOW,
        who="x",
        form="T01",
        unit=f"{number % units:05d}",
        period=f"2025-{(number - 1) // units + 1:02d}",
        report=f"T01-{number}",
        revision=1,
    )
    values = {**asdict(one), "signers": "[]", "late": 0}
    return tuple(values.values())
