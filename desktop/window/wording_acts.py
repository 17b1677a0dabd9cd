"""In the window: the Word copy that goes round, and its corrected wording taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.desk import Desk, Outcome
from desktop.use_cases.word_copy import export_word, reworded
from desktop.window import parts
from desktop.window.dialogs.questions import show
from desktop.window.dialogs.wording_dialog import WordingDialog
from forms.cells import VALUE, CellKey
from forms.sources.rewording import Reworded, Rewording

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow


class WordingActs(QObject):
    """Acts on the wording of the open report, or of the line chosen in the work list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last_folder = parts.usual_folder()

    def export(self) -> None:
        """Ask for a folder and write the Word copy into it, in the background."""
        desk = self._window.acts.chosen_desk()
        if desk is None:
            return
        folder = QFileDialog.getExistingDirectory(
            self._window, "Chọn thư mục cho bản Word", self._last_folder
        )
        if folder:
            self._last_folder = folder
            self._window.bar.say("Đang ghi bản Word…", "busy")
            self._window.runner.run(
                lambda: export_word(desk, Path(folder)), self._exported, self._window.tell
            )

    def _exported(self, path: Path) -> None:
        folder = str(path.parent)
        self._window.bar.say(
            f"Đã ghi {path.name}, mang chữ “DỰ THẢO”. Sửa xong thì nhận lời văn từ tệp này.",
            "good",
            action="Mở thư mục",
            doing=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)),
        )

    def reword(self) -> None:
        """Ask for a corrected copy and show what it says otherwise."""
        desk = self._window.acts.chosen_desk()
        if desk is None or self._window.editor is None:
            return
        name, _kind = QFileDialog.getOpenFileName(
            self._window, "Chọn bản Word đã sửa", self._last_folder, "Word (*.docx)"
        )
        if name:
            path = Path(name)
            self._last_folder = str(path.parent)
            self._window.bar.say(f"Đang đọc {path.name}…", "busy")
            self._window.runner.run(lambda: reworded(desk, path), self._offer, self._window.tell)

    def _offer(self, found: Rewording) -> None:
        if not found.blocks and not found.questions:
            self._window.bar.say("Bản Word không sửa gì so với báo cáo.", "good")
            return
        self._window.bar.dismiss()
        dialog = WordingDialog(found, self._window)
        show(dialog, lambda: self._take(dialog.chosen))

    def _take(self, blocks: tuple[Reworded, ...]) -> None:
        editor = self._window.editor
        if editor is None:
            return
        taken = [block for block in blocks if editor.report.act(_entering(block))]
        if taken:
            told = f"Đã nhận lời văn của {len(taken)} đoạn. Ctrl+Z quay lại từng đoạn."
            self._window.bar.say(told, "good")


def _entering(block: Reworded) -> Callable[[Desk], Outcome]:
    return lambda desk: desk.enter(CellKey(block.field, 0, VALUE), block.stored)
