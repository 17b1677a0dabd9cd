"""Lists: how many items they have, how they are numbered, and what their figures add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from forms.claims.claim import Claim, Judged, claim, judge_parts, one_slip_apart, shown
from forms.claims.lists.item_counts import Names, count_claim, is_open_list
from forms.claims.lists.item_shares import item_shares
from forms.claims.lists.listed_days import listed_days
from forms.claims.lists.noted_lists import noted_lists
from forms.claims.lists.plain_lists import is_near, is_told, named_lists
from forms.claims.lists.reached_shares import reached_shares
from forms.claims.passages import Passage, is_outline
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.continued_totals import continued_totals
from forms.claims.totals.part_names import exclusive
from forms.claims.totals.row_sums import headed_columns, listed_totals
from forms.verdicts import is_closed

_DASHES: Final = frozenset({"dash", "plus", "star"})
_NUMBERED: Final = frozenset({"paren", "letter", "arabic"})
_ROMAN: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
_PLAIN_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_LETTERED: Final = re.compile(r"\(([a-zđ])\)(?=\s)")
_LIST_BREAK: Final = re.compile(r";|\.\s")
_LEADS: Final = re.compile(
    r"(?P<closed>bao gồm|gồm(?: có)?|chia ra|như sau|cụ thể(?: như sau)?|chi tiết)"
    r"|(?P<open>trong đó|trong số đó)"
)
_INTO: Final = re.compile(r"\b(?:gồm(?: có)?|chia ra) ?:\s*$")
_LIST_LEAD: Final = re.compile(
    r"(?:bao gồm|gồm(?: có)?|cụ thể(?: là)?|như sau|cụ thể như sau|là|đó là|sau|sau đây)? ?:? ?$"
)
_ONLY_LEAD: Final = re.compile(
    r"(?:bao gồm|gồm(?: có)?|trong đó|chi tiết|cụ thể(?: là| như sau)?|như sau|là|đó là|sau đây)"
)
_MOST_ITEMS: Final = 200
_MOST_COUNTED: Final = 99
_LEAST_TELLING: Final = 3
_FAR: Final = 160
_NEXT: Final = 6
_ABOVE: Final = 2


class Listing(NamedTuple):
    """An introduction and the items below it, as positions among the passages."""

    intro: int
    items: tuple[int, ...]


def listings(readings: Sequence[Reading]) -> Iterator[Listing]:
    """Yield every introduction that is followed by items of one kind of marker."""
    for i in range(len(readings) - 1):
        if not readings[i].passage.note:
            items = _items(readings, i)
            if items:
                yield Listing(i, tuple(items))


def _items(readings: Sequence[Reading], intro: int) -> list[int]:
    own, first = readings[intro].passage, readings[intro + 1].passage
    if not first.marker or first.marker == own.marker or first.note:
        return []
    if own.marker in _DASHES and first.marker == "roman":
        return []
    items: list[int] = []
    for k in range(intro + 1, min(intro + _MOST_ITEMS, len(readings))):
        passage = readings[k].passage
        if passage.note:
            continue
        if not passage.marker and _opens(readings[k]) and not _opens(readings[k - 1]):
            break
        if passage.marker == first.marker:
            items.append(k)
        elif passage.marker and (
            passage.marker == own.marker or _is_outer(passage.marker, first.marker)
        ):
            break
    return items


def _opens(reading: Reading) -> bool:
    return reading.canvas.rstrip().endswith(":")


def _is_outer(marker: str, inner: str) -> bool:
    """Whether a marker opens a matter above the list."""
    outline = ("roman", "arabic", "dotted")
    return (marker in outline and inner not in outline) or (marker == "roman" and inner != "roman")


def list_claims(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims of introductions about the lists below them, and of numbered sentences."""
    for listing in listings(readings):
        items = [readings[k] for k in listing.items]
        found = headed_columns(readings[listing.intro], items) or _divided(readings, listing)
        yield from found or _headed(readings, listing) or _counted(readings, listing)
        yield from _numbering(readings, listing)
        yield from reached_shares(readings[listing.intro], items, _behind(readings, listing))
        yield from item_shares(readings[max(listing.intro - _ABOVE, 0) : listing.intro + 1], items)
    notes = {r.passage.note: r for r in readings if r.passage.note > 0}
    yield from listed_totals(readings)
    yield from continued_totals(readings)
    for reading in readings:
        yield from _inline(reading)
        yield from _lettered(reading)
        yield from named_lists(reading)
        yield from listed_days(reading)
        yield from noted_lists(reading, notes)


