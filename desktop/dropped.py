"""What happens to files that are dropped on the window: one place says who takes which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtGui import QDropEvent

from desktop.settings import COPY, UPDATE

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

Taker = Literal["open", "receive", "proofread", ""]

_PACKAGES: Final = frozenset({".zip"})
_SHEETS: Final = frozenset({".xlsx"})


def dropped_paths(event: QDropEvent) -> tuple[Path, ...]:
    """Return the files and folders of this computer that are being dropped."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def taker_of(paths: Sequence[Path], *, receiving: bool) -> Taker:
    """Return who takes what is dropped, empty for nobody.

    An update or a copy of everything is opened as by a double click. Folders and packages are
    received; workbooks, too, where reports are being received. Any other single text is proofread.
    """
    from exporters.reading import KINDS

    if len(paths) == 1 and paths[0].suffix.lower() in (COPY, UPDATE):
        return "open"
    wanted = _PACKAGES | (_SHEETS if receiving else frozenset())
    if paths and all(path.is_dir() or path.suffix.lower() in wanted for path in paths):
        return "receive"
    return "proofread" if len(paths) == 1 and paths[0].suffix.lower() in KINDS else ""


def take(window: MainWindow, event: QDropEvent, *, dropped: bool) -> None:
    """Accept what somebody takes; ``dropped`` tells whether it is let go of already."""
    paths = dropped_paths(event)
    taker = taker_of(paths, receiving=window.is_department_open)
    if not taker or window.workspace is None:
        return
    event.acceptProposedAction()
    if not dropped:
        return
    if taker == "open":
        window.file_acts.open(paths[0])
    elif taker == "receive":
        window.department_acts.receive(paths)
    else:
        window.proofread_acts.proofread_file(paths[0])
