"""The sections of a form as a tree: numbers, headings, how much is wrong or missing in each."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.window import theme
from desktop.window.editor.news import News
from desktop.window.editor.open_report import OpenReport
from desktop.window.editor.sheets import SIGNING, SIGNING_TITLE
from forms.composition import OutlineItem
from forms.findings import Severity

_ID: Final = int(Qt.ItemDataRole.UserRole)
_TITLE, _COUNT = 0, 1
_COUNT_DIGITS: Final = 6
_ROW_PADDING: Final = 5
_WORST: Final[tuple[Severity, ...]] = ("error", "warning", "missing")


class SectionTree(QTreeWidget):
    """Choosing a section tells ``chosen``; ``opened`` wants the keyboard in it as well.

    ``switched`` carries an optional section and ``on`` or ``off``.
    """

    chosen = Signal(str)
    opened = Signal(str)
    switched = Signal(str, str)

    def __init__(self, report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._items: dict[str, QTreeWidgetItem] = {}
        self._outline: tuple[OutlineItem, ...] = ()
        self._editable = False
        self._counts: dict[str, dict[Severity, int]] = {}
        self.setObjectName("sectionTree")
        self.setAccessibleName("Các mục của biểu mẫu")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(12)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(_COUNT, QHeaderView.ResizeMode.Fixed)
        self.header().setMinimumSectionSize(20)
        self.setColumnWidth(_COUNT, _COUNT_DIGITS * self.fontMetrics().horizontalAdvance("0"))
        self.refresh()
        self.currentItemChanged.connect(self._choose)
        self.itemChanged.connect(self._switch)

    # -- filling ----------------------------------------------------------------------------------

    def show_news(self, news: News) -> None:
        """Show what a change made different."""
        if news.whole or news.is_switched:
            self.refresh()
            return
        marks = self._report.marks
        blocker = QSignalBlocker(self)
        for section in {marks.section(finding) for finding in news.findings}:
            if section in self._items:
                self._show_counts(section, self._items[section])
        blocker.unblock()

    def refresh(self) -> None:
        """Show numbers, switches and counts as they are now."""
        outline = self._report.outline()
        blocker = QSignalBlocker(self)
        if not self._items:
            self._build(outline)
        if outline != self._outline or self._editable != self._report.desk.editable:
            self._outline, self._editable = outline, self._report.desk.editable
            for entry in outline:
                self._show_entry(entry, self._items[entry.id])
        for section, item in self._items.items():
            self._show_counts(section, item)
        blocker.unblock()

    def show_switches(self) -> None:
        """Show the switches as they are kept, after one was not taken."""
        self._outline = ()
        self.refresh()

    def _build(self, outline: tuple[OutlineItem, ...]) -> None:
        """Make an item for every section; a form has the same ones whatever is switched off."""
        above: list[QTreeWidgetItem] = []
        for entry in outline:
            del above[entry.level - 1 :]
            item = self._item(entry.id, above[-1] if above else None)
            above.append(item)
        self._item(SIGNING, None).setText(_TITLE, SIGNING_TITLE)
        self.expandAll()

    def _item(self, section: str, above: QTreeWidgetItem | None) -> QTreeWidgetItem:
        item = QTreeWidgetItem(above or self)
        item.setData(_TITLE, _ID, section)
        item.setSizeHint(_TITLE, self._row_size())
        self._items[section] = item
        return item

    def _show_entry(self, entry: OutlineItem, item: QTreeWidgetItem) -> None:
        words = f"{entry.number} {entry.title}".strip()
        item.setText(_TITLE, words)
        item.setToolTip(_TITLE, words)
        if self._report.desk.engine.sections[entry.id].optional:
            on = Qt.CheckState.Checked if entry.active else Qt.CheckState.Unchecked
            item.setCheckState(_TITLE, on)
            kept = item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(kept | Qt.ItemFlag.ItemIsUserCheckable if self._editable else kept)
        item.setForeground(_TITLE, theme.colour("ink" if entry.active else "faint"))
        font = item.font(_TITLE)
        font.setBold(entry.active and entry.level == 1)
        item.setFont(_TITLE, font)

    def _row_size(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing() + _ROW_PADDING)

    def _show_counts(self, section: str, item: QTreeWidgetItem) -> None:
        counts = {severity: self._report.marks.count(section, severity) for severity in _WORST}
        if counts == self._counts.get(section):
            return
        self._counts[section] = counts
        worst = next((severity for severity in _WORST if counts[severity]), None)
        item.setText(_COUNT, "" if worst is None else str(counts[worst]))
        if worst is None:
            item.setData(_COUNT, int(Qt.ItemDataRole.DecorationRole), None)
            item.setToolTip(_COUNT, "")
            return
        item.setIcon(_COUNT, theme.sign_icon(worst, self))
        item.setForeground(_COUNT, theme.colour(worst))
        told = (f"{n} {theme.LOOKS[kind].word.lower()}" for kind, n in counts.items() if n)
        item.setToolTip(_COUNT, ", ".join(told))

    # -- choosing ---------------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """Return the chosen section's id, empty for none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_TITLE, _ID))

    def select(self, section: str) -> None:
        """Show a section as the chosen one without telling anybody."""
        item = self._items.get(section)
        if item is not None:
            blocker = QSignalBlocker(self)
            self.setCurrentItem(item)
            self.scrollToItem(item)
            blocker.unblock()

    def title(self, section: str) -> str:
        """Return a section's number and heading."""
        item = self._items.get(section)
        return "" if item is None else item.text(_TITLE)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_TITLE, _ID)))

    def _switch(self, item: QTreeWidgetItem, column: int) -> None:
        if column == _TITLE:
            on = item.checkState(_TITLE) == Qt.CheckState.Checked
            self.switched.emit(str(item.data(_TITLE, _ID)), "on" if on else "off")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the section."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current)
            return
        super().keyPressEvent(event)
