"""The shape of a pack as data: which keys a record takes, of which type, at any path of a tree.

A tree is a pack before it is believed: dicts, lists, texts and numbers as TOML, JSON or a workbook
give them. Steps lead to a value in it: keys and list positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, cast

import msgspec
import msgspec.inspect as reflection

from forms.model import Form

Step = str | int
Steps = tuple[Step, ...]
Tree = dict[str, object]
TAG: Final = "kind"
"""The key that names the kind of a relation or a block."""


@cache
def form_type() -> reflection.StructType:
    """Return the type of a whole form."""
    return cast("reflection.StructType", reflection.type_info(Form))


def key_types(record: reflection.StructType) -> dict[str, reflection.Type]:
    """Return the keys of a record with their types, in order; its tag is not among them."""
    return {field.encode_name: field.type for field in record.fields}


def required_keys(record: reflection.StructType) -> frozenset[str]:
    """Return the keys that a record cannot be without."""
    return frozenset(field.encode_name for field in record.fields if field.required)


def records_of(kind: reflection.Type) -> tuple[reflection.StructType, ...]:
    """Return the record types that stand in a value of this type, in lists as well."""
    if isinstance(kind, reflection.StructType):
        return (kind,)
    if isinstance(kind, reflection.UnionType):
        return tuple(record for one in kind.types for record in records_of(one))
    if isinstance(kind, reflection.VarTupleType):
        return records_of(kind.item_type)
    return ()


def record_for(kind: reflection.Type, value: object) -> reflection.StructType | None:
    """Return which record type ``value`` is meant as: the one its tag names, or the only one."""
    records = records_of(kind)
    tag = value.get(TAG) if isinstance(value, Mapping) else None
    tagged = [record for record in records if record.tag is not None]
    if not tagged:
        return records[0] if len(records) == 1 else None
    return next((record for record in tagged if record.tag == tag), None)


def tags_of(kind: reflection.Type) -> tuple[str, ...]:
    """Return the kinds that a list of tagged records takes; empty for plain records."""
    return tuple(str(record.tag) for record in records_of(kind) if record.tag is not None)


def type_at(tree: object, steps: Sequence[Step]) -> reflection.Type | None:
    """Return the type that the vocabulary has for the value at ``steps``."""
    kind: reflection.Type = form_type()
    for step in steps:
        inner = _inner(kind, tree, step)
        if inner is None:
            return None
        kind, tree = inner, stepped(tree, step)
    return kind


def _inner(kind: reflection.Type, tree: object, step: Step) -> reflection.Type | None:
    if isinstance(step, int):
        lists = [one for one in _members(kind) if isinstance(one, reflection.VarTupleType)]
        return lists[0].item_type if lists else None
    record = record_for(kind, tree)
    return None if record is None else key_types(record).get(step)


def _members(kind: reflection.Type) -> tuple[reflection.Type, ...]:
    return kind.types if isinstance(kind, reflection.UnionType) else (kind,)


def choices_of(kind: reflection.Type) -> tuple[str, ...]:
    """Return the words that a value of this type may be; empty where any text is taken."""
    found: list[str] = []
    for one in _members(kind):
        if isinstance(one, reflection.LiteralType):
            found += map(str, one.values)
        elif isinstance(one, reflection.VarTupleType):
            found += choices_of(one.item_type)
    return tuple(found)


def stepped(tree: object, step: Step) -> object:
    """Return what stands one step further in a tree; ``None`` where nothing does."""
    if isinstance(step, int):
        inside = isinstance(tree, list) and 0 <= step < len(tree)
        return cast("list[object]", tree)[step] if inside else None
    return tree.get(step) if isinstance(tree, dict) else None


def found_at(tree: object, steps: Sequence[Step]) -> object:
    """Return what stands at ``steps``; ``None`` where nothing does."""
    for step in steps:
        tree = stepped(tree, step)
    return tree


def records_in(tree: object, steps: Steps = ()) -> Iterator[tuple[Steps, Tree]]:
    """Walk through all records of a tree with the steps to them, outer before inner."""
    if isinstance(tree, dict):
        yield steps, tree
        for key, value in tree.items():
            yield from records_in(value, (*steps, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from records_in(value, (*steps, index))


def tree_of(form: Form) -> Tree:
    """Return a form as its tree; keys that have their default value are left out."""
    return cast("Tree", msgspec.json.decode(msgspec.json.encode(form, order="deterministic")))
