"""From the path of a refusal to the very place in the author's data.

A refusal's path names records by id or by position and may stop at a list; what its sentence
quotes leads further: to the record of that id, to the key that holds the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forms.authoring.pack_hints import identifiers, quoted_names
from forms.authoring.pack_schema import Steps, Tree, found_at, records_in, stepped, type_at

_TOKEN: Final = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_KEY_FAULT: Final = re.compile(r"(?:không có|thiếu) khóa “(.*)”")
TWICE: Final = "dùng hai lần"
_NESTED: Final = {"sections": "sections", "grids": "rows"}
"""Lists whose records a path names although they lie deeper."""


def locate(tree: Tree, path: str, message: str) -> Steps:
    """Return the steps to what a refusal is about, as far as it can be told."""
    steps = _walked(tree, path)
    fault = _KEY_FAULT.fullmatch(message)
    if fault is not None:
        return (*steps, fault[1])
    if TWICE in message:
        return _second(tree, steps, message) or steps
    value = found_at(tree, steps)
    if value is None:
        return steps
    if isinstance(value, list) and not _is_texts(value):
        return _named_record(value, steps, message) or steps
    if isinstance(value, dict):
        return _named_key(value, steps, message)
    return steps


def _is_texts(value: list[object]) -> bool:
    return bool(value) and all(isinstance(item, str) for item in value)


def _walked(tree: Tree, path: str) -> Steps:
    steps: Steps = ()
    path = path.removeprefix("$").lstrip(".")
    for token in _TOKEN.finditer(path):
        value, rest = found_at(tree, steps), path[token.start() :]
        if isinstance(value, dict) and rest in value:
            # Old names of cells have a dot of their own.
            return (*steps, rest)
        number, word = token.groups(default="")
        inner = _step(value, steps, number, word)
        if not inner and word and type_at(tree, (*steps, word)) is not None:
            inner = (word,)
        if not inner:
            break
        steps = (*steps, *inner)
    return steps


def _step(value: object, steps: Steps, number: str, word: str) -> Steps:
    if number:
        return (int(number),) if isinstance(value, list) else ()
    if isinstance(value, dict):
        if word in value:
            return (word,)
        rows = _NESTED.get(str(steps[0])) if steps else None
        inner = _by_id(value.get(rows), word) if rows == "rows" else ()
        return ("rows", *inner) if inner else ()
    return _by_id(value, word)


def _by_id(value: object, word: str) -> Steps:
    """Return the steps to the last record of an id, in a list or in the sections inside it."""
    if not isinstance(value, list):
        return ()
    for index in range(len(value) - 1, -1, -1):
        record = value[index]
        if not isinstance(record, dict):
            continue
        if word in (record.get("id"), record.get("code")):
            return (index,)
        inner = _by_id(record.get("sections"), word)
        if inner:
            return (index, "sections", *inner)
    return ()


def _second(tree: Tree, steps: Steps, message: str) -> Steps:
    """Return where a name stands for the second time."""
    names = quoted_names(message)
    name = names[-1] if names else ""
    if "hai chỗ" in message:
        holders = [
            (*at, "fields")
            for at, record in records_in(tree.get("sections"), ("sections",))
            for item in _listed(record)
            if item == name
        ]
        return holders[-1] if holders else ()
    inside = found_at(tree, steps)
    places = [(*steps, *at) for at, record in _named(inside, name)]
    if not places and steps == ("fields",):
        places = [("grids", *at) for at, _ in _named(tree.get("grids"), name)]
    return places[-1] if places else ()


def _listed(record: Tree) -> list[object]:
    fields = record.get("fields")
    return fields if isinstance(fields, list) else []


def _named(value: object, name: str) -> Iterator[tuple[Steps, Tree]]:
    for at, record in records_in(value):
        if at and name in (record.get("id"), record.get("code")):
            yield at, record


def _named_record(value: list[object], steps: Steps, message: str) -> Steps:
    for name in quoted_names(message):
        inner = _by_id(value, name)
        if inner:
            return (*steps, *inner)
    return ()


def _named_key(record: Tree, steps: Steps, message: str) -> Steps:
    """Return the key of a record whose value holds what the sentence quotes."""
    for name in quoted_names(message):
        wanted = name.partition("[")[0].partition(".")[0].strip("{}")
        for key in record:
            if key != "id" and wanted and wanted in set(_spoken(stepped(record, key))):
                return (*steps, *_deeper(record, key, message))
    return steps


def _deeper(record: Tree, key: str, message: str) -> Steps:
    value = record[key]
    if isinstance(value, list) and not _is_texts(value):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                inner = _named_key(item, (), message)
                if inner or item.get("id") in quoted_names(message):
                    return (key, index, *inner)
    return (key,)


def _spoken(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from identifiers(value)
    elif isinstance(value, list):
        for item in value:
            yield from _spoken(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _spoken(item)
