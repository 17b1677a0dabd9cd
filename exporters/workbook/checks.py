"""The check beside a line: does what somebody stated agree with what the cells give?

Rates are checked in whole numbers, `INT((20000*n+d)/(2*d))`, not with the spreadsheet's own
rounding, so that every program gives the engine's verdict (exact up to 9·10¹⁵).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.derivations import Rate, Way
from exporters.workbook.cells import Spot, address
from exporters.workbook.layout import Line, Places
from exporters.workbook.pen import Formula
from forms.cells import CellKey
from forms.numbers import half_up, scaled

if TYPE_CHECKING:
    from forms.engine import Computation

RIGHT: Final = "Đúng"
DIFFERS: Final = "Lệch"
EXCEEDS: Final = "Tử lớn hơn mẫu"
NO_BASE: Final = "Mẫu bằng 0"

_EXACT: Final = 6
"""Decimals to which two figures are compared; money in triệu đồng has no more."""


class _Test(NamedTuple):
    condition: str
    holds: bool


class Checker:
    """Writes the checks of one workbook."""

    def __init__(
        self, c: Computation, derived: Mapping[CellKey, tuple[Way, ...]], places: Places
    ) -> None:
        """Take the computation, its derived cells and where everything stands."""
        self.c, self.derived, self.places = c, derived, places

    def check(self, line: Line, home: str) -> Formula | None:
        """Write the check of a line on the sheet `home`; `None` where there is nothing to say."""
        computed = [key for key in line.keys.values() if key in self.derived]
        rates = [(key, way) for key in computed for way in self.derived[key][:1]]
        for key, way in rates:
            if isinstance(way, Rate):
                others = [other for other in computed if other != key]
                return self._rate(key, way, others, home)
        stated = [key for key in computed if key in self.places.stated]
        return self._figures(stated, home) if stated else None

    # -- rates ------------------------------------------------------------------------------------

    def _rate(self, key: CellKey, way: Rate, others: list[CellKey], home: str) -> Formula | None:
        if not {way.n, way.d, key} <= set(self.places.shown):
            return None
        n, d = (address(self.places.shown[part], home) for part in (way.n, way.d))
        tests = [self._rounding(key, way, home)]
        tests += [self._difference(other, home) for other in others if self._compares(other)]
        rest = (
            f"IF(OR({','.join(test.condition for test in tests)}),{_said(DIFFERS)},{_said(RIGHT)})"
        )
        if not way.over:
            rest = f"IF({n}>{d},{_said(EXCEEDS)},{rest})"
        p = self._stated_or_shown(key, home)
        zero = f"IF(N({n})+N({p})>0,{_said(NO_BASE)},{_said(RIGHT)})"
        formula = f'IF(COUNT({n},{d})<2,"",IF({d}=0,{zero},{rest}))'
        return Formula(formula, self._rate_value(key, way, tests))

    def _rate_value(self, key: CellKey, way: Rate, tests: list[_Test]) -> str:
        n, d = self.c.effective(way.n), self.c.effective(way.d)
        if not isinstance(n, Decimal) or not isinstance(d, Decimal):
            return ""
        if not d:
            return NO_BASE if n or self._value(key) else RIGHT
        if n > d and not way.over:
            return EXCEEDS
        return DIFFERS if any(test.holds for test in tests) else RIGHT

    def _rounding(self, key: CellKey, way: Rate, home: str) -> _Test:
        """Test the stated rate, or the shown one where none is stated, in whole numbers."""
        n, d = (address(self.places.shown[part], home) for part in (way.n, way.d))
        shown = address(self.places.shown[key], home)
        test = _off(n, d, shown, way.decimals)
        stated, spot = self.c.stated(key), self.places.stated.get(key)
        if spot is not None and isinstance(stated, Decimal):
            beside = address(spot, home)
            test = f'IF({beside}="",{test},{_off(n, d, beside, scaled(stated)[1])})'
        return _Test(test, self._is_off(key, way))

    def _is_off(self, key: CellKey, way: Rate) -> bool:
        n, d = self.c.effective(way.n), self.c.effective(way.d)
        stated = self._value(key)
        if not isinstance(n, Decimal) or not isinstance(d, Decimal) or not d or stated is None:
            return False
        figure, decimals = scaled(stated)
        return figure != half_up(100 * 10**decimals * int(n), int(d))

    def _stated_or_shown(self, key: CellKey, home: str) -> str:
        return address(self.places.stated.get(key) or self.places.shown[key], home)

    def _value(self, key: CellKey) -> Decimal | None:
        """Return the figure that a check judges: the stated one, else the shown one."""
        stated = self.c.stated(key) if key in self.places.stated else None
        value = self.c.effective(key) if stated is None else stated
        return value if isinstance(value, Decimal) else None

    # -- other figures ----------------------------------------------------------------------------

    def _compares(self, key: CellKey) -> bool:
        return key in self.places.stated and key in self.places.shown

    def _difference(self, key: CellKey, home: str) -> _Test:
        shown, stated = (
            address(places[key], home) for places in (self.places.shown, self.places.stated)
        )
        condition = f"AND(COUNT({shown},{stated})=2,ROUND(N({shown})-N({stated}),{_EXACT})<>0)"
        return _Test(condition, self._differs(key))

    def _differs(self, key: CellKey) -> bool:
        value, stated = self.c.effective(key), self.c.stated(key)
        if not isinstance(value, Decimal) or not isinstance(stated, Decimal):
            return False
        return value != stated

    def _figures(self, keys: list[CellKey], home: str) -> Formula | None:
        compared = [key for key in keys if self._compares(key)]
        if not compared:
            return None
        tests = [self._difference(key, home) for key in compared]
        pairs = [
            address(places[key], home)
            for key in compared
            for places in (self.places.shown, self.places.stated)
        ]
        wrong = f"OR({','.join(test.condition for test in tests)})"
        blank = f"COUNT({','.join(pairs)})<{len(pairs)}"
        formula = f'IF({wrong},{_said(DIFFERS)},IF({blank},"",{_said(RIGHT)}))'
        if any(test.holds for test in tests):
            return Formula(formula, DIFFERS)
        filled = all(
            isinstance(value, Decimal)
            for key in compared
            for value in (self.c.effective(key), self.c.stated(key))
        )
        return Formula(formula, RIGHT if filled else "")


def _off(n: str, d: str, p: str, decimals: int) -> str:
    """Write the test that `p` is not 100·n/d rounded half up, in whole numbers."""
    return f"INT(({200 * 10**decimals}*{n}+{d})/(2*{d}))<>ROUND(N({p})*{10**decimals},0)"


def _said(word: str) -> str:
    return f'"{word}"'


def stated_note(spot: Spot, home: str) -> str:
    """Write the fallback of a derived cell: the figure stated beside it, or nothing."""
    beside = address(spot, home)
    return f'IF({beside}="","",{beside})'
