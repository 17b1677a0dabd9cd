"""A proofread text in the window: lines and tables, each claim's sign in the margin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.window import theme
from forms.claims.claim import Claim
from forms.claims.passages import Line, Text

_MARGIN: Final = 22
_JOINT: Final = "  |  "
_GROUNDS: Final = {"error": "error_soft", "warning": "warning_soft", "note": "missing_soft"}


class _Shown(NamedTuple):
    """One line on the screen: its text, the line of the file, where its cells begin."""

    text: str
    page: int
    line: int
    cells: tuple[int, ...] = ()


class ProofedText(QPlainTextEdit):
    """The text, read only; a click on a marked line tells ``clicked`` the number of its claim."""

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName("Văn bản được soát")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._claims: tuple[Claim, ...] = ()
        self._spans: list[tuple[int, int]] = []
        self._signs: dict[int, int] = {}
        self._margin = _Margin(self)
        self.setViewportMargins(_MARGIN, 0, 0, 0)
        self.updateRequest.connect(lambda _, __: self._margin.update())

    def show_text(self, text: Text, claims: Sequence[Claim]) -> None:
        """Show a text with its claims."""
        lines = _lines(text)
        self._claims = tuple(claims)
        self.setPlainText("\n".join(line.text for line in lines))
        starts, at = [], 0
        for line in lines:
            starts.append(at)
            at += len(line.text) + 1
        places = _places(lines)
        self._spans = [_span(claim, lines, starts, places) for claim in claims]
        self._mark()

    def _mark(self) -> None:
        """Put a sign in the margin of each line that has a claim; the gravest one wins."""
        self._signs = {}
        order = sorted(range(len(self._claims)), key=lambda i: _GRAVITY[self._claims[i].verdict])
        for index in order:
            block = self.document().findBlock(self._spans[index][0]).blockNumber()
            self._signs.setdefault(block, index)
        self._highlight(-1)

    def choose(self, index: int) -> None:
        """Show one claim: its words in full colour, in sight."""
        self._highlight(index)
        if 0 <= index < len(self._spans):
            cursor = self.textCursor()
            cursor.setPosition(self._spans[index][0])
            self.setTextCursor(cursor)
            self.centerCursor()

    def _highlight(self, chosen: int) -> None:
        made = [
            self._selection(index, strong=index == chosen)
            for index, claim in enumerate(self._claims)
            if claim.severity or index == chosen
        ]
        self.setExtraSelections(made)
        self._margin.update()

    def _selection(self, index: int, *, strong: bool) -> QTextEdit.ExtraSelection:
        claim, (start, end) = self._claims[index], self._spans[index]
        selection = QTextEdit.ExtraSelection()
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(theme.colour(_GROUNDS.get(claim.severity, "good_soft")))
        if strong:
            ink = claim.severity if claim.severity in _GROUNDS else "good"
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            look.setUnderlineColor(theme.colour(ink))
            look.setFontWeight(700)
        selection.cursor, selection.format = cursor, look
        return selection

    # -- the margin -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin beside the text."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(inside.left(), inside.top(), _MARGIN, inside.height())

    def paint_margin(self, painter: QPainter) -> None:
        """Draw the signs of the lines in sight."""
        block = self.firstVisibleBlock()
        while block.isValid() and block.isVisible():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > self.viewport().height():
                return
            index = self._signs.get(block.blockNumber())
            if index is not None:
                middle = box.top() + self.fontMetrics().lineSpacing() / 2
                place = QRectF((_MARGIN - theme.SIGN) / 2, middle - theme.SIGN / 2, 11.0, 11.0)
                _paint(painter, place, self._claims[index])
            block = block.next()

    def margin_clicked(self, y: int) -> None:
        """Tell of the claim whose sign was clicked."""
        cursor = self.cursorForPosition(self.viewport().rect().topLeft())
        block: QTextBlock = cursor.block()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() <= y < box.bottom():
                if block.blockNumber() in self._signs:
                    self.clicked.emit(self._signs[block.blockNumber()])
                return
            block = block.next()


class _Margin(QWidget):
    def __init__(self, text: ProofedText) -> None:
        super().__init__(text)
        self._text = text
        self.setAccessibleName("Dấu của các chỗ được soát")

    def sizeHint(self) -> QSize:
        """As wide as a sign with a little air."""
        return QSize(_MARGIN, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the signs."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("stripe"))
        self._text.paint_margin(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the claim of the line."""
        self._text.margin_clicked(int(event.position().y()))


_GRAVITY: Final = {"wrong": 0, "truncated": 1, "doubtful": 2, "right": 3, "unverifiable": 4}


def _paint(painter: QPainter, box: QRectF, claim: Claim) -> None:
    if claim.severity:
        theme.paint_sign(painter, box, claim.severity)  # type: ignore[arg-type]  # one of three
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink: QColor = theme.colour("good" if claim.verdict == "right" else "faint")
    painter.setPen(QPen(ink, 1.6))
    if claim.verdict == "right":
        middle = box.center()
        foot = QPointF(middle.x() - 1, box.bottom() - 2)
        painter.drawLine(QPointF(box.left() + 1, middle.y()), foot)
        painter.drawLine(foot, QPointF(box.right() - 1, box.top() + 2))
    else:
        middle = box.center()
        painter.drawLine(middle - QPointF(3, 0), middle + QPointF(3, 0))
    painter.restore()


# --- lines and places -----------------------------------------------------------------------------


def _lines(text: Text) -> list[_Shown]:
    shown: list[_Shown] = []
    for part in text.parts:
        if isinstance(part, Line):
            shown.append(_Shown(part.text.replace("\n", " "), part.page, part.number))
            continue
        for at, row in enumerate(part.rows):
            cells, words = [], ""
            for number, cell in enumerate(row):
                words += _JOINT if number else ""
                cells.append(len(words))
                words += cell.replace("\n", " ")
            shown.append(_Shown(words, part.page, part.number + at, tuple(cells)))
    return shown


def _places(lines: Sequence[_Shown]) -> dict[tuple[int, int, bool], int]:
    places: dict[tuple[int, int, bool], int] = {}
    for index, line in enumerate(lines):
        places.setdefault((line.page, line.line, bool(line.cells)), index)
    return places


def _span(
    claim: Claim,
    lines: Sequence[_Shown],
    starts: Sequence[int],
    places: dict[tuple[int, int, bool], int],
) -> tuple[int, int]:
    """Return where a claim begins and ends on the screen."""
    table = claim.kind == "table"
    first = places.get((claim.page, claim.line, table), 0)
    last = places.get((claim.page, claim.end_line, table), first)
    if table:
        cells = lines[first].cells or (0,)
        at = cells[min(claim.column, len(cells) - 1)]
        after = [cell for cell in cells if cell > at]
        end = after[0] - len(_JOINT) if after else len(lines[first].text)
        return starts[first] + at, starts[first] + max(end, at)
    start = starts[first] + min(claim.column, len(lines[first].text))
    return start, max(starts[last] + min(claim.end_column, len(lines[last].text)), start)
