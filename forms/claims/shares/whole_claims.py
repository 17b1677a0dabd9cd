"""Fractions of one base, and percentages of one whole, that have to make it up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    Judged,
    adds_up,
    claim,
    close,
    judge_parts,
    one_slip_apart,
    shown,
)
from forms.claims.shares.share_grammar import Pair, pairs
from forms.claims.text_figures import Figure, Reading
from forms.claims.totals.open_lists import named_across
from forms.claims.totals.part_names import covers, exclusive, states
from forms.numbers import format_number
from forms.verdicts import WHOLE, is_closed

_SHARED_OUT: Final = re.compile(r"cơ cấu|tỷ trọng|tỉ trọng")
_RISE: Final = re.compile(r"\b(?:tăng|giảm)(?: thêm)? $")
_DIVIDED: Final = re.compile(
    r"[^;:]{0,120}(?:trong (?:đó|số đó|số này)|gồm(?: có)?|chia ra|cụ thể)[^;:]{0,40}:?[^;:]{0,40}"
)
_REST: Final = re.compile(r"(?:còn lại|(?P<kind>[^\W\d_]++ [^\W\d_]++) khác)\b[^,;]{0,40}$")
_CHANGED: Final = re.compile(r"\b(?:tăng|giảm|so với|kế hoạch|chỉ tiêu|dự toán|trên tổng|vượt)\b")
_MOST_PARTS: Final = 60
_FAR: Final = 200
_AROUND: Final = 44
_OFF_SHARES: Final = 5
_MOST_OFF: Final = 60
_HALF: Final = 2


def fraction_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims about several fractions, each with the offset of the figure it is about."""
    fractions = sum(figure.base is not None for figure in reading.figures)
    if fractions < 2 and ")/" not in reading.canvas:  # noqa: PLR2004
        return
    found = [pair for pair in pairs(reading) if pair.slash and not pair.n.loose]
    if len(found) > 1:
        yield from _divided_fractions(reading, found)
        yield from _partitions(reading, found)


def _partitions(reading: Reading, found: Sequence[Pair]) -> Iterator[tuple[Claim, int]]:
    """``07/36 nhiệm vụ …; 16/36 nhiệm vụ …; 13/36 nhiệm vụ …``: one base, all of it."""
    for _, group in groupby(found, key=lambda pair: pair.d.unit[:1]):
        run = list(group)
        if len(run) > _MOST_PARTS:
            continue
        bases = Counter(pair.d.value for pair in run)
        base, times = bases.most_common(1)[0]
        if len(bases) > 1 and (len(bases) > 2 or times != len(run) - 1 or times < 2):  # noqa: PLR2004
            continue
        whole = next(pair.d for pair in run if pair.d.value == base)
        item = _partition(reading, [pair.n for pair in run], whole, odd=len(bases) > 1)
        if item is not None:
            yield item, run[0].n.start


def _partition(reading: Reading, run: Sequence[Figure], base: Figure, *, odd: bool) -> Claim | None:
    if len(run) < 2 or len(run) > _MOST_PARTS or base.value <= 1:  # noqa: PLR2004
        return None
    judged = judge_parts(base, run)
    contexts = [" ".join(reading.context(figure)) for figure in run]
    if odd:
        if judged.verdict != "right":
            return None
        words = f"Các phần cộng lại đủ {shown(base)} nhưng có một mẫu số khác."
        judged = Judged("wrong", shown(base), shown(base), words)
    elif not exclusive(contexts):
        told = len(run) > 2 and states(contexts)  # noqa: PLR2004 - two may overlap
        if judged.verdict == "wrong" and not (told and one_slip_apart(base, run, digits=1)):
            return None
        if judged.verdict == "wrong":
            judged = judged._replace(verdict="doubtful")
        elif not told:
            judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
    elif judged.verdict == "wrong" and not _is_meant(base, run, contexts):
        return None
    span = run[0].start, run[-1].end
    return claim("partition", reading, span, judged, [shown(figure) for figure in run])


def _is_meant(base: Figure, run: Sequence[Figure], contexts: Sequence[str]) -> bool:
    """Whether fractions that exclude each other leave no room for others of their base."""
    near = one_slip_apart(base, run, digits=1) or close(base, run, of=_HALF)
    more = sum(figure.value for figure in run) > base.value
    return near and (more or covers(contexts) or any("còn" in words for words in contexts[1:]))


