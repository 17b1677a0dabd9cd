"""What has risen or fallen, by the words that name it: ``số người chết giảm 10 người``.

The figure that stands beside the same words, in the sentences or the paragraphs before, is the one
that has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from forms.claims.counted_units import word_set
from forms.claims.shares.named_bases import Named
from forms.claims.text_figures import Figure, Reading, same_unit

SAID: Final = re.compile(r"\b(?:tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn)\b")
_CLAUSE: Final = re.compile(r"[,;:.()0-9#]")
_NO_NAME: Final = word_set(
    "so với cùng kỳ năm trước ngoái tháng quý tuần số lượng đã là tổng và cũng đều này thì có được"
    " của trong trên toàn tỉnh thêm về làm hơn cả nước đó các tỷ tỉ lệ"
    " triệu nghìn ngàn đồng"
)
_LEAD: Final = 70
_WORDS: Final = 2


class Name(NamedTuple):
    """Words that name what has changed: those that tell it from others, and its last two."""

    telling: tuple[str, ...]
    phrase: str


def name_of(reading: Reading, told: Figure, step: Figure) -> Name:
    """Return the words that name what has changed: before the verb, else behind the step.

    ``told`` is the figure that the verb leads to: the step, or the share told before it.
    """
    lead = _CLAUSE.split(reading.canvas[max(told.start - _LEAD, 0) : told.start])[-1]
    subject = SAID.split(lead)[0].split() if SAID.search(lead) else []
    own = _telling(subject, step)
    if own:
        return Name(tuple(own[-_WORDS:]), " ".join(subject[-_WORDS:]))
    behind = reading.context(step)[1].split()
    after = _telling(behind, step)
    return Name(tuple(after[:_WORDS]), " ".join(behind[:_WORDS]) if after else "")


def _telling(words: Sequence[str], step: Figure) -> list[str]:
    """The words that tell one count from another of the same noun."""
    plain = (word for word in words if word.isalpha() and word not in step.unit[:1])
    return [word for word in plain if word not in _NO_NAME]


def is_named(item: Named, name: Name, step: Figure) -> bool:
    """Whether words beside a figure are those that name what has changed."""
    if not name.telling or same_unit(item.figure, step) is False:
        return False
    return set(name.telling) <= set(f"{item.before} {item.behind}".split())


def is_called(item: Named, name: Name) -> bool:
    """Whether a figure stands right beside its name: ``hộ nghèo 118 hộ``, ``24 vụ cháy``."""
    close = item.before.rstrip().endswith(f" {name.phrase}") or f" {name.phrase}" in item.behind
    return " " in name.phrase and close


def is_step(item: Named) -> bool:
    """Whether a figure tells by how much something has changed, and is nothing that changes."""
    return SAID.search(item.before) is not None


def with_words(reading: Reading, figures: Iterable[Figure]) -> list[Named]:
    """Return figures of any role with the words beside them."""
    return [Named(figure, *reading.context(figure)) for figure in figures]
