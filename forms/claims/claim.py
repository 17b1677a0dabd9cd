"""A claim of a text about its own figures, and what it is worth.

Every verdict is computed by ``forms.verdicts``, as for the figures of a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

import msgspec

from forms.claims.counted_units import POINTS
from forms.claims.text_figures import Figure, Reading, aligned, operands, rated
from forms.findings import Severity
from forms.messages import HINTS
from forms.numbers import MAX_DIGITS, Slip, format_number, from_scaled, scaled, slip_hint
from forms.verdicts import WHOLE, Operand, is_rate, judge_rate, judge_total, rate_meets, rounds_to

Verdict = Literal["right", "wrong", "truncated", "doubtful", "unverifiable"]
Kind = Literal[
    "ratio",
    "remainder",
    "breakdown",
    "sum",
    "product",
    "difference",
    "growth",
    "partition",
    "shares",
    "count",
    "numbering",
    "date",
    "period",
    "document",
    "repeated",
    "table",
]

_SEVERITIES: Final[dict[Verdict, Severity | Literal[""]]] = {
    "right": "",
    "wrong": "error",
    "truncated": "warning",
    "doubtful": "note",
    "unverifiable": "",
}
_QUOTED: Final = 220
_NEAR_POINTS: Final = Decimal(2)
_NEAR_PART: Final = 20
_CLOSE: Final = 20
_TENS: Final = 10
_NINE: Final = 9
"""Two neighbours swapped move a figure by so many of their difference."""
_TELLING: Final = 100
"""Percentages of fewer digits than three, decimals included, fit too much by chance."""
_Bounds = tuple[Decimal, Decimal]
_ANY: Final[_Bounds] = (Decimal(0), Decimal("Infinity"))
PERHAPS_NOT_ALL: Final = "Cộng lại vừa đủ, nhưng câu chữ không nói rằng đã kể hết các phần."


def severity(verdict: Verdict) -> Severity | Literal[""]:
    """Return how much a verdict weighs; what is right or cannot be checked weighs nothing."""
    return _SEVERITIES[verdict]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim, where it stands and what it is worth.

    ``page``, ``line`` and ``column`` are those of its first character (page and line from 1, 0
    where the file has none; column from 0 in the NFC line), ``end_line`` and ``end_column`` those
    behind its last. ``operands``, ``stated`` and ``expected`` are printed figures; ``expected`` is
    empty where the right value is not known. ``explanation`` is a Vietnamese sentence.
    """

    kind: Kind
    verdict: Verdict
    severity: str
    page: int
    line: int
    column: int
    end_line: int
    end_column: int
    quote: str
    operands: tuple[str, ...]
    stated: str
    expected: str
    explanation: str


class Judged(NamedTuple):
    """A verdict with the right value printed and a Vietnamese sentence that says why."""

    verdict: Verdict
    stated: str = ""
    expected: str = ""
    explanation: str = ""


def claim(
    kind: Kind, reading: Reading, span: tuple[int, int], judged: Judged, operands: Iterable[str]
) -> Claim:
    """Place a judged claim in its text; ``span`` are offsets of the passage."""
    passage = reading.passage
    first, last = passage.spot(span[0]), passage.spot(max(span[1] - 1, span[0]))
    return Claim(
        kind=kind,
        verdict=judged.verdict,
        severity=severity(judged.verdict),
        page=first.page,
        line=first.line,
        column=first.column,
        end_line=last.line,
        end_column=last.column + 1,
        quote=quote(passage.text, span),
        operands=tuple(operands),
        stated=judged.stated,
        expected=judged.expected,
        explanation=judged.explanation,
    )


def quote(text: str, span: tuple[int, int]) -> str:
    """Return the words of a span with what leads to them, in at most 220 characters."""
    start, end = span
    near = max(start - _QUOTED, 0)
    begin = max(near - 1, *(text.rfind(mark, near, start) for mark in (". ", "; ", ": "))) + 1
    if end - begin > _QUOTED:
        begin = start
    cut = text[begin:end].strip(" ;:")
    return cut if len(cut) <= _QUOTED else cut[:_QUOTED] + "…"


# --- printing -------------------------------------------------------------------------------------


def shown(figure: Figure) -> str:
    """Print a figure's value with its unit of money or per cent sign."""
    if figure.role == "percent":
        return format_number(figure.value, grouped=False) + "%"
    value = format_number(figure.value)
    if figure.unit == POINTS:
        return f"{value} điểm %"
    if figure.power or figure.money:
        return f"{value} {_POWERS[figure.power]}{'đồng' if figure.money else ''}".strip()
    return value


_POWERS: Final = {0: "", 3: "nghìn ", 6: "triệu ", 9: "tỷ ", 12: "nghìn tỷ ", 15: "triệu tỷ "}


