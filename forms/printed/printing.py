"""How one value looks on paper: figures, dates, labels, outline numbers.

Running text pads whole numbers below ten (``03``, ``00``), tables do not. A percentage carries no
``%``, money no unit: the words around them say it. Only a speed brings its own unit, since
``100 Mbps`` is one item of print.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from forms.cells import CellValue
from forms.dates import format_date, format_month, parse_date, parse_month
from forms.model import Choice
from forms.numbers import format_number, format_percent
from forms.periods import Period, PeriodRule, following, span, title
from forms.vocabulary import Worded

LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
"""The order in which Vietnamese acts letter their points (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

BUILTINS: Final = frozenset(
    {
        *("period", "month", "quarter", "year", "as_of", "start", "end", "unit"),
        *("next_period", "next_month", "next_year"),
    }
)
"""Token names that every form has beside its fields."""

_ROMAN: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
FIRST_LETTERED: Final[Mapping[str, int]] = MappingProxyType({"decimal": 4, "letters": 3})
"""The level from which headings have letters, by the outline of the form."""
_MONTHS_OF_QUARTER: Final = 3
_SUBJECT_OPENINGS: Final = ("về ", "quy định ", "sửa đổi")


def wording(worded: Worded, day: date) -> str:
    """Return the wording that is valid on ``day``, the last day of a report's period.

    Of several valid ones the latest ``since`` wins. Where none is valid the last one stands, so
    that old reports always print; no wording at all gives an empty text.
    """
    if isinstance(worded, str):
        return worded
    iso = day.isoformat()
    valid = [item for item in worded if item.since <= iso and (not item.until or iso <= item.until)]
    if valid:
        return max(reversed(valid), key=lambda item: item.since).text
    return worded[-1].text if worded else ""


def print_figure(
    kind: str,
    value: CellValue,
    *,
    unit: str = "",
    running: bool = True,
    choices: tuple[Choice, ...] = (),
) -> str:
    """Return ``value`` as it is printed for a field or column of ``kind``.

    ``running`` is true in sentences and false in tables. ``choices`` give the label of an
    ``enum``'s code. A text that is not of its kind (a date that is none) is printed as it stands:
    telling so is the checks' business.
    """
    if isinstance(value, Decimal):
        return _print_number(kind, value, unit=unit, running=running)
    if kind == "date":
        day = parse_date(value)
        return format_date(day) if isinstance(day, date) else value
    if kind == "month":
        month = parse_month(value)
        return format_month(*month) if isinstance(month, tuple) else value
    if kind == "enum":
        return next((choice.label for choice in choices if choice.code == value), value)
    return value


def _print_number(kind: str, value: Decimal, *, unit: str, running: bool) -> str:
    if kind == "pct":
        return format_percent(value)
    if kind == "speed":
        # A measured value before its unit is not padded.
        return f"{format_number(value)} {unit}".rstrip()
    return format_number(value, pad=running)


def builtin_words(period: Period, rule: PeriodRule, *, unit: str) -> dict[str, str]:
    """Return what each of ``BUILTINS`` prints; ``unit`` is the reporting unit's name.

    ``month`` and ``quarter`` are the last ones of a longer period; what is ``next`` is for plans.
    """
    start, end = span(period, rule)
    month = period.number if period.kind == "month" else end.month
    after = following(Period("month", period.year, month))
    return {
        "period": title(period),
        "next_period": title(following(period)),
        "month": format_month(period.year, month),
        "next_month": format_month(after.year, after.number),
        "quarter": f"{roman((month - 1) // _MONTHS_OF_QUARTER + 1)}/{period.year}",
        "next_year": str(period.year + 1),
        "year": str(period.year),
        "as_of": format_date(end),
        "start": format_date(start),
        "end": format_date(end),
        "unit": unit,
    }


def roman(number: int) -> str:
    """Return 1 to 3999 as a Roman numeral; ``ValueError`` outside."""
    if not 1 <= number <= 3999:  # noqa: PLR2004 - where Roman numerals end
        raise ValueError(f"no Roman numeral for {number}")
    parts = []
    for size, sign in _ROMAN:
        count, number = divmod(number, size)
        parts.append(sign * count)
    return "".join(parts)


def letter(number: int) -> str:
    """Return the ``number``-th point letter: a b c d đ e g …; after y they double (``aa``)."""
    rounds, index = divmod(number - 1, len(LETTERS))
    return LETTERS[index] * (rounds + 1)


def outline_number(path: tuple[int, ...], outline: str = "decimal") -> str:
    """Return the number before a heading from its place on every level, counted from 1.

    ``(2,)`` gives ``II.``, ``(2, 3)`` ``3.``, ``(2, 3, 1)`` ``3.1.`` and deeper levels
    a letter, ``a)``, which an ``outline`` of letters gives to the third level already; layout B of
    reports under Nghị định 30/2020/NĐ-CP.
    """
    if len(path) == 1:
        return f"{roman(path[0])}."
    if len(path) >= FIRST_LETTERED[outline]:
        return f"{letter(path[-1])})"
    return "".join(f"{number}." for number in path[1:])


def list_number(number: int) -> str:
    """Return the number before a list item inside a sentence: ``(1)``."""
    return f"({number})"


def cited_number(number: str, symbol: str) -> str:
    """Join a cited document's number and symbol: ``802/UBND-NC``, of the Party ``57-NQ/TW``.

    A Party document's symbol is ``TYPE/ISSUER``, with no hyphen before its slash.
    """
    kind, slash, _ = symbol.partition("/")
    joint = "-" if slash and kind.isalpha() else "/"
    return f"{number}{joint}{symbol}" if number and symbol else number or symbol


def cited_subject(subject: str) -> str:
    """Return what a cited document is about, with ``về`` before it where that is missing."""
    begun = subject.lower().startswith(_SUBJECT_OPENINGS)
    return subject if begun or not subject else f"về {subject}"
