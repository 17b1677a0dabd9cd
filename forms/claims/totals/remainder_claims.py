"""What a fraction leaves over: "361.164/393.955 dữ liệu, đạt 91,68%, còn 32.791 dữ liệu"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import Claim, Judged, claim, is_far, judge_difference, one_slip_apart, shown
from forms.claims.shares.share_grammar import Pair
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import format_number, slip_hint

_REMAINING: Final = re.compile(r"(?:^|[ ,;(])còn(?: lại| tồn| thiếu| tồn đọng)?(?: là| có)? ?:? ?$")
_NEXT_SENTENCE: Final = re.compile(r"\. (?:hiện )?(?:số )?còn(?: lại)?(?: [^\W\d_]++){0,4} ?$")
_STILL: Final = re.compile(r" ?(?:[^\W\d_]++ ){1,4}(?:còn lại|còn tồn|còn thiếu)\b")
_UNDONE: Final = re.compile(r"(?:chưa|không|trễ hạn|quá hạn|thiếu)(?: [^\W\d_]++){0,3} ?:? ?$")
_UNDONE_BEHIND: Final = re.compile(r" ?(?:[^\W\d_]++ ){1,4}(?:chưa|không)\b")
_NOT: Final = re.compile(r"\b(?:chưa|không) (?:được |thực hiện )?([^\W\d_]++(?: [^\W\d_]++)?)")
_SOME_LEFT: Final = re.compile(
    r" (?:[^\W\d_]++ ){1,4}(?:trọng tâm|quan trọng|trọng điểm|phức tạp|khó khăn|quá hạn|trễ hạn)"
)
"""Behind a count of what is left: it counts only some of that."""
_MISSING: Final = re.compile(r"\bthiếu ?$")
_ARE_MISSING: Final = re.compile(r" ?(?:[^\W\d_]++ ){1,3}(?:bị )?thiếu$")
_MANY_DIGITS: Final = 4
_TEN: Final = 10
_NEAR: Final = 8
_MOST_FRACTIONS: Final = 8
_REMAINING_LATER: Final = re.compile(r"(?:^|[ ,;(])còn(?: lại)?(?: [^\W\d_]++){1,5} ?:? ?$")


def left_over(reading: Reading, pairs: Sequence[Pair]) -> Iterator[Claim]:
    """Yield the claims of one passage about what fractions leave over."""
    for k, pair in enumerate(pairs):
        found = _remainder(reading, pair)
        others = _of_one_base(pairs, k)
        if found is not None and found.verdict != "right" and others:
            total = pair.n._replace(value=pair.n.value + sum(other.n.value for other in others))
            found = _remainder(reading, pair._replace(n=total))
        if found is not None and (found.verdict == "right" or not others):
            yield found


def _of_one_base(pairs: Sequence[Pair], k: int) -> list[Pair]:
    """The fractions before one that share its base: "29/53 …, 19/53 …, còn 05/53"."""
    pair, found = pairs[k], list[Pair]()
    for other in reversed(pairs[max(k - _MOST_FRACTIONS, 0) : k]):
        if other.d.value != pair.d.value or other.d.sentence != pair.d.sentence:
            break
        found.append(other)
    return found


def _remainder(reading: Reading, pair: Pair) -> Claim | None:
    """``361.164/393.955 dữ liệu, đạt 91,68%, còn 32.791 dữ liệu``."""
    passed: Figure | None = None
    for k in range(pair.last + 1, min(pair.last + _NEAR, len(reading.figures))):
        rest = reading.figures[k]
        gap = reading.between(reading.figures[k - 1], rest)
        told = _REMAINING.search(gap) is not None or _REMAINING_LATER.search(gap) is not None
        own = told or (rest.base is None and same_unit(rest, pair.n))
        other = same_unit(rest, pair.d) is False and not own
        if rest.role == "count" and (other or (rest.base and not same_unit(rest, pair.d))):
            passed = rest if rest.base is not None else passed
            continue  # "398/431 đối tượng, số tiền 238,8/258,6 triệu đồng, còn 33 đối tượng"
        if rest.role == "enumerator" or not _goes_on(reading, pair, k):
            return None
        if rest.role == "count" and (rest.depth <= pair.d.depth or told):
            of_this = passed is None or (same_unit(rest, pair.d) and not same_unit(rest, passed))
            return _rest(reading, pair, k) if of_this else None
    return None


def _goes_on(reading: Reading, pair: Pair, k: int) -> bool:
    """Whether a figure stands in the same sentence, or in the next one that begins "Còn"."""
    rest = reading.figures[k]
    if rest.sentence == pair.d.sentence:
        return True
    gap = reading.between(reading.figures[k - 1], rest)
    return rest.sentence == pair.d.sentence + 1 and _NEXT_SENTENCE.search(gap) is not None


def _rest(reading: Reading, pair: Pair, k: int) -> Claim | None:
    rest = reading.figures[k]
    if pair.n.loose or rest.loose or (not pair.slash and pair.n.value > pair.d.value):
        return None
    gap = reading.between(reading.figures[k - 1], rest)
    still = _STILL.match(reading.canvas, rest.end) is not None
    direct = _REMAINING.search(gap) is not None or (still and same_unit(rest, pair.d) is True)
    if rest.base is not None and rest.base != pair.d.value:
        return _other_base(reading, pair, rest) if direct else None
    later = direct or _REMAINING_LATER.search(gap) is not None
    own = same_unit(rest, pair.d) or same_unit(rest, pair.n)
    negated = own and _negates(reading, pair, rest)
    if not later and not negated and is_far(pair.d, [pair.n, rest]):
        return None
    judged = judge_difference(pair.d, pair.n, rest._replace(base=None))
    if not later:
        # Another figure of the same things that makes up the whole is the rest, whatever its words.
        alike = (still or own) and rest.base is None and rest.value
        slipped = one_slip_apart(pair.d, [pair.n, rest], digits=_MANY_DIGITS)
        undone = _UNDONE.search(gap) or _UNDONE_BEHIND.match(reading.canvas, rest.end)
        told = (slipped and undone) or _negates(reading, pair, rest)
        if not alike or not (judged.verdict == "right" or told):
            return None
        if judged.verdict != "right":
            judged = judged._replace(verdict="doubtful")
    strong = direct and same_unit(rest, pair.d) is not False
    if judged.verdict == "wrong" and not (strong and _may_be_left(reading, pair, rest, gap)):
        few = pair.d.value - pair.n.value < _TEN
        if strong or few or not one_slip_apart(pair.d, [pair.n, rest], digits=_MANY_DIGITS):
            return None
        judged = judged._replace(verdict="doubtful")
    span = reading.figures[pair.first].start, rest.end
    return claim("remainder", reading, span, judged, (shown(pair.d), shown(pair.n)))


def _may_be_left(reading: Reading, pair: Pair, rest: Figure, gap: str) -> bool:
    """Whether a figure is near enough to what is left to be it, not a few of it.

    "còn lại" names all that is left.
    """
    if "còn lại" in gap:
        return True
    if _SOME_LEFT.match(reading.canvas, rest.end):
        return False
    left = pair.d.value - pair.n.value
    near = left <= 2 * rest.value <= 4 * left
    return near or rest.base is not None or one_slip_apart(pair.d, [pair.n, rest], digits=1)


def _negates(reading: Reading, pair: Pair, rest: Figure) -> bool:
    """Whether a figure counts those of which the opposite is said: "11/13 báo cáo, 02 chưa …"."""
    before, after = reading.context(rest)
    if _MISSING.search(before) or _ARE_MISSING.match(after):
        return True
    verb = _NOT.search(before) or _NOT.search(after)
    if verb is None:
        return False
    first = reading.figures[pair.first]
    said = " ".join((*reading.context(first), reading.context(pair.d)[1]))
    return re.search(rf"(?<!chưa )(?<!không )\b{verb[1]}\b", said) is not None


def _other_base(reading: Reading, pair: Pair, rest: Figure) -> Claim | None:
    """``33/42 mô hình; còn lại 09/47 mô hình``: one of two bases has a mistyped digit."""
    d = pair.d.value
    if rest.base is None or slip_hint(rest.base, d) is None or not same_unit(rest, pair.d):
        return None
    words = f"Trước đó ghi mẫu số {shown(pair.d)}, ở đây ghi {format_number(rest.base)}."
    judged = Judged("doubtful", format_number(rest.base), shown(pair.d), words)
    span = reading.figures[pair.first].start, rest.end
    return claim("remainder", reading, span, judged, (shown(pair.d), shown(pair.n)))
