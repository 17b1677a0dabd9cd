"""Vietnamese number text to exact decimals and back, exact rounding, money, slip hints.

Figures are ``Decimal`` or ``int`` everywhere; binary floating point never appears, and no result
depends on the decimal context. In Vietnamese text a dot separates thousands and a comma stands
before the decimals, so ``1.304`` is always one thousand three hundred and four. Empty text means
"not supplied" (``None``), which is not zero.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

MAX_DIGITS: Final = 18
"""Most digits one figure may have, decimals included: its scaled integer then fits 64 bits."""

_MAX_LENGTH: Final = 64
_QUOTE_LENGTH: Final = 30
_FIRST_GROUPED: Final = 1000
_UNGROUPED: Final = 3
_FIRST_TWO_DIGITS: Final = 10
_LEAST_SHIFT: Final = 9
_LARGEST_SHIFT: Final = 9
_EXACT: Final = Context(prec=10_000, traps=[Inexact, InvalidOperation])

_FOREIGN: Final = re.compile(r"[^0-9.,+\-\s]")
_EXPONENT: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,2}")
_VIETNAMESE: Final = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_ENGLISH: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_ONE_DOT: Final = re.compile(r"([0-9]+)\.([0-9]+)")
_LOOKALIKES: Final = str.maketrans({"_": None, "'": None, "’": None, "−": "-", "–": "-"})


class NumberProblem(msgspec.Struct, frozen=True):
    """Why a text is not taken as a number.

    ``code`` is one of NUM-CHAR, NUM-SPACE, NUM-SIGN, NUM-EXPONENT, NUM-GROUP, NUM-AMBIGUOUS,
    NUM-DECIMALS, NUM-LONG; ``text`` is the text as given; ``message`` is a Vietnamese sentence
    with the next step; ``candidates`` are the readings to ask about, best first. Every candidate
    is a value that the same field accepts.
    """

    code: str
    text: str
    message: str
    candidates: tuple[Decimal, ...] = ()


class _Refusal(NamedTuple):
    code: str
    candidates: tuple[Decimal, ...] = ()
    detail: str = ""


def quoted(text: str) -> str:
    """``text`` for use inside a message: in quotation marks, printable, at most 30 characters."""
    shown = text if len(text) <= _QUOTE_LENGTH else text[:_QUOTE_LENGTH] + "…"
    return "“" + "".join(c if c.isprintable() else "·" for c in shown) + "”"


# --- reading -----------------------------------------------------------------------------------


def parse_number(text: str, *, max_decimals: int) -> Decimal | NumberProblem | None:
    """The exact value of Vietnamese number text; the decimals stay as typed.

    ``None`` when the text is empty or only spaces. Text with a second plausible reading is
    refused with its readings as candidates, never guessed. Nothing in a report is negative, so a
    sign is refused. Never raises on any ``text``.
    """
    return _parse(text, text, max_decimals)


def parse_percent(text: str, *, max_decimals: int) -> Decimal | NumberProblem | None:
    """Like ``parse_number``, with one ``%`` allowed at the end: ``75,54%`` gives 75.54."""
    typed = text.strip()
    figure = typed.removesuffix("%")
    if typed and not figure.strip():
        return _problem(text, _Refusal("NUM-CHAR", detail="chỉ có dấu %"), max_decimals)
    return _parse(text, figure, max_decimals)


def _parse(given: str, figure: str, max_decimals: int) -> Decimal | NumberProblem | None:
    typed = unicodedata.normalize("NFC", figure).strip()
    if not typed:
        return None
    outcome = _read(typed, max_decimals)
    return _problem(given, outcome, max_decimals) if isinstance(outcome, _Refusal) else outcome


def _read(typed: str, max_decimals: int) -> Decimal | _Refusal:
    if len(typed) > _MAX_LENGTH:
        return _Refusal("NUM-LONG")
    foreign = _FOREIGN.search(typed)
    if foreign:
        return _refuse_foreign(typed, foreign.group(), max_decimals)
    unspaced = "".join(typed.split())
    if unspaced != typed:
        return _Refusal("NUM-SPACE", _readings(unspaced, max_decimals))
    if "+" in typed or "-" in typed:
        return _read_signed(typed, max_decimals)
    return _read_magnitude(typed, max_decimals)


def _readings(typed: str, max_decimals: int) -> tuple[Decimal, ...]:
    if not typed:
        return ()
    outcome = _read(typed, max_decimals)
    return outcome.candidates if isinstance(outcome, _Refusal) else (outcome,)


def _refuse_foreign(typed: str, character: str, max_decimals: int) -> _Refusal:
    if _EXPONENT.fullmatch(typed):
        plain = _swapped(format(Decimal(typed.replace(",", ".")), "f"))
        expanded = _read(plain, max_decimals)
        known = () if isinstance(expanded, _Refusal) else (expanded,)
        return _Refusal("NUM-EXPONENT", known)
    plain = "".join(_ascii_digit(c) for c in typed.removesuffix("%").translate(_LOOKALIKES))
    candidates = _readings(plain, max_decimals) if plain != typed else ()
    return _Refusal("NUM-CHAR", candidates, "có ký tự " + _named(character))


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _named(character: str) -> str:
    return quoted(character) if character.isprintable() else f"ẩn U+{ord(character):04X}"


def _read_signed(typed: str, max_decimals: int) -> _Refusal:
    sign, body = typed[0], typed[1:]
    if sign not in "+-" or not body or "+" in body or "-" in body:
        return _Refusal("NUM-SIGN", detail="-" if "-" in typed else "+")
    return _Refusal("NUM-SIGN", _readings(body, max_decimals), detail=sign)


def _read_magnitude(body: str, max_decimals: int) -> Decimal | _Refusal:
    if sum(c not in ".," for c in body) > MAX_DIGITS:
        return _Refusal("NUM-LONG")
    match = _VIETNAMESE.fullmatch(body)
    if not match:
        return _refuse_marks(body, max_decimals)
    value = Decimal(body.replace(".", "").replace(",", "."))
    decimals = len(match.group(1) or "")
    if decimals <= max_decimals:
        return value
    return _refuse_decimals(body, value, max_decimals)


def _refuse_decimals(body: str, value: Decimal, max_decimals: int) -> _Refusal:
    digits, decimals = scaled(value)
    kept = half_up(digits, _power_of_ten(decimals - max_decimals))
    # A fraction in a whole-number field is more often the wrong field than a rounding matter.
    lossless = from_scaled(kept, max_decimals) == value
    rounded = (from_scaled(kept, max_decimals),) if max_decimals or lossless else ()
    if _ENGLISH.fullmatch(body):
        grouped = Decimal(body.replace(",", ""))
        return _Refusal("NUM-AMBIGUOUS", (grouped, *rounded))
    return _Refusal("NUM-DECIMALS", rounded, str(decimals))


def _refuse_marks(body: str, max_decimals: int) -> _Refusal:
    if _ENGLISH.fullmatch(body):
        return _Refusal("NUM-AMBIGUOUS", _fitting([body.replace(",", "")], max_decimals))
    one_dot = _ONE_DOT.fullmatch(body)
    if one_dot:
        candidates = _fitting(_one_dot_readings(*one_dot.groups()), max_decimals)
        return _Refusal("NUM-AMBIGUOUS" if candidates else "NUM-GROUP", candidates)
    if body[0] in ".," and body[1:].isdecimal():
        return _Refusal("NUM-GROUP", _readings("0," + body[1:], max_decimals))
    if body[-1] in ".,":
        whole = body[:-1] if _VIETNAMESE.fullmatch(body[:-1]) else ""
        return _Refusal("NUM-GROUP", _readings(whole, max_decimals))
    return _Refusal("NUM-GROUP")


def _one_dot_readings(whole: str, fraction: str) -> Iterable[str]:
    yield f"{whole}.{fraction}"
    # Nobody groups a number below one thousand, so 1.3 is never a slip for 13.
    if int(whole) and int(whole + fraction) >= _FIRST_GROUPED:
        yield whole + fraction


def _fitting(texts: Iterable[str], max_decimals: int) -> tuple[Decimal, ...]:
    values = (Decimal(text) for text in texts)
    return tuple(value for value in values if scaled(value)[1] <= max_decimals)


_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NUM-CHAR": "{text} {detail}, không đọc được thành số.",
        "NUM-SPACE": "{text} có khoảng trắng ở giữa.",
        "NUM-SIGN": "{text} có dấu “{detail}” không dùng được ở ô này.",
        "NUM-EXPONENT": "{text} viết theo lối lũy thừa, báo cáo không dùng lối này.",
        "NUM-GROUP": "{text} có dấu chấm hoặc dấu phẩy đặt sai chỗ.",
        "NUM-AMBIGUOUS": "{text} chưa rõ là số nào: dấu chấm tách hàng nghìn, dấu phẩy tách số lẻ.",
        "NUM-DECIMALS": "{text} có {detail} chữ số lẻ, {limit}.",
        "NUM-LONG": f"{{text}} dài quá {MAX_DIGITS} chữ số.",
    }
)


def _problem(given: str, refusal: _Refusal, max_decimals: int) -> NumberProblem:
    limit = f"ô này nhận nhiều nhất {max_decimals}"
    sentence = _SENTENCES[refusal.code].format(
        text=quoted(given.strip()),
        detail=refusal.detail,
        limit=limit if max_decimals else "ô này chỉ nhận số nguyên",
    )
    message = f"{sentence} {_next_step(refusal.candidates, max_decimals)}"
    return NumberProblem(refusal.code, given, message, refusal.candidates)


def _next_step(candidates: tuple[Decimal, ...], max_decimals: int) -> str:
    if candidates:
        readings = " hay ".join(format_number(value) for value in candidates)
        return f"Có phải là {readings}? Hãy chọn hoặc gõ lại."
    return f"Hãy gõ lại, ví dụ {'75,54' if max_decimals > 1 else '1.304'}."


# --- printing ----------------------------------------------------------------------------------


def format_number(value: Decimal | int, *, grouped: bool = True, pad: bool = False) -> str:
    """``value`` as Vietnamese text: ``1.304``, ``75,54``; trailing zeros of a Decimal stay.

    ``pad`` prints whole numbers 0 to 9 with two digits (``03``, ``00``), as running text does;
    tables do not. Raises ``ValueError`` for a value that is not finite.
    """
    digits = str(value)
    if len(digits) <= _UNGROUPED and digits.isdecimal():
        return "0" + digits if pad and len(digits) == 1 else digits
    if isinstance(value, int):
        digits = format(abs(value), "," if grouped else "d").replace(",", ".")
    elif value.is_finite():
        digits = _swapped(format(value.copy_abs(), ",f" if grouped else "f"))
    else:
        raise ValueError(f"not a finite number: {value}")
    if value < 0:
        return "-" + digits
    return "0" + digits if pad and len(digits) == 1 else digits


def _swapped(marked: str) -> str:
    """Turn English marks into Vietnamese ones; three replacements take a third of a translation."""
    return marked.replace(",", " ").replace(".", ",").replace(" ", ".")


def format_percent(value: Decimal, *, zero: str = "00") -> str:
    """A percentage without its sign ``%``: whole values drop their decimals, others keep them.

    So 100.00 prints ``100``, 95.90 prints ``95,90``; zero prints ``zero`` (the house style of
    the printed reports is ``00``).
    """
    if not value:
        return zero
    whole = value.to_integral_value()
    return format_number(whole if whole == value else value)


# --- exact arithmetic --------------------------------------------------------------------------


def scaled(value: Decimal) -> tuple[int, int]:
    """``(integer, decimals)`` with value = integer / 10**decimals; decimals are those typed."""
    # Printing a Decimal is several times faster than taking it apart.
    text = str(value)
    if text.isdecimal():
        return int(text), 0
    whole, _, rest = text.partition(".")
    if (digits := whole + rest).isdecimal():
        return int(digits), len(rest)
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    decimals = max(-int(value.as_tuple().exponent), 0)
    return int(value.scaleb(decimals, context=_EXACT)), decimals


def from_scaled(scaled: int, decimals: int) -> Decimal:
    """The Decimal with exactly ``decimals`` decimals whose scaled integer is ``scaled``."""
    return Decimal(scaled).scaleb(-decimals, context=_EXACT)


def _power_of_ten(exponent: int) -> int:
    power: int = 10**exponent
    return power


def half_up(numerator: int, denominator: int) -> int:
    """numerator/denominator rounded to the nearest integer, a tie away from zero.

    For figures of reports (never negative) this is the usual rounding half up. Raises
    ``ZeroDivisionError`` for a zero denominator.
    """
    top, bottom = abs(numerator), abs(denominator)
    magnitude = (2 * top + bottom) // (2 * bottom)
    return -magnitude if (numerator < 0) != (denominator < 0) else magnitude


def truncate(numerator: int, denominator: int) -> int:
    """numerator/denominator cut off towards zero. Raises ``ZeroDivisionError`` like division."""
    magnitude = abs(numerator) // abs(denominator)
    return -magnitude if (numerator < 0) != (denominator < 0) else magnitude


def percent(n: int, d: int, decimals: int) -> Decimal:
    """100·n/d rounded half up, with exactly ``decimals`` decimals. ``d`` must not be zero."""
    return from_scaled(half_up(100 * _power_of_ten(decimals) * n, d), decimals)


def percent_truncated(n: int, d: int, decimals: int) -> Decimal:
    """100·n/d cut off after ``decimals`` decimals: the common wrong way, kept to recognize it."""
    return from_scaled(truncate(100 * _power_of_ten(decimals) * n, d), decimals)


# --- money -------------------------------------------------------------------------------------

MONEY_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "đồng": 1,
        "đ": 1,
        "nghìn đồng": 10**3,
        "ngàn đồng": 10**3,
        "triệu đồng": 10**6,
        "tỷ đồng": 10**9,
        "tỉ đồng": 10**9,
    }
)
"""Đồng in one unit, by the unit as written. Money is stored in whole đồng."""


def from_dong(dong: int, unit: str) -> Decimal:
    """``dong`` expressed in ``unit``, exact, with as few decimals as that needs."""
    decimals = len(str(_unit_size(unit))) - 1
    while decimals and dong % 10 == 0:
        dong, decimals = dong // 10, decimals - 1
    return from_scaled(dong, decimals)


def last_digit_unit(value: Decimal, unit: str) -> int:
    """How many đồng one unit of the last typed digit stands for: 10**6 for 1,245 tỷ đồng.

    Raises ``ValueError`` when that is less than one đồng.
    """
    size, rest = divmod(_unit_size(unit), _power_of_ten(scaled(value)[1]))
    if rest:
        raise ValueError(f"{value} {unit} has digits below one đồng")
    return size


def _unit_size(unit: str) -> int:
    size = MONEY_UNITS.get(unicodedata.normalize("NFC", unit))
    if size is None:
        raise ValueError(f"not a money unit: {unit}")
    return size


# --- likely slips of the hand ------------------------------------------------------------------

Slip = Literal["digit", "transposed", "shifted", "missing_digit", "extra_digit"]


def slip_hint(given: Decimal, expected: Decimal) -> Slip | None:
    """How ``given`` was probably mistyped for ``expected``, or ``None`` when no slip explains it.

    ``shifted``: the decimal mark moved, rounding considered (0,20 for 2,01); ``transposed``: two
    neighbouring digits swapped; ``digit``: one digit differs; ``missing_digit``/``extra_digit``:
    one digit dropped or added. Equal values, opposite signs and zero give ``None``. Truncation
    needs the exact ratio and is the caller's to tell.
    """
    typed, meant = scaled(given), scaled(expected)
    if typed[0] < 0 and meant[0] < 0:
        typed, meant = (-typed[0], typed[1]), (-meant[0], meant[1])
    decimals = max(typed[1], meant[1])
    left, right = typed[0] * 10 ** (decimals - typed[1]), meant[0] * 10 ** (decimals - meant[1])
    if left == right or left <= 0 or right <= 0:
        return None
    # A moved mark makes a figure at least 9,5 times larger or smaller; few slips do.
    far = max(left, right) >= _LEAST_SHIFT * min(left, right)
    aligned = str(left).zfill(decimals + 1), str(right).zfill(decimals + 1)
    return (
        (_shifted(typed, meant, rounded=False) if far else None)
        or (_dropped(_printed(typed), _printed(meant)) if typed[1] != meant[1] else None)
        or _same_length_slip(*aligned)
        or (_shifted(typed, meant, rounded=True) if far else None)
        or _dropped(*aligned)
    )


def _shifted(typed: tuple[int, int], meant: tuple[int, int], *, rounded: bool) -> Slip | None:
    pairs = ((typed, meant), (meant, typed))
    near = any(
        _near_power(fine, coarse, power, rounded=rounded)
        for coarse, fine in pairs
        for power in _powers(fine, coarse, rounded=rounded)
    )
    return "shifted" if near else None


def _powers(fine: tuple[int, int], coarse: tuple[int, int], *, rounded: bool) -> range:
    """The powers of ten that may lie between two figures, by how long they are."""
    apart = len(str(fine[0])) - fine[1] - len(str(coarse[0])) + coarse[1]
    return range(max(apart - rounded, 1), min(apart + rounded, _LARGEST_SHIFT) + 1)


def _near_power(
    fine: tuple[int, int], coarse: tuple[int, int], power: int, *, rounded: bool
) -> bool:
    """Whether fine / 10**power is coarse: exactly, or within half a unit of its last decimal."""
    left = fine[0] * _power_of_ten(coarse[1])
    right = coarse[0] * _power_of_ten(fine[1] + power)
    if not rounded:
        return left == right
    # Without decimals or with a single digit almost any number would round to the other.
    telling = coarse[1] > 0 and coarse[0] >= _FIRST_TWO_DIGITS
    return telling and 2 * abs(left - right) <= _power_of_ten(fine[1] + power)


def _printed(figure: tuple[int, int]) -> str:
    return format_number(from_scaled(*figure), grouped=False)


def _same_length_slip(typed: str, meant: str) -> Slip | None:
    if len(typed) != len(meant) or len(typed) == 1:
        return None
    first, last = 0, len(typed) - 1
    while typed[first] == meant[first]:
        first += 1
    while typed[last] == meant[last]:
        last -= 1
    if first == last:
        return "digit"
    swapped = typed[first : last + 1] == meant[last] + meant[first]
    return "transposed" if swapped else None


def _dropped(typed: str, meant: str) -> Slip | None:
    if len(typed) + 1 == len(meant):
        return "missing_digit" if _is_one_less(typed, meant) else None
    if len(meant) + 1 == len(typed):
        return "extra_digit" if _is_one_less(meant, typed) else None
    return None


def _is_one_less(shorter: str, longer: str) -> bool:
    return any(
        longer[:i] + longer[i + 1 :] == shorter for i, c in enumerate(longer) if c.isdecimal()
    )
