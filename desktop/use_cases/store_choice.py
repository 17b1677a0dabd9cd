"""Which store a data folder stands for: its own file, or a server's database.

The command's own ``--database`` comes first, then the environment, then the settings file in the
data folder; where none of them says anything it is the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from desktop.problems import Trouble
from desktop.settings import store_path

SETTINGS_NAME: Final = "baocao.toml"
DATABASE: Final = "BAOCAO_DATABASE"
"""The variable of the environment that may name a server's database."""
FILE: Final = "file"
"""In place of an address: the file of the data folder, whatever the settings say."""
_SAID: ContextVar[str] = ContextVar("database", default="")


def store_target(data_dir: Path) -> Path | str:
    """Return where the store is: the file of the data folder, or the address of a server.

    Raises:
        Trouble: the settings file cannot be read.
    """
    said = _SAID.get() or os.environ.get(DATABASE, "") or _kept(data_dir)
    return said if said and said != FILE else store_path(data_dir)


@contextmanager
def database_said(address: str) -> Iterator[None]:
    """Let the command's own ``--database`` hold for the block; empty says nothing."""
    before = _SAID.set(address)
    try:
        yield
    finally:
        _SAID.reset(before)


def keep_database(data_dir: Path, address: str) -> Path:
    """Let this data folder stand for a server's database from now on; empty: for its own file.

    The address is kept as it is given, so without a password. Other settings are left alone.
    """
    path = data_dir / SETTINGS_NAME
    old = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines = [line for line in old if line.split("=")[0].strip() != "database"]
    if address:
        lines.append(f'database = "{address}"')
    data_dir.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    path.chmod(0o600)
    return path


def _kept(data_dir: Path) -> str:
    path = data_dir / SETTINGS_NAME
    try:
        kept = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    # Loaded only where somebody has chosen something.
    import tomllib

    try:
        said: object = tomllib.loads(kept.decode("utf-8")).get("database", "")
    except ValueError as error:
        said = error
    if isinstance(said, str):
        return said
    message = f"Không đọc được tệp thiết lập {path}: sửa dòng database hoặc xóa tệp rồi làm lại."
    raise Trouble(message, code="SETTINGS", place=str(path))
