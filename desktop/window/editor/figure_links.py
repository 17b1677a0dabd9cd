"""Figures of a paragraph that equal a cell of the form: offered to be linked to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from forms.cells import VALUE, CellKey
from forms.claims.figure_links import FigureLink, NamedFigure, figure_links
from forms.model import Field

if TYPE_CHECKING:
    from desktop.desk import Desk

_SINGLE: Final = frozenset({"int", "pct", "money"})
_PARTED: Final = frozenset({"ratio", "frac", "rank", "record"})


def _named_figures(desk: Desk) -> Iterator[NamedFigure]:
    """Yield the figures of a report that a text may print, each with its token."""
    for field in desk.engine.form.fields:
        single = field.kind in _SINGLE
        if not (single or field.kind in _PARTED) or not desk.computation.has_field(field.id):
            continue
        if single and not field.sentence:
            label = desk.computation.word(field.label)
            yield NamedFigure(field.id, label, desk.shown(CellKey(field.id, 0, VALUE)))
        yield from part_figures(desk, field)


def part_figures(desk: Desk, field: Field) -> Iterator[NamedFigure]:
    """Yield the figures that a field has in its parts; none where it is one itself."""
    label = desk.computation.word(field.label)
    for column in desk.engine.columns(field.id) if field.kind in _PARTED else ():
        name = f"{label}: {desk.computation.word(column.label).lower()}"
        shown = desk.shown(CellKey(field.id, 0, column.id))
        yield NamedFigure(f"{field.id}.{column.id}", name, shown)


class FigureLinks(QObject):
    """The offers of one text: what is said at the caret, and its menu (Shift+F10)."""

    def __init__(self, text: QPlainTextEdit, desk: Desk) -> None:
        super().__init__(text)
        self._text, self._desk = text, desk
        self.found: tuple[FigureLink, ...] = ()
        text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        text.customContextMenuRequested.connect(self._show_menu)

    def look(self) -> bool:
        """Find the figures of the text as it stands now; True where others are offered now."""
        before = self.found
        writable = not self._text.isReadOnly()
        text = self._text.toPlainText() if writable else ""
        self.found = figure_links(text, _named_figures(self._desk)) if text else ()
        return self.found != before

    @property
    def here(self) -> FigureLink | None:
        """Return the offer at the caret."""
        at = self._text.textCursor().position()
        return next((link for link in self.found if link.start <= at <= link.end), None)

    @property
    def said(self) -> str:
        """Return what is to be said of the offer at the caret; empty for none."""
        link = self.here
        if link is None:
            return ""
        return f"Số này bằng ô “{link.figure.label}”. Bấm Shift+F10 để liên kết."

    def menu(self) -> QMenu:
        """Return the text's menu with the offers on top."""
        menu = self._text.createStandardContextMenu()
        first, here = menu.actions()[0], self.here
        offers: list[tuple[str, tuple[FigureLink, ...]]] = []
        if here is not None:
            offers.append((self._word(here), (here,)))
        if len(self.found) > 1:
            offers.append((f"Liên kết cả {len(self.found)} số trùng với ô của biểu", self.found))
        for words, links in offers:
            action = menu.addAction(words)
            action.triggered.connect(lambda *_, links=links: self.link(links))
            menu.insertAction(first, action)
        if offers:
            menu.insertSeparator(first)
        return menu

    @staticmethod
    def _word(link: FigureLink) -> str:
        label = link.figure.label.replace("&", "&&")
        return f"Liên kết {link.figure.said} với ô “{label}”"

    def link(self, links: tuple[FigureLink, ...]) -> None:
        """Let tokens stand instead of figures; kept like typing, as one step to undo."""
        cursor = self._text.textCursor()
        cursor.beginEditBlock()
        for link in sorted(links, reverse=True):
            cursor.setPosition(link.start)
            cursor.setPosition(link.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(f"{{{{{link.figure.token}}}}}")
        cursor.endEditBlock()

    def _show_menu(self, at: QPoint) -> None:
        if not self._text.textCursor().hasSelection():
            self._text.setTextCursor(self._text.cursorForPosition(at))
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._text.viewport().mapToGlobal(at))
