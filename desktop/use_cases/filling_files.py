"""Filling a report from a file that somebody sent or filled in, whatever kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.problems import Trouble
from exporters.data_json import figure
from forms.sources.filling import MAX_BYTES, FillProblem
from forms.sources.sheet_filling import Filled, SheetPlan, Sheets

if TYPE_CHECKING:
    from desktop.desk import Accepted, Desk

KINDS: Final = (".json", ".xlsx")
_TOLD: Final = 5
"""How many refusals one sentence names by place."""


def sheets_of(desk: Desk, path: Path) -> Sheets:
    """Read a workbook for this report: ours, or an official one that its form knows."""
    from exporters.files import read_limited
    from exporters.readers.workbook_filling import read_filled

    return read_filled(read_limited(path, MAX_BYTES), desk.computation, unit=desk.unit.code)


def fill_from(
    desk: Desk, path: Path, *, clear_blanks: bool = False
) -> Accepted | tuple[FillProblem, ...]:
    """Fill from a ``.json`` or ``.xlsx`` file, whole or not at all."""
    from exporters.files import read_limited

    kind = path.suffix.lower()
    if kind not in KINDS:
        told = "Chỉ điền được từ tệp .json hoặc .xlsx. Hãy chọn tệp khác."
        raise Trouble(told, code="FILE-KIND", place=str(path))
    if kind == ".json":
        return desk.fill(read_limited(path, MAX_BYTES))
    return desk.fill_sheets(sheets_of(desk, path), clear_blanks=clear_blanks)


def preview(desk: Desk, path: Path, *, clear_blanks: bool = False) -> SheetPlan:
    """Return what filling from a workbook would do; raises Trouble for any other file."""
    if path.suffix.lower() != ".xlsx":
        told = "Chỉ xem trước được tệp .xlsx. Hãy chọn tệp khác hoặc bỏ --preview."
        raise Trouble(told, code="FILE-KIND", place=str(path))
    return desk.fill_plan(sheets_of(desk, path), clear_blanks=clear_blanks)


def refused(problems: tuple[FillProblem, ...], path: Path) -> Trouble:
    """Return what to say of a file that was refused: the first place, then the others by name."""
    first = problems[0]
    others = [problem.place for problem in problems[1:] if problem.place]
    more = ""
    if len(problems) > 1:
        named = ", ".join(others[:_TOLD])
        rest = "…" if len(others) > _TOLD else ""
        more = f" (và {len(problems) - 1} chỗ khác: {named}{rest})"
    return Trouble(f"{first.message}{more}", code=first.code, place=first.place or str(path))


def described_change(line: Filled) -> dict[str, object]:
    """Return one line of a preview as programs read it."""
    return {
        "place": line.key.place(),
        "at": line.at,
        "now": None if line.now is None else figure(line.now),
        "value": None if line.new is None else figure(line.new),
    }


def change_line(line: Filled) -> str:
    """Return one line of a preview in words: ``dvc12.n: trống → 949 (Chỉ tiêu!E9)``."""
    now, new = ("trống" if x is None else str(figure(x)) for x in (line.now, line.new))
    return f"{line.key.place()}: {now} → {new}{f' ({line.at})' if line.at else ''}"
