"""The labelled corpus of texts to proofread, and how a run over it is scored.

The searches were tuned on ``tuning.toml`` and ``tuning_2.toml``. Each of the other files was
written and scored before anything was tuned on it; what its first run missed was mended
afterwards. First runs (fractions, totals, errors noticed, false alarms): held_out 57/67, 23/32,
16/18, 1; held_out_2 34/36, 16/17, 12/12, 2; held_out_3 32/35, 15/15, 6/6, 3; held_out_4 19/19,
4/10, 3/3, 0; held_out_5 75/82, 35/41, 20/21, 2 (tuning_2, of the same day, 73/76, 40/52, 20/20, 4);
held_out_6 39/43, 25/27, 11/11, 1; held_out_7 33/38, 24/27, 4/5, 0;
held_out_8 23/24, 12/12, 4/4, 0; held_out_9 117/142, 54/65, 22/23, 7; held_out_10 83/89, 29/32,
15/15, 3; held_out_11 54/65, 27/45, 15/17, 5; held_out_12 60/70, 30/49, 19/22, 10; held_out_13
37/39, 23/35, 14/15, 2; held_out_14 27/36, 14/36, 7/12, 6; held_out_15 31/34, 5/18, 3/4, 4;
held_out_16 31/39, 11/33, 3/7, 4; held_out_17 47/58, 9/15, 4/5, 1; held_out_18 28/40, 6/14, 1/4,
5. The last eight are mostly passages of real reports; the figures are those of the rules before
any of them. Seen first by rules mended after the sets before it: held_out_13 to 15 96/109, 49/89,
24/31 and 7 false alarms of 31, held_out_16 and 17 84/97, 28/48, 9/12 and 4 of 13, held_out_18
29/40, 6/14, 1/4 and none of 1; held_out_19 56/61, 12/14, 11/12 and 1 of 12; held_out_20 47/51,
34/43, 7/13 and 3 of 10; held_out_21 49/52, 30/38, 34/38 and 3 of 37; held_out_22 23/24, 10/15, 5/6
and none of 5; held_out_23 33/34, 39/48, 27/34 and 2 of 29; held_out_24 33/44, 40/68, 9/14 and 3
of 12; held_out_25 44/52, 28/53, 12/16 and 5 of 17; held_out_26 71/87, 42/58, 12/17 and 3 of 15;
held_out_27 85/88, 26/31, 10/12 and none of 10; held_out_28 66/72, 45/53, 10/12 and none of 10.
In the files from 29 on a die chose what claim is wrong and how, one in five. By the rules before
any of them: held_out_29 191/217, 66/98, 56/104 and 2 of 58; held_out_30 103/122, 53/71, 34/56 and
5 of 39; held_out_31 105/114, 25/28, 32/38 and 4 of 36; held_out_32 91/113, 48/75, 39/66 and 7 of
46; held_out_33 93/102, 46/57, 29/42 and 6 of 35; held_out_34 73/91, 63/91, 37/64 and 10 of 47;
held_out_35 121/148, 53/66, 32/55 and 12 of 44. Seen first by rules mended after the two before
it, held_out_31 to 35: 106/114, 26/28, 33/38 and 4 of 37; 91/113, 51/75, 41/66 and 8 of 49; 94/102,
46/57, 32/42 and 9 of 41; 75/91, 68/91, 39/64 and 10 of 49; 128/148, 54/66, 38/55 and 15 of 53.
By the rules before any of them: held_out_36 97/109, 56/66, 41/49 and 2 of 43; held_out_37 52/62,
74/98, 29/45 and none of 29; held_out_38 73/92, 70/92, 33/55 and 4 of 37; held_out_39 67/110, 56/83,
30/59 and 4 of 34; held_out_40 92/100, 50/68, 47/61 and 3 of 50; held_out_41 68/76, 39/54, 38/50 and
5 of 43; held_out_42 66/73, 36/45, 29/34 and 2 of 31. Seen first by rules mended after the five
before them, the last two: 68/76, 41/54, 38/50 and 5 of 43; 67/73, 37/45, 29/34 and 2 of 31. An
alarm at another figure of the same sentence is no hit here; with those, 46/50 and 32/34 errors.
Most alarms counted as false there meet errors whose label had been left out for that of another
claim spoilt by the same figure; they have been labelled since.
Parts that add up count as found where another total of theirs would have been asked about; so do
those behind "trong đó" that make up a total of three digits or more, which happens by chance in one
list of some hundred. Others are given as not to be verified.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from forms.claims.claim import Claim
from forms.proofreading import proofread

FOLDER = Path(__file__).parent / "data" / "proofread"
_THOUSANDS = re.compile(r"\s|\.(?=[0-9]{3})")
ALARMS = frozenset({"wrong", "truncated", "doubtful"})
GROUPS = {
    "ratio": "fractions",
    "remainder": "fractions",
    "breakdown": "totals",
    "sum": "totals",
    "product": "totals",
    "partition": "totals",
    "shares": "totals",
    "difference": "totals",
    "growth": "totals",
    "table": "tables",
}


class Label(NamedTuple):
    """What a reader of the text says about one of its claims."""

    kind: str
    verdict: str
    stated: str

    @property
    def group(self) -> str:
        return GROUPS.get(self.kind, "others")


class Sample(NamedTuple):
    """One text with its claims; ``traps`` are words that only look like one."""

    name: str
    text: str
    labels: tuple[Label, ...]
    traps: tuple[str, ...]


class Score(NamedTuple):
    """How a run did: labels and found by group, errors and found ones, alarms and false ones."""

    labels: Counter[str]
    found: Counter[str]
    errors: int
    noticed: int
    alarms: int
    false: tuple[str, ...]
    missed: tuple[str, ...]

    def recall(self, group: str) -> float:
        return self.found[group] / self.labels[group] if self.labels[group] else 1.0


def samples(name: str) -> list[Sample]:
    """Read one half of the corpus."""
    content = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [
        Sample(
            item["name"],
            item["text"],
            tuple(_label(*label.split(" ", 2)) for label in item["claims"]),
            tuple(item.get("traps", ())),
        )
        for item in content["texts"]
    ]


def _label(kind: str, verdict: str, stated: str) -> Label:
    """Take a label; "05" is printed as "5"."""
    return Label(kind, verdict, stated.lstrip("0") or "0" if stated.isdecimal() else stated)


def _typed(figure: str) -> str:
    """A figure without what sets its thousands apart: "1.234", "1 234", "1234"."""
    return _THOUSANDS.sub("", figure)


def _meets(label: Label, claim: Claim) -> bool:
    stated, meant = _typed(claim.stated), _typed(label.stated)
    same = stated.startswith(meant) or stated.endswith(meant)
    return same and label.group == GROUPS.get(claim.kind, "others")


def _agrees(label: Label, claim: Claim) -> bool:
    alarm = claim.verdict in ALARMS
    return alarm if label.verdict in ALARMS else claim.verdict == "right"


def score(half: Sequence[Sample]) -> Score:
    """Proofread every text of a half and compare with its labels."""
    labels: Counter[str] = Counter()
    found: Counter[str] = Counter()
    errors = noticed = alarms = 0
    false: list[str] = []
    missed: list[str] = []
    for sample in half:
        claims = proofread(sample.text)
        open_claims = list(claims)
        for label in sample.labels:
            labels[label.group] += 1
            errors += label.verdict in ALARMS
            hit = next((c for c in open_claims if _meets(label, c) and _agrees(label, c)), None)
            if hit is None:
                missed.append(f"{sample.name}: {' '.join(label)}")
                continue
            open_claims.remove(hit)
            found[label.group] += 1
            noticed += label.verdict in ALARMS
        alarms += sum(c.verdict in ALARMS for c in claims)
        false.extend(
            f"{sample.name}: {c.kind} {c.verdict} {c.stated} {c.explanation}"
            for c in open_claims
            if c.verdict in ALARMS
        )
    return Score(labels, found, errors, noticed, alarms, tuple(false), tuple(missed))
