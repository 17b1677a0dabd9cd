"""A paragraph's own arithmetic, looked at while it is written: wrong claims are underlined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop import theme
from desktop.proofed import VERDICTS, said_of
from forms.claims import Claim
from forms.narrative_claims import TypedClaim, tokens, typed_claims

_INKS: Final = {"error": "error", "warning": "warning", "note": "note"}


class LiveClaims(QObject):
    """Underlines the claims of a text that somebody has to look at.

    ``changed`` tells that something else is to be said at the caret.
    """

    changed = Signal()

    def __init__(self, text: QPlainTextEdit, printed: Callable[[str], str]) -> None:
        super().__init__(text)
        self._text, self._printed = text, printed
        self.found: tuple[TypedClaim, ...] = ()
        self._told: Claim | None = None
        self._seen: tuple[str, tuple[str, ...]] = ("", ())
        text.cursorPositionChanged.connect(self._moved)

    def look(self) -> None:
        """Find the claims of the text as it stands now."""
        text = self._text.toPlainText()
        # What the figures in the text print may change while the text stays.
        seen = (text, tuple(map(self._printed, tokens(text))))
        if seen == self._seen:
            return
        self._seen = seen
        found = typed_claims(text, self._printed)
        if found != self.found:
            self.found = found
            self._text.setExtraSelections([self._underlined(each) for each in found])
        self._moved()

    @property
    def claim(self) -> Claim | None:
        """Return the claim at the caret, else the first of the text."""
        at = self._text.textCursor().position()
        here = next((each for each in self.found if each.start <= at <= each.end), None)
        first = here or next(iter(self.found), None)
        return None if first is None else first.claim

    @property
    def said(self) -> tuple[str, str]:
        """Return the severity of that claim and what is to be said of it; empty for none."""
        claim = self.claim
        if claim is None:
            return "", ""
        return claim.severity, f"{VERDICTS[claim.verdict]}: “{claim.quote}”. {said_of(claim)}"

    def _moved(self) -> None:
        claim = self.claim
        if claim != self._told:
            self._told = claim
            if self._text.hasFocus():
                self.changed.emit()

    def _underlined(self, found: TypedClaim) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(found.start)
        cursor.setPosition(found.end, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(theme.colour(_INKS[found.claim.severity]))
        made.cursor, made.format = cursor, look
        return made
