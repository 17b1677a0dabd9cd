"""Where the program keeps its files on this computer, and who is sitting at it.

Read before the first paint, so nothing dear is imported here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

PROGRAM: Final = "BaoCaoCoSo"
STORE_NAME: Final = "baocao.db"
LOG_NAME: Final = "baocao.log"
UPDATE: Final = ".capnhat"
COPY: Final = ".baocao"
"""The files that a double click opens with the program: a signed update, a copy of everything."""
PORTABLE: Final = "portable.txt"
BESIDE: Final = "so-lieu"
_LOG_BYTES: Final = 1_000_000
_LOG_FILES: Final = 3


def default_data_dir() -> Path:
    """Return the user's own data folder; no administrator right is needed to write there.

    A built program with ``portable.txt`` beside it keeps its data beside its own folder, so that a
    new version can take the folder's place.
    """
    program = Path(sys.executable).parent
    if getattr(sys, "frozen", False) and (program / PORTABLE).is_file():
        return program.parent / BESIDE
    from platformdirs import user_data_path

    return user_data_path(PROGRAM, appauthor=False)


def store_path(data_dir: Path) -> Path:
    """Return the store's file inside a data folder."""
    return data_dir / STORE_NAME


def user_name() -> str:
    """Return the name written into the log; the computer's own account name."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "người dùng"


def start_log(data_dir: Path) -> None:
    """Log to a rotating file beside the store, warnings and worse; figures are never logged."""
    import logging
    from logging.handlers import RotatingFileHandler

    logger = logging.getLogger("baocao")
    path = data_dir / LOG_NAME
    known = [h for h in logger.handlers if getattr(h, "baseFilename", "") == str(path.absolute())]
    if known or not data_dir.is_dir():
        return
    try:
        handler = RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
