"""What a pasted block would do, shown under the table until Enter takes it or Esc leaves it.

No dialog: the table stays in view above, and every key of the program works on.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.use_cases.paste_plan import Kind, Mark, PasteLine, PastePlan, Pasting, label, told
from desktop.window import parts, theme
from desktop.window.editor.open_report import OpenReport

Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_HEADINGS: Final = ("Kết luận", "Ô", "Đang có", "Sẽ là", "Vì sao")
_WORDS: Final[dict[Kind, str]] = {
    "refuse": "✕ không nhận",
    "change": "⇄ thay",
    "read": "≈ đọc là",
    "take": "✓ nhận",
    "same": "= như cũ",
    "skip": "– bỏ qua",
}
_INKS: Final[dict[Kind, str]] = {
    "refuse": "error",
    "change": "warning",
    "read": "accent",
    "take": "ink",
    "same": "faint",
    "skip": "faint",
}
_ORDER: Final = tuple(_WORDS)
_ROLES = Qt.ItemDataRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FIGURES: Final = (2, 3)
_SHOWN_ROWS: Final = 6
_FEW_ROWS: Final = 3
_LOW: Final = 600
_MEASURED: Final = 60
_WIDEST: Final = 26
"""Digits that a column of words may take."""
_MARKS: Final[dict[str, Mark]] = {",": "comma", ".": "point"}
_ASKED: Final = (
    "Trong khối dán, số lẻ đứng sau dấu nào? Bấm phím , (1.234,5) hoặc phím . (1,234.5)."
)
_SAID: Final[dict[Mark, str]] = {
    "comma": "Dấu phẩy trước số lẻ (1.234,5)",
    "point": "Dấu chấm trước số lẻ (1,234.5)",
}


class PasteTable(QAbstractTableModel):
    """The verdicts as a table, what needs a look first."""

    def __init__(self, report: OpenReport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.lines: list[PasteLine] = []

    def take(self, lines: tuple[PasteLine, ...]) -> None:
        """Show other verdicts."""
        self.beginResetModel()
        self.lines = sorted(lines, key=lambda line: _ORDER.index(line.kind))
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of cells."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(_ROLES.DisplayRole)
    ) -> str | None:
        """Return a heading."""
        shown = orientation == Qt.Orientation.Horizontal and role == _ROLES.DisplayRole
        return _HEADINGS[section] if shown else None

    def data(self, index: Index, role: int = int(_ROLES.DisplayRole)) -> object:
        """Return a verdict's words, colours and alignment."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (_ROLES.DisplayRole, _ROLES.ToolTipRole):
            return self._text(line, index.column())
        if role == _ROLES.ForegroundRole:
            return theme.colour(_INKS[line.kind])
        is_figure = index.column() in _FIGURES and line.given[:1].isdigit()
        return _RIGHT if role == _ROLES.TextAlignmentRole and is_figure else None

    def _text(self, line: PasteLine, column: int) -> str:
        if column == 1:
            return label(self._report.desk, line.key)
        new = line.given if line.kind == "refuse" else line.new
        if line.kind == "change" and not line.new:
            new = "(trống)"
        return (_WORDS[line.kind], "", line.now, new, line.told)[column]


