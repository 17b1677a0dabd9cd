"""Changes between two figures that each name their time.

``năm 2023 đạt 84,5%, năm 2024 đạt 99,2%, tăng 14,7%``, ``đầu năm có 342 hộ, cuối năm còn 287 hộ,
giảm 55 hộ`` and, most often, ``27 vụ (cùng kỳ 31 vụ), giảm 04 vụ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.changes.change_verdicts import Change, fits
from forms.claims.text_figures import MASK, Figure, Reading

_THEN_SO: Final = re.compile(r"(?:[^\W\d_]++ ?){0,3}, (?:tăng|giảm)(?: thêm| được)?")
_IN_YEAR: Final = re.compile(
    r"\b(?P<time>(?:[Tt]háng (?P<m>[0-9]{1,2})(?:/| năm )|[Nn]ăm )(?P<y>[0-9]{4})"
    r"|(?P<what>[Tt]háng|[Qq]uý|[Đđ]ợt|[Vv]òng|[Kk]ỳ) (?P<at>[0-9]{1,2}|I{1,3}|IV)),?"
    r"(?P<said>(?: [^\W\d_]++){0,8}) $"
)
_START: Final = re.compile(r"\bđầu (?P<time>năm|kỳ|nhiệm kỳ|quý|tháng)(?: [^\W\d_]++){0,4} $")
_END: Final = re.compile(
    r"\b(?:cuối (?:năm|kỳ|nhiệm kỳ|quý|tháng)|đến nay|hiện nay|nay)(?: [^\W\d_]++){0,4} $"
)
_THEN: Final = re.compile(
    r"[^();]{0,60}(?:\((?:so với )?|(?:; ?)?so với )"
    r"(?P<then>cùng kỳ(?: năm)?(?: (?:trước|ngoái|#{4}))?"
    r"|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái|#++(?:/#++)?)|đầu (?:năm|kỳ)|kế hoạch|chỉ tiêu"
    r"|kh)(?: là| có| xảy ra| đạt)?:? ?\(?"
)
_THEN_TOO: Final = re.compile(
    r"(?: ?[^\W\d_]++){0,3} ?[;,] (?:so với )?cùng kỳ(?: năm)?(?: (?:trước|ngoái|#{4}))?"
    r"(?: là| có| đạt)?:? ?"
)
_VERSUS: Final = re.compile(r" ?(?:[^\W\d_]++ ?){0,4}so với(?: (?:mức|con số))?")
_OPENS: Final = re.compile(r" ?(?:[^\W\d_]++ ?){0,4}\((?:còn|là|từ)?")
_OPENED: Final = re.compile(r"(?: ?[^\W\d_]++){0,6} ?\((?:tăng|giảm)(?: thêm| được)?")
_COMPARED: Final = re.compile(r"[^;.]{0,60}?so với (?P<time>[^;.,()]{2,30})")
_PLANS: Final = frozenset({"kế hoạch", "chỉ tiêu", "kh"})
_DIGIT: Final = re.compile(r"[0-9]")
_STEP: Final = re.compile(r"\b(?:tăng|giảm|vượt)\b")
_SO: Final = re.compile(
    r"(?: ?[^\W\d_]++){0,4} ?\) ?[,;]? (?:đã )?(?:tăng|giảm|vượt)(?: thêm| được)?"
)
_LEAD: Final = 70
_BOTH: Final = 2
_MONTHS: Final = 12
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4}
_BARE: Final = frozenset({"", "đạt", "là", "đạt tỷ lệ", "tỷ lệ"})


def two_times(reading: Reading, k: int, *, up: bool) -> Iterator[Change]:
    """Yield what a step may be the change of where both figures before it tell their time."""
    if k and (behind := _behind(reading, k)) is not None:
        yield from (change for change in [Change(*behind, reading.figures[k], up)] if fits(change))
    if (versus := _versus(reading, k)) is not None:
        yield from (change for change in [Change(*versus, reading.figures[k], up)] if fits(change))
    if k < _BOTH:
        return
    first, second, step = reading.figures[k - _BOTH : k + 1]
    if k > _BOTH and first.role == "percent" != second.role:
        first = reading.figures[k - _BOTH - 1]  # "418 hộ, tỷ lệ 17,67% (đầu năm 537 hộ), giảm 119"
    gap = reading.between(second, step)
    if second.sentence != step.sentence or _STEP.search(gap) is None:
        return
    both = _in_bracket(reading, first, second, step) or _inside(reading, first, second, step)
    if both is None and _THEN_SO.fullmatch(gap) and first.depth == second.depth:
        both = _by_years(reading, second, first, step) or _from_start(reading, second, first, step)
    if both is not None:
        # Words fix all three: what the step counts need not be said again.
        change = Change(*both, step if step.unit else step._replace(unit=both[0].unit), up)
        if fits(change):
            yield change


def _versus(reading: Reading, k: int) -> tuple[Figure, Figure] | None:
    """``giảm 5,83% (3.389 vụ so với 3.599 vụ)``: now and before in one bracket."""
    step, *both = reading.figures[k : k + _BOTH + 1]
    if len(both) < _BOTH or not step.depth + 1 == both[0].depth == both[1].depth:
        return None
    told = _VERSUS.fullmatch(reading.between(*both))
    opened = _OPENS.fullmatch(reading.between(step, both[0]))
    return (both[0], both[1]) if told and opened else None


def _behind(reading: Reading, k: int) -> tuple[Figure, Figure] | None:
    """``3.420 con (tăng 3,5%; cùng kỳ 3.304 con)``."""
    now, step, *after = reading.figures[k - 1 : k + 2]
    if not after or after[0].depth != step.depth or step.depth != now.depth + 1:
        return None
    before, lead = after[0], reading.between(now, step)
    told = _THEN_TOO.fullmatch(reading.between(step, before))
    return (now, before) if told and _OPENED.fullmatch(lead) else None


def _in_bracket(
    reading: Reading, now: Figure, before: Figure, step: Figure
) -> tuple[Figure, Figure] | None:
    """``27 vụ (cùng kỳ 31 vụ), giảm 04 vụ``."""
    if before.depth != now.depth + 1 or step.depth != now.depth or now.sentence != step.sentence:
        return None
    told = _THEN.fullmatch(reading.between(now, before))
    behind = reading.between(before, step)
    if told is None or not _SO.fullmatch(behind):
        return None
    if told["then"] in _PLANS and "vượt" not in behind:
        return None  # perhaps since last year
    return (now, before) if _is_compared(reading, step, [told["then"]]) else None


def _inside(
    reading: Reading, now: Figure, before: Figure, step: Figure
) -> tuple[Figure, Figure] | None:
    """``92,4/100 điểm (tháng trước 90,75 điểm, tăng 1,65 điểm)``."""
    if not now.depth + 1 == before.depth == step.depth or now.sentence != step.sentence:
        return None
    told = _THEN.fullmatch(reading.between(now, before))
    if (
        told is None
        or told["then"] in _PLANS
        or not _THEN_SO.fullmatch(reading.between(before, step))
    ):
        return None
    return now._replace(base=None) if now.unit[:1] == ("điểm",) else now, before


def _by_years(
    reading: Reading, second: Figure, first: Figure, step: Figure
) -> tuple[Figure, Figure] | None:
    """``Năm 2023, thu đạt 45,2 tỷ đồng. Năm 2024, thu đạt 52,8 tỷ đồng``: said alike of both."""
    text = reading.passage.text
    then, now = (_IN_YEAR.search(text[max(f.start - _LEAD, 0) : f.start]) for f in (first, second))
    if then is None or now is None or second.sentence - first.sentence > 1:
        return None
    one, other = sorted((then["said"].strip(), now["said"].strip()), key=len)
    if one not in _BARE and not f" {other}".endswith(f" {one}"):
        return None
    if _kind(then) != _kind(now) or _time(then) == _time(now):
        return None
    if then["what"] and _time(then) > _time(now):
        return None  # perhaps of two years
    last = f"{(then['what'] or 'năm').lower()} trước"
    times = [_DIGIT.sub(MASK, found["time"].lower()) for found in (then, now)]
    if not _is_compared(reading, step, [*times, last, "năm ngoái"]):
        return None
    return (second, first) if _time(then) < _time(now) else (first, second)


def _kind(found: re.Match[str]) -> str:
    return str(found["what"] or "").lower() or ("tháng năm" if found["m"] else "năm")


def _time(found: re.Match[str]) -> int:
    if found["at"]:
        return _ROMAN.get(found["at"]) or int(found["at"])
    return _MONTHS * int(found["y"]) + int(found["m"] or 0)


def _from_start(
    reading: Reading, second: Figure, first: Figure, step: Figure
) -> tuple[Figure, Figure] | None:
    """``đầu năm có 342 hộ, cuối năm còn 287 hộ``."""
    canvas = reading.canvas
    started = _START.search(canvas[max(first.start - _LEAD, 0) : first.start])
    ended = _END.search(canvas[first.end : second.start])
    near = started and ended and first.sentence == second.sentence
    return (second, first) if near and _is_compared(reading, step, ["đầu"]) else None


def _is_compared(reading: Reading, step: Figure, times: Sequence[str]) -> bool:
    """Whether words behind a step compare with one of these times, or with nothing named."""
    behind = _COMPARED.match(reading.canvas, step.end)
    return behind is None or behind["time"].startswith(tuple(times))
