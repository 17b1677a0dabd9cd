"""A pack written as TOML, the text that its author changes; reading it back gives the same form.

The standard library reads TOML and does not write it. Only what packs are made of is written:
texts, whole numbers, yes and no, lists, and tables of these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from forms.authoring.pack_schema import Tree, tree_of
from forms.model import Form

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH: Final = 100
_INLINE: Final = ("columns", "choices", "rows")
"""Lists of records that stand inside their owner, one record a line."""


def render_pack_toml(form: Form) -> bytes:
    """Write a form as its ``pack.toml``."""
    return "\n".join(_table(tree_of(form), ())).encode()


def _table(table: Tree, path: tuple[str, ...]) -> Iterator[str]:
    """Write a table: its plain keys first, then the tables inside it under their own headings."""
    inside = {key: value for key, value in table.items() if _is_headed(key, value)}
    for key, value in table.items():
        if key not in inside:
            yield f"{_key(key)} = {_value(value, '')}"
    for key, value in inside.items():
        at = (*path, key)
        name = ".".join(map(_key, at))
        for record in cast("list[Tree]", value if isinstance(value, list) else [value]):
            yield ""
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from _table(record, at)


def _is_headed(key: str, value: object) -> bool:
    if isinstance(value, dict):
        return True
    records = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return records and key not in _INLINE and not _are_wordings(cast("list[Tree]", value))


def _are_wordings(records: list[Tree]) -> bool:
    return all(record.keys() <= {"text", "since", "until"} for record in records)


def _value(value: object, margin: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _list(value, margin)
    if isinstance(value, dict):
        pairs = (f"{_key(key)} = {_value(one, margin + '    ')}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return str(value) if isinstance(value, int) else _text(str(value))


def _list(values: list[object], margin: str) -> str:
    items = [_value(value, margin + "    ") for value in values]
    line = f"[{', '.join(items)}]"
    if len(line) < _WIDTH and not any(isinstance(value, Mapping | list) for value in values):
        return line
    inner = "".join(f"{margin}    {item},\n" for item in items)
    return f"[\n{inner}{margin}]"


def _text(text: str) -> str:
    # JSON's escapes are TOML's; only DEL stands bare in JSON.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)
