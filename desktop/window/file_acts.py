"""A file that was double-clicked or dropped: looked at first, taken only when somebody says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QPlainTextEdit, QWidget

from desktop.problems import Trouble, attempt
from desktop.settings import COPY
from desktop.use_cases import provisioning, updates
from desktop.window import parts
from desktop.window.dialogs.questions import buttons, show
from forms.authoring.differences import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.window.main_window import MainWindow
    from desktop.workspace import Workspace
    from exporters.signed_update import Kind, Update
    from forms.model import Form

_DO: Final[dict[Kind, str]] = {
    "forms": "Đưa vào dùng",
    "preset": "Thiết lập máy này",
    "program": "Ghi bộ cài ra…",
}


class FileActs(QObject):
    """Opens an update or a copy of everything on the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self, file: Path) -> None:
        """Show what a file would change."""
        window, workspace = self._window, self._window.workspace
        if workspace is None:
            return
        if not file.is_file():
            told = f"Không tìm thấy tệp {file}. Kiểm tra lại rồi mở lại."
            window.tell(Trouble(told, code="FILE-MISSING"))
        elif file.suffix.lower() == COPY:
            window.store_acts.restore(file)
        else:
            dialog = UpdateDialog(workspace, window.data_dir, file, window)
            show(dialog, lambda: self._take(workspace, dialog))

    def _take(self, workspace: Workspace, dialog: UpdateDialog) -> None:
        if dialog.update_ is None:
            return
        update, file = dialog.update_, dialog.file
        act = {"forms": self._forms, "preset": self._preset, "program": self._program}
        said = self._window.attempt(lambda: act[update.contents.kind](workspace, update, file))
        if said:
            self._window.read_reports()
            self._window.bar.say(said, "good")

    def _forms(self, workspace: Workspace, update: Update, _file: Path) -> str:
        done = updates.take_forms(workspace, update)
        named = ", ".join(f"{one.form} {one.version}" for one in done)
        return f"Đã đưa vào dùng cho báo cáo mới: {named}."

    def _preset(self, workspace: Workspace, _update: Update, file: Path) -> str:
        folder = self._window.data_dir
        with updates.preset_file(folder, file) as preset:
            done = provisioning.apply(workspace, folder, preset)
        again = " Đóng chương trình rồi mở lại để dùng máy chủ." if done.database else ""
        return f"Đã thiết lập cho đơn vị {done.unit}.{again}"

    def _program(self, _workspace: Workspace, update: Update, file: Path) -> str:
        folder = QFileDialog.getExistingDirectory(self._window, "Ghi bộ cài vào", str(file.parent))
        if not folder:
            return ""
        done = updates.hand_on(update, Path(folder))
        named = ", ".join(path.name for path in done)
        return f"Đã ghi {named} vào {folder}. Đóng chương trình rồi chạy tệp đó để cài."


class UpdateDialog(QDialog):
    """Who signed an update, and what it would change; ``update_`` is what was read."""

    def __init__(
        self, workspace: Workspace, data_dir: Path, file: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.file = file
        self.setWindowTitle("Bản cập nhật")
        parts.give_room(self, 640, 380)
        self.told = QPlainTextEdit(self)
        self.told.setReadOnly(True)
        self.told.setAccessibleName("Những gì sẽ thay đổi")
        read = attempt(lambda: updates.opened(data_dir, file))
        self.update_ = None if isinstance(read, Trouble) else read
        self.buttons = buttons(self, _DO[self.update_.contents.kind] if self.update_ else "Dùng")
        said = attempt(lambda: "\n".join(_lines(workspace, data_dir, file, self.update_)))
        refused = next((one for one in (read, said) if isinstance(one, Trouble)), None)
        self.told.setPlainText(refused.message if refused else str(said))
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(refused is None)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(parts.label(self, str(file), name="soft", wrap=True))
        layout.addWidget(self.told, 1)
        layout.addWidget(self.buttons)


def _lines(
    workspace: Workspace, data_dir: Path, file: Path, update: Update | None
) -> Iterator[str]:
    if update is None:
        return
    contents = update.contents
    yield updates.head_of(update)
    if contents.kind == "forms":
        for form in updates.forms_of(workspace, update):
            yield from _changes(workspace, form)
    elif contents.kind == "preset":
        with updates.preset_file(data_dir, file) as preset:
            yield from provisioning.in_words(provisioning.read_preset(preset))
    else:
        yield from (f"Bộ cài {name}" for name in sorted(update.files))


def _changes(workspace: Workspace, form: Form) -> Iterator[str]:
    yield f"\n{form.id} phiên bản {form.version}: {form.title}"
    present = [line for line in workspace.versions() if line.id == form.id and line.current]
    if not present:
        yield "Biểu mới, máy này chưa có."
        return
    old = workspace.form_version(form.id, present[0].version)
    yield f"So với phiên bản {old.version} đang dùng:"
    yield from [change.sentence() for change in compare(old, form)] or ["không đổi."]
