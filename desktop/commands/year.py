"""Commands on the year of a unit: the list of units, the own profile, what is due."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands.command import Answer, Command, Commands, workspace_of
from desktop.problems import Trouble
from desktop.use_cases.profile import read
from desktop.use_cases.search import matches
from desktop.use_cases.year import DutyLine
from desktop.workspace import Workspace
from exporters.files import read_limited
from forms.dates import format_date, parse_date
from forms.duties import SOON
from forms.profile import MAX_BYTES, Profile, write_profile
from forms.units import Unit

STATE_WORDS: Final = {
    "not_started": "chưa lập",
    "draft": "nháp",
    "late": "quá hạn",
    "missing": "thiếu",
    "finalized": "đã chốt",
    "corrected": "đã chốt",
}


def _units(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        profile, units = workspace.profile, workspace.units()
    wanted = options.search or ""
    found = [unit for unit in units if matches(wanted, _looked_at(unit, profile))]
    lines = tuple(f"{unit.code:<12} {unit.name}{_limits(unit)}" for unit in found)
    return Answer(
        {"units": [msgspec.to_builtins(unit) for unit in found]},
        lines or (f"Không có đơn vị nào khớp “{wanted}”.",),
    )


def _looked_at(unit: Unit, profile: Profile) -> str:
    """Return every word by which somebody may look for a unit."""
    former = [word for name in unit.former for word in (name.name, name.code)]
    own = profile.other_names if unit.code == profile.unit else ()
    return " ".join((unit.code, unit.name, *former, *own))


def _limits(unit: Unit) -> str:
    said = [
        f"{word} {format_date(date.fromisoformat(day))}"
        for word, day in (("từ", unit.since), ("đến", unit.until))
        if day
    ]
    return f" ({' '.join(said)})" if said else ""


def _profile(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        if options.file is not None:
            workspace.set_profile(read(read_limited(options.file, MAX_BYTES)))
        profile, needed = workspace.profile, workspace.needs_profile
    payload = {"profile": msgspec.to_builtins(profile), "set_up": not needed}
    shown = write_profile(profile).decode().rstrip("\n")
    said = (f"Đã lưu hồ sơ của đơn vị {profile.unit}.",) if options.file is not None else (shown,)
    return Answer(payload, said)


def _due(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        day = _day(options.on, workspace)
        lines = workspace.duties(options.unit or "", on=day)
        unit = workspace.unit(options.unit or workspace.own_unit)
    shown = lines if options.all else tuple(line for line in lines if line.urgent)
    said = tuple(_due_line(line) for line in shown)
    rest = f"Không có báo cáo quá hạn hoặc đến hạn trong {SOON} ngày tới."
    payload = {
        "unit": unit.code,
        "on": day.isoformat(),
        "duties": [_described(line) for line in shown],
    }
    return Answer(payload, said or (rest,))


def _day(text: str | None, workspace: Workspace) -> date:
    if text is None:
        return workspace.today
    day = parse_date(text)
    if isinstance(day, date):
        return day
    said = day.message if day is not None else "Ngày để trống. Hãy ghi ngày, ví dụ 22/11/2026."
    raise Trouble(said, code=day.code if day is not None else "DATE-SHAPE", place="--on")


def _due_line(line: DutyLine) -> str:
    due = f"{format_date(line.due)}{f' {line.hour}' if line.hour else ''}"
    return f"{due:<16} {line.form:<10} {line.period_title:<16} {_state(line)}"


def _state(line: DutyLine) -> str:
    word = STATE_WORDS[line.state]
    if line.state == "corrected":
        word += f" lần {line.revision}"
    if not line.open:
        return f"{word}, muộn" if line.delayed else word
    if line.state in ("late", "missing"):
        return f"{word}, đã qua {-line.days} ngày" if line.days < 0 else word
    return f"{word}, còn {line.days} ngày" if line.days else f"{word}, hạn hôm nay"


def _described(line: DutyLine) -> dict[str, object]:
    return {**line._asdict(), "due": line.due.isoformat()}


COMMANDS: Final[Commands] = {
    "units": Command(
        "liệt kê đơn vị, hoặc tìm theo tên, mã, tên cũ",
        ((("search",), {"nargs": "?", "metavar": "TÌM", "help": "vài chữ của tên hoặc mã"}),),
        _units,
    ),
    "profile": Command(
        "xem hồ sơ đơn vị dùng máy này, hoặc đặt từ tệp .json",
        ((("file",), {"nargs": "?", "type": Path, "metavar": "TỆP", "help": "tệp hồ sơ"}),),
        _profile,
    ),
    "due": Command(
        f"báo cáo quá hạn, còn thiếu, hoặc đến hạn trong {SOON} ngày tới",
        (
            (("--unit",), {"help": "mã đơn vị; bỏ trống là đơn vị của máy này"}),
            (("--on",), {"metavar": "NGÀY", "help": "tính theo ngày này thay cho hôm nay"}),
            (("--all",), {"action": "store_true", "help": "cả năm, gồm báo cáo đã chốt"}),
        ),
        _due,
    ),
}
