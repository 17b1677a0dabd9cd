"""Commands on forms: list, check, export, describe."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import msgspec

from desktop import reporting
from desktop.commands import (
    Answer,
    Command,
    Commands,
    workspace_of,
)
from desktop.pack_files import read_pack
from forms import pack


def _forms(options: argparse.Namespace) -> Answer:
    if options.action == "check":
        return _check_pack(Path(options.target or "."))
    with workspace_of(options) as workspace:
        if options.action == "export":
            form = workspace.form(options.target or "")
            return Answer(
                msgspec.json.decode(pack.canonical(form)), (pack.canonical(form).decode(),)
            )
        lines = workspace.forms()
    shown = tuple(f"{x.id:<12} {x.title} ({x.cycle}, kỳ gần nhất: {x.example})" for x in lines)
    return Answer({"forms": [x._asdict() for x in lines]}, shown)


def _check_pack(path: Path) -> Answer:
    form = read_pack(path).form
    payload = {
        "form": form.id,
        "version": form.version,
        "sha256": pack.fingerprint(form),
        "fields": len(form.fields),
        "relations": len(form.relations),
    }
    said = f"Biểu {form.id} dùng được: {len(form.fields)} chỉ tiêu, {len(form.relations)} quan hệ."
    return Answer(payload, (said,))


def _fields(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        engine = workspace.engine(options.form)
    described = reporting.described_fields(engine)
    lines = tuple(f"{x['id']:<20} {x['kind']:<10} {x['label']}" for x in described)
    payload = {
        "form": engine.form.id,
        "version": engine.form.version,
        "fields": described,
        "sections": reporting.described_sections(engine),
    }
    return Answer(payload, lines)


COMMANDS: Final[Commands] = {
    "forms": Command(
        "liệt kê, kiểm tra hoặc xuất biểu mẫu",
        (
            (
                ("action",),
                {
                    "nargs": "?",
                    "choices": ("list", "check", "export"),
                    "default": "list",
                    "metavar": "VIỆC",
                },
            ),
            (
                ("target",),
                {
                    "nargs": "?",
                    "metavar": "ĐÍCH",
                    "help": "tệp hoặc thư mục (check), mã biểu (export)",
                },
            ),
        ),
        _forms,
    ),
    "fields": Command(
        "liệt kê chỉ tiêu của một biểu",
        ((("form",), {"metavar": "BIỂU", "help": "mã biểu mẫu"}),),
        _fields,
    ),
}
