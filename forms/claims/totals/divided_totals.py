"""Which total words or brackets divide, and the parts that follow it.

"98 tổ với 612 thành viên, gồm: 13 tổ …" divides the first of two figures, "949/959 hồ sơ, trong đó
…" either of them: where the words leave it open, several alternatives are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from forms.claims.claim import adds_up, one_slip_apart
from forms.claims.counted_units import both_people
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.divisions import MARKER, Division, markers
from forms.claims.totals.listed_parts import (
    Parts,
    columns_by_sentence,
    is_step,
    one_by_sentence,
    parts_after,
)

_ASIDE: Final = re.compile(
    r"\(?\s?(?:tăng|giảm|so|cùng kỳ|bằng|vượt|thiếu|mỗi|bình quân|trung bình|(?:lũy|luỹ) kế"
    r"|kế hoạch|chỉ tiêu|dự toán|từ|tính|đạt|tương|ứng"
    r"|(?:kỳ|quý|tháng|năm)(?! trước (?:chuyển|mang|còn)| [#0-9]++ ?:))\b"
)
_END: Final = re.compile(r"(?<!\.)\.(?:\s|$)")
_OUT_OF: Final = re.compile(r"(?:^|[.;:,] )trong(?: tổng)?(?: số)? $")
_WITH: Final = re.compile(r"(?:^|\s)với ?$")
_FACTORS: Final = re.compile(r"\d(?: [^\W\d_]++){0,4} ?[x×*] ?\d")
_OF_ALL: Final = re.compile(r"(?:/|\btrên(?: tổng(?: số)?)?|\btrong tổng(?: số)?) ?$")
_RATE: Final = re.compile(r"(?:[^\W\d_]++ ?){1,5}+, (?:đạt|chiếm)(?: (?:tỷ|tỉ) lệ)?")
_BRACKETED: Final = re.compile(r"(?: [^\W\d_]++){0,4}\),? ?")
_FAR: Final = 200
_AROUND: Final = 44
_NOUN_WORDS: Final = 7
_LONG_NOUN: Final = 18
_FEW_COUNTS: Final = 6
_LONG: Final = 4


def divisions(reading: Reading) -> Iterator[list[Division]]:
    """Yield totals that a word such as "trong đó" divides, or a bracket behind them.

    Where the words leave open which figure is divided, several alternatives are given.
    """
    for mark in markers(reading.canvas):
        kind: Literal["closed", "open"] = "closed" if mark["closed"] else "open"
        total = _total_before(reading, mark.start())
        if total is None:
            yield list(_of_last_sentence(reading, mark, kind))
        else:
            listed = parts_after(reading, mark.end(), total)
            alone = len(listed.figures) == 1 and mark["open"]
            if alone and reading.canvas.startswith(":", mark.end()):
                listed = one_by_sentence(reading, mark.end(), total)
            wholes = _counting(reading, total, listed.figures)
            larger = _larger_before(reading, total, listed.figures)
            found = [larger] if larger is not None else wholes
            yield [_division(whole, listed, kind, mark.start()) for whole in found]
    for i, figure in enumerate(reading.figures[:-1]):
        inside = reading.figures[i + 1]
        if figure.plain and inside.depth == figure.depth and _is_number_of(reading, figure):
            yield [_division(figure, parts_after(reading, figure.end, figure), "open", figure.end)]
        if inside.depth != figure.depth + 1:
            continue
        whole = figure if figure.plain else _before_rate(reading, i) or numerator(figure)
        if whole is not None and _opens_at(reading, i) and not _multiplies(reading, inside):
            listed = parts_after(reading, inside.start, whole)
            parts = listed.figures
            if figure.base is not None and (len(parts) < 2 or not adds_up(whole, parts)):  # noqa: PLR2004
                continue  # what stands behind a fraction may be about its base
            wholes = _counting(reading, whole, parts)
            yield [_division(each, listed, "bracket", inside.start) for each in wholes]


def _division(
    total: Figure, listed: Parts, kind: Literal["closed", "open", "bracket"], at: int
) -> Division:
    return Division(total, listed.figures, kind, at, each=listed.each)


def _of_last_sentence(
    reading: Reading, mark: re.Match[str], kind: Literal["closed", "open"]
) -> Iterator[Division]:
    """A sentence that begins "Trong đó" divides the figure that the one before began with."""
    lead = reading.canvas[max(mark.start() - _NOUN_WORDS, 0) : mark.start()].rstrip()
    if not lead.endswith("."):
        return
    index = reading.first_after(mark.start())
    before = reading.figures[max(index - 6, 0) : index]
    wholes = [f if f.plain else numerator(f) for f in before]
    own = [f for f in wholes if f is not None and f.sentence == before[-1].sentence]
    plain = [f for f in own if not f.depth]
    totals = [f for f in plain if not is_step(reading, f)]
    steps = [f for f in plain if is_step(reading, f)]  # "phủ sóng thêm 2.152 thôn. Trong đó …"
    alike = [f for f in totals if same_unit(totals[0], f)][:_FEW_COUNTS]
    columns = columns_by_sentence(reading, mark.end(), alike)
    for total, column in zip(alike, columns, strict=False):
        yield Division(total, column, kind, mark.start())
    for total in (*totals[:3], *steps[-1:]) if not columns else ():
        if mark.start() - total.end <= 2 * _FAR:
            listed = parts_after(reading, mark.end(), total)
            if sum(same_unit(total, part) is True for part in listed.figures) == 1:
                listed = one_by_sentence(reading, mark.end(), total)
            yield _division(total, listed, kind, mark.start())


def _is_number_of(reading: Reading, figure: Figure) -> bool:
    """Whether a sentence says of how many it tells: "Trong số 44 vụ việc, khiếu nại 34, …"."""
    lead = reading.canvas[max(figure.start - _AROUND, 0) : figure.start]
    return lead.endswith(("trong ", "số ")) and _OUT_OF.search(lead) is not None


def _opens_at(reading: Reading, i: int) -> bool:
    """Whether a bracket of counts follows a figure and its noun at once."""
    gap = reading.between(reading.figures[i], reading.figures[i + 1])
    head, _, tail = gap.partition("(")
    near = len(head.split()) <= _LONG_NOUN and len(tail.split()) <= _NOUN_WORDS
    return near and _ASIDE.match(tail) is None and MARKER.search(tail) is None


def _before_rate(reading: Reading, i: int) -> Figure | None:
    """The count whose rate stands before a bracket: "9.142 hồ sơ, đạt 92,59% (trước hạn …)"."""
    rate, count = reading.figures[i], reading.figures[i - 1]
    if not i or rate.role != "percent" or not count.plain or count.depth != rate.depth:
        return None
    near = _RATE.fullmatch(reading.between(count, rate)) is not None
    return count if near and count.sentence == rate.sentence else None


def _multiplies(reading: Reading, inside: Figure) -> bool:
    """Whether a bracket tells factors, not parts: ``162 thành viên (06 thành viên x 27 tổ)``."""
    told = reading.canvas[inside.start : reading.closing(inside.start)]
    return _FACTORS.search(told) is not None


def _total_before(reading: Reading, at: int) -> Figure | None:
    """The nearest count before a word that divides it."""
    index = reading.first_after(at) - 1
    depth = reading.depth_at(at)
    opens = reading.canvas[max(at - 1, 0) : at] == "("  # "giảm 340 dự án (trong đó, …)"
    if (alone := _in_bracket(reading, index, at)) is not None:
        return alone
    for i in range(index, max(index - 6, -1), -1):
        figure = reading.figures[i]
        if at - figure.end > _FAR or _END.search(reading.canvas, figure.end, at):
            return None
        if figure.depth <= depth and figure.plain and (opens or not is_step(reading, figure)):
            return figure if _leads_to(reading.canvas[figure.end : at]) else None
        depth = min(depth, figure.depth)
        if figure.role == "count" and figure.depth <= depth and not figure.plain:
            return numerator(figure) if _leads_to(reading.canvas[figure.end : at]) else None
    return None


def _in_bracket(reading: Reading, index: int, at: int) -> Figure | None:
    """A total that stands alone in a bracket: "Phần huyện quản lý (127 tỷ đồng) gồm …"."""
    figure, others = reading.figures[index], reading.figures[max(index - 1, 0) : index]
    if not figure.plain or figure.depth != reading.depth_at(at) + 1:
        return None
    alone = reading.canvas[figure.start - 1 : figure.start] == "("
    first = all(other.sentence != figure.sentence for other in others)
    behind = _BRACKETED.fullmatch(reading.canvas, figure.end, at) is not None
    return figure._replace(depth=figure.depth - 1) if alone and first and behind else None


def numerator(figure: Figure) -> Figure | None:
    """The figure that "75/75 học sinh, trong đó …" divides."""
    return None if figure.base is None or figure.loose else figure._replace(base=None)


def _leads_to(gap: str) -> bool:
    """Whether a word divides the figure before it: behind ";" only if it follows at once."""
    _, mark, rest = gap.rpartition(";")
    return not mark or not rest.strip()


def _counting(reading: Reading, total: Figure, parts: Sequence[Figure]) -> list[Figure]:
    """The figures that count what parts count: "98 tổ với 612 thành viên, gồm: 13 tổ …"."""
    index = reading.first_after(total.start)
    printed = reading.figures[index]
    if printed.base is not None:
        whole = total._replace(value=printed.base)
        alike = [part for part in parts if same_unit(whole, part) is not False]
        if len(alike) > 1 and adds_up(whole, alike):
            return [whole]
    before = reading.figures[max(index - _FEW_COUNTS, 0) : index]
    outer = [f for f in reversed(before) if f.depth <= total.depth]
    near = (total, *outer[:2])
    found = [
        figure
        for figure in near
        if figure.plain
        and figure.sentence == total.sentence
        and sum(_counts_alike(figure, part) for part in parts) > 1
    ]
    # "359 học sinh khá giỏi trên tổng 361 học sinh, trong đó …" may divide either.
    n = reading.figures[index - 1] if index else total
    either = n.plain and n.sentence == total.sentence and _OF_ALL.search(reading.between(n, total))
    if either and (n in found or total in found or not found):
        return [n, total]
    beside = n.plain and n.sentence == total.sentence and _WITH.search(reading.context(total)[0])
    return found or ([n, total] if beside else [total])


def _larger_before(reading: Reading, total: Figure, parts: Sequence[Figure]) -> Figure | None:
    """A numerator before what parts exceed: "bầu 5.207/5.842 người, còn khuyết 35; gồm 2.311 …"."""
    index = reading.first_after(total.start)
    before = reading.figures[index - 1] if index else total
    top = numerator(before) if before.sentence == total.sentence else None
    if top is None or len(parts) < 2 or any(part.value <= total.value for part in parts):  # noqa: PLR2004
        return None
    return top if adds_up(top, parts) or one_slip_apart(top, parts, digits=_LONG) else None


def _counts_alike(figure: Figure, part: Figure) -> bool:
    """Whether a part is counted by the noun of a figure, or both by nouns for people."""
    return same_unit(figure, part) is True or both_people(figure.unit, part.unit)