def _behind(readings: Sequence[Reading], listing: Listing) -> Reading | None:
    """The paragraph behind a list, where there is one before the next heading."""
    last = listing.items[-1] + 1
    after = next((r for r in readings[last : last + _NEXT] if not r.passage.note), None)
    return after if after is not None and not after.passage.marker else None


# --- totals over items ----------------------------------------------------------------------------


def total_of(reading: Reading) -> Figure | None:
    """The count that an introduction puts at the head of its list: its last one."""
    return next(_totals_of(reading), None)


def _totals_of(reading: Reading) -> Iterator[Figure]:
    """The counts at the end of an introduction, the last one first; no raised mark is one."""
    for figure in reversed(reading.figures[-_NEXT:]):
        marks = reading.canvas[max(figure.start - 1, 0) : figure.start] == ")"
        if figure.role == "count" and figure.depth == 0 and not marks:
            if figure.base is not None or figure.loose or len(reading.canvas) - figure.end > _FAR:
                return
            yield figure


def _divided(readings: Sequence[Reading], listing: Listing) -> list[Claim]:
    if len(listing.items) < 2:  # noqa: PLR2004 - one item divides nothing
        return []
    for k, total in enumerate(_totals_of(readings[listing.intro])):
        found = _divided_by(readings, listing, total, sole=not k)
        if found:
            return found
    return []


def _divided_by(
    readings: Sequence[Reading], listing: Listing, total: Figure, *, sole: bool
) -> list[Claim]:
    """What the items make up; ``sole``: no other count stands between the total and its list."""
    intro = readings[listing.intro]
    parts = [_part(readings[k], total) for k in listing.items]
    known = [part for part in parts if part is not None]
    if len(known) < 2 or (not sole and not all(same_unit(total, part) for part in known)):  # noqa: PLR2004
        return _of_fractions([readings[k] for k in listing.items], intro, total) if sole else []
    judged = judge_parts(total, known)
    whole = len(known) == len(parts)
    if judged.verdict == "wrong" and not (whole and _is_complete(readings, listing, total, known)):
        return []
    return [_placed(intro, total, known, judged)]


def _of_fractions(items: Sequence[Reading], intro: Reading, total: Figure) -> list[Claim]:
    """Items that tell how many of how many: what there is, or what is done, makes up the total."""
    firsts = [next((f for f in item.figures if f.role == "count"), None) for item in items]
    for done in (False, True):
        parts = [
            first._replace(value=first.value if done else first.base, base=None)
            for first in firsts
            if first is not None and first.base is not None
        ]
        judged = judge_parts(total, parts)
        slipped = one_slip_apart(total, parts, digits=_LEAST_TELLING + 1)
        if len(parts) == len(items) and (judged.verdict == "right" or slipped):
            return [_placed(intro, total, parts, judged)]
    return []


def _placed(intro: Reading, total: Figure, parts: Sequence[Figure], judged: Judged) -> Claim:
    span = total.start, len(intro.passage.text)
    return claim("breakdown", intro, span, judged, [shown(part) for part in parts])


