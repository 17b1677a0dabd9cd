"""Choosing a document that the unit has cited before, for a list or for the text being written."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)

from desktop.use_cases.library import MOST, CitedDocument, Library, as_note, as_text
from desktop.window import parts
from desktop.window.dialogs.questions import buttons
from forms.dates import printed_day

_DETAIL_LINES: Final = 3
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DocumentPicker(QDialog):
    """Search as you type; Enter takes the chosen document.

    ``picked`` gives the document. With ``notes`` the dialog serves a text: then ``worded`` gives
    the words to insert, a citation or (Ctrl+Enter) a footnote.
    """

    picked = Signal(object)
    worded = Signal(str)

    def __init__(self, library: Library, *, notes: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library, self._notes = library, notes
        self._found: tuple[CitedDocument, ...] = ()
        self.setWindowTitle("Dẫn văn bản đã có")
        parts.give_room(self, 760, 440)
        self.query = QLineEdit(self)
        self.query.setPlaceholderText("Gõ số, ký hiệu hoặc vài chữ của trích yếu, không cần dấu")
        self.query.setAccessibleName("Tìm văn bản")
        self.query.setClearButtonEnabled(True)
        self.view = self._list()
        self.detail = parts.ClippedLabel(self, name="told", lines=_DETAIL_LINES)
        self.detail.setFixedHeight(_DETAIL_LINES * self.fontMetrics().lineSpacing() + 4)
        self.count = parts.label(self, name="faint")
        self.buttons = self._buttons()
        layout = parts.column(self, gap=6)
        layout.setContentsMargins(12, 12, 12, 10)
        for widget in (self.query, self.view, self.detail, self.count, self.buttons):
            layout.addWidget(widget)
        self.query.textChanged.connect(self._search)
        self.view.doubleClicked.connect(lambda _: self.accept())
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self._search("")
        self.query.setFocus()

    def _list(self) -> QListView:
        view = QListView(self)
        view.setModel(QStringListModel(view))
        view.setUniformItemSizes(True)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setAccessibleName("Văn bản đã dẫn")
        return view

    def _buttons(self) -> QDialogButtonBox:
        box = buttons(self, "Chèn vào đoạn văn" if self._notes else "Thêm vào danh sách")
        if self._notes:
            self.note = QPushButton("Chèn làm chú thích (Ctrl+Enter)", self)
            self.note.setAutoDefault(False)
            self.note.clicked.connect(self._as_note)
            box.addButton(self.note, QDialogButtonBox.ButtonRole.ActionRole)
        return box

    @property
    def document(self) -> CitedDocument | None:
        """Return the chosen document."""
        row = self.view.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _search(self, text: str) -> None:
        self._found = self._library.search(text)
        model = self.view.model()
        if isinstance(model, QStringListModel):
            model.setStringList([_line(one) for one in self._found])
            self.view.setCurrentIndex(model.index(0, 0))
        self._show_detail()
        self.count.setText(self._counted(text))
        chosen = self.document is not None
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(chosen)
        if self._notes:
            self.note.setEnabled(chosen)

    def _counted(self, text: str) -> str:
        if len(self._found) == MOST:
            return f"{MOST} văn bản đầu tiên. Gõ thêm để tìm gần hơn."
        if self._found:
            return f"{len(self._found)} văn bản."
        if text.strip():
            return "Không tìm thấy. Bớt chữ, hoặc gõ văn bản mới thẳng vào báo cáo."
        return "Báo cáo của đơn vị chưa dẫn văn bản nào."

    def _show_detail(self) -> None:
        one = self.document
        self.detail.show_text("" if one is None else f"{as_text(one)} ({one.report})")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the list while words are typed; Ctrl+Enter makes a footnote."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if held and event.key() in _ENTER and self._notes:
            self._as_note()
            return
        page = max(self.view.height() // max(self.view.sizeHintForRow(0), 1) - 1, 1)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        steps |= {Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = min(max(self.view.currentIndex().row() + step, 0), len(self._found) - 1)
        self.view.setCurrentIndex(self.view.model().index(row, 0))

    def _as_note(self) -> None:
        if self.document is not None:
            self.worded.emit(f"[^{as_note(self.document)}]")
            super().accept()

    def accept(self) -> None:
        """Tell which document was chosen."""
        if self.document is not None:
            self.picked.emit(self.document)
            if self._notes:
                self.worded.emit(as_text(self.document))
            super().accept()


def _line(one: CitedDocument) -> str:
    day = printed_day(one.day)
    return " · ".join(part for part in (one.full, day, one.kind, one.subject) if part)
