"""Reporting periods: their codes, titles, order, and the days each form counts in them.

A period is named the same for every form (``2024-07`` is July 2024); which days its figures cover
is the form's own rule. The general rule is Nghị định 09/2019/NĐ-CP, Điều 12: a month runs from the
15th of the month before to the 14th, longer periods likewise. An act that orders a report may set
other days, so a form pack carries a ``PeriodRule``.
"""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from forms.dates import DateProblem, format_date, format_month, parse_date, parse_month
from forms.numbers import quoted

Cycle = Literal["day", "week", "month", "quarter", "half", "nine_months", "year"]
RuleName = Literal["nd09", "calendar", "month_to_day", "week_ending", "day"]

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
"""A typed period lies in these years; the periods before and after it may lie outside."""

_ND09_LAST_DAY: Final = 14
_LONGEST_MONTH: Final = 31
_SHORTEST_MONTH: Final = 28
_SUNDAY: Final = 7
_WEEK: Final = timedelta(days=7)
_ONE_DAY: Final = timedelta(days=1)
_ROMAN: Final = ("I", "II", "III", "IV")

_IN_YEAR: Final[Mapping[Cycle, int]] = MappingProxyType(
    {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}
)
_MONTHS_LONG: Final[Mapping[Cycle, int]] = MappingProxyType(
    {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
)
_SHAPES: Final[tuple[tuple[Cycle, re.Pattern[str]], ...]] = (
    ("year", re.compile(r"([0-9]{4})")),
    ("month", re.compile(r"([0-9]{4})-([0-9]{1,2})")),
    ("week", re.compile(r"([0-9]{4})-W([0-9]{1,2})", re.IGNORECASE)),
    ("quarter", re.compile(r"([0-9]{4})-Q([0-9])", re.IGNORECASE)),
    ("half", re.compile(r"([0-9]{4})-H([0-9])", re.IGNORECASE)),
    ("nine_months", re.compile(r"([0-9]{4})-9M", re.IGNORECASE)),
)
_CODES: Final[Mapping[Cycle, str]] = MappingProxyType(
    {
        "week": "{year}-W{number:02d}",
        "month": "{year}-{number:02d}",
        "quarter": "{year}-Q{number}",
        "half": "{year}-H{number}",
        "nine_months": "{year}-9M",
        "year": "{year}",
    }
)
_NUMBER_NAMES: Final[Mapping[Cycle, tuple[str, str]]] = MappingProxyType(
    {
        "month": ("PERIOD-MONTH", "tháng"),
        "week": ("PERIOD-WEEK", "tuần"),
        "quarter": ("PERIOD-QUARTER", "quý"),
        "half": ("PERIOD-HALF", "nửa năm"),
    }
)
_EXAMPLES: Final = (
    "2024-07 (tháng), 2025-W26 (tuần), 2026-Q3 (quý), 2026-H1 (6 tháng), 2026-9M (9 tháng), "
    "2024 (năm) hoặc 2026-11-22 (ngày)"
)


class PeriodProblem(msgspec.Struct, frozen=True):
    """Why a text is not taken as a period.

    ``code`` is PERIOD-SHAPE, PERIOD-YEAR, PERIOD-MONTH, PERIOD-WEEK, PERIOD-QUARTER, PERIOD-HALF
    or PERIOD-DAY; ``message`` is a Vietnamese sentence with the next step.
    """

    code: str
    text: str
    message: str


class Period(msgspec.Struct, frozen=True):
    """One reporting period, whatever days a form counts in it.

    ``number`` is the month, quarter or half within ``year``, the ISO week of the ISO year
    ``year``, the day of the year for a day, and 1 for nine months and a year. Making one that
    does not exist (month 13) raises ``ValueError``.
    """

    kind: Cycle
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        """Refuse a period that no calendar has."""
        inside = MINYEAR < self.year < MAXYEAR
        if not inside or not 1 <= self.number <= _how_many(self.kind, self.year):
            raise ValueError(f"no such {self.kind}: {self.year}, {self.number}")

    @property
    def code(self) -> str:
        """The canonical text, such as ``2024-07``; ``parse_period`` reads it back."""
        if self.kind == "day":
            return _date_of(self).isoformat()
        return _CODES[self.kind].format(year=self.year, number=self.number)


class PeriodRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which periods a form has and which days they cover.

    ``cycle`` is the form's usual period, ``also`` the others that it serves. ``rule``:

    * ``nd09``: up to day 14 of the last month, from day 15 before (Nghị định 09/2019/NĐ-CP);
    * ``calendar``: from the first to the last calendar day; weeks Monday to Sunday;
    * ``month_to_day``: up to day ``day`` of the last month, from the day after it before;
    * ``week_ending``: seven days up to ISO weekday ``weekday`` (Wednesday is 3), numbered as the
      ISO week of that last day;
    * ``day``: single days.

    Under ``nd09`` and ``month_to_day`` weeks end on ``weekday`` too; a day is always itself.
    """

    cycle: Cycle
    also: tuple[Cycle, ...] = ()
    rule: RuleName
    day: int = 20
    weekday: int = 3

    def __post_init__(self) -> None:
        """Refuse days that no calendar has and periods that the rule does not define."""
        if not 1 <= self.day <= _LONGEST_MONTH:
            raise ValueError(f"`day` must be 1 to 31, not {self.day}")
        if not 1 <= self.weekday <= _SUNDAY:
            raise ValueError(f"`weekday` must be 1 (Monday) to 7 (Sunday), not {self.weekday}")
        undefined = [kind for kind in (self.cycle, *self.also) if not _defines(self.rule, kind)]
        if undefined:
            raise ValueError(f"rule `{self.rule}` does not define the period `{undefined[0]}`")


# --- codes -------------------------------------------------------------------------------------


_WRITTEN: Final = re.compile(r"(?:tháng\s+)?(\d{1,2})/(\d{4})", re.IGNORECASE)


def read_period(text: str) -> Period | PeriodProblem:
    """Read a period's code; a month may also be written as clerks do, ``7/2024``."""
    written = _WRITTEN.fullmatch(text.strip())
    return parse_period(f"{written[2]}-{int(written[1]):02d}" if written else text)


def parse_period(text: str) -> Period | PeriodProblem:
    """The period of a code such as ``2024-07``, ``2025-W26``, ``2026-Q3`` or ``2026-11-22``.

    Letter case and a missing leading zero do not matter. Empty text is a problem, too. Never
    raises on any ``text``.
    """
    typed = unicodedata.normalize("NFC", text).strip()
    for kind, shape in _SHAPES:
        match = shape.fullmatch(typed)
        if match:
            year, *number = map(int, match.groups())
            return _existing(text, kind, year, number[0] if number else 1)
    return _parse_day(text, typed)


def day_period(day: date) -> Period:
    """The period that is the single day ``day``."""
    return Period("day", day.year, day.timetuple().tm_yday)


def _existing(text: str, kind: Cycle, year: int, number: int) -> Period | PeriodProblem:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        sentence = f"có năm nằm ngoài khoảng {FIRST_YEAR} đến {LAST_YEAR}. Hãy sửa năm."
        return _problem("PERIOD-YEAR", text, sentence)
    last = _how_many(kind, year)
    if 1 <= number <= last:
        return Period(kind, year, number)
    code, name = _NUMBER_NAMES[kind]
    return _problem(
        code, text, f"không tồn tại: năm {year} có {name} 1 đến {last}. Hãy sửa số {name}."
    )


def _parse_day(text: str, typed: str) -> Period | PeriodProblem:
    day = parse_date(typed)
    if isinstance(day, DateProblem) and day.code != "DATE-SHAPE":
        return PeriodProblem("PERIOD-" + day.code.removeprefix("DATE-"), text, day.message)
    if isinstance(day, date) and re.match("[0-9]{4}-", typed):
        return _existing(text, "day", day.year, day.timetuple().tm_yday)
    month = parse_month(typed)
    if isinstance(day, date):
        instead = day_period(day).code
    else:
        instead = Period("month", *month).code if isinstance(month, tuple) else _EXAMPLES
    return _problem("PERIOD-SHAPE", text, f"không đúng dạng mã kỳ báo cáo. Hãy ghi {instead}.")


def _problem(code: str, text: str, sentence: str) -> PeriodProblem:
    return PeriodProblem(code, text, f"{quoted(text.strip())} {sentence}")


# --- days --------------------------------------------------------------------------------------


def span(period: Period, rule: PeriodRule) -> tuple[date, date]:
    """First and last day, both included, that ``period`` covers under ``rule``.

    Any period may be asked for that the rule defines, also one that the form does not have;
    otherwise ``ValueError``.
    """
    if not _defines(rule.rule, period.kind):
        raise ValueError(f"rule `{rule.rule}` does not define the period `{period.kind}`")
    if period.kind == "day":
        return _date_of(period), _date_of(period)
    if period.kind == "week":
        weekday = _SUNDAY if rule.rule == "calendar" else rule.weekday
        last = date.fromisocalendar(period.year, period.number, weekday)
        return last - _WEEK + _ONE_DAY, last
    length = _MONTHS_LONG[period.kind]
    final = period.year * 12 + period.number * length - 1
    closing = {"nd09": _ND09_LAST_DAY, "calendar": _LONGEST_MONTH}.get(rule.rule, rule.day)
    return _closing_date(final - length, closing) + _ONE_DAY, _closing_date(final, closing)


def as_of(period: Period, rule: PeriodRule) -> date:
    """The day that cumulative figures are counted to: the last day of the period."""
    return span(period, rule)[1]


def fits(period: Period, rule: PeriodRule) -> bool:
    """Whether a form with this rule has such a period at all."""
    return period.kind in {rule.cycle, *rule.also}


def current(day: date, rule: PeriodRule) -> Period:
    """The period of the form's usual cycle that is running on ``day``, or is the next to begin."""
    # No rule ends a period after its calendar days, so the one before is over on `day`.
    period = _around(rule.cycle, day)
    while as_of(period, rule) < day:
        period = following(period)
    return period


def _defines(rule: RuleName, kind: Cycle) -> bool:
    if kind == "day":
        return True
    return rule != "day" and (kind == "week" or rule != "week_ending")


def _closing_date(month_index: int, day: int) -> date:
    year, month = divmod(month_index, 12)
    if day <= _SHORTEST_MONTH:
        return date(year, month + 1, day)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _date_of(period: Period) -> date:
    return date(period.year, 1, 1) + timedelta(days=period.number - 1)


def _around(kind: Cycle, day: date) -> Period:
    if kind == "day":
        return day_period(day)
    if kind == "week":
        iso = day.isocalendar()
        return Period("week", iso.year, iso.week)
    if kind in {"nine_months", "year"}:
        return Period(kind, day.year)
    return Period(kind, day.year, (day.month - 1) // _MONTHS_LONG[kind] + 1)


# --- order -------------------------------------------------------------------------------------


def previous(period: Period) -> Period:
    """The period of the same kind just before."""
    return _neighbour(period, -1)


def following(period: Period) -> Period:
    """The period of the same kind just after."""
    return _neighbour(period, 1)


def sort_key(period: Period) -> tuple[date, date]:
    """Key that puts periods of any kinds in the order of their calendar days, shorter first."""
    return span(period, PeriodRule(cycle=period.kind, rule="calendar"))


def _neighbour(period: Period, step: int) -> Period:
    year, number = period.year, period.number + step
    if number < 1:
        return Period(period.kind, year - 1, _how_many(period.kind, year - 1))
    if number > _how_many(period.kind, year):
        return Period(period.kind, year + 1, 1)
    return Period(period.kind, year, number)


def _how_many(kind: Cycle, year: int) -> int:
    if kind == "day":
        return 366 if calendar.isleap(year) else 365
    if kind == "week":
        # ISO 8601: 28 December always lies in the last week of its year.
        return date(year, 12, 28).isocalendar().week
    return _IN_YEAR[kind]


# --- names -------------------------------------------------------------------------------------


def title(period: Period) -> str:
    """The Vietnamese name for titles and lists: ``tháng 7/2024``, ``tuần 26``, ``quý III/2026``."""
    year, number = period.year, period.number
    match period.kind:
        case "day":
            return f"ngày {format_date(_date_of(period))}"
        case "week":
            return f"tuần {number:02d}"
        case "month":
            return f"tháng {format_month(year, number)}"
        case "quarter":
            return f"quý {_ROMAN[number - 1]}/{year}"
        case "half":
            return f"6 tháng {'đầu' if number == 1 else 'cuối'} năm {year}"
        case "nine_months":
            return f"9 tháng năm {year}"
        case "year":
            return f"năm {year}"
