"""What is done with one key to the cell under the cursor, besides typing into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.use_cases.old_fonts import suggestion
from forms.cells import NO_OCCURRENCE

if TYPE_CHECKING:
    from desktop.window.editor.form_editor import FormEditor
    from desktop.window.editor.open_report import OpenReport


class CellActs(QObject):
    """Acts on the place where the cursor of a report is."""

    def __init__(self, editor: FormEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    @property
    def _report(self) -> OpenReport:
        return self._editor.report

    def toggle_no_occurrence(self) -> None:
        """Say of the row that nothing occurred, or take it back."""
        grid = self._editor.grid
        if grid is None or not grid.currentIndex().isValid():
            return
        row = grid.cells.row_at(grid.currentIndex())
        if NO_OCCURRENCE in row.states:
            current = self._report.state(row.field)
            self._report.enter_state(row.field, "" if current == NO_OCCURRENCE else NO_OCCURRENCE)

    def take_previous(self) -> None:
        """Put the previous period's figure into the current cell."""
        key = self._editor.position.key
        text = "" if key is None else self._report.desk.previous_text(key)
        if key is not None and text:
            self._report.enter(key, text)

    def unlock(self) -> None:
        """Let the fixed fact here be typed over."""
        field = self._editor.position.field
        self._report.act(lambda desk: desk.unlock(field))

    # -- about the cell ---------------------------------------------------------------------------

    def write_note(self) -> None:
        """Open the note on this cell."""
        if self._editor.position.key is not None:
            self._editor.flush()
            self._editor.tell_place("note")

    def show_history(self) -> None:
        """Show what happened to this cell."""
        self._editor.flush()
        self._editor.tell_place("history")

    def convert_font(self) -> None:
        """Put the words here into Unicode where they are in an old font."""
        self._editor.flush()
        key = self._editor.position.key
        old = None if key is None else suggestion(self._report.desk.text_of(key))
        if key is not None and old is not None:
            self._report.enter(key, old.text)

    # -- what was carried over --------------------------------------------------------------------

    def confirm(self) -> None:
        """Say that what was carried over here is still so, and go to the next such place."""
        self._editor.flush()
        field = self._editor.position.field
        if field in self._report.desk.unseen():
            self._report.act(lambda desk: desk.confirm(field))
        self._to_unseen()

    def confirm_section(self) -> None:
        """Say so of everything in this section, and go to the next one."""
        self._editor.flush()
        page = self._editor.page
        section = "" if page is None else page.section
        self._report.act(lambda desk: desk.confirm_section(section))
        self._to_unseen()

    def _to_unseen(self) -> None:
        """Go to the next thing that nobody has looked at, in this section first."""
        order, here = self._report.desk.engine.order, self._editor.position.field
        unseen = self._report.desk.unseen()
        after = [name for name in unseen if order.get(name, 0) > order.get(here, 0)]
        if unseen:
            self._editor.go_to((after or list(unseen))[0])

    # -- blocks -----------------------------------------------------------------------------------

    def copy(self) -> None:
        """Copy the selected block."""
        if self._editor.grid is not None:
            self._editor.grid.copy()

    def paste(self) -> None:
        """Paste a block from the clipboard."""
        if self._editor.grid is not None:
            self._editor.grid.paste()
