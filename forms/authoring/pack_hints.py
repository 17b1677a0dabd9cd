"""How to write right what a pack says wrong: near words first, then what may stand there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from forms.authoring.pack_guide import entry
from forms.authoring.pack_schema import (
    TAG,
    Steps,
    Tree,
    choices_of,
    found_at,
    key_types,
    record_for,
    records_in,
    tags_of,
    type_at,
)
from forms.entry import STATES

_QUOTED: Final = re.compile(r"“([^”]*)”")
_WORD: Final = re.compile(r"[^\W\d]\w*")
_NEAR: Final = 2
"""Suggestions at most."""
_ALIKE: Final = 3 / 4
"""How much alike two ids must be for one to be suggested; words of a closed list need less."""
_LIKE: Final = "không có"
_MANY: Final = 12
"""Words of a closed list that are all named."""


def quoted_names(message: str) -> list[str]:
    """Return what a sentence quotes, in its order."""
    return _QUOTED.findall(message)


def identifiers(text: str) -> list[str]:
    """Return the words of a text that may be ids."""
    return _WORD.findall(text)


def hint_for(tree: Tree, steps: Steps, message: str) -> str:
    """Return the sentence that helps to put a mistake right; empty where there is none to give."""
    allowed = _allowed(tree, steps)
    wrong = found_at(tree, steps)
    if allowed and isinstance(wrong, str) and wrong not in allowed:
        return _near(wrong, allowed) or f"Viết một trong: {', '.join(allowed[:_MANY])}"
    if "không có khóa" in message:
        keys = _keys(tree, steps[:-1])
        return _near(str(steps[-1]), keys) or f"Dùng được: {', '.join(keys)}"
    if _LIKE in message:
        for name in quoted_names(message):
            near = near_ids(name, tree)
            if near:
                return _asked(near)
    return _written(tree, steps)


def _allowed(tree: Tree, steps: Steps) -> tuple[str, ...]:
    """Return the closed list of words at a place, kinds of records included."""
    kind = type_at(tree, steps)
    if kind is not None:
        return choices_of(kind)
    around = type_at(tree, steps[:-1])
    return tags_of(around) if around is not None and steps[-1:] == (TAG,) else ()


def _keys(tree: Tree, steps: Steps) -> list[str]:
    around = type_at(tree, steps)
    record = None if around is None else record_for(around, found_at(tree, steps))
    return [] if record is None else list(key_types(record))


def _near(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(known), _NEAR)
    return _asked(found)


def _asked(found: list[str]) -> str:
    return f"Có phải ý bạn là {' hoặc '.join(f'“{one}”' for one in found)}?" if found else ""


def head_of(name: str) -> str:
    """Return the id that a quoted name begins with: ``dvc12`` of ``{{dvc12.n}}``."""
    return name.strip("{}").partition("[")[0].partition(".")[0]


def near_ids(name: str, tree: Tree) -> list[str]:
    """Return the ids of a pack that a wrong one may have been meant as, the likeliest first."""
    ids = [
        str(record["id"])
        for steps, record in records_in(tree)
        if "id" in record and (steps[:1] == ("fields",) or steps[:-1] == ("grids",))
    ]
    known = list(dict.fromkeys((*ids, *STATES)))
    head = head_of(name)
    return [] if head in known else difflib.get_close_matches(head, known, _NEAR, _ALIKE)


def _written(tree: Tree, steps: Steps) -> str:
    around = type_at(tree, steps[:-1]) if steps else None
    record = None if around is None else record_for(around, found_at(tree, steps[:-1]))
    if record is None or not isinstance(steps[-1], str):
        return ""
    words = entry(record.cls.__name__, steps[-1]).help
    return f"Cách viết: {words.rstrip('.')}" if words else ""
