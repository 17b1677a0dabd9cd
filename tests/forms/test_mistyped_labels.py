"""One digit changed in the figure of any labelled claim is noticed, whether it was found or not.

:mod:`tests.forms.test_changed_digits` tries what the program itself calls right. This one starts
from what a reader of the texts has labelled, so that a claim that is passed over counts as well.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from tests.forms.test_changed_digits import told
from tests.proofread_corpus import FOLDER, Label, Sample, samples

_KINDS = {"ratio", "breakdown", "growth", "remainder", "difference", "sum", "product"}
_EVERY = 3
"""One label of so many is tried: enough for the rate, and a third of the time."""


def _mistyped(sample: Sample, label: Label, chance: random.Random) -> str | None:
    """Return the text with another digit in a figure that it prints once."""
    figure = re.compile(rf"(?<![\d.,/])0?{re.escape(label.stated)}(?!\d|[.,]\d)")
    places = list(figure.finditer(sample.text))
    if len(places) != 1:
        return None
    shown, start = places[0].group(), places[0].start()
    digits = [at for at, letter in enumerate(shown) if letter.isdecimal()]
    while True:
        at, digit = chance.choice(digits), chance.choice("0123456789")
        # The last digit of a percentage may be one off by its rounding.
        least = 2 if "%" in shown and at == digits[-1] else 1
        if abs(int(digit) - int(shown[at])) >= least and (at or digit != "0"):
            return sample.text[: start + at] + digit + sample.text[start + at + 1 :]


def _mutants(found: Sequence[Sample]) -> Iterator[tuple[Sample, Label, str]]:
    chance = random.Random(7)  # noqa: S311 - the same figures every time
    labelled = [(sample, label) for sample in found for label in sample.labels]
    for sample, label in labelled[::_EVERY]:
        if label.kind in _KINDS and label.verdict == "right":
            text = _mistyped(sample, label, chance)
            if text is not None:
                yield sample, label, text


def test_a_mistyped_figure_of_a_labelled_claim_is_noticed() -> None:
    found = [sample for file in sorted(FOLDER.glob("*.toml")) for sample in samples(file.stem)]
    before = {sample.name: told(sample.text) for sample in found}
    tried, missed = 0, []
    for sample, label, text in _mutants(found):
        tried += 1
        if told(text) == before[sample.name]:
            missed.append(f"{sample.name}: {' '.join(label)}")
    assert tried > 500
    assert 100 * len(missed) <= 10 * tried, "\n".join([f"{len(missed)} of {tried}", *missed])
