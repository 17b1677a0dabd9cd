"""Totals with their parts, told in one wording after another."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

TEXTS = Path(__file__).parent.parent / "data" / "proofread_totals.toml"


def told(outcome: str) -> Iterator[tuple[str, str]]:
    """Yield the figures and the texts of one outcome, of every wording."""
    content = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    for texts in content.values():
        for line in texts.get(outcome, ()):
            stated, _, text = line.partition(" | ")
            yield stated, text


def alarms(text: str) -> list[str]:
    return [claim.stated.split()[0] for claim in proofread(text) if claim.verdict in ALARMS]


@pytest.mark.parametrize(("stated", "text"), list(told("right")))
def test_a_total_that_its_parts_make_up_is_verified(stated: str, text: str) -> None:
    right = {claim.stated.split()[0] for claim in proofread(text) if claim.verdict == "right"}
    assert stated in right
    assert alarms(text) == []


@pytest.mark.parametrize(("stated", "text"), list(told("wrong")))
def test_a_total_that_its_parts_miss_is_the_only_alarm(stated: str, text: str) -> None:
    assert alarms(text) == [stated]


@pytest.mark.parametrize(("stated", "text"), list(told("silent")))
def test_what_tells_no_total_raises_no_alarm(stated: str, text: str) -> None:
    assert stated in text
    assert alarms(text) == []
