"""Several shares of one sentence that all fail: their base is mistyped, or they are all rounded.

``74 hợp tác xã: tốt 11 (32,4%), khá 14 (41,2%), yếu 6 (17,6%)`` are shares of 34. ``51 tổ chức:
xuất sắc 08 (15,67%), tốt 35 (68,62%), hoàn thành 08 (15,68%)`` are shares of 51, cut off or
mistyped in their last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from forms.claims.claim import is_right, mistyped, one_slip_off
from forms.claims.text_figures import Figure
from forms.numbers import scaled
from forms.verdicts import WHOLE, rounds_to

_SEVERAL: Final = 2
_MANY_DIGITS: Final = 6
_LAST_DIGITS: Final = 2
_FEW_DIGITS: Final = 3
_ABOUT: Final = 10


class Share(NamedTuple):
    """A count and the percentage printed with it."""

    n: Figure
    percent: Figure


def tells_enough(shares: Sequence[Share]) -> bool:
    """Whether percentages have so many digits that they fit no base by chance."""
    digits = sum(len(str(scaled(share.percent.value)[0])) for share in shares)
    return len(shares) >= _SEVERAL and digits >= _MANY_DIGITS


def mistyped_base(
    shares: Sequence[Share], candidates: Sequence[Figure], printed: set[Decimal]
) -> tuple[Figure, Figure] | None:
    """Return a printed base and the one meant, where one slip of the hand makes the shares right.

    The counts of the shares are exact; of more than two shares one may be wrong.
    """
    known = [(int(share.n.value), *scaled(share.percent.value)) for share in shares]
    allowed = int(len(shares) > _SEVERAL)
    for base in candidates:
        for value in one_slip_off(int(base.value)) if base.exact else ():
            if _fits(known, value, allowed) and Decimal(value) not in printed:
                return base, base._replace(value=Decimal(value))
    return None


def _fits(shares: Sequence[tuple[int, int, int]], base: int, allowed: int) -> bool:
    """Whether counts are shares of a base, given with their digits and decimals; but for some."""
    missed = (1 for n, figure, decimals in shares if not rounds_to(n, base, figure, decimals))
    return base > 0 and sum(islice(missed, allowed + 1)) <= allowed


def summed_base(shares: Sequence[Share]) -> Figure | None:
    """Return what the counts of a row make together, where all shares but one are shares of that.

    ``1.250 hồ sơ đúng hạn (98,50%), 25 hồ sơ trễ hạn (1,96%)``: of 1.275, which is not printed.
    """
    if len(shares) < _SEVERAL or not all(share.n.exact for share in shares):
        return None
    base = shares[0].n._replace(value=sum((share.n.value for share in shares), Decimal(0)))
    all_of = sum((share.percent.value for share in shares), Decimal(-WHOLE))
    if not base.value:
        return None
    fitting = [share for share in shares if is_right(share.n, base, share.percent)]
    digits = sum(len(str(scaled(share.percent.value)[0])) for share in fitting)
    odd = [share for share in shares if share not in fitting]
    about = abs(all_of) <= _ABOUT or (odd and digits >= _MANY_DIGITS)
    if not about or len(odd) > 1 or digits < (_FEW_DIGITS if odd else _MANY_DIGITS):
        return None
    return base if all(mistyped(n, base, percent) for n, percent in odd) else None


def rough_base(shares: Sequence[Share], candidates: Sequence[Figure]) -> Figure | None:
    """Return the base that all shares miss by no more than two of their last digits."""
    for base in candidates:
        if base.value and all(_is_near(share, base) for share in shares):
            return base
    return None


def _is_near(share: Share, base: Figure) -> bool:
    n, percent = share
    decimals = scaled(percent.value)[1]
    if not decimals or n.power != base.power or n.value > base.value:
        return False
    off = (WHOLE * n.value - percent.value * base.value).copy_abs()
    return off <= (Decimal(_LAST_DIGITS) + Decimal("0.5")).scaleb(-decimals) * base.value
