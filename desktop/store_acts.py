"""Backups from the window: one written where it is wanted, one brought back after a look at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from desktop import backups, parts, reporting
from desktop.dialogs import buttons, show
from desktop.problems import Trouble, attempt
from forms.dates import format_date

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

_PATH: Final = int(Qt.ItemDataRole.UserRole)
_KINDS: Final = "Tệp sao lưu (*.db)"


class StoreActs(QObject):
    """Acts on everything that is kept in the data folder."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        usual = QStandardPaths.writableLocation(documents)
        self._last_folder = usual if Path(usual).is_dir() else str(Path.home())

    # -- making one -------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Ask for a file and write a backup into it, in the background."""
        workspace, folder = self._window.workspace, self._window.data_dir
        if workspace is None or not self._allowed():
            return
        usual = Path(self._last_folder) / f"baocao-{workspace.today.isoformat()}.db"
        name, _kind = QFileDialog.getSaveFileName(
            self._window, "Sao lưu toàn bộ số liệu vào tệp", str(usual), _KINDS
        )
        if name:
            target = Path(name if name.endswith(".db") else f"{name}.db")
            self._last_folder = str(target.parent)
            self._window.bar.say("Đang sao lưu…", "busy")
            self._window.runner.run(
                lambda: backups.make(folder, target), self._backed_up, self._window.tell
            )

    def _backed_up(self, file: Path) -> None:
        self._window.bar.say(f"Đã sao lưu toàn bộ số liệu vào {file}.", "good")

    def _allowed(self) -> bool:
        workspace = self._window.workspace
        return workspace is not None and self._window.done(lambda: workspace.require("administer"))

    # -- bringing one back ------------------------------------------------------------------------

    def restore(self) -> None:
        """Show the backups there are and what each would bring back."""
        if self._allowed():
            dialog = RestoreDialog(self._window.data_dir, self._last_folder, self._window)
            show(dialog, lambda: self._restore(dialog.chosen))

    def _restore(self, source: Path | None) -> None:
        """Let go of the store, put the backup in its place, and open that."""
        window, folder = self._window, self._window.data_dir
        if source is None:
            return
        window.let_go()
        window.bar.say("Đang khôi phục…", "busy")
        window.runner.run(
            lambda: backups.restore(folder, source), self._restored, self._not_restored
        )

    def _restored(self, done: backups.Restored) -> None:
        kept = f" Số liệu trước đó còn ở {done.kept}." if done.kept else ""
        self._window.open_workspace()
        self._window.bar.say(f"Đã khôi phục từ {done.preview.source.name}.{kept}", "good")

    def _not_restored(self, trouble: Trouble) -> None:
        self._window.open_workspace()
        self._window.tell(trouble)


class RestoreDialog(QDialog):
    """The backups of the data folder, any other file, and what coming back from it would do."""

    def __init__(self, data_dir: Path, elsewhere: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data_dir, self._elsewhere = data_dir, elsewhere
        self.setWindowTitle("Khôi phục từ bản sao lưu")
        self.resize(760, 420)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Các bản sao lưu")
        self.told = QPlainTextEdit(self)
        self.told.setReadOnly(True)
        self.told.setAccessibleName("Những gì sẽ thay đổi")
        self.buttons = buttons(self, "Khôi phục")
        other = self.buttons.addButton("Tệp khác…", QDialogButtonBox.ButtonRole.ActionRole)
        other.clicked.connect(self._choose_file)
        for backup in backups.kept(data_dir):
            self._add(f"{format_date(backup.day)}, {backup.words}", backup.path)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._preview())
        self.list.setCurrentRow(0)
        self._preview()

    def _lay_out(self) -> None:
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        said = "Chọn bản sao lưu. Số liệu đang dùng được giữ thành một bản sao trước khi thay."
        layout.addWidget(parts.label(self, said, wrap=True))
        sides = parts.line(gap=8)
        sides.addWidget(self.list, 2)
        sides.addWidget(self.told, 3)
        layout.addLayout(sides, 1)
        layout.addWidget(self.buttons)

    def _add(self, words: str, path: Path) -> QListWidgetItem:
        item = QListWidgetItem(words)
        item.setData(_PATH, str(path))
        item.setToolTip(str(path))
        self.list.addItem(item)
        return item

    @property
    def chosen(self) -> Path | None:
        """Return the file that is to come back."""
        here = self.list.currentRow() >= 0
        return Path(str(self.list.currentItem().data(_PATH))) if here else None

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, "Chọn tệp sao lưu", self._elsewhere, _KINDS)
        if name:
            self.list.setCurrentItem(self._add(Path(name).name, Path(name)))

    def _preview(self) -> None:
        source = self.chosen
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(False)
        if source is None:
            self.told.setPlainText("Chưa có bản sao lưu nào ở máy này. Chọn “Tệp khác…”.")
            return
        found = attempt(lambda: backups.preview(self._data_dir, source))
        if isinstance(found, Trouble):
            self.told.setPlainText(found.message)
            return
        self.told.setPlainText("\n".join(reporting.restoring_lines(found)))
        ok.setEnabled(True)