class PastePanel(QFrame):
    """A block with its verdicts. ``left`` is told when the person is through with it."""

    left = Signal()

    def __init__(self, report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._pasting: Pasting | None = None
        self.plan: PastePlan | None = None
        self.setObjectName("pastePanel")
        self.setAccessibleName("Xem trước khối dán")
        self._told = parts.label(self, name="panelTitle", wrap=True)
        self._asked = parts.label(self, name="asked", wrap=True)
        self.table = PasteTable(report, self)
        self.view = self._view()
        self._comma = parts.button(self, "1.234,5  (phím ,)", lambda: self.settle("comma"))
        self._point = parts.button(self, "1,234.5  (phím .)", lambda: self.settle("point"))
        self._font = parts.button(self, "", self.turn_fonts, name="flat")
        self._take = parts.button(self, "Nhận (Enter)", self.take, name="primary")
        self._leave = parts.button(self, "Thôi (Esc)", self.leave)
        self._lay_out()
        self.hide()

    def _view(self) -> QTableView:
        view = QTableView(self)
        view.setModel(self.table)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setAccessibleName("Kết luận từng ô của khối dán")
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 7)
        view.setWordWrap(False)
        view.horizontalHeader().setHighlightSections(False)
        view.installEventFilter(self)
        return view

    def _lay_out(self) -> None:
        layout = parts.column(self, gap=4)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self._told)
        question = parts.line(gap=6)
        question.addWidget(self._asked, 1)
        for button in (self._comma, self._point):
            question.addWidget(button)
        layout.addLayout(question)
        layout.addWidget(self.view, 1)
        foot = parts.line(gap=6)
        foot.addWidget(self._font)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._take)
        layout.addLayout(foot)

    # -- what is shown ----------------------------------------------------------------------------

    def show_block(self, pasting: Pasting) -> None:
        """Show a block's verdicts and take the keyboard."""
        self._pasting = pasting
        self._read()
        low = self.window().height() < _LOW
        rows = min(len(self.table.lines), _FEW_ROWS if low else _SHOWN_ROWS)
        head = self.view.horizontalHeader().sizeHint().height()
        height = head + rows * self.view.verticalHeader().defaultSectionSize() + 6
        self.view.setFixedHeight(height)
        self.show()
        self.view.selectRow(0)
        self.view.setFocus()

    def _read(self) -> None:
        if self._pasting is None:
            return
        self.plan = plan = self._pasting.plan()
        self.table.take(plan.lines)
        self._told.setText(told(plan))
        self._ask(plan)
        kept = "Giữ nguyên chữ như đã dán" if self._pasting.converting else "Đổi sang Unicode"
        self._font.setText(f"Chữ {plan.encoding}: {kept} (phím K)")
        self._font.setVisible(bool(plan.encoding))
        self._take.setEnabled(self._can_take)
        self._share_width()
        self.view.selectRow(0)

    def _ask(self, plan: PastePlan) -> None:
        if plan.mark is None:
            self._asked.setText(_ASKED)
        else:
            because = f", vì có “{plan.evidence}”" if plan.evidence else ""
            self._asked.setText(f"{_SAID[plan.mark]}{because}.")
        self._asked.setProperty("state", "open" if plan.mark is None else "")
        theme.restyle(self._asked)
        for widget in (self._asked, self._comma, self._point):
            widget.setVisible(plan.is_marked)

    def _share_width(self) -> None:
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        digit = self.fontMetrics().horizontalAdvance("0")
        for column in (0, *_FIGURES):
            texts = (str(self.table.index(row, column).data()) for row in range(_MEASURED))
            widest = max(map(self.fontMetrics().horizontalAdvance, texts))
            self.view.setColumnWidth(column, min(max(widest, 11 * digit), _WIDEST * digit) + 16)
        told_widely = any(line.told for line in self.table.lines)
        self.view.setColumnHidden(len(_HEADINGS) - 1, not told_widely)
        for column in (1, len(_HEADINGS) - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    @property
    def _can_take(self) -> bool:
        plan = self.plan
        counts = 0 if plan is None else plan.count("take", "change", "read")
        return plan is not None and plan.mark is not None and bool(counts)

    # -- what the person does ---------------------------------------------------------------------

    def settle(self, mark: Mark) -> None:
        """Say which mark stands before the decimals, for the whole block."""
        if self._pasting is not None:
            self._pasting.mark = mark
            self._read()

    def turn_fonts(self) -> None:
        """Convert texts in old fonts, or keep them as they are."""
        if self._pasting is not None and self.plan is not None and self.plan.encoding:
            self._pasting.converting = not self._pasting.converting
            self._read()

    def take(self) -> None:
        """Keep the cells that can be taken, as one step."""
        if self._pasting is not None and self._can_take:
            keys, texts = self._pasting.taken()
            self.leave()
            self._report.enter_block([keys], [texts])

    def leave(self) -> None:
        """Forget the block."""
        if self._pasting is not None:
            self._pasting = self.plan = None
            self.hide()
            self.table.take(())
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the panel's keys before the table searches for them."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.text() in _MARKS:
            self.settle(_MARKS[event.text()])
        elif event.key() == Qt.Key.Key_K:
            self.turn_fonts()
        else:
            return False
        return True
