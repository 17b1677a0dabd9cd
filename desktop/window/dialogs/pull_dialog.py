"""What other reports say should stand here, cell by cell, before any of it is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QTableWidgetItem, QWidget

from desktop.desk import Desk
from desktop.use_cases.paste_plan import label
from desktop.window import parts
from desktop.window.dialogs.changes_table import ChangesTable, is_ticked, tick
from desktop.window.dialogs.questions import buttons
from forms.sources.pulling import Pulled

_SIZE: Final = (820, 460)
_HEADINGS: Final = ("Chỉ tiêu", "Đang có", "Sẽ là", "Lấy từ")
_FIGURES: Final = (1, 2)


class PullDialog(QDialog):
    """The figures of other reports with a tick for each that is to be taken."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: tuple[Pulled, ...] = ()
        self._ticks: list[QTableWidgetItem] = []
        self.setWindowTitle("Lấy số từ báo cáo khác")
        parts.give_room(self, *_SIZE)
        self._told = parts.label(self, wrap=True)
        name = "Số liệu lấy được từ báo cáo khác"
        self.table = ChangesTable(_HEADINGS, name, self, figures=_FIGURES)
        self.overwrite = QCheckBox("&Thay cả ô đã nhập tay", self)
        self.buttons = buttons(self, "Lấy các ô đã chọn")
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        for widget in (self._told, self.table, self.overwrite, self.buttons):
            layout.addWidget(widget)
        self.overwrite.toggled.connect(lambda _: self._read())
        self.table.itemChanged.connect(lambda _: self._judge())
        self._read()
        self.table.setFocus()

    def _read(self) -> None:
        self._lines = self._desk.pull_preview(overwrite=self.overwrite.isChecked())
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._lines))
        self._ticks.clear()
        for row, line in enumerate(self._lines):
            self._show(row, line)
        self.table.blockSignals(False)
        self.table.give_first_the_rest()
        self._judge()

    def _show(self, row: int, line: Pulled) -> None:
        texts = (
            label(self._desk, line.key),
            self._desk.printed(line.key, line.now),
            self._desk.printed(line.key, line.offer.value),
            _source(line.offer.reports),
        )
        first, *_ = self.table.put(row, texts)
        tick(first, ticked=line.taken)
        self._ticks.append(first)

    def _judge(self) -> None:
        count = len(self.chosen)
        told = f"Báo cáo khác có số cho {len(self._lines)} ô; {count} ô sẽ được điền."
        if not self._lines:
            told = "Không có báo cáo nào khác cho số liệu của biểu này, hoặc số đã khớp cả."
        self._told.setText(told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(count > 0)

    @property
    def chosen(self) -> Sequence[Pulled]:
        """Return the lines with a tick, as ones to take."""
        pairs = zip(self._lines, self._ticks, strict=True)
        return [line._replace(taken=True) for line, item in pairs if is_ticked(item)]


def _source(reports: Sequence[str]) -> str:
    """Return the reports by name while they are few."""
    if len(reports) > 1:
        return f"{reports[0]} … {reports[-1]} ({len(reports)} báo cáo)"
    return "".join(reports)
