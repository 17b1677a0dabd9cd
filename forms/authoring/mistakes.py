"""Every mistake of a pack at once, each with its place and a hint how to write it right.

The checks of a pack stop at the first fault. Here that fault is noted, taken out of a copy of the
pack, and the checks run again; what would only follow from an earlier fault is not said.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from forms.authoring.form_checks import UNSEEN
from forms.authoring.pack_hints import head_of, hint_for, identifiers, near_ids, quoted_names
from forms.authoring.pack_places import TWICE, locate
from forms.authoring.pack_schema import (
    TAG,
    Steps,
    Tree,
    found_at,
    record_for,
    records_in,
    required_keys,
    type_at,
)
from forms.authoring.pack_stand_ins import stand_in, stand_in_record
from forms.checking.compiler import FormProblem
from forms.engine import Engine
from forms.pack import compiled, read_tree

MOST: Final = 50
"""Mistakes that are told at once."""
_ROUNDS: Final = 300
_WORK: Final = 12_000_000
"""Rounds times the square of records: a huge pack is told fewer of its mistakes."""
_DEEPEST: Final = 32
_UNPLACED: Final = "chỉ tiêu không nằm trong mục nào"
_LACKS: Final = "thiếu khóa"
_COMPILED: Final = re.compile(r"[a-z]+\.")
"""How the paths of faults begin that are found when names are looked up."""
_INSIDE: Final = 2
"""Steps to a record of a list."""


class Mistake(NamedTuple):
    """One thing to put right: where in the pack, what is wrong, how to write it.

    ``steps`` lead to the place in the author's own data, ``path`` is the same in words.
    """

    steps: Steps
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Give the sentence without its place."""
        return f"{self.message}. {self.hint}" if self.hint else f"{self.message}."


class Examined(NamedTuple):
    """What a pack is: its engine when nothing is wrong, else its mistakes; never both."""

    engine: Engine | None
    mistakes: tuple[Mistake, ...]


def examine(tree: Tree) -> Examined:
    """Check everything a pack says; ``tree`` is left as it is.

    Tells at most :data:`MOST`, of a huge pack only as many as are found in about a second.
    """
    if _too_deep(tree):
        return Examined(None, (Mistake((), "$", "tệp biểu mẫu lồng quá sâu"),))
    return _Examination(tree).run()


