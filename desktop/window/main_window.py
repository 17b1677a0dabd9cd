"""The one frame of the program: work list or report, messages, keys, what was saved when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.window.actions import When, enable, help_line
from desktop.window.home.waiting_room import waiting_room
from desktop.window.opening import Opening
from desktop.window.window_acts import WindowActs
from desktop.window.window_inside import WindowInside, named_menus

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from desktop.problems import Trouble
    from desktop.use_cases.accounts import Credentials
    from desktop.use_cases.year import DutyLine
    from desktop.window.department.department_page import DepartmentPage
    from desktop.window.editor.form_editor import FormEditor
    from desktop.window.home.work_lines import WorkLine
    from desktop.workspace import ReportLine, Workspace
    from forms.profile import Profile

T = TypeVar("T")

TITLE: Final = "Báo Cáo Cơ Sở"
_FIRST_SIZE: Final = QSize(1440, 900)
_LEAST_SIZE: Final = QSize(760, 440)
_LOW: Final = 600


class MainWindow(WindowInside, WindowActs, QMainWindow):
    """Paints its frame at once; :meth:`take` brings the workspace when it is open.

    ``painted`` is told once, after the first paint; then the frame is filled, and what is asked for
    before is made there and then. ``listed`` is told once, when the work list is there. While
    ``welcomes`` holds, somebody new is asked whose computer this is. ``opened_with`` is the file
    that the program was started on.
    """

    painted = Signal()
    listed = Signal()

    def __init__(self, data_dir: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data_dir = data_dir
        self.workspace: Workspace | None = None
        self.editor: FormEditor | None = None
        self.department: DepartmentPage | None = None
        self.opening = Opening(self)
        self._was_painted = self._was_listed = False
        self._allowed: set[When] | None = None
        self.welcomes = True
        self.opened_with: Path | None = None
        self.setWindowTitle(TITLE)
        self.setMinimumSize(_LEAST_SIZE)
        self.menus = named_menus(self.menuBar())
        self.setCentralWidget(waiting_room(self))
        self._take_room()

    def _take_room(self) -> None:
        """Fill a small screen, leave some of a large one."""
        room = self.screen().availableGeometry()
        self.setGeometry(QRect(room.topLeft(), room.size().boundedTo(_FIRST_SIZE)))

    # -- start and end ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint once it is through."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        self.painted.emit()
        if self.isVisible():
            self.furnish_slowly()

    @property
    def is_ready(self) -> bool:
        """Return whether the work list is there and nothing runs behind."""
        return self.workspace is not None and self.runner.idle

    def open_workspace(self, credentials: Credentials | None = None) -> None:
        """Open the store in the background, see :class:`desktop.window.opening.Opening`."""
        self.opening.begin(credentials)

    def tell_listed(self) -> None:
        """Tell that the work list is there."""
        if not self._was_listed:
            self._was_listed = True
            self.listed.emit()

    def take(self, workspace: Workspace) -> None:
        """Work with an open workspace."""
        self.furnish()
        self.workspace = workspace
        if workspace.account_book.account is not None:
            self.sign_in.entered()
        self._show_whose()
        self.read_reports()
        self.runner.run(_load_more, lambda _: None, self.tell)
        self.store_watch.begin(workspace)
        self.refresh_actions()
        self.work_list.wants_focus |= not self.opening.has_listed
        self.opening.end(opened=True)
        if self.opened_with is not None:
            file, self.opened_with = self.opened_with, None
            self.file_acts.open(file)

    def cannot_open(self, trouble: Trouble) -> None:
        """Say why the store is not open; whoever has to sign in is asked to."""
        self.furnish()
        self.opening.end(opened=False)
        self.tell_listed()
        if trouble.code == "SIGN-IN":
            self.sign_in.ask(trouble)
            return
        self.work_list.say("Chưa mở được kho số liệu.")
        self.tell(trouble, action="Thử lại", doing=self.open_workspace)

    def let_go(self) -> None:
        """Keep what is still being typed, show an empty list, and let go of the store."""
        self.close_editor()
        if self.is_furnished:
            self.pages.setCurrentWidget(self.work_list)
        if self.workspace is not None:
            self.attempt(self.workspace.close)
            self.workspace = None
        self.refresh_actions()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of everything."""
        self.close_editor()
        if "runner" in self.__dict__:
            self.runner.close()
        self.let_go()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what is typed before anybody can take it."""
        if not self.opening.keep(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height out anew."""
        super().resizeEvent(event)
        self.share_height()

    def share_height(self) -> None:
        """Do without the line of keys where there is little height."""
        if self.is_furnished:
            self._keys.setVisible(self.height() >= _LOW)

    # -- messages ---------------------------------------------------------------------------------

    def tell(
        self, trouble: Trouble, *, action: str = "", doing: Callable[[], object] | None = None
    ) -> None:
        """Say what cannot be done, without stopping anybody."""
        self.bar.say(trouble.message, "trouble", action=action, doing=doing)

    def attempt(self, work: Callable[[], T]) -> T | None:
        """Do something that may fail, and say so when it does."""
        from desktop.problems import Trouble, attempt

        result = attempt(work)
        if isinstance(result, Trouble):
            self.tell(result)
            return None
        return result

    def done(self, work: Callable[[], object]) -> bool:
        """Do something that may fail; return whether it was done, and say so when not."""
        from desktop.problems import Trouble, attempt

        result = attempt(work)
        if isinstance(result, Trouble):
            self.tell(result)
            return False
        return True

    def _show_whose(self) -> None:
        if self.workspace is None:
            return
        new, own = self.workspace.needs_profile, self.workspace.own_unit
        unit = "Chưa khai đơn vị" if new else self.workspace.unit(own).name
        self._whose.setText(f"{unit}   {self.data_dir}")

    def _show_saved(self) -> None:
        if self.editor is not None and self.editor.report.saved_at:
            self._saved.setText(f"Đã lưu lúc {self.editor.report.saved_at}")
        self.refresh_actions()

    # -- actions ----------------------------------------------------------------------------------

    def perform(self, handler: str) -> None:
        """Call a handler of the table of actions; nothing happens where its owner is not there."""
        *owners, method = handler.split(".")
        owner: object = self
        for name in owners:
            owner = getattr(owner, name, None)
        if owner is not None:
            getattr(owner, method)()
            self.refresh_actions()

    def conditions(self) -> set[When]:
        """Return what can be done now."""
        if self.workspace is None:
            return set()
        if self.editor is not None:
            here = self.editor.conditions()
            done: set[When] = {"finalized report"} if "finalized" in here else set()
            return {"ready", "away", "some report", *here, *done}
        if self.department is not None and self.is_department_open:
            return {"ready", "away", *self.department.conditions()}
        return {"ready", "home", *self._line_conditions()}

    def _line_conditions(self) -> set[When]:
        line = self.work_list.current_line
        if line is None:
            return set()
        if line.report is None:
            return {"duty"}
        if line.report.head.status == "deleted":
            return {"deleted line"}
        if line.report.head.status == "finalized":
            return {"line", "some report", "finalized report"}
        return {"line", "draft line", "some report"}

    @property
    def meant_report(self) -> str:
        """Return the id of the report that is open, else of the chosen line; empty for none."""
        if self.editor is not None:
            return self.editor.report.desk.head.id
        line = self.work_list.current
        return line.head.id if line is not None else ""

    def refresh_actions(self) -> None:
        """Let be done what can be done now, and show the keys for it."""
        if not self.is_furnished:
            return
        conditions = self.conditions()
        if conditions != self._allowed:
            self._allowed = conditions
            enable(self.actions_by_id, conditions)
            self._keys.setText(help_line(conditions))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that somebody knows what to do with."""
        from desktop.window import dropped

        dropped.take(self, event, dropped=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Receive packages, proofread a text."""
        from desktop.window import dropped

        dropped.take(self, event, dropped=True)

    # -- work list --------------------------------------------------------------------------------

    def read_reports(self, select: str = "") -> None:
        """Read the work list again, in the background."""
        from datetime import date

        workspace, year = self.workspace, self.work_list.year
        deleted = self.work_list.wants_deleted
        if workspace is None:
            return

        def read() -> tuple[tuple[ReportLine, ...], tuple[DutyLine, ...]]:
            # Nobody owes anything before it is known whose computer this is.
            first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
            new = workspace.needs_profile
            owed = () if new else workspace.duties(first=first, last=last)
            return workspace.reports(deleted=deleted, counted=False), owed

        def show(read: tuple[tuple[ReportLine, ...], tuple[DutyLine, ...]]) -> None:
            self.work_list.take(*read, today=workspace.today, select=select)
            self.tell_listed()
            self.refresh_actions()
            self.counting.begin(workspace, read[0])
            self._welcome(read[0])

        self.runner.run(read, show, self.tell)

    def _welcome(self, lines: tuple[ReportLine, ...]) -> None:
        """Ask once, on a new computer, whose it is."""
        workspace = self.workspace
        new = workspace is not None and workspace.needs_profile and not lines
        if new and self.welcomes:
            self.welcomes = False
            self.choose_unit()

    def create_report(self) -> None:
        """Ask for form, period and unit, and start the report."""
        from desktop.window.dialogs.questions import NewReport, show

        if self.workspace is not None:
            self.bar.dismiss()
            dialog = NewReport(self.workspace, self, usual=self.list_acts.usual_form)
            show(dialog, lambda: self.list_acts.start(*dialog.wanted))

    def choose_unit(self) -> None:
        """Ask whose computer this is, who signs and who receives."""
        from desktop.window.dialogs.profile_dialog import ProfileDialog
        from desktop.window.dialogs.questions import show

        workspace = self.workspace
        if workspace is not None:
            dialog = ProfileDialog(workspace, self)
            show(dialog, lambda: self._take_profile(dialog.profile))

    def _take_profile(self, profile: Profile) -> None:
        workspace = self.workspace
        if workspace is not None and self.done(lambda: _keep(workspace, profile)):
            self._show_whose()
            self.work_list.wants_focus = True
            self.read_reports()

    def open_report(self) -> None:
        """Open the chosen report; one that is owed and not there yet is started."""
        line = self.work_list.current_line
        if line is None:
            return
        if self.workspace is None:
            self.opening.want(line)
        else:
            self.open_line(line)

    def open_line(self, line: WorkLine) -> None:
        """Open the report of a line, or start the one that is owed."""
        if line.report is not None:
            if line.report.head.status != "deleted":
                self.open(line.report.head.id)
        elif line.duty is not None:
            self.list_acts.start(line.duty.form, line.duty.unit, line.duty.period)

    def open(self, report_id: str) -> None:
        """Open a report; the one that was open is closed."""
        from desktop.window.editor.form_editor import FormEditor

        workspace = self.workspace
        if workspace is None:
            return
        desk = self.attempt(lambda: workspace.desk(report_id))
        if desk is not None:
            self.close_editor()
            self._show_editor(FormEditor(desk, self.runner, self.actions_by_id, self))

    def dress_editor(self) -> None:
        """Make the open report's panes anew, in the colours and letters of now."""
        from desktop.window.editor.form_editor import FormEditor

        if self.editor is None:
            return
        self.editor.flush()
        desk, position = self.editor.report.desk, self.editor.position
        self.close_editor()
        self._show_editor(FormEditor(desk, self.runner, self.actions_by_id, self))
        if position.field:
            self.editor.go_to(position.field, position.key)

    def _show_editor(self, editor: FormEditor) -> None:
        from desktop.window.editor.workbook_drop import WorkbookDrop

        self.editor = editor
        WorkbookDrop(editor, self.acts.fill_from)
        editor.saved.connect(self._show_saved)
        editor.moved.connect(self.refresh_actions)
        editor.troubled.connect(self.acts.told)
        self.pages.addWidget(editor)
        self.pages.setCurrentWidget(editor)
        self.bar.dismiss()
        self.setWindowTitle(f"{editor.report.desk.head.id} - {TITLE}")
        self._saved.setText("Mọi thay đổi được lưu ngay")
        if editor.page is not None:
            editor.page.start()
        self.refresh_actions()

    def close_editor(self) -> None:
        """Keep what is still being typed in the open report, and close it."""
        if self.editor is not None:
            self.editor.retire()
            self.pages.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None

    @property
    def is_department_open(self) -> bool:
        """Return whether the department's page is shown."""
        return self.department is not None and self.pages.currentWidget() is self.department

    def show_department(self, page: DepartmentPage) -> None:
        """Show the department's page instead of the work list or the open report."""
        self.department = page
        self.close_editor()
        self.pages.setCurrentWidget(page)
        self.setWindowTitle(f"Tổng hợp - {TITLE}")
        self._saved.setText("")
        self.bar.dismiss()
        self.refresh_actions()

    def go_home(self) -> None:
        """Go back to the work list."""
        report_id = self.editor.report.desk.head.id if self.editor is not None else ""
        self.close_editor()
        self.pages.setCurrentWidget(self.work_list)
        self.setWindowTitle(TITLE)
        self._saved.setText("")
        self.bar.dismiss()
        self.read_reports(report_id)
        self.work_list.view.setFocus()

    # -- help -------------------------------------------------------------------------------------

    def show_help(self) -> None:
        """Tell about the cell at hand; asked again, or without one, show the manual."""
        from desktop.window.help_window import show_page

        if self.editor is not None and self.editor.tell_help():
            return
        show_page(self, "xa", "3. " if self.editor is not None else "1. ")

    def show_keys(self) -> None:
        """Show every key."""
        from desktop.window.dialogs.questions import KeysDialog, show

        show(KeysDialog(self))

    def show_about(self) -> None:
        """Say what this is."""
        from desktop.window.dialogs.questions import AboutDialog, show

        show(AboutDialog(self))


def _keep(workspace: Workspace, profile: Profile) -> None:
    workspace.set_profile(profile)


def _load_more() -> None:
    """Load what the first report will need, while the list is being looked at."""
    import desktop.window.editor.form_editor
    import desktop.window.report_acts  # noqa: F401 - loaded here so that the window does not wait
