"""A sheet of cells in the window: the model that reads the desk, the grid that is typed into."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.use_cases.old_fonts import Suggestion, suggestion
from desktop.window.editor.marks import Place
from desktop.window.editor.news import News
from desktop.window.editor.open_report import OpenReport
from desktop.window.editor.place_words import difference, previous_words
from desktop.window.editor.sheets import STATE_LABELS, Sheet, SheetColumn, SheetRow
from forms.cells import DENOMINATOR, NUMERATOR, STATE, CellKey
from forms.findings import Finding, Severity

Index = QModelIndex | QPersistentModelIndex

_ROLES = Qt.ItemDataRole
DISPLAY: Final = int(_ROLES.DisplayRole)
EDIT: Final = int(_ROLES.EditRole)
LOOK: Final = int(_ROLES.UserRole) + 1
"""Role that gives a cell's CellLook."""

_TOOL_TIP: Final = int(_ROLES.ToolTipRole)
_ALIGNMENT: Final = int(_ROLES.TextAlignmentRole)
_READ_ALOUD: Final = int(_ROLES.AccessibleTextRole)
_FLAGS = Qt.ItemFlag
_SHOWN: Final = _FLAGS.ItemIsEnabled
_TYPED: Final = _FLAGS.ItemIsEnabled | _FLAGS.ItemIsSelectable | _FLAGS.ItemIsEditable
_SEEN: Final = _FLAGS.ItemIsEnabled | _FLAGS.ItemIsSelectable
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = _MIDDLE | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = _MIDDLE | Qt.AlignmentFlag.AlignRight
_CENTRE: Final = _MIDDLE | Qt.AlignmentFlag.AlignHCenter
_WRAPPED: Final = Qt.AlignmentFlag(int(Qt.TextFlag.TextWordWrap))
"""Word wrap is asked of a header through its alignment."""

_ROOT: Final = QModelIndex()
_SOFT: Final = frozenset({"previous", "unit", "sentence", "source", "number"})


class CellLook(NamedTuple):
    """How a cell is painted; ``heading`` rows are set bold, ``soft`` columns in grey.

    ``typed`` is a cell of the form, ``void`` a crossing where this row has none. ``noted`` cells
    have a note, ``change`` is how far a figure is from the period before, ``suggested`` cells show
    how a text in an old font reads.
    """

    severity: Severity | None = None
    derived: bool = False
    refused: bool = False
    heading: bool = False
    soft: bool = False
    level: int = 0
    typed: bool = False
    void: bool = False
    noted: bool = False
    change: str = ""
    suggested: bool = False


