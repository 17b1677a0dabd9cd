"""The panel about one cell beside the form: what belongs there, what happened to it, a note on it.

It follows the cursor while it is open, and Esc closes it; typing goes on beside it.
"""

from __future__ import annotations

import html
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextBrowser, QWidget

from desktop.use_cases.cell_notes import MOST
from desktop.window import parts
from desktop.window.editor.field_help import Told, help_of, history_of, title_of
from desktop.window.editor.marks import Position
from desktop.window.editor.open_report import OpenReport
from forms.cells import CellKey

Topic = Literal["help", "history", "note"]

_TITLES: Final[dict[Topic, str]] = {
    "help": "Về ô này",
    "history": "Các lần sửa ô này",
    "note": "Ghi chú của ô này",
}
_PAGE: Final[dict[Topic, tuple[str, str]]] = {
    "help": ("xa", "3. Nhập số"),
    "history": ("xa", "3. Nhập số"),
    "note": ("xa", "3. Nhập số"),
}
_CODES: Final = "ma-loi"


class PlacePanel(QFrame):
    """``left`` is told when it closes, ``asked`` which page of the manual is wanted, and where."""

    left = Signal()
    asked = Signal(str, str)

    def __init__(self, report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._position = Position()
        self._noted: CellKey | None = None
        self.topic: Topic = "help"
        self.setObjectName("placePanel")
        self._title = parts.label(self, name="panelTitle", wrap=True)
        self.told = QTextBrowser(self)
        self.told.setOpenLinks(False)
        self.told.setAccessibleName("Thông tin về ô đang đứng")
        self.told.anchorClicked.connect(self._follow)
        self.note = QPlainTextEdit(self)
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(
            "Ghi chú chỉ giữ trong máy này, không in, không gửi đi. Muốn nơi nhận đọc được thì viết"
            " vào phần lời, hoặc giải trình chỗ bị nêu (Ctrl+G)."
        )
        self.note.setAccessibleName("Ghi chú")
        for widget in (self.told, self.note):
            widget.installEventFilter(self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        head = parts.line(gap=6)
        head.addWidget(self._title, 1)
        head.addWidget(
            parts.button(self, "Đóng (Esc)", self.leave, name="flat"),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        layout = parts.column(self, gap=4)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(head)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.told, 3)

    # -- showing ----------------------------------------------------------------------------------

    def open(self, topic: Topic, position: Position) -> None:
        """Show something about a place; a note is written at once."""
        self.topic = topic
        self.note.setVisible(topic == "note")
        self.show()
        self._position = Position()
        self.look_at(position)
        if topic == "note":
            self.note.setFocus()

    def look_at(self, position: Position) -> None:
        """Follow the cursor."""
        if not self.isVisible() or position == self._position:
            return
        self.keep_note()
        self._position = position
        self._read_note()
        self.refresh()

    def refresh(self) -> None:
        """Read again what is known about the place."""
        if not self.isVisible():
            return
        name = title_of(self._report.desk, self._position)
        self._title.setText(f"{_TITLES[self.topic]}: {name}" if name else _TITLES[self.topic])
        self.told.setHtml(self._history() if self.topic == "history" else self._help())

    def _help(self) -> str:
        found = help_of(self._report.desk, self._report.marks, self._position)
        said = "".join(map(_passage, found)) or "<p>Đặt con trỏ vào một ô rồi bấm F1.</p>"
        return f"{said}<p><a href='manual:'>Mở hướng dẫn sử dụng</a></p>"

    def _history(self) -> str:
        key = self._position.key
        lines = () if key is None else history_of(self._report.desk, key)
        return "".join(map(_line, lines)) or "<p>Ô này chưa được sửa lần nào.</p>"

    # -- notes ------------------------------------------------------------------------------------

    def _read_note(self) -> None:
        self._noted = self._position.key
        self.note.setPlainText(self._report.desk.notes.of(self._noted))
        self.note.setEnabled(self._noted is not None)

    def keep_note(self) -> None:
        """Keep what was written about the cell."""
        if self.topic != "note" or self._noted is None:
            return
        key, text = self._noted, self.note.toPlainText()[:MOST]
        if text.strip() != self._report.desk.notes.of(key):
            self._report.judge(lambda desk: desk.notes.write(key, text))

    def leave(self) -> None:
        """Close; what was written is kept."""
        if not self.isHidden():
            self.keep_note()
            self.hide()
            self.left.emit()

    # -- events -----------------------------------------------------------------------------------

    def _follow(self, link: QUrl) -> None:
        code = link.path()
        self.asked.emit(*((_CODES, code) if code else _PAGE[self.topic]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with Esc; Ctrl+Enter is through with a note."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() == Qt.Key.Key_Escape or (enter and held):
                self.leave()
                return True
        return super().eventFilter(watched, event)


def _line(text: str) -> str:
    return f"<p style='margin-top:2px; margin-bottom:2px'>• {html.escape(text)}</p>"


def _passage(told: Told) -> str:
    lines = "".join(map(_line, told.lines))
    code = html.escape(told.code)
    more = f"<p><a href='manual:{code}'>Mã {code} nghĩa là gì</a></p>" if code else ""
    return f"<p><b>{html.escape(told.heading)}</b></p>{lines}{more}"