def _headed(readings: Sequence[Reading], listing: Listing) -> list[Claim]:
    """A list whose first item is the total of the others: "- Tổng số: 57 người"."""
    first = readings[listing.items[0]]
    counts = [f for f in first.figures[:_NEXT] if f.plain and not f.depth and not f.loose]
    opening = [f for f in counts if f.sentence == counts[0].sentence]
    total = opening[-1] if opening else None
    if total is None or "tổng" not in first.canvas[first.passage.body : total.start]:
        return []
    rest = [readings[k] for k in listing.items[1:]]
    parts = [part for reading in rest if (part := _part(reading, total)) is not None]
    if len(parts) < 2:  # noqa: PLR2004 - one part divides nothing
        return []
    judged = judge_parts(total, parts)
    words = [reading.canvas for reading in rest]
    sure = one_slip_apart(total, parts, digits=_LEAST_TELLING) or exclusive(words)
    if judged.verdict == "wrong" and (len(parts) < len(rest) or not sure):
        return []
    return [claim("breakdown", first, (total.start, total.end), judged, map(shown, parts))]


def _part(reading: Reading, total: Figure) -> Figure | None:
    for figure in reading.figures[:4]:
        if figure.role == "count" and figure.base is None and not figure.loose:
            return figure if same_unit(total, figure) is not False else None
    return None


def _is_complete(
    readings: Sequence[Reading], listing: Listing, total: Figure, parts: Sequence[Figure]
) -> bool:
    intro = readings[listing.intro]
    lead = _lead(intro, total)
    items = [readings[k] for k in listing.items]
    if any(part.value > total.value for part in parts if part.power == total.power):
        if _INTO.search(intro.canvas) and all(same_unit(total, part) for part in parts):
            return True
        headed = "tổng số" in intro.canvas[: total.start]
        apart = exclusive([item.canvas[item.passage.body :] for item in items])
        return (headed and apart) or one_slip_apart(total, parts, digits=_LEAST_TELLING)
    if lead == "closed" and intro.canvas.rstrip().endswith(":"):
        return True
    if one_slip_apart(total, parts, digits=_LEAST_TELLING + (not lead)):
        return True
    words = [
        item.canvas[item.passage.body : part.end + 40]
        for item, part in zip(items, parts, strict=True)
    ]
    return bool(lead) and (exclusive(words) or is_closed(_shares(items)))


def _shares(items: Sequence[Reading]) -> list[Decimal]:
    firsts = [next((f.value for f in r.figures if f.role == "percent"), None) for r in items]
    return [share for share in firsts if share is not None] if None not in firsts else []


def _lead(intro: Reading, total: Figure) -> str:
    found = list(_LEADS.finditer(intro.canvas, total.end))
    return str(found[-1].lastgroup) if found else ""


# --- counts of items ------------------------------------------------------------------------------


def _counted(readings: Sequence[Reading], listing: Listing) -> list[Claim]:
    """``đã triển khai 06 mô hình, cụ thể:`` and the items below."""
    intro = readings[listing.intro]
    number = _stated_count(intro, len(intro.canvas))
    if number is None:
        return []
    count = len(listing.items) + _going_on(readings[listing.items[0]], listing)
    if not intro.canvas.rstrip().endswith(":"):
        return _headed_count(readings, listing, number)
    if count == 1 and ". " in intro.canvas[number.end :]:
        return []  # one of "01 đại biểu vắng mặt. Kết quả như sau:" is no list
    plain = readings[listing.items[0]].passage.marker in _NUMBERED
    told = plain or (is_told(number.unit) and is_near(number, Names(count, count)))
    if number.value != count and not (told and _is_last_word(intro, number)):
        return []
    ended = all(readings[k].passage.ended for k in listing.items)
    if number.value != count and (not ended or is_open_list(intro.canvas[number.end :])):
        return []
    doubtful = number.value != count and not plain
    return [
        _count_claim(intro, number, count, (number.start, len(intro.passage.text)), soft=doubtful)
    ]


def _going_on(item: Reading, listing: Listing) -> int:
    """How many items follow the first one within its own passage: "(1) …; (2) …; (3) …"."""
    marks = [f.value for f in item.figures if f.role == "enumerator"]
    alone = len(listing.items) == 1 and item.passage.label.strip("()") == "1"
    return len(marks) if alone and marks == list(range(2, len(marks) + 2)) else 0


