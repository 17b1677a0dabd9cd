"""Commands of a department's desk: make one report of many, tell whose figures stand in it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Final

from desktop import reporting
from desktop.commands.command import (
    REPORT,
    Answer,
    Command,
    Commands,
    counts_of,
    workspace_of,
)
from desktop.problems import Trouble
from desktop.use_cases.consolidating import Contributors, Giving, Preview
from exporters.data_json import figure
from forms.cells import VALUE, CellKey, CellValue
from forms.department.consolidated_report import Line
from forms.department.run_findings import listed, progress
from forms.department.runs import RunPart
from forms.engine import Engine
from forms.formula.expression import ExpressionProblem, parse
from forms.formula.syntax import Ref

_PLACE: Final = re.compile(r"([a-z][a-z0-9_]*)(?:\[([0-9]{1,5})\])?(?:\.([a-z][a-z0-9_]*))?")


def _consolidate(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        act = workspace.consolidating.plan if options.preview else workspace.consolidating.run
        unit = options.unit or workspace.own_unit
        done = act(options.form, options.period, unit, overwrite=options.overwrite)
        exists = not (options.preview and done.fresh)
        counts = workspace.desk(done.report).tally() if exists else None
    changed = 0 if options.preview else sum(line.taken for line in done.lines)
    payload = {
        "report": done.report,
        "fresh": done.fresh,
        "preview": bool(options.preview),
        "parts": [_part(part) for part in done.parts],
        "cells": done.cells,
        "blank": {field: list(units) for field, units in done.blank.items()},
        "lines": [_line(line) for line in done.lines],
        "changed": changed,
        "conflicts": [line.key.place() for line in done.conflicts],
        "counts": None if counts is None else counts_of(counts),
    }
    said = "Xem trước, chưa ghi gì." if options.preview else f"Đã ghi {changed} ô."
    lines = (*_told(done, preview=options.preview), said)
    return Answer(payload, lines if counts is None else (*lines, reporting.verdict(counts)))


def _told(done: Preview, *, preview: bool) -> Iterable[str]:
    new = "sẽ tạo mới" if preview else "vừa tạo"
    yield f"Báo cáo {done.report}" + (f" ({new})." if done.fresh else ".")
    for part in done.parts:
        yield f"{part.form}: {progress(part)}." + _missing(part)
    for line in done.lines:
        word = "ghi" if line.taken else "giữ"
        now, new = _printed(line.now), _printed(line.value)
        yield f"{word} {line.key.place()}: {now} → {new} ({len(line.units)} đơn vị)"
    for field, units in done.blank.items():
        yield f"{field}: {len(units)} đơn vị đã nộp nhưng để trống ({listed(units)})"
    if done.conflicts:
        yield f"{len(done.conflicts)} ô đã sửa tay nên giữ nguyên; muốn thay thì thêm --overwrite."


def _missing(part: RunPart) -> str:
    said = f" Chưa có: {listed(part.missing)}." if part.missing else ""
    return said + (f" Chưa đủ báo cáo: {listed(part.short)}." if part.short else "")


def _part(part: RunPart) -> dict[str, object]:
    return {
        "form": part.form,
        "expected": list(part.expected),
        "present": [code for code in part.expected if code not in part.missing],
        "missing": list(part.missing),
        "short": list(part.short),
        "reports": {"wanted": part.wanted, "given": part.given},
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "place": line.key.place(),
        "now": _value(line.now),
        "value": _value(line.value),
        "units": list(line.units),
        "taken": line.taken,
    }


def _value(value: CellValue | None) -> object:
    return None if value is None else figure(value)


def _printed(value: CellValue | None) -> str:
    return "trống" if value is None else str(figure(value))


# --- whose figures -------------------------------------------------------------------------------


def _contributors(options: argparse.Namespace) -> Answer:
    found: tuple[Contributors, ...]
    with workspace_of(options) as workspace:
        if options.place:
            key = _key_of(workspace.desk(options.report).engine, options.place)
            found = (workspace.consolidating.contributors(options.report, key),)
        else:
            found = workspace.consolidating.every_contributor(options.report)
    payload = {"report": options.report, "cells": [_cell(one) for one in found]}
    lines = [line for one in found for line in _cell_lines(one, alone=bool(options.place))]
    return Answer(payload, tuple(lines) or ("Báo cáo này chưa tổng hợp từ đơn vị nào.",))


def _key_of(engine: Engine, place: str) -> CellKey:
    """Return the cell that a person names: ``dvc12.n``, ``bang[tong].so``, ``von_ds[3].so``."""
    found = _PLACE.fullmatch(place)
    if found is not None and found[1] in engine.fields:
        key = CellKey(found[1], int(found[2] or 0), found[3] or VALUE)
        if engine.has(key.field, key.part):
            return key
    try:
        ref = parse(place)
        spot = engine.names.spot(ref) if isinstance(ref, Ref) else None
    except ExpressionProblem:
        spot = None
    if spot is None:
        message = f"Biểu mẫu không có ô “{place}”. Ghi như dvc12.n hoặc von_ds[3].so."
        raise Trouble(message, code="CELL", place=place)
    return spot.key(0)


def _cell(one: Contributors) -> dict[str, object]:
    return {
        "place": one.key.place(),
        "now": _value(one.now),
        "edited": one.edited,
        "contributors": [_giving(each) for each in one.given],
        "missing": list(one.missing),
    }


def _giving(each: Giving) -> dict[str, object]:
    given = each.contribution
    return {
        "unit": given.unit,
        "name": each.name,
        "report": given.report,
        "revision": given.revision,
        "data_sha256": given.sha256,
        "place": given.key.place(),
        "value": _value(given.value),
    }


def _cell_lines(one: Contributors, *, alone: bool) -> Iterable[str]:
    edited = " (đã sửa tay sau khi tổng hợp)" if one.edited else ""
    yield f"{one.key.place()} = {_printed(one.now)}: {len(one.given)} đóng góp{edited}"
    if alone:
        for each in one.given:
            given = each.contribution
            mark = f", dữ liệu {given.sha256[:12]}…" if given.sha256 else ""
            said = f"{each.name}: {_printed(given.value)} ({given.report}, lần {given.revision}"
            yield f"  {said}{mark})"
        if one.missing:
            yield f"  Chưa có: {listed(one.missing)}"


COMMANDS: Final[Commands] = {
    "consolidate": Command(
        "tổng hợp báo cáo của các đơn vị thành một báo cáo",
        (
            (("form",), {"metavar": "BIỂU", "help": "mã biểu của báo cáo tổng hợp"}),
            (("--period",), {"required": True, "metavar": "KỲ", "help": "kỳ báo cáo"}),
            (("--unit",), {"metavar": "MÃ", "help": "đơn vị tổng hợp, để trống là đơn vị mình"}),
            (("--preview",), {"action": "store_true", "help": "chỉ xem, không ghi"}),
            (("--overwrite",), {"action": "store_true", "help": "thay cả ô đã sửa tay"}),
        ),
        _consolidate,
    ),
    "contributors": Command(
        "xem số tổng hợp lấy từ đơn vị nào",
        (REPORT, (("place",), {"nargs": "?", "metavar": "Ô", "help": "ô cần xem, ví dụ dvc12.n"})),
        _contributors,
    ),
}
