"""Figures that stand in rows: clauses, sentences or items that tell the same things one by one.

``Khởi tố 16 vụ, 18 bị can; xử phạt 06 vụ, 08 người`` has two columns. Where one of them makes up
its total, the rows are the parts of a whole, and the other columns are held to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.claim import (
    Claim,
    adds_up,
    claim,
    close,
    judge_parts,
    one_slip_apart,
    shown,
)
from forms.claims.text_figures import Figure, Reading, comparable, same_unit
from forms.claims.totals.divisions import markers
from forms.claims.totals.listed_parts import is_aside, parts_after

_TOTAL_ROW: Final = re.compile(
    r"(?:^|[.;:] )(?:(?:như vậy|tính chung),? )?"
    r"(?:tổng cộng|cộng|tổng(?: số)?|tính chung|cả (?:hai|ba|bốn|năm))\b[^.;]{0,60}$"
)
_BEGINS_TOTAL: Final = re.compile(r"(?:như vậy|tính chung|tổng|cộng)\b")
_ROWS: Final = re.compile(r";|tổng|cộng|tính chung|cả (?:hai|ba|bốn|năm)")
"""Without one of these a passage has no rows."""
_CHANGED: Final = re.compile(r"[^()]{0,80}\((tăng|giảm)(?: thêm)?")
_LEAST: Final = 3
_OTHER_TOTAL: Final = re.compile(r"trong tổng|tổng cộng (?:lại|với)|nâng|so với")
_DIVIDED: Final = re.compile(r"\btrong (?:đó|số)|\bso với\b|\bcùng kỳ\b|\bkế hoạch\b|\bchỉ tiêu\b")
_SIDES: Final = re.compile(r"\b(?:thu|chi)\b")
_SCHOOLS: Final = frozenset({("trường",), ("trường", "học"), ("trường", "đạt")})
_MOST_ROWS: Final = 30
_FEW: Final = 6
_TELLING: Final = 100
_SURE_DIGITS: Final = 3
_MANY_DIGITS: Final = 4


class Row(NamedTuple):
    """The counts of one clause; ``lead`` are the words before the first of them."""

    figures: tuple[Figure, ...]
    lead: str
    reading: Reading

    @property
    def totals(self) -> bool:
        """Whether it says that it adds up what stands before it."""
        return bool(_TOTAL_ROW.search(self.lead)) and not _OTHER_TOTAL.search(self.lead)


class Column(NamedTuple):
    """A total with the figure of every row that it adds up."""

    total: Figure
    parts: list[Figure]

    @property
    def holds(self) -> bool:
        """Whether the figures of the rows make up the total."""
        return adds_up(self.total, self.parts)


def rows_of(reading: Reading) -> list[Row]:
    """The rows of a passage: its clauses, as far as they tell counts outside of brackets."""
    rows: list[Row] = []
    clauses: dict[int, list[Figure]] = {}
    leads: dict[int, str] = {}
    before = reading.passage.body
    for figure in reading.figures:
        if figure.role == "count" and not figure.depth and not figure.loose:
            if figure.clause not in leads:
                leads[figure.clause] = reading.words(before, figure.start)
            if not is_aside(reading, figure):
                clauses.setdefault(figure.clause, []).extend(_counted(figure))
        before = figure.end
    for clause, figures in clauses.items():
        rows.append(Row(tuple(figures), leads[clause], reading))
    return rows


def _counted(figure: Figure) -> list[Figure]:
    """A fraction stands for what there is and what is done of it: ``1.206/1.206 hồ sơ``."""
    if figure.base is None:
        return [figure]
    return [figure._replace(value=figure.base, base=None), figure._replace(base=None)]


def columns(totals: Sequence[Figure], rows: Sequence[Row]) -> list[Column]:
    """The totals that every row has a figure for: the first of its kind, the second, ..."""
    found: list[Column] = []
    for k, total in enumerate(totals):
        rank = sum(same_unit(other, total) is True for other in totals[:k])
        parts = [part for row in rows if (part := _in_row(row, total, rank)) is not None]
        if len(parts) == len(rows):
            found.append(Column(total, parts))
    return found


def _in_row(row: Row, total: Figure, rank: int) -> Figure | None:
    some = [f for f in row.figures if same_unit(total, f)]
    if not some:
        some = [f for f in row.figures if comparable(total, f) and f.unit[:2] not in _SCHOOLS]
    return some[rank] if rank < len(some) else None


def judged(reading: Reading, found: Sequence[Column], *, sure: bool) -> Iterator[tuple[Claim, int]]:
    """Judge columns of which some hold; ``sure``: words say that the rows make up a whole."""
    good = [column for column in found if column.holds]
    large = any(column.total.value >= _TELLING or column.total.power for column in good)
    if not good or not (sure or len(good) > 1 or large or len(good[0].parts) > 2):  # noqa: PLR2004
        return
    for total, parts in found:
        verdict = judge_parts(total, parts)
        if verdict.verdict == "wrong":
            if not (one_slip_apart(total, parts, digits=2) or close(total, parts)):
                continue
            if not sure:
                verdict = verdict._replace(verdict="doubtful")
        span = total.start, total.end
        yield claim("sum", reading, span, verdict, [shown(part) for part in parts]), total.start


def headed_columns(intro: Reading, items: Sequence[Reading]) -> list[Claim]:
    """``Vốn 7.314 tỷ đồng, giải ngân 5.375 tỷ đồng, trong đó:`` and such pairs in every item."""
    own = rows_of(intro) if len(intro.figures) > 1 else []
    below = [rows_of(item) for item in items] if len(_last_sentence(own)) > 1 else []
    if not own or len(below) < 2 or not all(below):  # noqa: PLR2004 - one item divides nothing
        return []
    rows = [Row(_of_sentence(rows), rows[0].lead, rows[0].reading) for rows in below]
    totals = _last_sentence(own)
    found = columns(totals, rows) if len(totals) > 1 else []
    return [item for item, _ in judged(intro, found, sure=True)] if len(found) > 1 else []


def _of_sentence(rows: Sequence[Row]) -> tuple[Figure, ...]:
    first = rows[0].figures[0].sentence
    return tuple(f for row in rows for f in row.figures if f.sentence == first)


def _last_sentence(rows: Sequence[Row]) -> list[Figure]:
    if not rows:
        return []
    last = rows[-1].figures[-1].sentence
    return [f for row in rows for f in row.figures if f.sentence == last][:_FEW]


def row_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims of one passage about rows, each with the offset of its total."""
    told = {f.clause for f in reading.figures if f.role == "count" and not f.depth and not f.loose}
    if len(told) < _LEAST or not _ROWS.search(reading.canvas):
        return
    rows = rows_of(reading)
    for k, row in enumerate(rows):
        if row.totals:
            yield from _gathered(row, rows[max(k - _MOST_ROWS, 0) : k])
        elif len(row.figures) > 1 and k + 2 < len(rows):
            yield from _led(row, rows[k + 1 : k + 1 + _FEW])


