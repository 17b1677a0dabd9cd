"""Where the program keeps its files on this computer, and who is sitting at it."""

from __future__ import annotations

import getpass
import logging
import logging.handlers
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import msgspec

PROGRAM: Final = "BaoCaoCoSo"
STORE_NAME: Final = "baocao.db"
LOG_NAME: Final = "baocao.log"
LOOK_NAME: Final = "look.json"
_LOG_BYTES: Final = 1_000_000
_LOG_FILES: Final = 3

Scheme = Literal["light", "dark", "contrast"]
SIZES: Final = (80, 90, 100, 110, 125, 150, 175, 200)
"""The sizes of text to choose from, in per cent."""
USUAL_SIZE: Final = 100


class Look(msgspec.Struct, frozen=True):
    """How the window looks on this computer: its colours, and the size of its text in per cent."""

    scheme: Scheme = "light"
    size: int = USUAL_SIZE

    def sized(self, steps: int) -> Look:
        """Return the look with the text so many steps larger (or smaller); 0 is the usual size."""
        if not steps:
            return Look(self.scheme)
        nearest = min(range(len(SIZES)), key=lambda place: abs(SIZES[place] - self.size))
        return Look(self.scheme, SIZES[min(max(nearest + steps, 0), len(SIZES) - 1)])


def read_look(data_dir: Path) -> Look:
    """Return the look kept in a data folder; the usual one where there is none to be read."""
    with suppress(OSError, msgspec.MsgspecError):
        look = msgspec.json.decode((data_dir / LOOK_NAME).read_bytes(), type=Look)
        if look.size in SIZES:
            return look
    return Look()


def keep_look(data_dir: Path, look: Look) -> None:
    """Keep the look for the next start; raises OSError where the folder takes no files."""
    (data_dir / LOOK_NAME).write_bytes(msgspec.json.encode(look))


def default_data_dir() -> Path:
    """Return the user's own data folder; no administrator right is needed to write there."""
    from platformdirs import user_data_path

    return user_data_path(PROGRAM, appauthor=False)


def store_path(data_dir: Path) -> Path:
    """Return the store's file inside a data folder."""
    return data_dir / STORE_NAME


def user_name() -> str:
    """Return the name written into the log; the computer's own account name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "người dùng"


def start_log(data_dir: Path) -> None:
    """Log to a rotating file beside the store, warnings and worse; figures are never logged."""
    logger = logging.getLogger("baocao")
    path = data_dir / LOG_NAME
    known = [h for h in logger.handlers if getattr(h, "baseFilename", "") == str(path.absolute())]
    if known or not data_dir.is_dir():
        return
    try:
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
