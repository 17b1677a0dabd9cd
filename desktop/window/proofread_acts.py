"""What is done in the window with other people's texts: proofread one, take its figures over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop.use_cases.prefill import reader, take
from desktop.window import parts
from desktop.window.dialogs.prefill_dialog import PrefillDialog
from desktop.window.dialogs.questions import show
from desktop.window.proofread_view import FILES, ProofreadView

if TYPE_CHECKING:
    from desktop.window.editor.form_editor import FormEditor
    from desktop.window.main_window import MainWindow
    from forms.sources.prefilling import Prefill


class ProofreadActs(QObject):
    """Opens texts beside the report that is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last_folder = parts.usual_folder()

    def proofread(self) -> None:
        """Open the proofreader; a report's text that was copied is there already."""
        view = self.open_view()
        if view is not None and len(QGuiApplication.clipboard().text().split()) > _FEW_WORDS:
            view.paste()

    def proofread_file(self, path: Path) -> None:
        """Open the proofreader with a file."""
        view = self.open_view()
        if view is not None:
            view.read(path)

    def open_view(self) -> ProofreadView | None:
        """Open an empty proofreader, beside others that are open."""
        workspace = self._window.workspace
        if workspace is None:
            return None
        view = ProofreadView(
            self._window.runner, workspace.letterhead(), workspace.clock, self._window
        )
        view.show()
        return view

    def prefill(self) -> None:
        """Ask for an old report and show what it would fill in here."""
        if self._window.editor is None:
            return
        name, _kind = QFileDialog.getOpenFileName(
            self._window, "Chọn báo cáo cũ để lấy số liệu", self._last_folder, FILES
        )
        if name:
            self._last_folder = str(Path(name).parent)
            self.prefill_from(Path(name))

    def prefill_from(self, path: Path) -> None:
        """Read an old report in the background, then show what it offers."""
        editor = self._window.editor
        if editor is None:
            return
        editor.flush()
        read = reader(editor.report.desk)
        self._window.bar.say(f"Đang đọc {path.name}…", "busy")
        self._window.runner.run(
            lambda: read(path),
            lambda offers: self._offered(editor, path, offers),
            self._window.tell,
        )

    def _offered(self, editor: FormEditor, path: Path, offers: tuple[Prefill, ...]) -> None:
        self._window.bar.dismiss()
        if self._window.editor is not editor:
            return
        dialog = PrefillDialog(editor.report.desk, path.name, offers, self._window)

        def fill() -> None:
            chosen = dialog.chosen
            if not editor.report.act(lambda desk: take(desk, chosen)):
                return
            left = len(offers) - len(chosen)
            rest = f" Không lấy {left} ô không được chọn." if left else ""
            said = f"Đã lấy {len(chosen)} ô từ {path.name}.{rest} Ctrl+Z bỏ cả lần lấy."
            self._window.bar.say(said, "good")

        show(dialog, fill)


_FEW_WORDS = 20
