"""Second versions of real forms, as a new regulation would bring them from 1 July 2026 on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import resources
from forms import pack
from forms.model import Form

Content = dict[str, Any]
CHANGE = "2026-07-01"


def shipped(form_id: str) -> Form:
    return pack.read_json(resources.path(f"packs/{form_id}/form.json").read_bytes())


def varied(form_id: str, version: str, change: Callable[[Content], object], **renames: str) -> Form:
    """A form under another version number, its fields renamed and changed."""
    text = pack.canonical(shipped(form_id)).decode()
    for old, new in renames.items():
        text = re.sub(rf"\b{old}\b", new, text)
    content = json.loads(text)
    content.update(version=version, renames={**content.get("renames", {}), **renames})
    change(content)
    return pack.compiled(pack.read_json(json.dumps(content).encode())).form


def field(content: Content, name: str) -> Content:
    found: Content = next(item for item in content["fields"] if item["id"] == name)
    return found


def _second_f07(content: Content) -> None:
    content["valid_from"] = CHANGE
    content["lead"] = "Tình hình trong ngày như sau:"
    for name in ("gio_chot", "nv"):
        content["fields"].remove(field(content, name))
    day = content["sections"][0]
    for name in ("gio_chot", "nv"):
        day["fields"].remove(name)
    day["blocks"] = [block for block in day["blocks"] if "{{nv}}" not in block["text"]]
    content["fields"].append({"id": "nl_moi", "kind": "int", "label": "Công chức mới"})
    day["fields"].append("nl_moi")
    field(content, "nl_bt")["label"] = "Công chức được giao"
    content["relations"][0]["severity"] = "warning"
    content["relations"] = [rule for rule in content["relations"] if rule.get("table") != "nv"]
    content["relations"].append({"kind": "at_most", "id": "moi", "chain": ["nl_bt", "nl_moi"]})


def second_f07() -> Form:
    """Two fields renamed or dropped each, one more asked for, a rule more."""
    return varied("F07", "2", _second_f07, n_bc="n_bcci", nguoi_lap="nguoi_bao_cao")


def _second_f16(content: Content) -> None:
    content["valid_from"] = CHANGE
    table = field(content, "tthc")
    services = [row for row in table["rows"] if not row.get("sums")]
    totals = [row for row in table["rows"] if row.get("sums")]
    gone = services.pop(1)
    services.insert(0, {"id": "dv_moi", "label": "Dịch vụ mới"})
    for row in totals:
        names = [name for name in row["sums"] if name != gone["id"]]
        row["sums"] = ["dv_moi", *names]
    table["rows"] = [*services, *totals]


def second_f16() -> Form:
    """One service dropped from the table and one put before the others."""
    return varied("F16", "2", _second_f16)


def saved(form: Form, path: Path) -> str:
    """Write a form where a person would have it; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack.canonical(form))
    return str(path)
