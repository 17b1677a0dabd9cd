"""Messages that never stand in the way: a bar above the work, and a strip about the cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QProgressBar, QToolButton, QWidget

from desktop.window import parts, theme

if TYPE_CHECKING:
    from desktop.window.editor.open_report import Refusal

Tone = Literal["trouble", "news", "good", "busy"]

_MOST_CANDIDATES: Final = 4
_STRIP_LINES: Final = 3


class MessageBar(QFrame):
    """One message with at most one thing to do about it; the next message takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName("Thông báo")
        self._text = parts.label(self, wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setFixedWidth(120)
        self._act = parts.button(self, "", self._do)
        self._close = parts.button(self, "Đóng", self.dismiss)
        self._doing: Callable[[], object] | None = None
        layout = parts.line(self, gap=8)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.addWidget(self._text, 1)
        for widget in (self._progress, self._act, self._close):
            layout.addWidget(widget)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is being said, empty when nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(
        self,
        text: str,
        tone: Tone = "news",
        *,
        action: str = "",
        doing: Callable[[], object] | None = None,
    ) -> None:
        """Show a message; ``action`` names the button that does ``doing``."""
        self._text.setText(text)
        self._doing = doing
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self._progress.setVisible(tone == "busy")
        self._close.setVisible(tone != "busy")
        self.setProperty("tone", tone)
        theme.restyle(self)
        self.show()

    def dismiss(self) -> None:
        """Take the message away."""
        self.hide()

    def _do(self) -> None:
        doing = self._doing
        self.dismiss()
        if doing is not None:
            doing()


class CellStrip(QFrame):
    """The lines under the form about the current cell: how it prints, what is wrong with it.

    A refused text is explained here, with the readings it may have; Alt and a digit choose one.
    """

    picked = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cellStrip")
        self._refusal: Refusal | None = None
        self._place = parts.ClippedLabel(self, name="stripPlace", lines=2)
        self._finding = parts.ClippedLabel(self, name="stripFinding", lines=2)
        self._sign = parts.label(self)
        self._offers = [self._offer(number) for number in range(_MOST_CANDIDATES)]
        layout = parts.column(self, gap=2)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._place)
        below = parts.line(gap=6)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._finding, 1)
        for offer in self._offers:
            below.addWidget(offer)
        layout.addLayout(below)
        layout.addStretch(1)
        self.setFixedHeight(_STRIP_LINES * self.fontMetrics().lineSpacing() + 16)

    def _offer(self, number: int) -> QToolButton:
        button = parts.button(self, "", partial(self._pick, number), name="offer")
        shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
        shortcut.activated.connect(partial(self._pick, number))
        button.hide()
        return button

    def _pick(self, number: int) -> None:
        refusal = self._refusal
        if refusal is not None and number < len(refusal.candidates):
            self.picked.emit(refusal, refusal.candidates[number])

    @property
    def message(self) -> str:
        """Return the second line: the finding or the refusal."""
        return self._finding.full_text

    def show_place(self, text: str, severity: str = "", finding: str = "") -> None:
        """Tell about a cell whose text is in order for the reader."""
        self._refusal = None
        # The strip keeps its height, so that nothing jumps while the cursor moves.
        self._place.show_text(text, lines=1 if finding else _STRIP_LINES - 1)
        self._tell(finding, severity)

    def show_refusal(self, refusal: Refusal) -> None:
        """Explain why a text was not taken."""
        self._refusal = refusal
        self._place.show_text(self._place.full_text, lines=1)
        self._tell(f"Chưa nhận. {refusal.message}", "error")
        for number, text in enumerate(refusal.candidates[:_MOST_CANDIDATES]):
            self._offers[number].setText(f"{text}  (Alt+{number + 1})")
            self._offers[number].show()

    def _tell(self, text: str, severity: str) -> None:
        for offer in self._offers:
            offer.hide()
        self._finding.show_text(text)
        if self._finding.property("severity") == severity:
            return
        self._finding.setProperty("severity", severity)
        theme.restyle(self._finding)
        self._sign.setVisible(bool(severity))
        for known in theme.LOOKS:
            if known == severity:
                self._sign.setPixmap(theme.sign_icon(known, self).pixmap(theme.SIGN, theme.SIGN))
