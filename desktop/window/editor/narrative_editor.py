"""Paragraphs with figures in them: written as text with marks, shown below as they print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QToolTip, QWidget

from desktop.use_cases.old_fonts import suggestion
from desktop.window import parts, theme
from desktop.window.editor.live_claims import LiveClaims
from desktop.window.editor.open_report import OpenReport
from forms.cells import VALUE, CellKey
from forms.printed.printing import BUILTINS

REST_MS: Final = 300
"""How long the keyboard rests before a paragraph is kept."""

_TOKEN: Final = re.compile(r"\{\{([^{}]*)\}\}")
_MARKS: Final = re.compile(r"\[\^|<<|>>|\]")
_NOTE: Final = "[^"
_LEAST_LINES: Final = 3
_MOST_LINES: Final = 14


class TokenHighlighter(QSyntaxHighlighter):
    """Colours figures; one that the form does not have is underlined in red."""

    def __init__(self, document: QTextDocument, is_known: Callable[[str], bool]) -> None:
        super().__init__(document)
        self._is_known = is_known
        self._good = QTextCharFormat()
        self._good.setForeground(theme.colour("accent"))
        self._good.setBackground(theme.colour("accent_soft"))
        self._bad = QTextCharFormat()
        self._bad.setForeground(theme.colour("error"))
        self._bad.setUnderlineColor(theme.colour("error"))
        self._bad.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        self._mark = QTextCharFormat()
        self._mark.setForeground(theme.colour("faint"))
        self._mark.setFontWeight(QFont.Weight.Bold)

    def highlightBlock(self, text: str) -> None:
        """Colour the marks of one line."""
        for found in _MARKS.finditer(text):
            self.setFormat(found.start(), len(found[0]), self._mark)
        for found in _TOKEN.finditer(text):
            look = self._good if self._is_known(found[1]) else self._bad
            self.setFormat(found.start(), len(found[0]), look)


class NarrativeText(QPlainTextEdit):
    """The text itself. Undo belongs to the report, Tab leaves the text."""

    left = Signal(int)
    entered = Signal()

    def __init__(self, report: OpenReport, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report, self._key = report, CellKey(field, 0, VALUE)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setReadOnly(not report.desk.editable)
        self.setAccessibleName(report.desk.computation.label(self._key))
        if report.desk.editable:
            self.setPlaceholderText("Viết đoạn văn ở đây. Ctrl+I chèn số liệu của biểu.")
        self._highlighter = TokenHighlighter(self.document(), self._is_known)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.live = LiveClaims(self, self._said)
        self.read_again()
        self.textChanged.connect(self._typed)

    def _is_known(self, token: str) -> bool:
        name = token.strip().partition(".")[0].partition("[")[0]
        engine = self._report.desk.engine
        return name in engine.fields or name in engine.grids or name in BUILTINS

    def _said(self, token: str) -> str:
        """Return what a figure in braces prints: a field's sentence, or one part of it."""
        field, _, part = token.strip().partition(".")
        desk = self._report.desk
        if part and field in desk.engine.fields:
            return desk.shown(CellKey(field, 0, part))
        return self._report.sentence(field)

    @property
    def key(self) -> CellKey:
        """Return the cell that keeps the text."""
        return self._key

    def _typed(self) -> None:
        self._rest.start()
        self._fit()

    def flush(self) -> None:
        """Keep what is written now, without waiting for the rest."""
        self._rest.stop()
        if not self.isReadOnly() and self.toPlainText() != self._kept():
            self._report.enter(self._key, self.toPlainText())
            self.setProperty("refused", self._key in self._report.drafts)
            theme.restyle(self)
        self.live.look()

    def _kept(self) -> str:
        draft = self._report.drafts.get(self._key)
        return draft.text if draft else self._report.desk.text_of(self._key)

    def read_again(self) -> None:
        """Show the kept text unless something newer is being typed; the caret stays near."""
        if self._rest.isActive() or self.toPlainText().strip() == self._kept().strip():
            return
        at = self.textCursor().position()
        blocker = QSignalBlocker(self)
        self.setPlainText(self._kept())
        blocker.unblock()
        cursor = self.textCursor()
        cursor.setPosition(min(at, len(self.toPlainText())))
        self.setTextCursor(cursor)
        self._fit()
        self.live.look()

    def insert_token(self, token: str) -> None:
        """Put a figure where the caret is, taking the place of braces just typed."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        if before.endswith("{{"):
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, 2)
        cursor.insertText(f"{{{{{token}}}}}")
        self.setTextCursor(cursor)
        self.setFocus()

    def insert_words(self, words: str) -> None:
        """Put words or a footnote where the caret is; inside a footnote only its words go."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        if words.startswith(_NOTE):
            inside = before.rfind(_NOTE) > before.rfind("]")
            words = words.removeprefix(_NOTE).removesuffix("]") if inside else words
        elif before and before[-1].isalnum():
            words = f" {words}"
        cursor.insertText(words)
        self.setTextCursor(cursor)
        self.setFocus()

    # -- events -----------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take words, not files: those go to the report."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def event(self, event: QEvent) -> bool:
        """Leave undo to the report; tell what a figure is when the mouse rests on it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoing = event.matches(QKeySequence.StandardKey.Undo)
            if undoing or event.matches(QKeySequence.StandardKey.Redo):
                event.ignore()
                return False
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._explain(event)
            return True
        return super().event(event)

    def _explain(self, event: QHelpEvent) -> None:
        cursor = self.cursorForPosition(event.pos())
        text, at = cursor.block().text(), cursor.positionInBlock()
        token = next((f for f in _TOKEN.finditer(text) if f.start() <= at <= f.end()), None)
        name = "" if token is None else token[1].strip().partition(".")[0]
        if name in self._report.desk.engine.fields:
            field = self._report.desk.engine.fields[name]
            label = self._report.desk.computation.word(field.label)
            QToolTip.showText(event.globalPos(), f"{label}\n{self._report.sentence(name)}", self)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Tab; everything else is typing."""
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.flush()
            self.left.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that this is the place now."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep the text when it is left."""
        self.flush()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the wrapped lines."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = int(self.document().size().height())
        shown = min(max(lines, _LEAST_LINES), _MOST_LINES)
        height = shown * self.fontMetrics().lineSpacing() + 2 * self.frameWidth() + 12
        if self.height() != height:
            self.setFixedHeight(height)


