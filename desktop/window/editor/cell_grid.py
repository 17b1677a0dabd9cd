"""The grid a sheet is typed into: keys as in a spreadsheet, blocks copied and pasted as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from desktop.problems import Trouble, attempt
from desktop.use_cases.paste_plan import Pasting
from desktop.use_cases.paste_reading import Block, Pasted, read_clipboard
from desktop.window import theme
from desktop.window.editor.cell_editors import CellEditors, Move
from desktop.window.editor.cell_table import CellTable, Index
from desktop.window.editor.grid_blocks import GridBlocks
from desktop.window.editor.grid_room import GridRoom
from desktop.window.editor.open_report import OpenReport
from desktop.window.editor.sheets import Sheet
from forms.cells import CellKey

_CURSOR = QAbstractItemView.CursorAction
_COVERED: Final = Pasted(covered=True)
_SIDES: Final[dict[int, QAbstractItemView.CursorAction]] = {
    int(Qt.Key.Key_Left): _CURSOR.MoveLeft,
    int(Qt.Key.Key_Right): _CURSOR.MoveRight,
    int(Qt.Key.Key_Up): _CURSOR.MoveUp,
    int(Qt.Key.Key_Down): _CURSOR.MoveDown,
    int(Qt.Key.Key_Home): _CURSOR.MoveHome,
    int(Qt.Key.Key_End): _CURSOR.MoveEnd,
    int(Qt.Key.Key_PageUp): _CURSOR.MovePageUp,
    int(Qt.Key.Key_PageDown): _CURSOR.MovePageDown,
}
_ARROWS: Final[dict[int, Move]] = {
    int(Qt.Key.Key_Up): Move.UP,
    int(Qt.Key.Key_Down): Move.DOWN,
}


class CellGrid(QTableView):
    """A table view over one sheet.

    ``left`` is told when the cursor wants to go on past the last row (1) or the first (-1);
    ``moved`` when another cell became the current one. ``pasting`` brings a block that somebody
    should look at before it is taken.
    """

    left = Signal(int)
    moved = Signal()
    pasting = Signal(object)

    def __init__(self, report: OpenReport, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = CellTable(report, sheet, self)
        self.overwriting = False
        self._run_start: int | None = None
        self._anchor = QPersistentModelIndex()
        self._extending = False
        self.setModel(self.cells)
        self._editors = CellEditors(self)
        self.setItemDelegate(self._editors)
        self._room = GridRoom(self, self.cells)
        self.blocks = GridBlocks(self)
        self._dress()

    def _dress(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(12)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # With a choice of its own: else headings are painted anew as the cursor moves under them.
        header.setSelectionModel(QItemSelectionModel(self.cells, header))
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the ground here: what covers all of itself is moved as it stands when it scrolls."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("paper"))
        painter.end()
        super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard; only the current cell looks different, not the whole table."""
        index = self.currentIndex()
        if not index.isValid():
            super().focusInEvent(event)
            return
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable)
        self.viewport().update(self.visualRect(index))

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Let go of the keyboard: an editor that opens is all that is new on the screen."""
        self.viewport().update(self.visualRect(self.currentIndex()))

    # -- where ------------------------------------------------------------------------------------

    @property
    def current_key(self) -> CellKey | None:
        """Return the current cell's address."""
        return self.cells.key_at(self.currentIndex())

    def select(self, key: CellKey) -> bool:
        """Make a cell the current one; False when it is not on this sheet."""
        found = self.cells.sheet.find(key)
        if found is None:
            return False
        self.setCurrentIndex(self.cells.index(*found))
        return True

    def select_field(self, field_id: str) -> bool:
        """Make the first cell of a field or grid row the current one."""
        row = self.cells.sheet.find_field(field_id)
        if row is None:
            return False
        index = next(self._entries(row, len(self.cells.sheet.rows)), None)
        if index is not None:
            self.setCurrentIndex(index)
        return True

    def select_first(self, *, last: bool = False) -> bool:
        """Make the first cell to type into the current one, or the first of the last row."""
        rows = len(self.cells.sheet.rows)
        order = range(rows - 1, -1, -1) if last else range(rows)
        for row in order:
            index = next(self._entries(row, row + 1), None)
            if index is not None:
                self.setCurrentIndex(index)
                return True
        return False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of the move; a cell without an address never stays current."""
        super().currentChanged(current, previous)
        if not self._extending:
            self._anchor = QPersistentModelIndex(current)
        self.moved.emit()

    def _extend(self, to: QModelIndex) -> None:
        """Select from where the cursor last stood alone, which Qt does not know of."""
        anchor = self.cells.index(self._anchor.row(), self._anchor.column())
        rows, columns = zip((anchor.row(), anchor.column()), (to.row(), to.column()), strict=True)
        corners = (self.cells.index(edge(rows), edge(columns)) for edge in (min, max))
        self._extending = True
        model = self.selectionModel()
        model.setCurrentIndex(to, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(QItemSelection(*corners), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._extending = False

    # -- moving -----------------------------------------------------------------------------------

    def step(self, move: Move) -> None:
        """Go on from the current cell as a spreadsheet does after Enter, Tab or an arrow."""
        here = self.currentIndex()
        if not here.isValid():
            self.select_first()
            return
        if move in (Move.NEXT, Move.PREVIOUS):
            self._step_along(here, forward=move is Move.NEXT)
        elif move in (Move.ENTER, Move.ENTER_BACK):
            column = here.column() if self._run_start is None else self._run_start
            self._run_start = None
            self._step_down(here, 1 if move is Move.ENTER else -1, column)
        else:
            self._run_start = None
            self._arrow(here, move)

    def _step_along(self, here: Index, *, forward: bool) -> None:
        if self._run_start is None:
            self._run_start = here.column()
        rows = len(self.cells.sheet.rows)
        if forward:
            order = self._entries(here.row(), rows)
            after = (i for i in order if (i.row(), i.column()) > (here.row(), here.column()))
            target = next(after, None)
        else:
            before = [
                i
                for i in self._entries(0, here.row() + 1)
                if (i.row(), i.column()) < (here.row(), here.column())
            ]
            target = before[-1] if before else None
        self._go(target, 1 if forward else -1)

    def _step_down(self, here: Index, way: int, column: int) -> None:
        self._go(self._below(here.row(), way, column, entries=True), way)

    def _arrow(self, here: Index, move: Move) -> None:
        if move in (Move.UP, Move.DOWN):
            way = 1 if move is Move.DOWN else -1
            self._go(self._below(here.row(), way, here.column(), entries=False), way)
        else:
            self.setCurrentIndex(self._beside(here, 1 if move is Move.RIGHT else -1))

    def _go(self, target: QModelIndex | None, way: int) -> None:
        if target is None:
            self._run_start = None
            self.left.emit(way)
            return
        if not self.viewport().rect().contains(self.visualRect(target)):
            # Qt paints the whole table anew when it scrolls under an editor that has just closed.
            self.viewport().repaint(self.visualRect(self.currentIndex()))
        self.setCurrentIndex(target)

    def _below(self, row: int, way: int, column: int, *, entries: bool) -> QModelIndex | None:
        """Return the next row's cell in ``column``, or the first cell of a row without one."""
        end = len(self.cells.sheet.rows) if way > 0 else -1
        for other in range(row + way, end, way):
            index = self.cells.index(other, column)
            if self._takes(index) if entries else self.cells.key_at(index) is not None:
                return index
            first = next(self._entries(other, other + 1), None)
            if first is not None and self.cells.key_at(index) is None:
                return first
        return None

    def _beside(self, here: Index, way: int) -> QModelIndex:
        columns = len(self.cells.sheet.columns)
        for column in range(here.column() + way, columns if way > 0 else -1, way):
            index = self.cells.index(here.row(), column)
            if self.cells.key_at(index) is not None and not self.isColumnHidden(column):
                return index
        return self.cells.index(here.row(), here.column())

    def _entries(self, first: int, end: int) -> Iterator[QModelIndex]:
        """Yield the cells that are typed into row by row; computed and stated ones are not."""
        for row in range(first, end):
            for column, described in enumerate(self.cells.sheet.columns):
                index = self.cells.index(row, column)
                if described.purpose == "figure" and self._takes(index):
                    yield index

    def _takes(self, index: QModelIndex) -> bool:
        key = self.cells.key_at(index)
        if key is None:
            return False
        aside = self.cells.column_at(index).purpose in ("stated", "state")
        return aside or not self.cells.report.desk.computation.is_derived(key)

    def moveCursor(self, action: _CURSOR, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Keep the cursor on cells of the form, also while a block is being selected."""
        here = self.currentIndex()
        self._run_start = None
        way = {_CURSOR.MoveLeft: -1, _CURSOR.MoveRight: 1}.get(action)
        if way is not None and here.isValid():
            return self._beside(here, way)
        jump = {_CURSOR.MoveUp: -1, _CURSOR.MoveDown: 1}.get(action)
        if jump is not None and here.isValid():
            found = self._below(here.row(), jump, here.column(), entries=False)
            return found or self.cells.index(here.row(), here.column())
        return self._settled(super().moveCursor(action, modifiers), here)

    def _settled(self, index: QModelIndex, here: Index) -> QModelIndex:
        if not index.isValid() or self.cells.key_at(index) is not None:
            return index
        same_row = [
            self.cells.index(index.row(), column)
            for column in range(len(self.cells.sheet.columns))
            if self.cells.sheet.key(index.row(), column) is not None
        ]
        before = [found for found in same_row if found.column() <= index.column()]
        stay = self.cells.index(here.row(), here.column())
        return (before or same_row or [stay])[-1 if before else 0]

    # -- keys and mouse ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a spreadsheet does for a key; the rest opens the editor."""
        key = event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.step(Move.ENTER_BACK if shift else Move.ENTER)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(Move.PREVIOUS if shift or key == Qt.Key.Key_Backtab else Move.NEXT)
        elif key in _ARROWS and not shift and not held:
            self.step(_ARROWS[key])
        elif key in _SIDES and shift and not held and self._anchor.isValid():
            self._extend(self.moveCursor(_SIDES[key], event.modifiers()))
        elif key == Qt.Key.Key_Delete and not held:
            self.clear_selected()
        elif key == Qt.Key.Key_Backspace:
            self.start_typing()
        else:
            self.overwriting = key != Qt.Key.Key_F2
            super().keyPressEvent(event)

    def start_typing(self) -> QWidget | None:
        """Open the current cell's editor with nothing in it; return the editor."""
        index = self.currentIndex()
        if self.cells.key_at(index) is None or not self.cells.report.desk.editable:
            return None
        self.overwriting = True
        self.edit(index)
        if isinstance(self.editor, QLineEdit | QPlainTextEdit):
            self.editor.clear()
        return self.editor

    @property
    def editor(self) -> QWidget | None:
        """Return the editor that is open, if one is."""
        return self._editors.editor

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Give an input method's finished text to the editor, opening it first.

        Without this the base class opens the editor and loses the text.
        """
        if event.commitString() and self.editor is None:
            editor = self.start_typing()
            if editor is not None:
                editor.setFocus()
                QApplication.sendEvent(editor, event)
                return
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row's first cell when its label is clicked."""
        index, here = self.indexAt(event.position().toPoint()), self.currentIndex()
        self._run_start = None
        self.overwriting = False
        if index.isValid() and self.cells.key_at(index) is None:
            self.setFocus()
            first = next(self._entries(index.row(), index.row() + 1), None)
            if first is not None:
                self.setCurrentIndex(first)
            return
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier and self._anchor.isValid():
            self._extend(self.cells.index(index.row(), index.column()) if index.isValid() else here)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit with the caret inside the text."""
        self.overwriting = False
        super().mouseDoubleClickEvent(event)

    # -- blocks -----------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the selected block on the clipboard, as text and as a table."""
        if self.currentIndex().isValid():
            QGuiApplication.clipboard().setMimeData(self.blocks.copied())

    def paste(self) -> None:
        """Take the clipboard's block from the top left of the selection on.

        One value that needs no look is typed as it is, over the whole selection; everything else
        is shown first, through ``pasting``.
        """
        desk = self.cells.report.desk
        block = attempt(_clipboard)
        if isinstance(block, Trouble):
            self.cells.report.troubled.emit(block)
        elif block and desk.editable and self.currentIndex().isValid():
            self._paste(block)

    def _paste(self, block: Block) -> None:
        size = (len(block), max(map(len, block)))
        if size == (1, 1):
            chosen = self.blocks.selected()
            size = (chosen.height(), chosen.width())
            block = tuple(block[0] * size[1] for _ in range(size[0]))
        block = tuple((*line, *[_COVERED] * (size[1] - len(line))) for line in block)
        pasting = Pasting(self.cells.report.desk, block, self.blocks.targets(*size))
        plan = pasting.plan()
        if len(plan.lines) != 1 or size != (1, 1) or plan.encoding:
            self.pasting.emit(pasting)
            return
        (line,) = plan.lines
        sure = plan.mark is not None and line.kind in ("take", "change", "read")
        self.cells.report.enter(line.key, line.new if sure else line.given)

    def clear_selected(self) -> None:
        """Empty the selected cells as one step."""
        if not self.cells.report.desk.editable:
            return
        chosen = self.selectedIndexes() or [self.currentIndex()]
        states = [i for i in chosen if i.isValid() and self.cells.column_at(i).purpose == "state"]
        keys = [self.cells.key_at(index) for index in chosen if index not in states]
        if any(keys):
            self.cells.report.enter_block([keys], [[""] * len(keys)])
        for index in states:
            self.cells.report.enter_state(self.cells.row_at(index).field, "")

    # -- room -------------------------------------------------------------------------------------

    def take_sheet(self, sheet: Sheet) -> None:
        """Show another reading of the sheet, keeping the place."""
        grew = len(sheet.rows) != len(self.cells.sheet.rows)
        self.cells.take_sheet(sheet)
        self.fit()
        if grew:
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out again."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
        self.scrollTo(self.currentIndex())

    def fit(self) -> None:
        """Give columns, heading and rows the room they need."""
        self._room.fit()

    def content_height(self) -> int:
        """Return the height that shows all rows."""
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if bar.maximum() > 0 else 0
        return (
            self.horizontalHeader().height()
            + self.verticalHeader().length()
            + 2 * self.frameWidth()
            + extra
            + 1
        )

    def sizeHint(self) -> QSize:
        """Ask for room for every row."""
        return QSize(super().sizeHint().width(), self.content_height())


def _clipboard() -> Block:
    # Nothing at all is on the clipboard of some platforms.
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if data is None:
        return ()
    return read_clipboard(data.html() if data.hasHtml() else "", data.text())
