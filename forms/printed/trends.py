"""How the figures of a report went over the periods before it, as charts.

Running totals and rates are lines, states and flows are bars. The chart page of a form shows what
lasts: totals to date (L), states (T) and rates; the figures of fixed facts and targets do not move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from forms.behaviours import behaviour_of
from forms.cells import PERCENT, CellKey
from forms.engine import Computation
from forms.layout import FIGURES, PAIRS
from forms.model import Column, Field
from forms.periods import Period, as_of, previous, title
from forms.printed.charts import MOST_SERIES, Chart, Kind, Points, Series, described

MOST_PERIODS: Final = 12
"""How many periods a trend shows, that of the report included."""

_LASTING: Final = frozenset({"L", "T"})
_MOST_ROWS: Final = 8
"""A table without totals is drawn row by row up to so many rows."""
_WEEKEND: Final = 5
_ROMAN: Final = ("I", "II", "III", "IV")
_HALVES: Final = ("đầu", "cuối")


class Past(NamedTuple):
    """An earlier report of the same form and unit, opened under this report's form version."""

    period: Period
    computation: Computation


class _Slot(NamedTuple):
    """One place on the chart: its period, and the report that was made of it."""

    period: Period
    computation: Computation | None


def trends(c: Computation, past: Iterable[Past]) -> tuple[Chart, ...]:
    """Return the charts of a report, in the order of its form.

    A trend needs two figures that differ: what never moved is not drawn.
    """
    slots = _slots(c, past)
    order = c.engine.order
    fields = sorted(c.engine.form.fields, key=lambda field: order[field.id])
    drawn = (chart for field in fields for chart in _of_field(c, slots, field))
    return tuple(chart for chart in drawn if _moves(chart))


def trend(c: Computation, past: Iterable[Past], key: CellKey) -> Chart | None:
    """Return the chart of one cell, ``None`` for words and for what has fewer than two figures."""
    found = c.engine.layout.find(key)
    field = c.engine.fields.get(key.field)
    if found is None or field is None or found[0].column.kind not in FIGURES:
        return None
    slots = _slots(c, past)
    series = (Series("", _points(slots, key)),)
    chart = _chart(c, slots, key, c.label(key), series)
    return chart if _enough(chart) else None


def short_title(period: Period) -> str:
    """Return the name of a period as it stands below a chart: ``7/2024``, ``22/11``, ``III/2024``.

    The year of a day or week is that of its neighbours; the chart's words name it in full.
    """
    match period.kind:
        case "day":
            return title(period).removeprefix("ngày ").rpartition("/")[0]
        case "week":
            return f"T{period.number:02d}"
        case "quarter":
            return f"{_ROMAN[period.number - 1]}/{period.year}"
        case "half":
            return f"{_HALVES[period.number - 1]} {period.year}"
        case "month":
            return f"{period.number}/{period.year}"
        case _:
            return str(period.year)


# --- periods --------------------------------------------------------------------------------------


def _slots(c: Computation, past: Iterable[Past]) -> tuple[_Slot, ...]:
    """Return the periods up to this one, from the first that has a report; the others are gaps.

    Nobody reports on a weekend by the day, so such a day is no gap.
    """
    made: Mapping[Period, Computation] = {each.period: each.computation for each in past}
    found = [_Slot(c.period, c)]
    period, asked = previous(c.period), len(made) + MOST_PERIODS
    while len(found) < MOST_PERIODS and asked:
        if period in made or not _free(c, period):
            found.append(_Slot(period, made.get(period)))
        period, asked = previous(period), asked - 1
    while found[-1].computation is None:
        found.pop()
    return tuple(reversed(found))


def _free(c: Computation, period: Period) -> bool:
    return period.kind == "day" and as_of(period, c.engine.form.period).weekday() >= _WEEKEND


# --- fields ---------------------------------------------------------------------------------------