def _too_deep(tree: object) -> bool:
    level: list[object] = [tree]
    for _ in range(_DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
    return bool(level)


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


class _Examination:
    """A pack whose faults are taken out one by one."""

    def __init__(self, tree: Tree) -> None:
        self.given = tree
        self.tree = copy.deepcopy(tree)
        # Records keep their identity while lists around them shrink.
        self.home = {id(record): steps for steps, record in records_in(self.tree)}
        self.spoiled: set[str] = set()
        self.emptied: set[Steps] = set()
        self.respelt: dict[Steps, set[str]] = {}
        self.nameless = False
        self.found: list[Mistake] = []

    def run(self) -> Examined:
        rounds = min(_ROUNDS, 1 + _WORK // max(len(self.home), 1) ** 2)
        for _ in range(rounds):
            problem = self._problem()
            if isinstance(problem, Engine):
                return Examined(None if self.found else problem, tuple(self.found))
            path, message = problem.args[0], problem.args[1].rstrip(".")
            steps = locate(self.tree, path, message)
            if not self._follows(steps, path, message):
                self._note(steps, path, message)
            if len(self.found) >= MOST or not self._take_out(steps, message):
                break
        return Examined(None, tuple(self.found))

    def _problem(self) -> FormProblem | Engine:
        try:
            return compiled(read_tree(self.tree))
        except FormProblem as problem:
            return problem

    def _note(self, steps: Steps, path: str, message: str) -> None:
        home = self._home(steps)
        hint = hint_for(self.given, home, message)
        self.found.append(Mistake(home, path, message, hint))

    def _home(self, steps: Steps) -> Steps:
        """Return where the author wrote what stands at ``steps`` now."""
        for length in range(len(steps), -1, -1):
            record = found_at(self.tree, steps[:length])
            if isinstance(record, dict) and id(record) in self.home:
                return (*self.home[id(record)], *steps[length:])
        return steps

    def _follows(self, steps: Steps, path: str, message: str) -> bool:
        """Return whether a fault is there only because of one that was told before."""
        home = self._home(steps)
        named = {name for quote in quoted_names(message) for name in identifiers(quote)}
        if home in self.emptied or named & (self.spoiled | self.respelt.get(home, set())):
            return True
        unknown = "không có" in message
        if unknown and self.nameless and not any(self._near(quote) for quote in named):
            return True
        if unknown or not _COMPILED.match(path):
            return False
        if "loại “" in message and (*home[:2], TAG) in self.emptied:
            return True
        record = self._record(steps)
        texts = () if record is None or len(steps) < _INSIDE else _texts(record)
        return bool({name for text in texts for name in identifiers(text)} & self.spoiled)

    def _near(self, name: str) -> list[str]:
        return near_ids(name, self.tree)

    def _record(self, steps: Steps) -> Tree | None:
        for length in range(len(steps), 0, -1):
            value = found_at(self.tree, steps[:length])
            if isinstance(value, dict):
                return value
        return None

    # -- taking out -----------------------------------------------------------------------------

    def _take_out(self, steps: Steps, message: str) -> bool:
        """Remove a fault from the copy; return whether anything could be done."""
        if not steps:
            return False
        if message == _UNPLACED:
            return self._place(steps)
        value = found_at(self.tree, steps)
        if isinstance(value, str) and (cleaned := _cleaned(value)) != value:
            return self._put(steps, cleaned)
        if self._respell(steps, message):
            return True
        if isinstance(value, list) and self._without_named(value, message):
            return True
        holder = found_at(self.tree, steps[:-1])
        if TWICE in message and isinstance(holder, list):
            holder.pop(int(steps[-1]))
            return True
        if isinstance(steps[-1], str):
            return self._settle_key(steps, message)
        return self._drop(steps)

    def _respell(self, steps: Steps, message: str) -> bool:
        """Write the nearest known id for one that is not known, so that the rest can be read."""
        for wrong in quoted_names(message) if "không có" in message else ():
            near = self._near(wrong)
            head = head_of(wrong)
            again = self.respelt.get(self._home(steps), set())
            if not near or near[0] in again:
                continue
            old = found_at(self.tree, steps)
            new = _replaced(old, re.compile(rf"(?<!\w){re.escape(head)}(?!\w)"), near[0])
            if new != old and not isinstance(old, dict):
                self.respelt.setdefault(self._home(steps), set()).add(near[0])
                return self._put(steps, new)
        return False

    def _place(self, steps: Steps) -> bool:
        field, sections = found_at(self.tree, steps), self.tree.get("sections")
        if not isinstance(field, dict) or not isinstance(sections, list) or not sections:
            return False
        sections[0].setdefault("fields", []).append(field["id"])
        return True

    def _put(self, steps: Steps, value: object) -> bool:
        holder = found_at(self.tree, steps[:-1])
        if isinstance(holder, dict | list):
            holder[steps[-1]] = value  # type: ignore[index]  # a step fits what it leads from
        return True

    @staticmethod
    def _without_named(values: list[object], message: str) -> bool:
        """Take the items out that a message names, while others are left."""
        names = set(quoted_names(message))
        keep = [value for value in values if not (isinstance(value, str) and value in names)]
        twice = [value for value in dict.fromkeys(map(str, values)) if value in names]
        if len(keep) == len(values):
            return False
        values[:] = [*keep, *twice] if len(keep) + len(twice) < len(values) else keep
        return True

    def _settle_key(self, steps: Steps, message: str) -> bool:
        """Let a key have its default, or a stand-in where it must be there."""
        record, key = found_at(self.tree, steps[:-1]), str(steps[-1])
        kind = type_at(self.tree, steps[:-1])
        shape = None if kind is None else record_for(kind, record)
        if not isinstance(record, dict) or shape is None:
            return self._drop(steps[:-1])
        self.nameless = self.nameless or key == "id"
        again = self._home(steps) in self.emptied
        self.emptied.add(self._home(steps))
        if again or (key == "id" and _LACKS not in message):
            return self._drop(steps[:-1])
        if key in required_keys(shape):
            record[key] = stand_in(shape, key, len(self.emptied))
            self._spoil(record)
        elif key in record:
            del record[key]
        else:
            return self._drop(steps[:-1])
        return True

    def _drop(self, steps: Steps) -> bool:
        """Take a whole record out; a field leaves a plain one of its id behind."""
        value = found_at(self.tree, steps)
        holder = found_at(self.tree, steps[:-1]) if steps else None
        if isinstance(value, dict):
            self._spoil(value)
        blank = stand_in_record(steps, value)
        if blank is not None and isinstance(value, dict) and value != blank:
            value.clear()
            value.update(blank)
            return True
        if isinstance(holder, list) and holder:
            holder.remove(value)
            return True
        return self._drop(steps[:-1]) if len(steps) > 1 else False

    def _spoil(self, record: Tree) -> None:
        name = record.get("id", record.get("code"))
        others = (other for _, other in records_in(self.tree) if other is not record)
        if isinstance(name, str) and all(name != other.get("id") for other in others):
            self.spoiled.add(name)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for inner in _inside(value):
            yield from _texts(inner)


def _replaced(value: object, wrong: re.Pattern[str], right: str) -> object:
    if isinstance(value, str):
        return wrong.sub(right, value)
    if isinstance(value, list):
        return [_replaced(item, wrong, right) for item in value]
    return value


def _cleaned(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))
