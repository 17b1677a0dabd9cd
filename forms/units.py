"""The reporting units: what a unit is called, under whom it stands, how it signs.

A code never changes its meaning and is always text (``91``, ``30295``, ``91-SKHCN``): leading
zeros count. Names change with the law, so a report asks for the name of its own time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec


class FormerName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a unit was called until the day ``until`` (ISO, inclusive).

    What is left empty was then as it is today. ``code`` is the one that the unit was known by
    under this name; it still finds the unit.
    """

    name: str
    until: str
    issuer: str = ""
    superior: str = ""
    symbol: str = ""
    code: str = ""


class Unit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One unit that reports.

    ``name`` stands in sentences and lists, ``issuer`` and ``superior`` in the letterhead (empty
    superior: none is printed), ``symbol`` in document numbers, ``place`` before the date.
    ``kind`` is the level that forms name (``tinh``, ``so_nganh``, ``xa``, …), ``type`` tells
    ``xa``, ``phuong`` and ``dac_khu`` apart. ``parent`` is the code of the unit it reports to.
    ``since`` and ``until`` are the ISO days between which it exists, inclusive; empty means no
    limit. ``successor`` is the code of the unit that took over what it owed. ``former`` names,
    oldest first, are those it had before today's.
    """

    code: str
    name: str
    issuer: str
    superior: str = ""
    symbol: str = ""
    place: str = ""
    kind: str = ""
    type: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""
    successor: str = ""
    former: tuple[FormerName, ...] = ()

    def name_on(self, day: date) -> str:
        """Return the unit's name as it was on ``day``."""
        return self.on(day).name

    def on(self, day: date) -> Unit:
        """Return the unit under the names of ``day``: its letterhead then."""
        then = self._former_on(day)
        if then is None:
            return self
        return msgspec.structs.replace(
            self,
            name=then.name,
            issuer=then.issuer or self.issuer,
            superior=then.superior or self.superior,
            symbol=then.symbol or self.symbol,
        )

    def exists_on(self, day: date) -> bool:
        """Return whether the unit exists on ``day``."""
        iso = day.isoformat()
        return self.since <= iso and (not self.until or iso <= self.until)

    def _former_on(self, day: date) -> FormerName | None:
        iso = day.isoformat()
        return next((name for name in self.former if iso <= name.until), None)


class UnitsProblem(ValueError):
    """A list of units that is refused: ``message`` says where and why, in Vietnamese."""

    def __init__(self, message: str) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.message = message


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    units: tuple[Unit, ...]
    source: str = ""


class Registry:
    """All known units, in the order of the list."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Take ``units``; raises UnitsProblem for a code given twice or one that is not there."""
        self._units = tuple(units)
        self._by_code = {unit.code: unit for unit in self._units}
        codes = Counter(code for unit in self._units for code in _codes(unit))
        twice = [code for code, number in codes.items() if number > 1]
        if twice:
            raise UnitsProblem(f"Danh sách đơn vị có mã “{twice[0]}” hai lần.")
        for unit in self._units:
            for word, code in (("thuộc", unit.parent), ("có kế tục", unit.successor)):
                if code and code not in self._by_code:
                    raise UnitsProblem(f"Đơn vị “{unit.code}” {word} mã “{code}” không có.")
        self._by_former_code = {
            former.code: unit for unit in self._units for former in unit.former if former.code
        }

    def all(self) -> tuple[Unit, ...]:
        """Return every unit, those that no longer exist included."""
        return self._units

    def find(self, code: str) -> Unit | None:
        """Return the unit of ``code``, ``None`` for an unknown one; case and blanks forgiven.

        A code that the unit had under a former name finds it, too.
        """
        wanted = code.strip().upper()
        return self._by_code.get(wanted) or self._by_former_code.get(wanted)

    def unit(self, code: str) -> Unit:
        """Return the unit of a code that is known to exist; ``UnitsProblem`` for any other."""
        found = self.find(code)
        if found is None:
            raise UnitsProblem(f"Không có đơn vị mang mã “{code}”.")
        return found

    def under(self, code: str) -> tuple[Unit, ...]:
        """Return the units that report to ``code``."""
        return tuple(unit for unit in self._units if unit.parent == code)

    def in_charge(self, code: str, day: date) -> Unit | None:
        """Return who does on ``day`` what the unit ``code`` did: itself, or its last successor.

        ``None`` where neither exists on that day.
        """
        unit, seen = self.find(code), set[str]()
        while unit is not None and unit.until and unit.until < day.isoformat():
            if unit.code in seen:
                return None
            seen.add(unit.code)
            unit = self.find(unit.successor)
        return unit if unit is not None and unit.exists_on(day) else None


def _codes(unit: Unit) -> tuple[str, ...]:
    return (unit.code, *(former.code for former in unit.former if former.code))


def read_units(data: bytes) -> Registry:
    """Read the list of units from its JSON; raises UnitsProblem with the path of a fault."""
    try:
        return Registry(msgspec.json.decode(data, type=_Listed).units)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnitsProblem(f"Danh sách đơn vị không đọc được: {error}.") from error