def _headed_count(readings: Sequence[Reading], listing: Listing, number: Figure) -> list[Claim]:
    """``1.2. Kết quả 09 dịch vụ công thiết yếu`` and ``(1)`` to ``(9)`` below."""
    intro, items = readings[listing.intro], [readings[k].passage for k in listing.items]
    ranks = [_rank(p.marker, p.label) for p in items if p.marker == "paren"]
    heading = is_outline(intro.passage) and not intro.passage.ended
    whole = len(ranks) == len(items) and ranks == list(range(1, len(items) + 1))
    count = Names(len(items), len(items))
    if not (heading and whole and len(items) >= _LEAST_TELLING and is_near(number, count)):
        return []
    return [count_claim(intro, number, count, (number.start, number.end), soft=True)]


def _stated_count(reading: Reading, end: int) -> Figure | None:
    """The last count before ``end``, if it can be that of a list."""
    index = reading.first_after(end)
    for figure in reversed(reading.figures[max(index - 4, 0) : index]):
        if figure.end > end or figure.role == "enumerator":
            continue
        if end - figure.end > _FAR:
            return None
        plain = figure.role == "count" and figure.exact and not figure.loose and figure.unit
        return figure if plain and 1 <= figure.value <= _MOST_COUNTED else None
    return None


def _is_last_word(intro: Reading, number: Figure) -> bool:
    """Whether only its noun and a lead word stand between a count and its list."""
    rest = intro.canvas[number.end :].strip(" :")
    if "," in rest and not _ONLY_LEAD.fullmatch(rest[rest.rindex(",") + 1 :].strip()):
        return False  # "Giao 04 xã, yêu cầu hoàn thành việc:" counts no tasks
    return number.base is None and len(rest.split()) <= 14 and "." not in rest and ";" not in rest  # noqa: PLR2004


def _count_claim(
    reading: Reading, number: Figure, count: int, span: tuple[int, int], *, soft: bool
) -> Claim:
    return count_claim(reading, number, Names(count, count), span, soft=soft)


def _inline(reading: Reading) -> Iterator[Claim]:
    """``08/25 dịch vụ công thiết yếu: (1) …; (2) …``."""
    marks = [f for f in reading.figures if f.role == "enumerator"]
    if not marks or marks[0].value != 1:
        yield from _left_out(reading, marks)
        return
    run = _run_from_one(marks)
    yield from _skipped(reading, marks, run)
    number = _stated_count(reading, marks[0].start)
    if number is None or not _leads_to(reading, number, marks[0]):
        return
    count = len(run)
    if number.value != count and (count < 2 or len(run) != len(marks) or not reading.passage.ended):  # noqa: PLR2004
        return
    if number.value != count and _sums_up(reading, number, run[-1]):
        return
    yield _count_claim(reading, number, count, (number.start, marks[0].end), soft=False)


def _lettered(reading: Reading) -> Iterator[Claim]:
    """``03 việc: (a) …; (b) …; (c) …``: asked about where the letters do not go so far."""
    marks = list(_LETTERED.finditer(reading.canvas, reading.passage.body))
    if len(marks) < 2 or not reading.passage.ended:  # noqa: PLR2004 - no list
        return
    order = "".join(mark[1] for mark in marks)
    number = _stated_count(reading, marks[0].start())
    if number is None or order not in (_LETTERS[: len(order)], _PLAIN_LETTERS[: len(order)]):
        return
    gap = reading.canvas[number.end : marks[0].start()]
    if len(gap) <= _FAR and _LIST_LEAD.search(gap) and not _LIST_BREAK.search(gap):
        span = number.start, marks[0].end()
        yield _count_claim(reading, number, len(marks), span, soft=True)


def _run_from_one(marks: Sequence[Figure]) -> list[Figure]:
    run: list[Figure] = []
    for mark in marks:
        if mark.value != len(run) + 1:
            break
        run.append(mark)
    return run


def _leads_to(reading: Reading, number: Figure, mark: Figure) -> bool:
    if number.sentence != mark.sentence:
        return False
    gap = reading.canvas[number.end : mark.start]
    return len(gap) <= _FAR and _LIST_LEAD.search(gap) is not None and ";" not in gap


