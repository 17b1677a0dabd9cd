"""Commands for IT: set a computer up from a file, take signed updates, keep the keys for them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.clock import clock
from desktop.commands.command import Answer, Command, Commands, Payload, workspace_of
from desktop.problems import Trouble
from desktop.settings import default_data_dir
from desktop.use_cases import provisioning, updates

if TYPE_CHECKING:
    from exporters.signed_update import Update

_KINDS: Final = ("forms", "preset", "program")
_KEY_ACTS: Final = ("list", "add", "remove", "make")


def _folder(options: argparse.Namespace) -> Path:
    folder: Path = options.data_dir or default_data_dir()
    return folder


def _provision(options: argparse.Namespace) -> Answer:
    if options.preview:
        with updates.preset_file(_folder(options), options.file) as file:
            return _previewed(provisioning.read_preset(file))
    folder = _folder(options)
    with workspace_of(options) as workspace, updates.preset_file(folder, options.file) as file:
        done = provisioning.apply(workspace, folder, file)
    lines = [f"Đã thiết lập cho đơn vị {done.unit}."]
    lines += [f"Đã cài biểu {one}" for one in done.forms]
    if done.database:
        lines.append("Số liệu từ nay nằm trên máy chủ.")
    if done.locked:
        lines.append(f"Đã khóa: {provisioning.locks_in_words(done.locked)}")
    return Answer({**done._asdict(), "done": True}, tuple(lines))


def _previewed(preset: provisioning.Preset) -> Answer:
    unit = preset.profile.unit if preset.profile else ""
    payload = {
        "unit": unit,
        "packs": list(preset.packs),
        "database": preset.database or "",
        "locked": list(preset.locked or ()),
        "done": False,
    }
    return Answer(payload, provisioning.in_words(preset))


def _update(options: argparse.Namespace) -> Answer:
    if options.make:
        return _made(options)
    update = updates.opened(_folder(options), options.file[0])
    contents = update.contents
    told: Payload = {
        "signer": update.signer,
        "kind": contents.kind,
        "version": contents.version,
        "issued": contents.issued,
        "files": sorted(update.files),
    }
    head = updates.head_of(update)
    if options.preview:
        return Answer({**told, "done": False}, (head, *sorted(update.files)))
    if contents.kind == "program":
        return _handed_on(update, options, told, head)
    if contents.kind == "preset":
        raise Trouble("Tệp này để thiết lập máy: hãy dùng baocao provision.", code="UPDATE-KIND")
    with workspace_of(options) as workspace:
        done = updates.take_forms(workspace, update, force=options.force)
    forms = [one._asdict() | {"differences": len(one.differences)} for one in done]
    lines = (f"{one.form} {one.version}: {'đã cài' if one.fresh else 'có sẵn'}" for one in done)
    return Answer({**told, "forms": forms, "done": True}, (head, *lines))


def _handed_on(update: Update, options: argparse.Namespace, told: Payload, head: str) -> Answer:
    if options.out is None:
        raise Trouble("Lệnh chưa đúng: thiếu --out THƯ_MỤC để ghi bộ cài.", code="USAGE")
    done = updates.hand_on(update, options.out)
    lines = (f"Đã ghi {path}. Chạy tệp này để cài." for path in done)
    paths = [str(path) for path in done]
    return Answer({**told, "written": paths, "done": True}, (head, *lines))


def _made(options: argparse.Namespace) -> Answer:
    if options.key is None or options.out is None:
        raise Trouble("Lệnh chưa đúng: --make cần --key và --out.", code="USAGE")
    file = updates.sign(
        options.file,
        options.key,
        options.out,
        kind=options.make,
        issued=clock(),
        version=options.name or updates.program_version(),
    )
    return Answer({"file": str(file)}, (f"Đã ký và ghi {file}",))


def _keys(options: argparse.Namespace) -> Answer:
    folder = _folder(options)
    if options.act == "make":
        made = updates.make_keys(options.out or Path(), _named(options))
        lines = (f"Đã ghi {path}" for path in made)
        warned = "Tệp .key dùng để ký: cất riêng, không chép sang máy khác."
        return Answer({"files": [str(path) for path in made]}, (*lines, warned))
    if options.act == "add":
        name = updates.trust(folder, Path(_named(options)))
        return Answer({"added": name}, (f"Từ nay tin bản cập nhật do {name} ký.",))
    if options.act == "remove":
        updates.distrust(folder, _named(options))
        return Answer({"removed": options.name}, (f"Đã gỡ khóa {options.name}.",))
    keys = {name: raw.hex() for name, raw in sorted(updates.trusted(folder).items())}
    lines = (f"{name}: {value}" for name, value in keys.items())
    return Answer({"keys": keys}, tuple(lines) or ("Chưa tin khóa nào.",))


def _named(options: argparse.Namespace) -> str:
    if not options.name:
        raise Trouble("Lệnh chưa đúng: thiếu tên hoặc tệp khóa.", code="USAGE")
    return str(options.name)


COMMANDS: Final[Commands] = {
    "provision": Command(
        "thiết lập máy từ tệp unit.json hoặc unit.ini",
        (
            (("file",), {"metavar": "TỆP", "type": Path, "help": "tệp thiết lập"}),
            (("--preview",), {"action": "store_true", "help": "chỉ xem tệp nói gì"}),
        ),
        _provision,
    ),
    "update": Command(
        "nhận bản cập nhật có chữ ký: biểu mẫu hoặc chương trình",
        (
            (("file",), {"metavar": "TỆP", "type": Path, "nargs": "+", "help": "tệp cập nhật"}),
            (("--preview",), {"action": "store_true", "help": "chỉ xem có gì"}),
            (("--force",), {"action": "store_true", "help": "nhận cả bản cũ hơn bản đang dùng"}),
            (("--make",), {"choices": _KINDS, "help": "ký các tệp thành một bản cập nhật"}),
            (("--key",), {"metavar": "TỆP", "type": Path, "help": "khóa để ký, cho --make"}),
            (("--name",), {"metavar": "PHIÊN_BẢN", "help": "phiên bản ghi trong bản cập nhật"}),
            (("--out",), {"metavar": "NƠI_GHI", "type": Path, "help": "tệp hoặc thư mục ghi ra"}),
        ),
        _update,
    ),
    "keys": Command(
        "khóa của những nơi phát hành bản cập nhật được tin",
        (
            (("act",), {"choices": _KEY_ACTS, "help": "việc cần làm"}),
            (("name",), {"metavar": "KHÓA", "nargs": "?", "help": "tên khóa, hoặc tệp .pub"}),
            (("--out",), {"metavar": "THƯ_MỤC", "type": Path, "help": "nơi ghi khóa mới"}),
        ),
        _keys,
    ),
}
