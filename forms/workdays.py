"""Working days: weekends and public holidays left out, days worked instead put in.

Deadlines are counted in them. Which days are free changes with yearly announcements, so they are
a list (``resources/holidays.json``) that an office may replace. Bộ luật Lao động 2019, Điều 111
and 112.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from forms.vocabulary import Evidence

_SATURDAY: Final = 6
_ONE_DAY: Final = timedelta(days=1)
_LONGEST_BREAK: Final = 366


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One day that is not what its weekday says, with its name and how it is known."""

    day: date
    name: str
    evidence: Evidence = "E"


class HolidaysProblem(ValueError):
    """A list of holidays that is refused: ``message`` says where and why, in Vietnamese."""

    def __init__(self, message: str) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.message = message


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    holidays: tuple[SpecialDay, ...]
    working: tuple[SpecialDay, ...] = ()
    source: str = ""
    extends: bool = False


class Workdays:
    """The calendar of an office."""

    def __init__(
        self, holidays: Sequence[SpecialDay] = (), working: Sequence[SpecialDay] = ()
    ) -> None:
        """Take the free days, and the days at a weekend that are worked.

        Raises HolidaysProblem for a day that is given twice.
        """
        special = (*holidays, *working)
        twice = [day for day, n in Counter(one.day for one in special).items() if n > 1]
        if twice:
            message = f"Danh sách ngày nghỉ có ngày {min(twice).isoformat()} hai lần."
            raise HolidaysProblem(message)
        self._free = frozenset(one.day for one in holidays)
        self._worked = frozenset(one.day for one in working)

    def is_working(self, day: date) -> bool:
        """Return whether offices work on ``day``."""
        weekend = day.isoweekday() >= _SATURDAY
        return day in self._worked or not (weekend or day in self._free)

    def first_working(self, day: date) -> date:
        """Return ``day`` itself if it is a working day, else the next one.

        Where no day of a whole year is worked, ``day`` stays as it is.
        """
        later = (day + _ONE_DAY * ahead for ahead in range(_LONGEST_BREAK))
        return next((one for one in later if self.is_working(one)), day)

    def after(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``; 0 is ``day`` itself."""
        for _ in range(count):
            day = self.first_working(day + _ONE_DAY)
        return day


def read_workdays(data: bytes, shipped: bytes = b"") -> Workdays:
    """Read a list of holidays from its JSON; raises HolidaysProblem with the path of a fault.

    One that ``extends`` is added to the list ``shipped``; what it says of a day holds.
    """
    listed = _decoded(data)
    if not (listed.extends and shipped):
        return Workdays(listed.holidays, listed.working)
    known, base = {one.day for one in (*listed.holidays, *listed.working)}, _decoded(shipped)
    holidays = (one for one in base.holidays if one.day not in known)
    working = (one for one in base.working if one.day not in known)
    return Workdays((*listed.holidays, *holidays), (*listed.working, *working))


def _decoded(data: bytes) -> _Listed:
    try:
        return msgspec.json.decode(data, type=_Listed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HolidaysProblem(f"Danh sách ngày nghỉ không đọc được: {error}.") from error
