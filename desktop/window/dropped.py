"""What happens to files that are dropped on the window: one place says who takes which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtGui import QDropEvent

from desktop.settings import COPY, UPDATE

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow

Taker = Literal["open", "receive", "proofread", "form", "signed", "preset", "many", "strange", ""]

_PACKAGES: Final = frozenset({".zip"})
_SHEETS: Final = frozenset({".xlsx"})
_FORMS: Final = frozenset({".toml", ".json"})
_PRESETS: Final = frozenset({"unit.json", "unit.ini"})
_SENTENCES: Final[Mapping[Taker, str]] = {
    "preset": "{name} là tệp thiết lập máy. Đặt tệp cạnh chương trình trước lần mở đầu tiên, hoặc"
    " chạy lệnh baocao provision; xem Hướng dẫn, trang Triển khai cho nhiều máy.",
    "many": "Mỗi lần chỉ thả một văn bản để soát. Gói nộp .zip và thư mục thì thả cùng lúc được.",
    "strange": "Chương trình không nhận tệp {name}. Thả gói nộp hoặc tệp trả lại (.zip), văn bản"
    " để soát (.docx, .pdf, .xlsx, .txt), biểu mẫu, bản cập nhật (.capnhat) hoặc bản sao lưu"
    " (.baocao).",
}


def _dropped_paths(event: QDropEvent) -> tuple[Path, ...]:
    """Return the files and folders of this computer that are being dropped."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def dropped_file(event: QDropEvent, kinds: Collection[str]) -> Path | None:
    """Return the one file that is being dropped, if its ending is one of ``kinds``."""
    paths = _dropped_paths(event)
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in kinds else None


def taker_of(paths: Sequence[Path], *, receiving: bool, finalized: bool = False) -> Taker:
    """Return who takes what is dropped, empty where nothing of this computer is.

    An update or a copy of everything is opened as by a double click. Folders and packages are
    received; workbooks, too, where reports are being received. A PDF over an open report that is
    ``finalized`` is its signed copy, any other single text is proofread. What nobody can take is
    told in a sentence: for a preset, for several texts at once, for strange files.
    """
    wanted = _PACKAGES | (_SHEETS if receiving else frozenset())
    if paths and all(path.is_dir() or path.suffix.lower() in wanted for path in paths):
        return "receive"
    if len(paths) != 1:
        return "many" if paths else ""
    return _taker_of_one(paths[0], finalized=finalized)


def _taker_of_one(path: Path, *, finalized: bool) -> Taker:
    from exporters.reading import KINDS

    kind = path.suffix.lower()
    if kind in (COPY, UPDATE):
        return "open"
    if path.name.lower() in _PRESETS:
        return "preset"
    if kind in _FORMS:
        return "form"
    if kind == ".pdf" and finalized:
        return "signed"
    return "proofread" if kind in KINDS else "strange"


def take(window: MainWindow, event: QDropEvent, *, dropped: bool) -> None:
    """Accept files of this computer; ``dropped`` tells whether they are let go of already."""
    paths, editor = _dropped_paths(event), window.editor
    finalized = editor is not None and not editor.report.desk.editable
    taker = taker_of(paths, receiving=window.is_department_open, finalized=finalized)
    if not taker or window.workspace is None:
        return
    event.acceptProposedAction()
    if dropped:
        _hand_over(window, taker, paths)


def _hand_over(window: MainWindow, taker: Taker, paths: Sequence[Path]) -> None:
    if taker in _SENTENCES:
        window.bar.say(_SENTENCES[taker].format(name=paths[0].name), "trouble")
    elif taker == "receive" and not _is_form(paths):
        window.department_acts.receive(paths)
    elif taker == "open":
        window.file_acts.open(paths[0])
    elif taker == "signed":
        window.issue_acts.attach_file(paths[0])
    elif taker == "proofread":
        window.proofread_acts.proofread_file(paths[0])
    else:
        window.acts.forms(paths[0])


def _is_form(paths: Sequence[Path]) -> bool:
    """Return whether the one package that is dropped holds a form instead of a report."""
    from desktop.use_cases.pack_files import is_packed_form

    return len(paths) == 1 and is_packed_form(paths[0])
