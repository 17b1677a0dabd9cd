"""What is done with a whole report: finalize, reopen, reasons, files. Slow things run behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop import reporting
from desktop.desk import Desk
from desktop.problems import Trouble, attempt
from desktop.use_cases.library import CitedDocument, cite
from desktop.window import parts
from desktop.window.dialogs.questions import AgreeDialog, FigurePicker, ReasonDialog, show
from desktop.window.editor.form_editor import FormEditor
from desktop.workspace import Workspace
from forms.cells import CellKey
from forms.findings import Finding

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow
    from exporters.package import Verification
    from exporters.signed_pdf import SignedPaper


class ReportActs(QObject):
    """Acts on the report that is open, or on the line chosen in the work list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last_folder = parts.usual_folder()
        # Emptied when the program ends: what was printed stays with nobody else.
        self._papers = QTemporaryDir()

    @property
    def _editor(self) -> FormEditor | None:
        return self._window.editor

    # -- files ------------------------------------------------------------------------------------

    def export_with_charts(self) -> None:
        """Ask for a folder and write the files with the charts of the last periods in them."""
        self.export(charts=True)

    def export(self, *, charts: bool = False) -> None:
        """Ask for a folder and write the report's files into it."""
        desk = self.chosen_desk()
        if desk is None:
            return
        folder = QFileDialog.getExistingDirectory(
            self._window, "Chọn thư mục để xuất báo cáo", self._last_folder
        )
        if folder:
            self._last_folder = folder
            self.export_to(desk, Path(folder), charts=charts)

    def told(self, trouble: Trouble) -> None:
        """Say what stopped the work in the open report; where somebody else was faster, read on."""
        if trouble.code == "StoreConflict":
            self._window.tell(trouble, action="Mở lại báo cáo", doing=self.read_anew)
            return
        self._window.tell(trouble)
        if trouble.code == "BLOCKED" and self._editor is not None:
            # True only until the next cell is typed: beside a better verdict it would confuse.
            once = Qt.ConnectionType.SingleShotConnection
            self._editor.saved.connect(self._window.bar.dismiss, once)

    def read_anew(self) -> None:
        """Open the open report again as it is stored, at the same place."""
        editor = self._editor
        if editor is None:
            return
        position = editor.position
        self._window.open(editor.report.desk.head.id)
        if self._editor is not None and position.field:
            self._editor.go_to(position.field, position.key)

    def chosen_desk(self) -> Desk | None:
        """Return the report that is open, else the one chosen in the work list."""
        if self._editor is not None:
            self._editor.flush()
            return self._editor.report.desk
        line, workspace = self._window.work_list.current, self._window.workspace
        if line is None or workspace is None:
            return None
        desk = attempt(lambda: workspace.desk(line.head.id))
        if isinstance(desk, Trouble):
            self._window.tell(desk)
            return None
        return desk

    def export_to(self, desk: Desk, folder: Path, *, charts: bool = False) -> None:
        """Write the files in the background; nothing is typed meanwhile."""
        self._window.pages.setEnabled(False)
        self._window.bar.say("Đang xuất báo cáo…", "busy")
        self._window.runner.run(
            lambda: desk.export(folder, charts=charts), self._exported, self._not_exported
        )

    def _exported(self, paths: tuple[Path, ...]) -> None:
        folder = paths[0].parent
        names = ", ".join(path.name for path in paths)
        self._window.bar.say(
            f"Đã xuất vào {folder}: {names}.{self._after_export()}",
            "good",
            action="Mở thư mục",
            doing=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
        )
        self._back_to_work()

    def _after_export(self) -> str:
        """Return what comes after the files; nothing of a draft may be signed."""
        if "finalized report" not in self._window.conditions():
            return " Đây là bản nháp để xem, chưa để ký."
        return " In tệp .pdf trình ký, gửi tệp .zip; gửi xong chọn Báo cáo → Ghi ngày đã gửi."

    def _not_exported(self, trouble: Trouble) -> None:
        self._window.tell(trouble, action="Chọn thư mục khác", doing=self.export)
        self._back_to_work()

    def verify(self) -> None:
        """Ask for a package or a signed PDF and say whether it is genuine."""
        workspace = self._window.workspace
        name, _kind = QFileDialog.getOpenFileName(
            self._window, "Chọn tệp cần kiểm tra", self._last_folder, "Gói nộp, PDF (*.zip *.pdf)"
        )
        if name and workspace is not None:
            path = Path(name)
            self._window.bar.say(f"Đang kiểm tra {path.name}…", "busy")
            self._window.runner.run(
                lambda: workspace.check_file(path), self._verified(path), self._window.tell
            )

    def _verified(self, path: Path) -> Callable[[Verification | SignedPaper], None]:
        def say(found: Verification | SignedPaper) -> None:
            told = reporting.verdict_on_file(path.name, found)
            self._window.bar.say(told, "good" if found.ok else "trouble")

        return say

    def print_out(self) -> None:
        """Make the report's PDF and let the computer's own viewer show it, to be printed there."""
        desk = self.chosen_desk()
        if desk is None:
            return
        folder = Path(self._papers.path())
        self._window.pages.setEnabled(False)
        self._window.bar.say("Đang làm trang in…", "busy")
        self._window.runner.run(
            lambda: desk.export(folder, "pdf"), self._show_paper, self._no_paper
        )

    def _show_paper(self, paths: tuple[Path, ...]) -> None:
        paper = paths[0]
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper))):
            self._window.bar.say(f"Đã mở {paper.name} để in: bấm Ctrl+P trong cửa sổ đó.", "good")
        else:
            text = "Máy chưa có chương trình xem PDF. Bấm Ctrl+E để xuất rồi in ở máy khác."
            self._window.bar.say(text, "trouble", action="Xuất", doing=self.export)
        self._back_to_work()

    def _no_paper(self, trouble: Trouble) -> None:
        self._window.tell(trouble)
        self._back_to_work()

    def _back_to_work(self) -> None:
        self._window.pages.setEnabled(True)
        if self._editor is None:
            self._window.work_list.view.setFocus()
        elif self._editor.grid is not None:
            self._editor.grid.setFocus()

    # -- states -----------------------------------------------------------------------------------

    def finalize(self) -> None:
        """Freeze the report, or say what is in the way and go there."""
        editor = self._editor
        if editor is None:
            return
        editor.flush()
        if editor.report.drafts:
            self._show_draft(editor)
            return
        blocked = editor.report.tally.blocks
        if editor.report.judge(lambda desk: desk.finalize()):
            editor.refresh()
            self._window.bar.say(
                "Đã chốt báo cáo. Bấm Ctrl+E để xuất PDF, Excel và gói nộp.",
                "good",
                action="Xuất",
                doing=self.export,
            )
        elif blocked:
            editor.next_problem()

    def _show_draft(self, editor: FormEditor) -> None:
        refusal = next(iter(editor.report.drafts.values()))
        text = f"Chưa chốt được: còn ô chưa nhận “{refusal.text}”. Sửa ô đó rồi chốt lại."
        self._window.bar.say(text, "trouble")
        if refusal.key is not None:
            editor.go_to(refusal.key.field, refusal.key)

    def reopen(self) -> None:
        """Make the report a draft again, for a written reason."""
        about = "Báo cáo đã chốt sẽ trở lại thành bản nháp. Ghi lý do mở lại."
        dialog = ReasonDialog("Mở lại báo cáo", about, "Mở lại", self._window)
        self._ask(dialog, self._reopen)

    def _reopen(self, reason: str) -> None:
        editor = self._editor
        if editor is not None and editor.report.judge(lambda desk: desk.reopen(reason)):
            editor.refresh()

    # -- forms ------------------------------------------------------------------------------------

    def forms(self, file: Path | None = None) -> None:
        """Show the forms there are, and take new versions in; ``file`` is looked at first."""
        from desktop.window.dialogs.forms_dialog import FormsDialog

        if self._window.workspace is not None:
            dialog = FormsDialog(self._window.workspace, self._window)
            if file is not None:
                dialog.examine(file)
            show(dialog)

    def upgrade(self) -> None:
        """Show what moving this draft to the newest version of its form would do, and do it."""
        editor, workspace = self._editor, self._window.workspace
        if editor is None or workspace is None:
            return
        editor.flush()
        report = editor.report.desk.head.id
        plan = attempt(lambda: workspace.upgrade_plan(report))
        if isinstance(plan, Trouble):
            self._window.tell(plan)
            return
        lines = reporting.upgrade_lines(plan)
        dialog = AgreeDialog("Chuyển phiên bản biểu", lines, "Chuyển", self._window)
        show(dialog, lambda: self._upgraded(workspace, report))

    def _upgraded(self, workspace: Workspace, report: str) -> None:
        done = attempt(lambda: workspace.upgrade(report))
        if isinstance(done, Trouble):
            self._window.tell(done)
            return
        self._window.open(report)
        told = f"Đã chuyển sang phiên bản {done.to_version}; không giá trị nào bị mất."
        self._window.bar.say(told, "good")

    # -- findings and figures ---------------------------------------------------------------------

    def accept_finding(self) -> None:
        """Let the finding here pass, for a written reason."""
        finding = None if self._editor is None else self._editor.finding_here()
        if finding is not None:
            dialog = ReasonDialog("Giải trình", finding.message, "Ghi giải trình", self._window)
            self._ask(dialog, lambda reason: self._accept(finding, reason))

    def _accept(self, finding: Finding, reason: str) -> None:
        if self._editor is not None:
            self._editor.report.judge(lambda desk: desk.accept(finding, reason))

    def withdraw_reason(self) -> None:
        """Take the reason of the chosen finding back."""
        finding = None if self._editor is None else self._editor.checks.view.finding
        if self._editor is not None and finding is not None and finding.reason is not None:
            self._editor.report.judge(lambda desk: desk.withdraw(finding))

    @staticmethod
    def _ask(dialog: ReasonDialog, then: Callable[[str], object]) -> None:
        show(dialog, lambda: then(dialog.text))

    def pull(self) -> None:
        """Show what other reports would fill in here, and take what is chosen."""
        from desktop.window.dialogs.pull_dialog import PullDialog

        editor = self._editor
        if editor is None:
            return
        editor.flush()
        dialog = PullDialog(editor.report.desk, self._window)
        show(dialog, lambda: editor.report.act(lambda desk: desk.pull(dialog.chosen)))

    def fill(self) -> None:
        """Ask for a workbook and show what it would change in the report that is open."""
        editor = self._editor
        if editor is None:
            return
        editor.flush()
        name, _kind = QFileDialog.getOpenFileName(
            self._window, "Chọn tệp Excel đã điền", self._last_folder, "Bảng tính (*.xlsx)"
        )
        if name:
            self.fill_from(Path(name))

    def fill_from(self, path: Path) -> None:
        """Show what a workbook would change, and take it once agreed."""
        from desktop.use_cases.filling_files import sheets_of
        from desktop.window.dialogs.fill_dialog import FillDialog

        editor = self._editor
        if editor is None:
            return
        desk = editor.report.desk
        sheets = attempt(lambda: sheets_of(desk, path))
        if isinstance(sheets, Trouble):
            self._window.tell(sheets)
            return
        self._last_folder = str(path.parent)
        dialog = FillDialog(desk, sheets, self._window)
        show(dialog, lambda: editor.report.act(dialog.take))

    def cite(self) -> None:
        """Choose a document that the unit has cited before, for the list or the text here."""
        from desktop.window.dialogs.document_picker import DocumentPicker

        editor, workspace = self._editor, self._window.workspace
        if editor is None or workspace is None or editor.page is None:
            return
        editor.flush()
        text, field = editor.page.text, editor.position.field
        library = workspace.library(editor.report.desk.unit.code)
        picker = DocumentPicker(library, notes=text is not None, parent=self._window)
        if text is None:
            picker.picked.connect(lambda document: self._cite(editor, field, document))
        else:
            picker.worded.connect(text.insert_words)
        show(picker)

    @staticmethod
    def _cite(editor: FormEditor, field: str, document: CitedDocument) -> None:
        if editor.report.act(lambda desk: cite(desk, field, document)):
            row = max(editor.report.desk.computation.rows(field))
            editor.go_to(field, CellKey(field, row, "ten_loai"))

    def insert_figure(self) -> None:
        """Choose a figure for the text that is being written."""
        editor = self._editor
        text = None if editor is None or editor.page is None else editor.page.text
        if editor is not None and text is not None:
            text.flush()
            picker = FigurePicker(editor.report, self._window)
            picker.picked.connect(text.insert_token)
            show(picker)