def _of_field(c: Computation, slots: Sequence[_Slot], field: Field) -> Iterator[Chart]:
    """Yield the charts of one field: columns of one unit that behave alike share a picture."""
    if not c.has_field(field.id) or field.kind in ("list", "documents", "selection"):
        return
    columns = sorted(_lasting(c, field), key=lambda column: _sort(field, column))
    for row in _rows(field):
        for _sort_of, members in groupby(columns, key=lambda column: _sort(field, column)):
            yield from _of_row(c, slots, CellKey(field.id, row, ""), tuple(members))


def _lasting(c: Computation, field: Field) -> tuple[Column, ...]:
    """Return the columns worth a chart: rates of pairs, and figures to date or of a state."""
    columns = c.engine.columns(field.id)
    if field.kind == "ratio":
        return tuple(column for column in columns if column.id == PERCENT)
    figures = (column for column in columns if column.kind in FIGURES)
    if field.kind in PAIRS:
        return tuple(figures) if field.behaviour in _LASTING else ()
    return tuple(x for x in figures if x.kind == "pct" or behaviour_of(field, x) in _LASTING)


def _sort(field: Field, column: Column) -> tuple[str, str, str]:
    return column.kind, column.unit, _kind(field, column)


def _rows(field: Field) -> tuple[int, ...]:
    """Return the rows of a table that are drawn: its totals, or all rows of a short one."""
    if field.kind != "table":
        return (0,)
    totals = tuple(place for place, row in enumerate(field.rows, 1) if row.sums)
    every = range(1, len(field.rows) + 1)
    return totals or (tuple(every) if len(field.rows) <= _MOST_ROWS else ())


def _of_row(
    c: Computation, slots: Sequence[_Slot], place: CellKey, columns: Sequence[Column]
) -> Iterator[Chart]:
    keys = [place._replace(part=column.id) for column in columns]
    if len(keys) == 1 or len(keys) > MOST_SERIES:
        for key in keys:
            yield _chart(c, slots, key, c.label(key), (Series("", _points(slots, key)),))
        return
    field = c.engine.fields[place.field]
    row = [c.word(field.rows[place.row - 1].label)] if place.row else []
    name = ", ".join((c.word(field.label), *row))
    series = (
        Series(c.word(column.label), _points(slots, key))
        for column, key in zip(columns, keys, strict=True)
    )
    yield _chart(c, slots, keys[0], name, tuple(series))


# --- charts ---------------------------------------------------------------------------------------


def _points(slots: Sequence[_Slot], key: CellKey) -> Points:
    return tuple(_figure(slot.computation, key) for slot in slots)


def _figure(c: Computation | None, key: CellKey) -> Decimal | None:
    if c is None or not c.has_field(key.field):
        return None
    value = c.effective(key)
    return value if isinstance(value, Decimal) else None


def _chart(
    c: Computation,
    slots: Sequence[_Slot],
    key: CellKey,
    name: str,
    series: tuple[Series, ...],
) -> Chart:
    column, field = c.engine.column(key), c.engine.fields[key.field]
    unit = "" if column is None else column.unit or ("%" if column.kind == "pct" else "")
    return Chart(
        id=key.place(),
        title=f"{name[:1].upper()}{name[1:]}",
        kind="line" if column is None else _kind(field, column),
        periods=tuple(short_title(slot.period) for slot in slots),
        series=series,
        unit=unit,
        alt=described(name, [title(slot.period) for slot in slots], series, unit),
    )


def _kind(field: Field, column: Column) -> Kind:
    rate = column.kind == "pct"
    return "line" if rate or behaviour_of(field, column) == "L" else "bar"


def _enough(chart: Chart) -> bool:
    counts = (sum(point is not None for point in each.points) for each in chart.series)
    return max(counts) > 1


def _moves(chart: Chart) -> bool:
    return _enough(chart) and any(len(set(each.points) - {None}) > 1 for each in chart.series)