def amount(value: int, power: int, like: Figure) -> str:
    """Print a computed amount of ten to the ``power`` in the unit of a printed figure."""
    figure = _amount(value, power, like)
    return shown(figure)


def _amount(value: int, power: int, like: Figure) -> Figure:
    drop = like.power - power
    digits, decimals = value, drop
    while decimals > 0 and digits % 10 == 0:
        digits, decimals = digits // 10, decimals - 1
    return like._replace(value=from_scaled(digits, max(decimals, 0)))


def hint(given: Decimal, expected: Decimal) -> str:
    """Return how a figure was probably mistyped as a Vietnamese clause, or nothing."""
    slip = slip_hint(given, expected)
    return f" ({HINTS[slip]})" if slip else ""


# --- rates ----------------------------------------------------------------------------------------


def judge_share(n: Figure, d: Figure, percent: Figure) -> Judged:
    """Judge a printed percentage of two printed figures."""
    top, base = rated(n, d)
    stated, decimals = percent.value, scaled(percent.value)[1]
    verdict = judge_rate(top.figure, base.figure, stated, decimals, coarse=True)
    printed = shown(percent)
    if verdict.kind == "zero_base" or verdict.expected is None:
        words = "Số chia bằng 0 thì không có tỷ lệ." if verdict.kind == "zero_base" else ""
        return Judged("wrong" if words else "right", printed, "", words)
    expected = f"{format_number(verdict.expected)}%"
    if verdict.kind == "shows_whole":
        words = f"{shown(n)}/{shown(d)} làm tròn thành {expected} dù chưa đủ."
        return Judged("right", printed, expected, words)
    if verdict.kind in {"right", "coarse", "fine"}:
        return Judged("right", printed, expected)
    if not (n.exact and d.exact) and rate_meets(stated, top, base):
        return Judged("right", printed, expected, "Khớp trong phạm vi làm tròn của các số đã in.")
    if verdict.kind == "truncated":
        words = f"{_pair(n, d)} làm tròn là {expected}; {printed} là số {HINTS['truncated']}."
        return Judged("truncated", printed, expected, words)
    words = f"{_pair(n, d)} là {expected}, không phải {printed}"
    why = hint(stated, verdict.expected) or _misread(n, d, percent)
    return Judged("wrong", printed, expected, f"{words}{why}.")


def _misread(n: Figure, d: Figure, percent: Figure) -> str:
    """Say which figure of a share was probably mistyped, if one reading alone makes it right.

    A percentage without decimals is met by too many.
    """
    if not scaled(percent.value)[1]:
        return ""
    tops, bases = _near_share(n, d, percent)
    found = [(n, other) for other in _readings(n, tops) if is_right(other, d, percent)]
    found += [(d, other) for other in _readings(d, bases) if is_right(n, other, percent)]
    if len(found) != 1:
        return ""
    typed, meant = found[0]
    return f" (có thể {shown(typed)} gõ nhầm từ {shown(meant)})"


def _near_share(n: Figure, d: Figure, percent: Figure) -> tuple[_Bounds, _Bounds]:
    """Between what whole figures a numerator and a base have a share within a point."""
    share = percent.value
    if n.power or d.power or share <= 1 or not (n.exact and d.exact):
        return _ANY, _ANY
    tops = (share - 1) * d.value / WHOLE, (share + 1) * d.value / WHOLE
    return tops, (WHOLE * n.value / (share + 1), WHOLE * n.value / (share - 1))


def _readings(figure: Figure, bounds: _Bounds) -> Iterator[Figure]:
    """What a figure may have been before one slip: a digit mistyped, or two neighbours swapped."""
    digits, decimals = scaled(figure.value)
    least = max(bounds[0], Decimal(10 ** (len(str(digits)) - 1)))
    for other in sorted({*one_slip_off(digits)} - {digits}):
        if least <= other <= bounds[1]:
            yield figure._replace(value=from_scaled(other, decimals))


def _pair(n: Figure, d: Figure) -> str:
    return f"{shown(n)}/{shown(d)}"


def is_right(n: Figure, d: Figure, percent: Figure) -> bool:
    """Return whether a printed percentage is that of two printed figures."""
    top, base = rated(n, d)
    digits, decimals = scaled(percent.value)
    if base.figure <= 0:
        return judge_share(n, d, percent).verdict == "right"
    if rounds_to(top.figure, base.figure, digits, decimals):
        return True
    return bool(top.unit or base.unit) and rate_meets(percent.value, top, base)


