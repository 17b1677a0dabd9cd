"""Backups from the window: one written where it is wanted, one brought back after a look at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
)

from desktop import reporting
from desktop.clock import clock
from desktop.problems import Trouble
from desktop.use_cases import backups, whole
from desktop.window import parts
from desktop.window.dialogs.backup_dialog import BackupDialog, Wanted
from desktop.window.dialogs.questions import buttons, secret_line, show
from forms.dates import format_date

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow

_PATH: Final = int(Qt.ItemDataRole.UserRole)
_WHOLE: Final = f"Toàn bộ, kèm bản đã ký và gói đã nhận (*{whole.SUFFIX})"
_STORE: Final = "Chỉ số liệu (*.db)"
_ANY: Final = f"Tệp sao lưu (*{whole.SUFFIX} *.db)"


class Restored(NamedTuple):
    """What came back: the reports, and how many files beside them."""

    reports: backups.Restored
    files: int


class Chosen(NamedTuple):
    """The backup that is to come back, and the passphrase for it where it is locked."""

    source: Path
    passphrase: str | None


class StoreActs(QObject):
    """Acts on everything that is kept in the data folder."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last_folder = parts.usual_folder()

    # -- making one -------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Ask what is to be saved, and where; write it in the background."""
        if self._allowed():
            dialog = BackupDialog(self._window)
            show(dialog, lambda: self._save(dialog.wanted))

    def _save(self, wanted: Wanted) -> None:
        workspace, folder = self._window.workspace, self._window.data_dir
        if workspace is None:
            return
        ending = whole.SUFFIX if wanted.whole else ".db"
        usual = Path(self._last_folder) / f"baocao-{workspace.today.isoformat()}{ending}"
        name, _kind = QFileDialog.getSaveFileName(
            self._window, "Sao lưu vào tệp", str(usual), _WHOLE if wanted.whole else _STORE
        )
        if name:
            target = Path(name if name.endswith(ending) else f"{name}{ending}")
            self._last_folder = str(target.parent)
            self._window.bar.say("Đang sao lưu…", "busy")
            self._window.runner.run(
                lambda: _made(folder, target, wanted), self._backed_up, self._window.tell
            )

    def _backed_up(self, file: Path) -> None:
        self._window.bar.say(f"Đã sao lưu vào {file}.", "good")

    def _allowed(self) -> bool:
        workspace = self._window.workspace
        return workspace is not None and self._window.done(lambda: workspace.require("administer"))

    # -- bringing one back ------------------------------------------------------------------------

    def restore(self, file: Path | None = None) -> None:
        """Show the backups there are, or a file, and what each would bring back."""
        if self._allowed():
            dialog = RestoreDialog(self._window, self._last_folder)
            if file is not None:
                dialog.offer(file)
            show(dialog, lambda: self._restore(dialog.chosen))

    def _restore(self, chosen: Chosen | None) -> None:
        """Let go of the store, put the backup in its place, and open that."""
        window, folder = self._window, self._window.data_dir
        if chosen is None:
            return
        window.let_go()
        window.bar.say("Đang khôi phục…", "busy")
        window.runner.run(lambda: _restored(folder, chosen), self._restored, self._not_restored)

    def _restored(self, done: Restored) -> None:
        kept = done.reports.kept
        beside = f" Đã đưa về {done.files} tệp bản ký, gói đã nhận." if done.files else ""
        before = f" Số liệu trước đó còn ở {kept}." if kept else ""
        self._window.open_workspace()
        source = done.reports.preview.source.name
        self._window.bar.say(f"Đã khôi phục từ {source}.{beside}{before}", "good")

    def _not_restored(self, trouble: Trouble) -> None:
        self._window.open_workspace()
        self._window.tell(trouble)