class CellTable(QAbstractTableModel):
    """The cells of one sheet. Editing goes through the open report, which may refuse."""

    def __init__(self, report: OpenReport, sheet: Sheet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.sheet = sheet
        self._stated: tuple[Sheet | None, frozenset[CellKey]] = (None, frozenset())
        self._readers: dict[int, Callable[[SheetRow, SheetColumn], object]] = {
            DISPLAY: self._text,
            EDIT: self._edited,
            LOOK: self._look,
            _TOOL_TIP: self._tool_tip,
            _ALIGNMENT: self._alignment,
            _READ_ALOUD: self._read_aloud,
        }

    # -- shape ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows; cells have no children."""
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.sheet.columns)

    def key_at(self, index: Index) -> CellKey | None:
        """Return the cell under an index."""
        return self.sheet.key(index.row(), index.column()) if index.isValid() else None

    def column_at(self, index: Index) -> SheetColumn:
        """Return the column of an index."""
        return self.sheet.columns[index.column()]

    def row_at(self, index: Index) -> SheetRow:
        """Return the row of an index."""
        return self.sheet.rows[index.row()]

    def take_sheet(self, sheet: Sheet) -> None:
        """Show another reading of the same sheet: only its last rows may come or go."""
        old, new = len(self.sheet.rows), len(sheet.rows)
        if new < old:
            self.beginRemoveRows(_ROOT, new, old - 1)
            self.sheet = dataclasses.replace(self.sheet, rows=self.sheet.rows[:new])
            self.endRemoveRows()
        # The empty row at the end becomes a full one before another comes after it.
        self.sheet = dataclasses.replace(sheet, rows=sheet.rows[:old])
        self.refresh()
        if new > old:
            self.beginInsertRows(_ROOT, old, new - 1)
            self.sheet = sheet
            self.endInsertRows()

    def refresh(self, news: News | None = None) -> None:
        """Paint again what is different, without news the whole sheet."""
        if news is None or news.whole:
            self._repaint(range(len(self.sheet.rows)))
            return
        rows = self._different_rows(news)
        self._repaint(sorted(rows))
        for r, c in sorted(hit for hit in self._different_cells(news) if hit[0] not in rows):
            self.dataChanged.emit(self.index(r, c), self.index(r, c))

    def _different_rows(self, news: News) -> set[int]:
        lines = self.sheet.lines
        rows = {r for place in news.rows for r in lines.get(place[0], ()) if self._is_in(r, place)}
        # A state stands instead of all figures of its row.
        stated = {key.field for key in news.cells if key.part == STATE}
        return rows | {r for field in stated for r in lines.get(field, ())}

    def _different_cells(self, news: News) -> set[tuple[int, int]]:
        crossings, lines = self.sheet.crossings, self.sheet.lines
        cells = {hit for key in news.cells for hit in crossings.get(key, ())}
        # A sentence beside the figures says all of them.
        said = [c for c, column in enumerate(self.sheet.columns) if column.purpose == "sentence"]
        beside = {r for key in news.cells for r in lines.get(key.field, ())} if said else ()
        return cells | {(r, c) for r in beside for c in said}

    def _repaint(self, rows: Iterable[int]) -> None:
        last = len(self.sheet.columns) - 1
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def _is_in(self, row: int, place: Place) -> bool:
        """Return whether a row is in a place (row 0: all of a field); plain fields have no rows."""
        number = next((key.row for key in self.sheet.rows[row].cells.values()), 0)
        return not number or place[1] in (0, number)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what may be done with a cell; only cells of the form can be chosen."""
        if not index.isValid():
            return _FLAGS.NoItemFlags
        if self.key_at(index) is None:
            return _SHOWN
        return _TYPED if self.report.desk.editable else _SEEN

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> str | Qt.AlignmentFlag | None:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.sheet.columns):
            return None
        column = self.sheet.columns[section]
        if role in (DISPLAY, _TOOL_TIP):
            return column.title
        return self._side(column) | _WRAPPED if role == _ALIGNMENT else None

    # -- reading ----------------------------------------------------------------------------------

    def data(self, index: Index, role: int = DISPLAY) -> Any:  # noqa: ANN401 - as Qt declares it
        """Return what a role asks of a cell."""
        reader = self._readers.get(role)
        if reader is None or not index.isValid():
            return None
        return reader(self.sheet.rows[index.row()], self.sheet.columns[index.column()])

    def _text(self, row: SheetRow, column: SheetColumn) -> str:
        key = row.cells.get(column.id)
        if key is not None:
            return self._cell_text(key, column)
        match column.purpose:
            case "previous":
                return self._previous(row)
            case "sentence":
                return "" if row.heading else self._sentence(row)
            case "label" | "number" | "unit" | "source" as name:
                return str(getattr(row, name))
            case _:
                return ""

    def _sentence(self, row: SheetRow) -> str:
        """Return how the row prints, unless that is the bare value again."""
        said = self.report.sentence(row.field)
        first = next(iter(row.cells.values()), None)
        return "" if first is not None and said == self.report.desk.shown(first) else said

    def _cell_text(self, key: CellKey, column: SheetColumn) -> str:
        draft = self.report.drafts.get(key)
        if draft is not None and not self._is_computed(key, column):
            return draft.text
        if column.purpose == "state":
            return STATE_LABELS.get(self.report.state(key.field), "")
        if column.purpose == "stated":
            return self.report.desk.text_of(key)
        read = self.suggestion(key)
        if read is not None:
            return read.text
        shown = self.report.desk.shown(key)
        stated = self._other_stated(key, column, shown)
        return f"{shown} (in: {stated})" if stated else shown

    def suggestion(self, key: CellKey) -> Suggestion | None:
        """Return how the cell's words read where they are in an old font."""
        value = self.report.desk.computation.stated(key)
        return suggestion(value) if isinstance(value, str) else None

    def _other_stated(self, key: CellKey, column: SheetColumn, shown: str) -> str:
        """Return a stated figure that has no column of its own and differs from the computed."""
        if column.wordy or not self.report.desk.computation.is_derived(key):
            return ""
        if any(c.purpose == "stated" for c in self.sheet.columns) and self._has_stated(key):
            return ""
        stated = self.report.desk.text_of(key)
        return "" if stated in (shown, "") else stated

    def _has_stated(self, key: CellKey) -> bool:
        sheet, keys = self._stated
        if sheet is not self.sheet:
            columns = [column.id for column in self.sheet.columns if column.purpose == "stated"]
            found = (row.cells.get(column) for row in self.sheet.rows for column in columns)
            keys = frozenset(key for key in found if key is not None)
            self._stated = (self.sheet, keys)
        return key in keys

    def _is_computed(self, key: CellKey, column: SheetColumn) -> bool:
        """Return whether the cell shows the computed side of a derived figure."""
        computed = self.report.desk.computation.is_derived(key)
        return column.purpose == "figure" and computed and self._has_stated(key)

    def _previous(self, row: SheetRow) -> str:
        texts = {key.part: self.report.desk.previous_text(key) for key in row.cells.values()}
        if texts.get(DENOMINATOR):
            return f"{texts.get(NUMERATOR, '')}/{texts[DENOMINATOR]}"
        return next((text for text in texts.values() if text), "")

    def _edited(self, row: SheetRow, column: SheetColumn) -> str:
        key = row.cells.get(column.id)
        if key is None:
            return ""
        draft = self.report.drafts.get(key)
        if draft is not None:
            return draft.text
        if column.purpose == "state":
            return self.report.state(key.field)
        return self.report.desk.text_of(key)

    # -- looks ------------------------------------------------------------------------------------

    def findings_at(self, row: SheetRow, column: SheetColumn) -> tuple[Finding, ...]:
        """Return the open findings that a crossing shows, the worst first."""
        key = row.cells.get(column.id)
        if key is None:
            if column.purpose != "label" and not (row.row and column.purpose == "number"):
                return ()
            return self.report.marks.loose(row.field, row.row if row.cells else 0)
        if column.purpose == "state" or self._is_computed(key, column):
            return ()
        return self.report.marks.at(key)

    def _look(self, row: SheetRow, column: SheetColumn) -> CellLook:
        key = row.cells.get(column.id)
        found = self.findings_at(row, column)
        derived = key is not None and self.report.desk.computation.is_derived(key)
        return CellLook(
            severity=found[0].severity if found else None,
            derived=derived and column.purpose == "figure",
            refused=key in self.report.drafts and not self._shows_computed(key, column),
            heading=row.heading,
            soft=column.purpose in _SOFT,
            level=row.level if column.purpose == "label" else 0,
            typed=key is not None,
            void=key is None and column.purpose in ("figure", "stated", "state"),
            noted=column.purpose != "state"
            and not self._shows_computed(key, column)
            and bool(self.report.desk.notes.of(key)),
            change=difference(self.report.desk, key)
            if key is not None and column.purpose == "figure"
            else "",
            suggested=key is not None and self.suggestion(key) is not None,
        )

    def _shows_computed(self, key: CellKey | None, column: SheetColumn) -> bool:
        return key is not None and self._is_computed(key, column)

    def _tool_tip(self, row: SheetRow, column: SheetColumn) -> str:
        key = row.cells.get(column.id)
        draft = None if key is None else self.report.drafts.get(key)
        if draft is not None:
            return draft.message
        found = self.findings_at(row, column)
        if found:
            return "\n".join(f"{f.message} ({f.hint})" if f.hint else f.message for f in found)
        note = "" if column.purpose == "state" else self.report.desk.notes.of(key)
        if note:
            return f"Ghi chú: {note}"
        before = "" if key is None else previous_words(self.report.desk, key)
        if before and column.purpose == "figure":
            return f"Kỳ trước: {before}"
        text = self._text(row, column)
        return text if len(text) > column.weight else ""

    def _alignment(self, row: SheetRow, column: SheetColumn) -> Qt.AlignmentFlag:
        key = row.cells.get(column.id)
        if key is None or column.purpose not in ("figure", "stated"):
            return self._side(column)
        kind = self.report.desk.engine.column(key)
        return _LEFT if kind is not None and kind.kind in ("text", "enum") else _RIGHT

    @staticmethod
    def _side(column: SheetColumn) -> Qt.AlignmentFlag:
        if column.purpose == "number":
            return _CENTRE
        return _LEFT if column.wordy or column.purpose == "label" else _RIGHT

    def _read_aloud(self, row: SheetRow, column: SheetColumn) -> str:
        found = self.findings_at(row, column)
        said = (row.label or row.number, column.title, self._text(row, column) or "trống")
        return ", ".join((*said, *(finding.message for finding in found)))

    # -- typing -----------------------------------------------------------------------------------

    def setData(self, index: Index, value: object, role: int = EDIT) -> bool:
        """Take what was typed; False when it was refused and kept as the cell's draft."""
        key = self.key_at(index)
        if role != EDIT or key is None or not self.report.desk.editable:
            return False
        text = str(value)
        if self.column_at(index).purpose != "state":
            return self.report.enter(key, text)
        if text == self.report.state(key.field):
            return True
        return self.report.enter_state(key.field, text)