class NarrativePanel(QFrame):
    """A paragraph field: its name, its text, and below it how the text prints."""

    def __init__(self, report: OpenReport, field: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._report, self._field = report, field
        self.text = NarrativeText(report, field, self)
        self._title = parts.label(self, title, name="panelTitle", wrap=True)
        self._title.setBuddy(self.text)
        self._title.setVisible(bool(title))
        self._unseen = parts.label(
            self, "Chép từ kỳ trước, chưa rà soát (F3: không đổi)", name="unseen"
        )
        self._printed = parts.label(self, name="printed", wrap=True)
        self._printed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._printed.setAccessibleName("Câu in ra")
        layout = parts.column(self, gap=3)
        for widget in (self._title, self._unseen, self.text, self._printed):
            layout.addWidget(widget)
        self.refresh()

    def refresh(self) -> None:
        """Read the kept text and its printed form again."""
        self.text.read_again()
        self.text.live.look()
        self._unseen.setVisible(self._field in self._report.desk.unseen())
        old = suggestion(self._report.desk.text_of(self.text.key))
        printed = self._report.sentence(self._field) if old is None else old.text
        self._printed.setText(printed)
        # Words without figures print as they are written; showing them twice helps nobody.
        written = self.text.toPlainText().strip()
        self._printed.setVisible(bool(written and printed) and printed != written)
