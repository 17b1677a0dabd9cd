"""How a check says what it found: its figures printed, its sentence, its repair."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import CellKey, CellValue
from forms.dates import format_date, format_month, parse_date, parse_month
from forms.findings import Finding, Repair, Severity
from forms.formula.functions import Number
from forms.layout import FIGURES, PERCENT_UNIT, from_units
from forms.messages import HINTS, sentence
from forms.model import Column
from forms.numbers import format_number, format_percent, from_scaled, half_up, slip_hint
from forms.relations import Rule

if TYPE_CHECKING:
    from forms.computation import Computation

_SHOWN_DECIMALS = 2
_HUNDRED = 10**_SHOWN_DECIMALS


class Speech(NamedTuple):
    """How a rule speaks: its id, finding code, severity and, where it has one, own sentence."""

    rule: str
    code: str
    severity: Severity = "error"
    template: str = ""


def rule_speech(rule: Rule, code: str) -> Speech:
    """Return how a relation speaks; ``code`` is its kind's."""
    return Speech(rule.id, rule.code or code, rule.severity, rule.message)


class Figures(NamedTuple):
    """The figures of a finding, printed; empty where there are none."""

    given: str = ""
    expected: str = ""
    difference: str = ""
    hint: str = ""


def shown(value: Decimal | int | None) -> str:
    """Print a figure for a message: grouped, no padding; empty for a blank."""
    return "" if value is None else format_number(value)


def printed(column: Column, value: CellValue | None) -> str:
    """Print a cell's value for a message; a percentage without its sign, empty for a blank."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_percent(value, zero="0") if column.kind == "pct" else format_number(value)
    day = parse_date(value) if column.kind == "date" else None
    if isinstance(day, date):
        return format_date(day)
    month = parse_month(value) if column.kind == "month" else None
    return format_month(*month) if isinstance(month, tuple) else value


def figures(
    column: Column, given: CellValue | None, units: tuple[int, int], *, hint: bool = False
) -> Figures:
    """Print a given value beside the right one; ``units`` are both in the vector's unit.

    ``given`` is printed with the decimals as typed. With ``hint`` the likely slip is told.
    """
    left = units_printed(column, units[0]) if given is None else printed(column, given)
    right = units_printed(column, units[1])
    if column.kind not in FIGURES:
        return Figures(left, right)
    slip = _slip(given, from_units(column, units[1])) if hint else ""
    return Figures(left, right, _signed(column, units[0] - units[1]), slip)


def units_printed(column: Column, units: int) -> str:
    """Print a figure of the vector for a message, as :func:`printed` does its value."""
    plain = column.kind == "int"
    return format_number(units) if plain else printed(column, from_units(column, units))


def _signed(column: Column, units: int) -> str:
    off = units if column.kind == "int" else from_units(column, units)
    return off if isinstance(off, str) else format_number(off)


def _slip(given: CellValue | None, expected: CellValue) -> str:
    if not isinstance(given, Decimal) or not isinstance(expected, Decimal):
        return ""
    slip = slip_hint(given, expected)
    return "" if slip is None else HINTS[slip]


def sides(column: Column, given: Number | None, expected: Number | None) -> Figures:
    """Print the two sides of a comparison as formulas give them (đồng, percent)."""
    if given is None or expected is None:
        return Figures(_side(column, given), _side(column, expected))
    off = _side(column, given - expected) if column.kind in FIGURES else ""
    return Figures(_side(column, given), _side(column, expected), off)


def _side(column: Column, value: Number | None) -> str:
    if value is None:
        return ""
    units = Fraction(value) * (PERCENT_UNIT if column.kind == "pct" else 1)
    if units.denominator == 1:
        return printed(column, from_units(column, int(units)))
    rough = half_up(Fraction(value).numerator * _HUNDRED, Fraction(value).denominator)
    return format_number(from_scaled(rough, _SHOWN_DECIMALS))


def drop(key: CellKey) -> Repair:
    """Return the repair that empties ``key``, so that the computed figure is printed."""
    return Repair("drop", key.field, key.row, key.part)


def remark(
    c: Computation,
    key: CellKey,
    speech: Speech,
    said: Figures = Figures(),  # noqa: B008  an immutable blank
    *,
    repair: Repair | None = None,
    place: str = "",
    **gaps: str,
) -> Finding:
    """Return the finding of a check at a cell; ``gaps`` fill its sentence beside the figures.

    What is compared with a sum of which reports are still lacking is only noted, with their number.
    """
    given, expected, difference, hint = said
    words = {
        "label": c.label(key),
        "before": c.before,
        "given": given,
        "expected": expected,
        "difference": difference,
        "hint": hint,
        **gaps,
    }
    message = sentence(speech.code, speech.template, **words)
    aside = c.context.asides.get(speech.rule, "")
    return Finding(
        code=speech.code,
        severity="note" if aside else speech.severity,
        place=place or c.place(key),
        rule=speech.rule,
        key=key,
        given=given,
        expected=expected,
        difference=difference,
        message=f"{message} {aside}" if aside else message,
        hint=hint,
        repair=repair,
    )
