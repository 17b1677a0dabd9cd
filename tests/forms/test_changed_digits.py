"""One digit changed in any figure of a claim that was called right is noticed.

The relations are computed here from the printed figures, apart from the program's own: a change
counts where the claim fails by more than the precision in which its figures are printed.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import pytest

from forms.claims.claim import Claim
from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS, FOLDER, samples

_FIGURE: Final = re.compile(r"[0-9][0-9.,]*")
_POWERS: Final = {"nghìn tỷ": 12, "tỷ": 9, "triệu": 6, "nghìn": 3}
_EVERY: Final = 3
"""One claim of so many is tried: enough for the rate, and a third of the time."""


class Printed(NamedTuple):
    """A figure and the worth of one in its last digit; nothing where it is a plain count."""

    value: Decimal
    step: Decimal


class Mutant(NamedTuple):
    """A text with one digit changed, and the words that it was changed in."""

    text: str
    words: str


def printed(words: str) -> Printed:
    """Read ``1,245 tỷ đồng`` as 1.245.000.000, to the nearest million."""
    figure = _core(words)
    power = next((p for name, p in _POWERS.items() if f" {name}" in words), 0)
    decimals = len(figure.partition(",")[2])
    value = Decimal(figure.replace(".", "").replace(",", ".")).scaleb(power)
    counted = not power and not decimals and "%" not in words
    return Printed(value, Decimal(0) if counted else Decimal(1).scaleb(power - decimals))


def _core(words: str) -> str:
    found = _FIGURE.search(words)
    assert found is not None
    return found[0].rstrip(".,")


def _not_a_total(stated: Printed, parts: Sequence[Printed]) -> bool:
    return _apart(stated.value - sum(part.value for part in parts), [stated, *parts])


def _not_a_rest(stated: Printed, terms: Sequence[Printed]) -> bool:
    whole, *parts = terms
    rest = whole.value - sum(part.value for part in parts)
    return _apart(stated.value - rest, [stated, *terms])


def _apart(gap: Decimal, figures: Sequence[Printed]) -> bool:
    return 2 * gap.copy_abs() > sum(figure.step for figure in figures)


def _not_a_share(stated: Printed, terms: Sequence[Printed]) -> bool:
    part, base = terms
    if base.value <= base.step:
        return True
    least = 100 * (part.value - part.step / 2) / (base.value + base.step / 2)
    most = 100 * (part.value + part.step / 2) / (base.value - base.step / 2)
    return not least - stated.step <= stated.value <= most + stated.step


FAILS: Final[Mapping[str, Callable[[Printed, Sequence[Printed]], bool]]] = {
    "breakdown": _not_a_total,
    "sum": _not_a_total,
    "partition": _not_a_total,
    "remainder": _not_a_rest,
    "ratio": _not_a_share,
}


def mutants(text: str, chance: random.Random) -> Iterator[Mutant]:
    """Yield the text with one digit of one figure changed, for the figures of its claims."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for claim in proofread(text):
        shown = (claim.stated, *claim.operands)
        if claim.verdict != "right" or claim.kind not in FAILS or chance.randrange(_EVERY):
            continue
        if claim.kind == "ratio" and len(claim.operands) != 2:
            continue
        span = starts[claim.line - 1] + claim.column, starts[claim.end_line - 1] + claim.end_column
        if not _fails(claim, shown):
            yield from _of_claim(text, claim, span, chance)


def _fails(claim: Claim, shown: Sequence[str]) -> bool:
    stated, *terms = map(printed, shown)
    return FAILS[claim.kind](stated, terms)


def _of_claim(
    text: str, claim: Claim, span: tuple[int, int], chance: random.Random
) -> Iterator[Mutant]:
    shown = (claim.stated, *claim.operands)
    for k, words in enumerate(shown):
        core = _core(words)
        pattern = re.compile(rf"(?<![\d.,])0?{re.escape(core)}(?!\d|[.,]\d)")
        places = list(pattern.finditer(text, *span))
        new = _with_another_digit(core, chance)
        changed = (*shown[:k], words.replace(core, new, 1), *shown[k + 1 :])
        if len(places) == 1 and _fails(claim, changed):
            end = places[0].end()
            yield Mutant(f"{text[: end - len(core)]}{new}{text[end:]}", f"{shown}: {core} -> {new}")


def _with_another_digit(figure: str, chance: random.Random) -> str:
    at = chance.choice([i for i, letter in enumerate(figure) if letter.isdecimal()])
    digit = chance.choice([c for c in "123456789" if c != figure[at]])
    return figure[:at] + digit + figure[at + 1 :]


def told(text: str) -> list[tuple[str, int, str, str]]:
    """Return what a reader is told of, as far as it tells one alarm from another."""
    found = [claim for claim in proofread(text) if claim.verdict in ALARMS]
    return [(claim.kind, claim.line, claim.stated, claim.expected) for claim in found]


def test_a_changed_digit_is_noticed() -> None:
    chance = random.Random(11)  # noqa: S311 - the same figures every time
    texts = [s.text for file in sorted(FOLDER.glob("*.toml")) for s in samples(file.stem)]
    tried, missed = 0, []
    for text in texts:
        before = told(text)
        for mutant in mutants(text, chance):
            tried += 1
            if told(mutant.text) == before:
                missed.append(mutant.words)
    assert tried > 1_000
    assert 100 * len(missed) <= 3 * tried, "\n".join([f"{len(missed)} of {tried}", *missed])


@pytest.mark.parametrize(
    ("kind", "stated", "terms", "fails"),
    [
        ("ratio", "97%", ("97", "100"), False),
        ("ratio", "97%", ("87", "100"), True),
        ("breakdown", "1,2 tỷ đồng", ("0,7 tỷ đồng", "0,6 tỷ đồng"), False),
        ("breakdown", "1,2 tỷ đồng", ("0,7 tỷ đồng", "0,7 tỷ đồng"), True),
        ("breakdown", "120", ("70", "51"), True),
        ("remainder", "15", ("100", "60", "25"), False),
        ("remainder", "16", ("100", "60", "25"), True),
    ],
)
def test_a_relation_fails_beyond_the_precision_of_its_figures(
    kind: str, stated: str, terms: Sequence[str], *, fails: bool
) -> None:
    assert FAILS[kind](printed(stated), [printed(term) for term in terms]) is fails
