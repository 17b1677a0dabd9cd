"""The reminder letter of one board: to whom, as files in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.problems import Trouble
from forms.composition import Office
from forms.department.board import BoardTable, Cell, State
from forms.department.reminding import Awaited, Sender, Subject, plain_list, reminder
from forms.periods import title
from forms.printed.document import Document
from forms.profile import Profile

if TYPE_CHECKING:
    from desktop.use_cases.board import Board

LATE: Final[tuple[State, ...]] = ("missing",)
EVERY: Final[tuple[State, ...]] = ("missing", "due", "returned")
_REMARKS: Final[dict[State, str]] = {"returned": "đã trả lại để sửa"}


class Letter(NamedTuple):
    """A reminder: the units it goes to, by code, the letter and the list to paste.

    Without any unit there is no ``document``.
    """

    units: tuple[str, ...]
    text: str
    document: Document | None
    stem: str


class Reminding:
    """Reminders of one department, made of its board."""

    def __init__(self, board: Board) -> None:
        """Bind the board."""
        self._board = board

    def letter(
        self,
        form_id: str,
        period: str,
        sender: tuple[Office, Profile],
        *,
        states: Sequence[State] = LATE,
        at: datetime,
    ) -> Letter:
        """Return the letter to those who have not handed in a form of a period.

        ``sender`` is the own letterhead and profile, ``at`` now.

        Raises:
            Trouble: no such form or period, or more than one period.
        """
        from exporters.files import ascii_name

        found = self._board.table(form_id, period)
        if len(found.columns) != 1:
            message = "Công văn đôn đốc viết cho một kỳ. Hãy ghi một kỳ của biểu."
            raise Trouble(message, code="REMIND-PERIOD", place="period")
        office, profile = sender
        code = found.columns[0].period.code
        waiting = found.open(code, states)
        stem = f"don-doc_{ascii_name(form_id)}_{ascii_name(code)}"
        if not waiting:
            return Letter((), "", None, stem)
        awaited = [Awaited(row.name, cell.due, _remark(cell, found)) for row, cell in waiting]
        subject = self._subject(found)
        signatory = profile.signatory(form_id, at.date())
        who = Sender(office, None if signatory is None else signatory.block)
        units = tuple(row.unit for row, _ in waiting)
        text = plain_list(awaited, subject)
        return Letter(units, text, reminder(awaited, subject, who, at), stem)

    def _subject(self, found: BoardTable) -> Subject:
        column, totals = found.columns[0], found.totals[0]
        return Subject(
            form=found.form,
            title=column.form.title,
            period=title(column.period),
            due=column.due,
            received=totals.received,
            owed=totals.owed,
        )


def _remark(cell: Cell, found: BoardTable) -> str:
    """Return what is to be added about one unit: sent back, or another deadline than the others."""
    if cell.granted and cell.due != found.columns[0].due:
        return "được gia hạn"
    return _REMARKS.get(cell.state, "")


def write(letter: Letter, out_dir: Path) -> tuple[Path, ...]:
    """Write the letter as PDF and Word copy, and the list as text; nothing without a unit."""
    from exporters.files import write_all
    from exporters.pdf import render_pdf
    from exporters.word import render_word

    if letter.document is None:
        return ()
    out_dir.mkdir(parents=True, exist_ok=True)
    files = {
        f"{letter.stem}.pdf": render_pdf(letter.document),
        f"{letter.stem}.docx": render_word(letter.document),
        f"{letter.stem}.txt": letter.text.replace("\n", "\r\n").encode(),
    }
    return write_all(out_dir, files)
