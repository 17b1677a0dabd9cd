"""A paragraph's own arithmetic, looked at while it is written: wrong claims are underlined.

Figures that equal a cell of the form are marked with dots: they may be linked to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop.use_cases.proofed import VERDICTS, said_of
from desktop.window import theme
from desktop.window.editor.figure_links import FigureLinks
from forms.claims.claim import Claim
from forms.claims.narrative_claims import TypedClaim, tokens, typed_claims

if TYPE_CHECKING:
    from desktop.desk import Desk

_WAVES: Final = QTextCharFormat.UnderlineStyle.WaveUnderline
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
        self.links: FigureLinks | None = None
        self._told: tuple[Claim | None, str] = (None, "")
        self._seen: tuple[str, tuple[str, ...]] = ("", ())
        text.cursorPositionChanged.connect(self._moved)

    def offer_links(self, desk: Desk) -> None:
        """Also offer to link figures of the text to the cells of a report."""
        self.links = FigureLinks(self._text, desk)
        self.look()

    def look(self) -> None:
        """Find the claims of the text as it stands now, and the figures that may be linked."""
        other_links = self.links is not None and self.links.look()
        if self._look_at_claims() or other_links:
            self._mark()
        self._moved()

    def _look_at_claims(self) -> bool:
        text = self._text.toPlainText()
        # What the figures in the text print may change while the text stays.
        seen = (text, tuple(map(self._printed, tokens(text))))
        if seen == self._seen:
            return False
        self._seen = seen
        before, self.found = self.found, typed_claims(text, self._printed)
        return self.found != before

    def _mark(self) -> None:
        links = () if self.links is None else self.links.found
        dotted = QTextCharFormat.UnderlineStyle.DotLine
        looks = [self._underlined(link.start, link.end, "accent", dotted) for link in links]
        for each in self.found:
            ink = _INKS[each.claim.severity]
            looks.append(self._underlined(each.start, each.end, ink, _WAVES))
        self._text.setExtraSelections(looks)

    @property
    def claim(self) -> Claim | None:
        """Return the claim at the caret, else the first of the text."""
        first = self._here or next(iter(self.found), None)
        return None if first is None else first.claim

    @property
    def _here(self) -> TypedClaim | None:
        at = self._text.textCursor().position()
        return next((each for each in self.found if each.start <= at <= each.end), None)

    @property
    def said(self) -> tuple[str, str]:
        """Return the severity of that claim and what is to be said of it; empty for none.

        Where the caret stands at none, a figure there that may be linked goes first.
        """
        offer = "" if self.links is None or self._here is not None else self.links.said
        claim = self.claim
        if offer or claim is None:
            return ("note" if offer else ""), offer
        return claim.severity, f"{VERDICTS[claim.verdict]}: “{claim.quote}”. {said_of(claim)}"

    def _moved(self) -> None:
        told = self.claim, self.said[1]
        if told != self._told:
            self._told = told
            if self._text.hasFocus():
                self.changed.emit()

    def _underlined(
        self, start: int, end: int, ink: str, style: QTextCharFormat.UnderlineStyle
    ) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setUnderlineStyle(style)
        look.setUnderlineColor(theme.colour(ink))
        made.cursor, made.format = cursor, look
        return made