def listed_totals(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims of passages that add up the items just above them."""
    items: list[Reading] = []
    for reading in readings:
        if reading.passage.note:
            continue
        if items and _ROWS.search(reading.canvas):
            rows = rows_of(reading)
            begins = _BEGINS_TOTAL.match(reading.canvas, reading.passage.body) is not None
            k = next((k for k, row in enumerate(rows) if row.totals and (k or begins)), -1)
            above = rows_of(items[-1])
            if k >= 0 and (k or len(items) > 1 or len(above) == 1):
                above = [row for item in items for row in rows_of(item)[:1]] + rows[: min(k, 1)]
            if k >= 0 and (not k or reading.passage.marker):
                yield from (claimed for claimed, _ in _gathered(rows[k], above))
        items = [*items[-_MOST_ROWS:], reading] if reading.passage.marker else []


def _gathered(row: Row, before: Sequence[Row]) -> Iterator[tuple[Claim, int]]:
    totals, done = _own(row), [_done(other) for other in before]
    for rows in (before, done) if done != before else (before,):
        for count in range(2, len(rows) + 1):
            found = columns(totals, rows[-count:])
            if any(column.holds for column in found):
                yield from judged(row.reading, found, sure=True)
                return
            if not found:
                break
    others = _SIDES.search(row.lead) is not None and not any(_one_side(row, r) for r in before)
    either = [*columns(totals, done), *columns(totals, before)]
    for total, parts in either if len(before) > 1 and not others else ():
        if one_slip_apart(total, parts, digits=_MANY_DIGITS):
            span = total.start, total.end
            told = judge_parts(total, parts)._replace(verdict="doubtful")
            yield claim("sum", row.reading, span, told, map(shown, parts)), total.start
            return
    counted = [int(f.value) for f in totals if f.exact and 1 < f.value <= len(before)]
    for count in counted[:1]:  # "Tổng cộng 04 ngành tiếp nhận …"
        for total, parts in columns(totals[1:], before[-count:]):
            if one_slip_apart(total, parts, digits=_SURE_DIGITS):
                span = total.start, total.end
                told = judge_parts(total, parts)
                yield claim("sum", row.reading, span, told, map(shown, parts)), total.start


def _done(row: Row) -> Row:
    """A row with what is done, without what there is: ``1.206/1.210 hồ sơ``."""
    after = {f.start: f for f in row.figures}
    return row._replace(figures=tuple(f for f in row.figures if after[f.start] is f))


def _one_side(total: Row, row: Row) -> bool:
    """Whether a total is not plainly one of spendings, and its row one of takings."""
    sides = {*_SIDES.findall(total.lead)}, {*_SIDES.findall(row.lead)}
    return not all(sides) or bool(sides[0] & sides[1])


def paired_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``giải quyết 70 vụ/103 bị can, trong đó: truy tố 69 vụ/102 bị can; đình chỉ 01 vụ/01``."""
    for mark in markers(reading.canvas):
        index = reading.first_after(mark.start())
        totals = [f for f in reading.figures[max(index - 2, 0) : index] if f.plain]
        if len(totals) < 2 or same_unit(*totals) is not False:  # noqa: PLR2004
            continue
        parts = parts_after(reading, mark.end(), totals[0]).figures
        pairs = _alternating(totals, parts)
        if len(pairs) > 1 and totals[0].sentence == totals[1].sentence:
            yield from judged(reading, _best_pairs(totals, pairs), sure=True)


def _best_pairs(totals: Sequence[Figure], pairs: Sequence[tuple[Figure, Figure]]) -> list[Column]:
    """The columns of the first pairs, as many as make up one of the totals; else of all."""
    for count in range(len(pairs), 1, -1):
        found = [
            Column(whole, [pair[k] for pair in pairs[:count]]) for k, whole in enumerate(totals)
        ]
        if any(column.holds for column in found):
            return found
    return []


def _alternating(totals: Sequence[Figure], parts: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """The parts two by two, as long as each pair counts what the totals count."""
    found: list[tuple[Figure, Figure]] = []
    for one, other in zip(parts[::2], parts[1::2], strict=False):
        if not (comparable(totals[0], one) and comparable(totals[1], other)):
            break
        found.append((one, other))
    return found if 2 * len(found) == len(parts) else []


def bracketed_changes(reading: Reading, total: Figure, parts: Sequence[Figure]) -> Iterator[Claim]:
    """``31.564 người (giảm 346), gồm: 2.929 (giảm 41), 27.114 (giảm 269) và 1.521 (giảm 36)``."""
    changes = [change for f in (total, *parts) if (change := _change_of(reading, f)) is not None]
    if len(changes) <= len(parts) or len(parts) < 2 or len({f.power for f in changes}) > 1:  # noqa: PLR2004
        return
    whole, *own = changes
    if whole.value < 0:
        whole, *own = (f._replace(value=-f.value) for f in changes)
    right = adds_up(whole, own)
    if right or one_slip_apart(whole, own, digits=2):
        found = judge_parts(whole, own)
        verdict = found if right else found._replace(verdict="doubtful")
        yield claim("breakdown", reading, (whole.start, whole.end), verdict, map(shown, own))


def _change_of(reading: Reading, figure: Figure) -> Figure | None:
    """By how much a figure has changed, as a bracket behind it says; less than nothing for less."""
    index = reading.first_after(figure.end)
    for change in reading.figures[index : index + 1]:
        said = _CHANGED.fullmatch(reading.between(figure, change))
        if change.plain and change.depth == figure.depth + 1 and said:
            return change if said[1] == "tăng" else change._replace(value=-change.value)
    return None


def _own(row: Row) -> list[Figure]:
    """The totals of a row, up to where it divides or compares them."""
    first = row.figures[0]
    end = _DIVIDED.search(row.reading.canvas, first.end)
    return [f for f in row.figures if end is None or f.start < end.start()]


def _led(row: Row, after: Sequence[Row]) -> Iterator[tuple[Claim, int]]:
    """``Phát hiện 22 vụ, 26 đối tượng; khởi tố 16 vụ, 18 bị can; xử phạt 06 vụ, 08 người``."""
    totals = _own(row)
    sentence = row.figures[0].sentence
    near = [other for other in after if other.figures[0].sentence == sentence]
    rows = [other for other in near if len(columns(totals, [other])) > 1]
    for count in range(len(rows), 1, -1):
        found = columns(totals, rows[:count])
        good = [column for column in found if column.holds]
        if len(good) > 1 or (good and (count > 2 or good[0].total.value >= _TELLING)):  # noqa: PLR2004
            yield from judged(row.reading, found, sure=False)
            return