class RestoreDialog(QDialog):
    """The backups of the data folder, any other file, and what coming back from it would do.

    A backup is read in the background; ``looked`` is told when what it would do is there.
    """

    looked = Signal()

    def __init__(self, window: MainWindow, elsewhere: str) -> None:
        super().__init__(window)
        self._data_dir, self._elsewhere = window.data_dir, elsewhere
        self._runner, self._open = window.runner, True
        self.finished.connect(self._close_up)
        self.setWindowTitle("Khôi phục từ bản sao lưu")
        parts.give_room(self, 760, 420)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Các bản sao lưu")
        self.told = QPlainTextEdit(self)
        self.told.setReadOnly(True)
        self.told.setAccessibleName("Những gì sẽ thay đổi")
        self.passphrase = secret_line(self)
        self.passphrase.setAccessibleName("Cụm mật khẩu")
        self.passphrase.setPlaceholderText("Cụm mật khẩu của bản sao, rồi Enter")
        self.passphrase.hide()
        self.passphrase.returnPressed.connect(self._preview)
        self.buttons = buttons(self, "Khôi phục")
        other = self.buttons.addButton("Tệp khác…", QDialogButtonBox.ButtonRole.ActionRole)
        other.clicked.connect(self._choose_file)
        for backup in backups.kept(self._data_dir):
            self._add(f"{format_date(backup.day)}, {backup.words}", backup.path)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._choose())
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
        layout.addWidget(self.passphrase)
        layout.addWidget(self.buttons)

    def _add(self, words: str, path: Path) -> QListWidgetItem:
        item = QListWidgetItem(words)
        item.setData(_PATH, str(path))
        item.setToolTip(str(path))
        self.list.addItem(item)
        return item

    @property
    def chosen(self) -> Chosen | None:
        """Return what is to come back."""
        if self.list.currentRow() < 0:
            return None
        source = Path(str(self.list.currentItem().data(_PATH)))
        return Chosen(source, self.passphrase.text() or None)

    def _choose(self) -> None:
        self.passphrase.clear()
        self.passphrase.hide()
        self._preview()

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, "Chọn tệp sao lưu", self._elsewhere, _ANY)
        if name:
            self.offer(Path(name))

    def offer(self, file: Path) -> None:
        """Choose a file from elsewhere."""
        self.list.setCurrentItem(self._add(file.name, file))

    def _preview(self) -> None:
        chosen = self.chosen
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(False)
        if chosen is None:
            self.told.setPlainText("Chưa có bản sao lưu nào ở máy này. Chọn “Tệp khác…”.")
            return
        self.told.setPlainText("Đang đọc bản sao lưu…")
        self._runner.run(
            lambda: _previewed(self._data_dir, chosen),
            lambda found: self._show(chosen, found),
            lambda trouble: self._show(chosen, trouble),
        )

    def _close_up(self) -> None:
        self._open = False

    def _show(self, chosen: Chosen, found: backups.Preview | Trouble) -> None:
        """Tell of a backup that was read, unless somebody has chosen another one meanwhile."""
        if not self._open or chosen != self.chosen:
            return
        if isinstance(found, Trouble):
            self.told.setPlainText(found.message)
            if found.code.startswith("SEAL"):
                self.passphrase.show()
                self.passphrase.setFocus()
        else:
            self.told.setPlainText("\n".join(reporting.restoring_lines(found)))
            self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(True)
        self.looked.emit()


def _made(folder: Path, target: Path, wanted: Wanted) -> Path:
    if wanted.whole:
        return whole.make(folder, target, made=clock(), passphrase=wanted.passphrase)
    return backups.make(folder, target)


def _previewed(folder: Path, chosen: Chosen) -> backups.Preview:
    with whole.opened(chosen.source, folder, chosen.passphrase) as copy:
        return backups.preview(folder, copy.store)._replace(source=chosen.source)


def _restored(folder: Path, chosen: Chosen) -> Restored:
    source = backups.found(folder, chosen.source)
    with whole.opened(source, folder, chosen.passphrase) as copy:
        done = backups.restore(folder, copy.store)
        files = copy.bring(folder)
    return Restored(done._replace(preview=done.preview._replace(source=source)), files)
