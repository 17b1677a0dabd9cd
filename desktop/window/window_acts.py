"""What can be done in the window, by subject; made at the first use.

So the window is painted before any of it is read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from desktop.window.department.department_acts import DepartmentActs
    from desktop.window.dialogs.accounts_dialog import AccountActs
    from desktop.window.dialogs.server_dialog import ServerActs
    from desktop.window.dialogs.sign_in import SignIn
    from desktop.window.file_acts import FileActs
    from desktop.window.guide import Guide
    from desktop.window.home.list_acts import ListActs
    from desktop.window.issue_acts import IssueActs
    from desktop.window.look_acts import LookActs
    from desktop.window.main_window import MainWindow
    from desktop.window.proofread_acts import ProofreadActs
    from desktop.window.report_acts import ReportActs
    from desktop.window.store_acts import StoreActs
    from desktop.window.store_watch import StoreWatch
    from desktop.window.trail_view import TrailActs
    from desktop.window.wording_acts import WordingActs


class WindowActs:
    """A part of the main window, and of nothing else."""

    @property
    def _window(self) -> MainWindow:
        return cast("MainWindow", self)

    @cached_property
    def guide(self) -> Guide:
        """Return what starts the trial of a first report."""
        from desktop.window.guide import Guide

        return Guide(self._window)

    @cached_property
    def acts(self) -> ReportActs:
        """Return what can be done with a whole report."""
        from desktop.window.report_acts import ReportActs

        return ReportActs(self._window)

    @cached_property
    def list_acts(self) -> ListActs:
        """Return what can be done with the line chosen in the work list."""
        from desktop.window.home.list_acts import ListActs

        return ListActs(self._window)

    @cached_property
    def issue_acts(self) -> IssueActs:
        """Return what can be done with a report that left."""
        from desktop.window.issue_acts import IssueActs

        return IssueActs(self._window)

    @cached_property
    def trail_acts(self) -> TrailActs:
        """Return what looks back on a report."""
        from desktop.window.trail_view import TrailActs

        return TrailActs(self._window)

    @cached_property
    def proofread_acts(self) -> ProofreadActs:
        """Return what can be done with other people's texts."""
        from desktop.window.proofread_acts import ProofreadActs

        return ProofreadActs(self._window)

    @cached_property
    def wording_acts(self) -> WordingActs:
        """Return what can be done with the Word copy."""
        from desktop.window.wording_acts import WordingActs

        return WordingActs(self._window)

    @cached_property
    def store_acts(self) -> StoreActs:
        """Return what can be done with all figures at once."""
        from desktop.window.store_acts import StoreActs

        return StoreActs(self._window)

    @cached_property
    def store_watch(self) -> StoreWatch:
        """Return who looks after the figures at the start."""
        from desktop.window.store_watch import StoreWatch

        return StoreWatch(self._window)

    @cached_property
    def file_acts(self) -> FileActs:
        """Return what can be done with a file that was opened or dropped."""
        from desktop.window.file_acts import FileActs

        return FileActs(self._window)

    @cached_property
    def look_acts(self) -> LookActs:
        """Return what changes how the window looks."""
        from desktop.window.look_acts import LookActs

        return LookActs(self._window)

    @cached_property
    def sign_in(self) -> SignIn:
        """Return who asks for names and passwords."""
        from desktop.window.dialogs.sign_in import SignIn

        return SignIn(self._window)

    @cached_property
    def account_acts(self) -> AccountActs:
        """Return what can be done with the people who share this computer."""
        from desktop.window.dialogs.accounts_dialog import AccountActs

        return AccountActs(self._window)

    @cached_property
    def server_acts(self) -> ServerActs:
        """Return what can be done about where the figures are kept."""
        from desktop.window.dialogs.server_dialog import ServerActs

        return ServerActs(self._window)

    @cached_property
    def department_acts(self) -> DepartmentActs:
        """Return what a department does with other units' reports."""
        from desktop.window.department.department_acts import DepartmentActs

        return DepartmentActs(self._window)