def share_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``nông nghiệp 32,1%; công nghiệp 28,4%; dịch vụ 39,5%``: 100 in all."""
    shares = [f for f in reading.figures if f.role == "percent" and not f.loose]
    if len(shares) < 2:  # noqa: PLR2004 - one share is no row of them
        return
    shares = [f for f in shares if not _RISE.search(reading.context(f)[0])]
    runs: dict[tuple[int, int], list[Figure]] = {}
    for share in shares:  # brackets give other shares: "32,1% (năm trước 33,0%)"
        runs.setdefault((share.sentence, share.depth), []).append(share)
    for together in runs.values():
        found = _hundred(reading, together) if len(together) > 1 else None
        if found is not None:
            yield found, together[0].start


def _hundred(reading: Reading, run: Sequence[Figure]) -> Claim | None:
    shares = [figure.value for figure in run]
    total = sum(shares, Decimal(0))
    off = abs(total - WHOLE)
    slip = off <= _MOST_OFF and len(off.normalize().as_tuple().digits) == 1
    if (off > _OFF_SHARES and not slip) or any(share >= WHOLE for share in shares):
        return None
    lead = reading.canvas[max(run[0].start - _FAR, 0) : run[0].start]
    contexts = [" ".join(reading.context(figure)) for figure in run]
    shared_out = len(run) > _HALF and (_SHARED_OUT.search(lead) or _ends_with_rest(reading, run))
    if not (exclusive(contexts) or shared_out):
        return None
    span = run[0].start, run[-1].end
    stated = f"{format_number(total)}%"
    ends = [max(run[0].start - _AROUND, 0), *(share.end for share in run)]
    names = [reading.words(at, share.start) for at, share in zip(ends, run, strict=False)]
    if not is_closed(shares) and (named_across(names) or not (slip or _tells_all(run, contexts))):
        return None
    words = "" if is_closed(shares) else f"Các tỷ lệ cộng lại là {stated}, không phải 100%."
    verdict = Judged("wrong" if words else "right", stated, "100%", words)
    return claim("shares", reading, span, verdict, [shown(figure) for figure in run])


def _ends_with_rest(reading: Reading, run: Sequence[Figure]) -> bool:
    """Whether the last share is that of all others: ``còn lại là các dân tộc khác chiếm 1,29%``.

    All are told alike, and none of them is approximate.
    """
    gaps = [reading.between(one, other) for one, other in pairwise(run)]
    first, last = reading.first_after(run[0].start), reading.first_after(run[-1].start)
    alone = last - first == len(run) - 1
    told = all(_CHANGED.search(gap) is None for gap in gaps)
    rest = _REST.search(gaps[-1])
    if not alone or not told or rest is None:
        return False
    kind = rest["kind"]  # "nhà ở khác" is no other dân tộc
    return not kind or any(f" {kind} " in f" {gap} " for gap in gaps[:-1])


def _tells_all(run: Sequence[Figure], contexts: Sequence[str]) -> bool:
    """Whether shares leave no room for others: ``67,3% 3 sao, 31,2% 4 sao`` leave five stars."""
    return len(run) > _HALF or covers(contexts)


def _divided_fractions(reading: Reading, found: Sequence[Pair]) -> Iterator[tuple[Claim, int]]:
    """``402/418 trường, trong đó: 138/146 trường mầm non, 264/272 trường tiểu học``.

    Where numerators add up and denominators do not, or the other way, one of them is wrong.
    """
    for k, whole in enumerate(found[:-1]):
        if not _DIVIDED.fullmatch(reading.between(whole.d, found[k + 1].n).replace("%", "")):
            continue
        sentence = found[k + 1].n.sentence
        parts = [p for p in found[k + 1 : k + _MOST_PARTS] if p.n.sentence == sentence]
        if len(parts) < 2 or sentence - whole.d.sentence > 1:  # noqa: PLR2004
            continue
        tops, bases = [p.n for p in parts], [p.d for p in parts]
        agree = adds_up(whole.n, tops), adds_up(whole.d, bases)
        if any(agree):
            wrong = whole.n if agree[1] else whole.d
            total, some = (wrong, tops if agree[1] else bases)
            span = whole.n.start, parts[-1].d.end
            judged = judge_parts(total, some)
            yield claim("breakdown", reading, span, judged, map(shown, some)), whole.n.start
