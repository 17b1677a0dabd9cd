"""One section of a form on the screen: its panels one under another, walked through by keyboard."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from desktop.window import parts
from desktop.window.editor.cell_grid import CellGrid
from desktop.window.editor.marks import Position
from desktop.window.editor.narrative_editor import NarrativePanel, NarrativeText
from desktop.window.editor.news import News
from desktop.window.editor.open_report import OpenReport
from desktop.window.editor.sheets import Panel, Sheet, list_panel, panels
from forms.cells import VALUE, CellKey

_LEAST_GRID: Final = 150
_CAPTION: Final = 60


class SheetPanel(QFrame):
    """A table with its name; lists have buttons for their rows."""

    def __init__(self, report: OpenReport, panel: Panel, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel = panel
        self.grid = CellGrid(report, sheet, self)
        self.grid.setAccessibleName(panel.title or "Bảng chỉ tiêu")
        self._report = report
        self._count = parts.label(self, name="soft")
        layout = parts.column(self, gap=3)
        self._count.setVisible(panel.kind == "list")
        if panel.title or panel.kind == "list":
            layout.addLayout(self._head())
        layout.addWidget(self.grid)
        self._show_count()

    def _head(self) -> QHBoxLayout:
        head = parts.line(gap=6)
        head.addWidget(parts.label(self, self.panel.title, name="panelTitle", wrap=True), 1)
        head.addWidget(self._count)
        if self.panel.kind == "list" and self._report.desk.editable:
            head.addWidget(parts.button(self, "Thêm dòng", self.insert_row, name="flat"))
            head.addWidget(parts.button(self, "Bỏ dòng", self.remove_row, name="flat"))
        return head

    # -- rows of a list ---------------------------------------------------------------------------

    @property
    def row(self) -> int:
        """Return the number of the list row that the cursor is on, 0 outside of lists."""
        index = self.grid.currentIndex()
        return self.grid.cells.row_at(index).row if index.isValid() else 0

    def insert_row(self) -> None:
        """Make room for a row above the cursor."""
        row = self.row if self.panel.kind == "list" else 0
        if row and self._report.act(lambda desk: desk.insert_row(self.panel.field, row)):
            self.grid.setFocus()

    def remove_row(self) -> None:
        """Take the row under the cursor away."""
        row = self.row if self.panel.kind == "list" else 0
        if row and self._report.act(lambda desk: desk.remove_row(self.panel.field, row)):
            self.grid.setFocus()

    def move_row(self, way: int) -> None:
        """Change places with the row above (-1) or below (1)."""
        row, last = self.row, len(self.grid.cells.sheet.rows) - 1
        to = row + way
        if self.panel.kind != "list" or not (0 < row <= last and 0 < to <= last):
            return
        if self._report.act(lambda desk: desk.move_row(self.panel.field, row, to)):
            index = self.grid.currentIndex()
            self.grid.setCurrentIndex(index.siblingAtRow(to - 1))

    def refresh(self, news: News) -> bool:
        """Show what is different; a list may have gained or lost rows: then it is True."""
        if self.panel.kind != "list" or self.panel.field not in news.fields:
            self.grid.cells.refresh(news)
            return False
        sheet = list_panel(self._report.desk, self.panel.field).sheet
        if sheet is not None:
            self.grid.take_sheet(sheet)
        self._show_count()
        return True

    def _show_count(self) -> None:
        if self.panel.kind != "list":
            return
        key = CellKey(self.panel.field, 0, "stated")
        rows = len(self._report.desk.computation.rows(self.panel.field))
        stated = self._report.desk.text_of(key)
        wrong = f" · số đã in: {stated}" if stated and stated != str(rows) else ""
        self._count.setText(f"{rows} dòng{wrong}")


class SectionPage(QScrollArea):
    """All panels of one section.

    ``moved`` is told when another place became the current one, ``left`` when the cursor wants
    to go on to the next (1) or previous (-1) section. ``pasting`` brings a block to look at.
    """

    moved = Signal()
    left = Signal(int)
    pasting = Signal(object)

    def __init__(self, report: OpenReport, section: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section = section
        self._report = report
        self._active: SheetPanel | NarrativePanel | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._inside.setObjectName("page")
        self._layout = parts.column(self._inside, gap=10)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self.pieces = [self._piece(panel, self._inside) for panel in panels(report.desk, section)]
        for piece in self.pieces:
            self._layout.addWidget(piece)
        self._layout.addStretch(1)
        self.setWidget(self._inside)

    def _piece(self, panel: Panel, parent: QWidget) -> SheetPanel | NarrativePanel:
        if panel.sheet is None:
            narrative = NarrativePanel(self._report, panel.field, panel.title, parent)
            narrative.text.left.connect(self._walk)
            narrative.text.entered.connect(lambda: self._enter(narrative))
            narrative.text.live.changed.connect(lambda: self._enter(narrative))
            narrative.text.live.offer_links(self._report.desk)
            return narrative
        piece = SheetPanel(self._report, panel, panel.sheet, parent)
        piece.grid.left.connect(self._walk)
        piece.grid.pasting.connect(self.pasting)
        piece.grid.moved.connect(lambda: self._enter(piece))
        piece.grid.installEventFilter(self)
        return piece

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice which table has the keyboard."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, CellGrid):
            piece = watched.parentWidget()
            if isinstance(piece, SheetPanel):
                self._enter(piece)
        return super().eventFilter(watched, event)

    # -- where ------------------------------------------------------------------------------------

    @property
    def sheet(self) -> SheetPanel | None:
        """Return the table that is being worked in."""
        return self._active if isinstance(self._active, SheetPanel) else None

    @property
    def is_in_list(self) -> bool:
        """Return whether the cursor is in a list whose rows come and go."""
        return self.sheet is not None and self.sheet.panel.kind == "list"

    @property
    def text(self) -> NarrativeText | None:
        """Return the text that is being worked in."""
        return self._active.text if isinstance(self._active, NarrativePanel) else None

    @property
    def position(self) -> Position:
        """Return where the cursor is."""
        if self.text is not None:
            return Position(self.text.key.field, self.text.key)
        if self.sheet is None:
            return Position()
        index = self.sheet.grid.currentIndex()
        if not index.isValid():
            return Position(self.sheet.panel.field)
        row = self.sheet.grid.cells.row_at(index)
        return Position(row.field, self.sheet.grid.current_key)

    def _enter(self, piece: SheetPanel | NarrativePanel) -> None:
        self._active = piece
        self._keep_in_view()
        self.moved.emit()

    def _keep_in_view(self) -> None:
        active = self._active
        if active is None:
            return
        if isinstance(active, SheetPanel) and active.height() > self.viewport().height():
            grid = active.grid
            at = grid.visualRect(grid.currentIndex()).center()
            inside = grid.viewport().mapTo(self._inside, at)
            self.ensureVisible(inside.x(), inside.y(), 0, 40)
        else:
            self.ensureWidgetVisible(active, 0, 4)

    def start(self, *, last: bool = False) -> None:
        """Put the cursor on the first place to type, or on the last one."""
        order = reversed(self.pieces) if last else iter(self.pieces)
        for piece in order:
            if self._start_in(piece, last=last):
                return

    def _start_in(self, piece: SheetPanel | NarrativePanel, *, last: bool) -> bool:
        if isinstance(piece, NarrativePanel):
            piece.text.setFocus()
            self._enter(piece)
            return True
        if not piece.grid.select_first(last=last):
            return False
        piece.grid.setFocus()
        self._enter(piece)
        return True

    def _walk(self, way: int) -> None:
        at = self.pieces.index(self._active) if self._active in self.pieces else -1
        while 0 <= (at := at + way) < len(self.pieces):
            if self._start_in(self.pieces[at], last=way < 0):
                return
        self.left.emit(way)

    def go_to(self, field: str, key: CellKey | None) -> bool:
        """Put the cursor on a cell, or on the first cell of a field or list row."""
        return any(self._go_in(piece, field, key) for piece in self.pieces)

    def _go_in(self, piece: SheetPanel | NarrativePanel, field: str, key: CellKey | None) -> bool:
        if isinstance(piece, NarrativePanel):
            hit = piece.text.key == CellKey(field, 0, VALUE)
            return hit and self._start_in(piece, last=False)
        found = piece.grid.select(key) if key is not None else False
        if not found and not piece.grid.select_field(field):
            return False
        piece.grid.setFocus()
        self._enter(piece)
        return True

    # -- rows -------------------------------------------------------------------------------------

    def insert_row(self) -> None:
        """Make room for a row in the list that is being worked in."""
        if self.sheet is not None:
            self.sheet.insert_row()

    def remove_row(self) -> None:
        """Take a row of the list away."""
        if self.sheet is not None:
            self.sheet.remove_row()

    def row_up(self) -> None:
        """Move the list's row up."""
        if self.sheet is not None:
            self.sheet.move_row(-1)

    def row_down(self) -> None:
        """Move the list's row down."""
        if self.sheet is not None:
            self.sheet.move_row(1)

    # -- keeping up -------------------------------------------------------------------------------

    def flush(self) -> None:
        """Keep what is still being typed."""
        for piece in self.pieces:
            if isinstance(piece, NarrativePanel):
                piece.text.flush()
            elif piece.grid.editor is not None:
                piece.grid.commitData(piece.grid.editor)

    def refresh(self, news: News) -> None:
        """Show what is different in the report."""
        resized = False
        for piece in self.pieces:
            if isinstance(piece, NarrativePanel):
                piece.refresh()
            else:
                resized |= piece.refresh(news)
        if resized:
            self._share_height()

    @property
    def _sheets(self) -> list[SheetPanel]:
        return [piece for piece in self.pieces if isinstance(piece, SheetPanel)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every table its height, once the columns have theirs."""
        super().resizeEvent(event)
        parts.soon(self, self._share_height)

    def _share_height(self) -> None:
        """Show a table whole where it fits; a longer one scrolls under its own head."""
        sheets = self._sheets
        room = self.viewport().height() - (_CAPTION if len(self.pieces) > 1 else 30)
        before = [piece.grid.height() for piece in sheets]
        heights = [min(piece.grid.content_height(), max(room, _LEAST_GRID)) for piece in sheets]
        if heights != before:
            for piece, height in zip(sheets, heights, strict=True):
                piece.grid.setFixedHeight(height)
            parts.soon(self, self._keep_in_view)