def is_share(n: Figure, d: Figure, percent: Figure) -> bool:
    """Whether :func:`judge_share` calls a percentage right, or only cut off."""
    top, base = rated(n, d)
    stated, decimals = percent.value, scaled(percent.value)[1]
    kind = judge_rate(top.figure, base.figure, stated, decimals, coarse=True).kind
    if kind == "wrong":
        return not (n.exact and d.exact) and rate_meets(stated, top, base)
    return kind != "zero_base"


def may_be_right(n: Figure, d: Figure, percent: Figure) -> bool:
    """Whether a percentage is within a point of two whole figures' share, or cannot be told.

    A quick answer for what most figures are to each other: nothing.
    """
    if n.power or d.power or not (n.exact and d.exact):
        return True
    return abs(WHOLE * n.value - percent.value * d.value) <= d.value


def nearly(n: Figure, d: Figure, percent: Figure) -> bool:
    """Whether a percentage that does not fit was probably meant for these two figures.

    So it is when it is close to the right one, or when a slip of the hand explains it.
    """
    top, base = (each.figure for each in operands([n, d]))
    expected = judge_rate(top, base, None, scaled(percent.value)[1]).expected
    if expected is None:
        return False
    off = (percent.value - expected).copy_abs()
    close = off <= _NEAR_POINTS and off * _NEAR_PART <= expected
    return close or mistyped(n, d, percent)


def mistyped(n: Figure, d: Figure, percent: Figure) -> bool:
    """Whether a percentage would fit but for one slip of the hand in one of the three figures.

    One without decimals says too little to tell, and so does one of two digits that a slip of
    several digits would explain.
    """
    top, base = (each.figure for each in operands([n, d]))
    digits, decimals = scaled(percent.value)
    expected = judge_rate(top, base, None, decimals).expected
    if expected is None or not decimals:
        return False
    slip = slip_hint(percent.value, expected)
    if slip is not None and (digits >= _TELLING or slip == "digit"):
        return True
    return any(is_rate(other, base, digits, decimals) for other in one_slip_off(top)) or any(
        is_rate(top, other, digits, decimals) for other in one_slip_off(base)
    )


def one_slip_off(value: int) -> list[int]:
    """Return every figure that one mistyped digit or two swapped ones make of ``value``."""
    return one_digit_off(value) + two_digits_swapped(value)


def slip_of(n: Figure, d: Figure, percent: Figure) -> Slip | None:
    """Return how a percentage was probably mistyped for the share of two printed figures."""
    top, base = (each.figure for each in operands([n, d]))
    expected = judge_rate(top, base, None, scaled(percent.value)[1]).expected
    return None if expected is None else slip_hint(percent.value, expected)


def one_digit_off(value: int) -> list[int]:
    """Return every figure that differs from ``value`` in one digit at most."""
    digits = str(abs(value))
    if len(digits) > MAX_DIGITS:
        return []
    found: list[int] = []
    place = 10 ** (len(digits) - 1)
    for digit in digits:
        first = value - int(digit) * place
        found += range(first, first + 10 * place, place)
        place //= 10
    return found


def two_digits_swapped(value: int) -> list[int]:
    """Return every figure of which two neighbouring digits are those of ``value`` swapped."""
    digits = str(abs(value))
    if len(digits) > MAX_DIGITS:
        return []
    return [
        int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
        for at in range(len(digits) - 1)
    ]


# --- totals ---------------------------------------------------------------------------------------


def judge_parts(total: Figure, parts: Sequence[Figure]) -> Judged:
    """Judge a printed total of printed parts."""
    power, whole, pieces = _summed(total, parts)
    found = sum(piece.figure for piece in pieces)
    printed, expected = shown(total), amount(found, power, total)
    verdict = judge_total(whole, pieces)
    if verdict == "right":
        return Judged("right", printed, expected)
    if verdict == "rounding":
        words = f"Các phần cộng lại là {expected}; chênh trong phạm vi làm tròn."
        return Judged("right", printed, expected, words)
    gap = amount(abs(whole.figure - found), power, total)
    words = f"{' + '.join(map(shown, parts))} = {expected}, không phải {printed} (chênh {gap})"
    slip = slip_hint(Decimal(whole.figure), Decimal(found))
    return Judged("wrong", printed, expected, words + (f"; {HINTS[slip]}." if slip else "."))


