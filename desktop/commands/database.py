"""Commands on a server's database: for IT, and for whoever moves an office there and back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.clock import clock
from desktop.commands.command import Answer, Command, Commands, credentials_of
from desktop.problems import DONE, MACHINE, Trouble
from desktop.settings import default_data_dir
from desktop.use_cases import databases
from desktop.use_cases.accounts import require
from desktop.use_cases.store_choice import FILE, database_said, keep_database
from forms.accounts import ROLES

if TYPE_CHECKING:
    from db.server.moving import Moved


def _database(options: argparse.Namespace) -> Answer:
    return _ACTS[options.act](options)


def _init(options: argparse.Namespace) -> Answer:
    address = _address(options)
    made = databases.make(address)
    shown = databases.shown(address)
    if not made.before:
        said = f"Đã tạo kho số liệu ở {shown}"
    elif made.before < made.version:
        said = f"Đã nâng kho số liệu ở {shown} từ phiên bản {made.before} lên {made.version}"
    else:
        said = f"Kho số liệu ở {shown} đã đúng phiên bản; vai trò và quyền đã đặt lại"
    help_lines = (
        "Cho từng người một tài khoản, rồi giao vai trò bằng SQL, ví dụ:",
        "  CREATE ROLE binh LOGIN PASSWORD '…'; GRANT baocao_nhap TO binh;",
        *(f"  baocao_{role}: {words}" for role, words in ROLES.items()),
    )
    return Answer({"database": shown, **made._asdict()}, (said, *help_lines))


def _test(options: argparse.Namespace) -> Answer:
    address = _address(options)
    facts = databases.examine(address)
    ready = facts.schema == facts.known
    payload = {"database": databases.shown(address), "ready": ready, **facts._asdict()}
    return Answer(payload, databases.described(facts), DONE if ready else MACHINE)


def _move(options: argparse.Namespace) -> Answer:
    folder, address = _folder(options), _address(options)
    with database_said(address if options.back else FILE):
        require(folder, "administer", credentials_of(options), now=clock)
    if options.back:
        moved = databases.move_back(folder, address)
        then = "Từ nay chương trình dùng tệp trong thư mục số liệu; kho trên máy chủ còn nguyên."
    else:
        moved = databases.move(folder, address)
        then = "Từ nay thư mục số liệu này dùng máy chủ; tệp cũ còn nguyên, không dùng nữa."
    return _moved(moved, address, then)


def _moved(moved: Moved, address: str, then: str) -> Answer:
    count = f"{moved.rows['reports']} báo cáo, {moved.seq} dòng nhật ký"
    said = (
        f"Đã chuyển và đối chiếu từng dòng: {count}, mã cuối nhật ký {moved.hash[:12] or 'không'}"
    )
    payload = {"database": databases.shown(address), **moved._asdict()}
    return Answer(payload, (f"{said}.", then))


def _dump(options: argparse.Namespace) -> Answer:
    file = databases.dump(databases.address_of(_folder(options)), _file(options))
    return Answer({"file": str(file)}, (f"Đã sao lưu kho trên máy chủ vào {file}",))


def _restore(options: argparse.Namespace) -> Answer:
    folder = _folder(options)
    address = databases.address_of(folder)
    moved = databases.restore(folder, address, _file(options))
    return _moved(moved, address, "Kho trên máy chủ đã sẵn sàng.")


def _use(options: argparse.Namespace) -> Answer:
    given = options.target or ""
    if given == FILE:
        path, said = keep_database(_folder(options), ""), "tệp trong thư mục số liệu"
    else:
        said = databases.shown(_address(options))
        path = keep_database(_folder(options), said)
    return Answer({"settings": str(path), "database": said}, (f"Từ nay dùng {said}.",))


def _folder(options: argparse.Namespace) -> Path:
    folder: Path = options.data_dir or default_data_dir()
    return folder


def _address(options: argparse.Namespace) -> str:
    return databases.address_of(_folder(options), options.target or "")


def _file(options: argparse.Namespace) -> Path:
    if not options.target:
        raise Trouble("Lệnh chưa đúng: thiếu tên tệp.", code="USAGE")
    return Path(options.target)


_ACTS: Final[dict[str, Callable[[argparse.Namespace], Answer]]] = {
    "init": _init,
    "test": _test,
    "move": _move,
    "dump": _dump,
    "restore": _restore,
    "use": _use,
}

COMMANDS: Final[Commands] = {
    "database": Command(
        "dùng chung một kho số liệu trên máy chủ PostgreSQL",
        (
            (("act",), {"choices": tuple(_ACTS), "help": "việc cần làm"}),
            (
                ("target",),
                {"metavar": "ĐỊA_CHỈ_HOẶC_TỆP", "nargs": "?", "help": "địa chỉ, hoặc tệp sao lưu"},
            ),
            (("--back",), {"action": "store_true", "help": "move: từ máy chủ về tệp"}),
        ),
        _database,
    ),
}
