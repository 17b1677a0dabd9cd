"""What a workbook would change in the open report, cell by cell, before any of it is taken over."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QWidget

from desktop.desk import Accepted, Desk, Outcome, Refused
from desktop.use_cases.paste_plan import label
from desktop.window import parts
from desktop.window.dialogs.changes_table import ChangesTable
from desktop.window.dialogs.questions import buttons
from desktop.window.theme import colour
from exporters.excel_names import STATE_WORDS
from forms.cells import STATE, CellKey, CellValue
from forms.sources.filling import FillProblem
from forms.sources.sheet_filling import Filled, Sheets

_SIZE: Final = (860, 480)
_HEADINGS: Final = ("Chỉ tiêu", "Đang có", "Sẽ là", "Ô trong tệp")
_FIGURES: Final = (1, 2)


class FillDialog(QDialog):
    """The changes of a workbook with where they stand in it; above them why it is not taken."""

    def __init__(self, desk: Desk, sheets: Sheets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._sheets = desk, sheets
        self.setWindowTitle("Điền từ tệp Excel")
        parts.give_room(self, *_SIZE)
        self.told = parts.label(self, wrap=True)
        name = "Thay đổi khi điền từ tệp Excel"
        self.table = ChangesTable(_HEADINGS, name, self, figures=_FIGURES)
        self.clear_blanks = QCheckBox("Ô &trống trong tệp làm trống ô của báo cáo", self)
        self.buttons = buttons(self, "Điền")
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        for widget in (self.told, self.table, self.clear_blanks, self.buttons):
            layout.addWidget(widget)
        self.clear_blanks.toggled.connect(lambda _: self._read())
        self._read()
        self.table.setFocus()

    def take(self, desk: Desk) -> Outcome:
        """Fill the report as the preview has shown."""
        done = desk.fill_sheets(self._sheets, clear_blanks=self.clear_blanks.isChecked())
        if isinstance(done, Accepted):
            return done
        return Refused(done[0].message, code=done[0].code)

    def _read(self) -> None:
        plan = self._desk.fill_plan(self._sheets, clear_blanks=self.clear_blanks.isChecked())
        # A refused file is not taken: what it would change is of no use then.
        lines = () if plan.problems else plan.lines
        self.table.setRowCount(len(plan.problems) + len(lines))
        for row, problem in enumerate(plan.problems):
            self._refusal(row, problem)
        for row, line in enumerate(lines):
            self._change(row, line)
        self.table.give_first_the_rest()
        clear = self.clear_blanks.isChecked()
        self.told.setText(_told(len(lines), len(plan.problems), clear=clear))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(lines))

    def _refusal(self, row: int, problem: FillProblem) -> None:
        said, *_ = self.table.put(row, (problem.message, "", "", problem.place))
        said.setForeground(colour("error"))

    def _change(self, row: int, line: Filled) -> None:
        now, new = (self._said(line.key, value) for value in (line.now, line.new))
        self.table.put(row, (label(self._desk, line.key), now, new, line.at))

    def _said(self, key: CellKey, value: CellValue | None) -> str:
        if key.part == STATE:
            return STATE_WORDS.get(str(value), "")
        return self._desk.printed(key, value)


def _told(changes: int, refusals: int, *, clear: bool) -> str:
    if refusals:
        return f"Chưa điền được: {refusals} chỗ trong tệp cần sửa. Sửa tệp, lưu rồi chọn lại."
    if not changes:
        return "Tệp không có gì khác với báo cáo đang mở."
    blanks = "làm trống ô của báo cáo" if clear else "được bỏ qua"
    return f"{changes} ô của báo cáo sẽ đổi theo tệp. Ô trống trong tệp {blanks}."