def adds_up(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a printed total can be that of printed parts."""
    _, whole, pieces = _summed(total, parts)
    return judge_total(whole, pieces) != "wrong"


def _summed(total: Figure, parts: Sequence[Figure]) -> tuple[int, Operand, list[Operand]]:
    """A total and its parts in one power of ten, which is the first of what is returned.

    A whole number of what the parts have decimals of has been rounded.
    """
    power, (whole, *pieces) = aligned([total, *parts])
    rounded = power < total.power and not whole.unit
    step: int = 10 ** (total.power - power)
    return power, whole._replace(unit=step) if rounded else whole, pieces


def slightly_more(total: Figure, parts: Sequence[Figure]) -> Figure:
    """A total one mistyped digit above a printed one, and beyond the rounding of its parts."""
    power, figures = aligned([total, *parts])
    step = figures[0].unit or 1
    while 2 * step <= sum(item.unit for item in figures):
        step *= _TENS
    decimals = max(total.power - power, 0)
    made = from_scaled(sum(part.figure for part in figures[1:]), decimals)
    return total._replace(value=made + from_scaled(step, decimals))


def much_more(total: Figure, parts: Sequence[Figure]) -> Figure:
    """A total whose first digit but one is one more: a slip that does not hide in rounding."""
    power, (_, *pieces) = aligned([total, *parts])
    made = from_scaled(sum(part.figure for part in pieces), max(total.power - power, 0))
    digits, decimals = scaled(made)
    step: int = 10 ** max(len(str(abs(digits))) - 2, 0)
    return total._replace(value=made + from_scaled(step, decimals))


def close(total: Figure, parts: Sequence[Figure], *, of: int = _CLOSE) -> bool:
    """Whether parts miss a total by so little that they were meant to make it up."""
    whole, off = _miss(total, parts)
    return off == 1 or off * of <= whole


def _miss(total: Figure, parts: Sequence[Figure]) -> tuple[int, int]:
    """A total, and by how much its parts miss it, in units in which all are whole."""
    whole, *pieces = operands([total, *parts])
    return whole.figure, abs(whole.figure - sum(piece.figure for piece in pieces))


def is_far(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts miss a total by so much that neither rounding nor one slip explains it.

    A quick answer for what most figures are to each other: nothing.
    """
    power = total.power
    if any(part.power != power for part in parts):
        return False
    off = abs(total.value - sum(part.value for part in parts))
    if off <= len(parts) + 1 or off * _CLOSE <= total.value:
        return False
    digits = str(off).replace(".", "").strip("0")
    return len(digits) > 1 and (len(digits) > 2 or int(digits) % _NINE > 0)  # noqa: PLR2004


def groups_of(total: Figure, parts: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Runs of at least two parts that make up the total; several runs may divide it twice."""
    if len(parts) < 2:  # noqa: PLR2004 - one part is no breakdown
        return
    whole, *pieces = operands([total, *parts])
    group, so_far = list[Figure](), Operand(0)
    for part, last in zip(parts, pieces, strict=True):
        group.append(part)
        so_far = Operand(so_far.figure + last.figure, so_far.unit + last.unit)
        alone = len(group) < 2  # noqa: PLR2004 - one part is no breakdown
        verdict = "wrong" if alone else judge_total(whole, [so_far])
        if verdict == "right" or (verdict == "rounding" and part is parts[-1]):
            yield group
            group, so_far = [], Operand(0)
        elif so_far.figure > 2 * whole.figure + so_far.unit:
            return


def one_slip_apart(total: Figure, parts: Sequence[Figure], *, digits: int) -> bool:
    """Whether total and parts would meet if one of them were mistyped by one slip of the hand.

    That is one digit for another, or two neighbours swapped. In a total of fewer than ``digits``
    digits the one happens by chance and says nothing; the other one says as much in a digit less.
    """
    whole, *pieces = (item.figure for item in operands([total, *parts]))
    long, off = len(str(whole)), sum(pieces) - whole
    if long + 1 < digits or not off:
        return False
    step = abs(off)
    while step % _TENS == 0:
        step //= _TENS
    if step < _TENS and long >= digits:
        return True
    if step % _NINE or step > _NINE * _NINE:
        return False
    return _swapped(whole, off) or (long >= digits and any(_swapped(part, -off) for part in pieces))


def _swapped(value: int, off: int) -> bool:
    """Whether two neighbouring digits in the other order make a figure more by ``off``."""
    place, left = _NINE, abs(value)
    while left >= _TENS:
        left, last = divmod(left, _TENS)
        if (last - left % _TENS) * place == off:
            return True
        place *= _TENS
    return False


def judge_difference(whole: Figure, part: Figure, rest: Figure) -> Judged:
    """Judge a figure that is said to be one figure less another."""
    power, (total, less, left) = aligned([whole, part, rest])
    printed, expected = shown(rest), amount(total.figure - less.figure, power, rest)
    verdict = judge_total(total, [less, left])
    if verdict != "wrong":
        return Judged("right", printed, expected)
    words = f"{shown(whole)} − {shown(part)} = {expected}, không phải {printed}"
    slip = slip_hint(Decimal(left.figure), Decimal(total.figure - less.figure))
    return Judged("wrong", printed, expected, words + (f" ({HINTS[slip]})." if slip else "."))
