"""How the window of a report is divided: sections, the section, checks and pages on the right."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from desktop.window.editor.chart_view import ChartPage
from desktop.window.editor.check_panel import CheckPanel
from desktop.window.editor.page_preview import PagePreview
from desktop.window.editor.section_tree import SectionTree

_TREE_WIDTH: Final = 225
_SIDE_WIDTH: Final = 272
_PANEL_WIDTH: Final = 330
_NARROW: Final = 1060
_NARROW_TREE: Final = 170
_WIDE: Final = 1600
_ROOMY_HEIGHT: Final = 900
_PAGES_SHARE: Final = 46


class _Before(NamedTuple):
    """What there was before the pages took the whole screen."""

    shown: list[QWidget]
    widths: QByteArray
    state: Qt.WindowState
    had_pages: bool


class Panes(QSplitter):
    """Three panes side by side; a narrow window shows two of them at a time.

    Widths are shared out when the window opens or becomes narrow or wide; in between they are
    the person's business.
    """

    def __init__(
        self,
        tree: SectionTree,
        middle: QFrame,
        checks: CheckPanel,
        preview: PagePreview,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._tree, self._checks, self._preview = tree, checks, preview
        self._middle = middle
        self._covered: tuple[list[QWidget], bool] | None = None
        self._before: _Before | None = None
        self._charts: ChartPage | None = None
        self._narrow: bool | None = None
        self._side = QSplitter(Qt.Orientation.Vertical, self)
        self._side.addWidget(checks)
        self._side.addWidget(preview)
        self._side.setChildrenCollapsible(False)
        preview.hide()
        for pane in (tree, middle, self._side):
            self.addWidget(pane)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(4)

    def take_charts(self, charts: ChartPage) -> None:
        """Take the page of charts, which is there when it is asked for."""
        self._charts = charts
        self._side.addWidget(charts)
        charts.hide()

    def take_panel(self, panel: QWidget) -> None:
        """Take the panel about a cell, which stands in place of the checks while it is open."""
        self._side.addWidget(panel)

    def cover_side(self) -> None:
        """Make room on the right side for the panel about a cell."""
        if self._covered is None:
            side: list[QWidget | None] = [self._checks, self._preview, self._charts]
            shown = [pane for pane in side if pane is not None and not pane.isHidden()]
            self._covered = (shown, not self._side.isHidden())
            for pane in shown:
                pane.hide()
            self._show_side()
            self._share_width(_PANEL_WIDTH)

    def uncover_side(self) -> None:
        """Show again what the panel about a cell has covered."""
        if self._covered is not None:
            shown, was_there = self._covered
            self._covered = None
            for pane in shown:
                pane.show()
            self._side.setVisible(was_there)
            self._tree.setVisible(self._narrow is not True or not was_there)
            self._share_width()
            self.arrange(self.size())

    def _hide_charts(self) -> None:
        if self._charts is not None:
            self._charts.hide()

    def arrange(self, size: QSize) -> None:
        """Show what a window of this size has room for, when it turns narrow or wide."""
        if self.is_full or self._covered is not None:
            return
        narrow = size.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._tree.show()
            self._side.setVisible(not narrow)
            self._preview.setVisible(size.height() >= _ROOMY_HEIGHT)
            self._checks.show()
            self._hide_charts()
            self._share_width()

    def _share_width(self, side: int = 0) -> None:
        tree = _NARROW_TREE if self._narrow else _TREE_WIDTH
        side = side or _SIDE_WIDTH
        taken = (0 if self._tree.isHidden() else tree) + (0 if self._side.isHidden() else side)
        self.setSizes([tree, self.width() - taken, side])

    def _show_side(self) -> None:
        """Show the right side; a narrow window has no room for the sections beside it."""
        self._side.show()
        self._tree.setVisible(not self._narrow)

    # -- what the person asks for -----------------------------------------------------------------

    def show_checks(self) -> None:
        """Show the check panel and give it the keyboard."""
        self.leave_full_pages()
        self._hide_charts()
        self._checks.show()
        if self.height() < _ROOMY_HEIGHT:
            self._preview.hide()
        self._show_side()
        self._share_width()
        self._checks.view.setFocus()

    def toggle_tree(self) -> None:
        """Show or hide the sections."""
        self.leave_full_pages()
        self._tree.setVisible(not self._tree.isVisible())

    def toggle_side(self) -> None:
        """Show or hide the right side."""
        self.leave_full_pages()
        if self._side.isVisible():
            self._side.hide()
            self._tree.show()
        else:
            self._show_side()
        self._share_width()

    def toggle_full_pages(self) -> None:
        """Give the pages the whole screen, or give everything its room back."""
        window = self.window()
        if self._before is None:
            was_shown = self._preview.isVisible()
            if not was_shown:
                self.toggle_preview()
            shown = [pane for pane in self._others() if not pane.isHidden()]
            self._before = _Before(shown, self.saveState(), window.windowState(), was_shown)
            for pane in shown:
                pane.hide()
            window.showFullScreen()
            self._preview.setFocus()
            return
        before, self._before = self._before, None
        for pane in before.shown:
            pane.show()
        window.setWindowState(before.state)
        self.restoreState(before.widths)
        if not before.had_pages:
            self.toggle_preview()

    @property
    def is_full(self) -> bool:
        """Return whether the pages have the whole screen."""
        return self._before is not None

    def leave_full_pages(self) -> None:
        """Give everything its room back, if the pages have it."""
        if self.is_full:
            self.toggle_full_pages()

    def _others(self) -> list[QWidget]:
        return [self._tree, self._middle, self._checks]

    def toggle_preview(self) -> None:
        """Show the pages or take them away; in a low window they take the checks' place."""
        if self.is_full:
            # Taken away there, they would leave an empty screen with nothing to type into.
            self.leave_full_pages()
            return
        showing = not (self._preview.isVisible() and self._side.isVisible())
        self._show_side()
        # Words on a page need more room than a title in the tree.
        self._tree.setVisible(not showing or self.width() >= _WIDE)
        self._hide_charts()
        self._preview.setVisible(showing)
        self._checks.setVisible(not showing or self.height() >= _ROOMY_HEIGHT)
        self._share_width(self.width() * _PAGES_SHARE // 100 if showing else 0)
        if showing:
            self._preview.setFocus()

    def toggle_charts(self) -> None:
        """Show the page of charts in place of checks and pages, or take it away."""
        charts = self._charts
        if charts is None:
            return
        self.leave_full_pages()
        showing = not (charts.isVisible() and self._side.isVisible())
        self._show_side()
        self._tree.setVisible(not self._narrow and (not showing or self.width() >= _WIDE))
        charts.setVisible(showing)
        self._checks.setVisible(not showing)
        self._preview.setVisible(not showing and self.height() >= _ROOMY_HEIGHT)
        self._share_width(self.width() * _PAGES_SHARE // 100 if showing else 0)
