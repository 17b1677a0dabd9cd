"""How the window of a report is divided: sections, the section, checks and pages on the right."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from desktop.chart_view import ChartPage
from desktop.check_panel import CheckPanel
from desktop.page_preview import PagePreview
from desktop.section_tree import SectionTree

_TREE_WIDTH: Final = 225
_SIDE_WIDTH: Final = 272
_NARROW: Final = 1060
_NARROW_TREE: Final = 170
_WIDE: Final = 1600
_ROOMY_HEIGHT: Final = 900
_PAGES_SHARE: Final = 46


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

    def _hide_charts(self) -> None:
        if self._charts is not None:
            self._charts.hide()

    def arrange(self, size: QSize) -> None:
        """Show what a window of this size has room for, when it turns narrow or wide."""
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
        self._hide_charts()
        self._checks.show()
        if self.height() < _ROOMY_HEIGHT:
            self._preview.hide()
        self._show_side()
        self._share_width()
        self._checks.view.setFocus()

    def toggle_tree(self) -> None:
        """Show or hide the sections."""
        self._tree.setVisible(not self._tree.isVisible())

    def toggle_side(self) -> None:
        """Show or hide the right side."""
        if self._side.isVisible():
            self._side.hide()
            self._tree.show()
        else:
            self._show_side()
        self._share_width()

    def toggle_preview(self) -> None:
        """Show the pages or take them away; in a low window they take the checks' place."""
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
        showing = not (charts.isVisible() and self._side.isVisible())
        self._show_side()
        self._tree.setVisible(not self._narrow and (not showing or self.width() >= _WIDE))
        charts.setVisible(showing)
        self._checks.setVisible(not showing)
        self._preview.setVisible(not showing and self.height() >= _ROOMY_HEIGHT)
        self._share_width(self.width() * _PAGES_SHARE // 100 if showing else 0)