def _sums_up(reading: Reading, number: Figure, last: Figure) -> bool:
    """Whether the items carry figures of the same kind: then the number is a total."""
    return any(
        f.role == "count"
        and f.start > number.end
        and f.sentence <= last.sentence
        and same_unit(f, number)
        for f in reading.figures
    )


def _skipped(reading: Reading, marks: Sequence[Figure], run: Sequence[Figure]) -> Iterator[Claim]:
    if len(run) < 2 or len(run) == len(marks):  # noqa: PLR2004 - no list of its own
        return
    odd = marks[len(run)]
    if odd.value == 1:  # the next list
        return
    expected = f"({len(run) + 1})"
    printed = f"({odd.value})"
    words = f"Sau ({len(run)}) là {printed}: đánh số nhảy hoặc lặp."
    judged = Judged("doubtful", printed, expected, words)
    yield claim("numbering", reading, (odd.start, odd.end), judged, (f"({len(run)})",))


def _left_out(reading: Reading, marks: Sequence[Figure]) -> Iterator[Claim]:
    """``(8) …; (9) …; (10) …; (12) …``: a list that goes on from an earlier one, with a gap."""
    own = reading.passage
    first = [int(own.label)] if own.marker == "paren" else []
    values = [*first, *(int(mark.value) for mark in marks)]
    steps = [after - before for before, after in pairwise(values)]
    least = _LEAST_TELLING + (values[:1] != [1])
    if len(values) >= least and sorted(steps) == [1] * (len(steps) - 1) + [2]:
        at = steps.index(2)
        odd, before, printed = marks[at + 1 - len(first)], f"({values[at]})", f"({values[at + 1]})"
        words = f"Sau {before} là {printed}: đánh số nhảy hoặc lặp."
        judged = Judged("doubtful", printed, f"({values[at] + 1})", words)
        yield claim("numbering", reading, (odd.start, odd.end), judged, (before,))


# --- numbering ------------------------------------------------------------------------------------


def _numbering(readings: Sequence[Reading], listing: Listing) -> Iterator[Claim]:
    passages = [readings[k].passage for k in listing.items]
    numbered = passages[0].marker in _NUMBERED or passages[0].marker == "roman"
    if not numbered or len(passages) < _LEAST_TELLING:
        return
    ranks = [_rank(p.marker, p.label) for p in passages]
    first_above = any(f.role == "enumerator" for f in readings[listing.intro].figures)
    if ranks[0] != 1 + (passages[0].marker == "paren" and first_above):
        return
    for k in range(1, len(ranks)):
        before, now = ranks[k - 1], ranks[k]
        if passages[k].marker == "roman" and now != before + 2:
            if now != before + 1:
                return
            continue
        if now in (before + 1, 1):
            if now == 1:
                return
            continue
        yield _gap(
            readings[listing.items[k]], _mark(passages[k - 1]), _mark(passages[k]), now - before
        )
        return


def _mark(passage: Passage) -> str:
    """The number of an item as it is printed: ``(12)``, else ``3``."""
    return f"({passage.label})" if passage.marker == "paren" else passage.label


def _rank(marker: str, label: str) -> int:
    if marker == "letter":
        return _LETTERS.find(label) + 1
    if marker == "roman":
        return _ROMAN.index(label) if label in _ROMAN else 0
    return int(label)


def _gap(reading: Reading, before: str, now: str, step: int) -> Claim:
    words = f"Mục “{now}” đứng sau mục “{before}”: đánh số nhảy hoặc lặp."
    verdict: Judged
    if 0 <= step <= 2:  # noqa: PLR2004 - one number left out, or one used twice
        verdict = Judged("doubtful", now, "", words)
    else:
        words += " Nếu số là mã của nhiệm vụ được giao thì không sai."
        verdict = Judged("unverifiable", now, "", words)
    return claim("numbering", reading, (0, reading.passage.body), verdict, (before,))
