"""What an old report in words says should stand here, before any of it is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidgetItem,
    QWidget,
)

from desktop.desk import Desk
from desktop.use_cases.paste_plan import label
from desktop.window import parts
from desktop.window.dialogs.changes_table import ChangesTable, is_ticked, tick
from desktop.window.dialogs.questions import buttons
from forms.sources.prefilling import Prefill

_SIZE: Final = (980, 520)
_HEADINGS: Final = ("Chỉ tiêu", "Đang có", "Sẽ là", "Độ chắc", "Câu trong báo cáo cũ")
_WIDTHS: Final = (260, 90, 110, 90)
_FIGURES: Final = (1, 2)


class PrefillDialog(QDialog):
    """The figures found in a file with a tick for each that is to be taken; Space ticks."""

    def __init__(
        self, desk: Desk, name: str, offers: Sequence[Prefill], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        # What is not sure is what somebody has to look at: it comes first.
        self._offers = tuple(sorted(offers, key=lambda offer: offer.confidence == "high"))
        self._desk, self._name = desk, name
        self._ticks: list[QTableWidgetItem] = []
        self.setWindowTitle("Lấy số từ báo cáo cũ")
        parts.give_room(self, *_SIZE)
        self._told = parts.label(self, wrap=True)
        found = "Số liệu tìm thấy trong báo cáo cũ"
        self.table = ChangesTable(_HEADINGS, found, self, figures=_FIGURES)
        self.table.setRowCount(len(self._offers))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.why = parts.ClippedLabel(self, name="stripPlace", lines=3)
        self.doubtful = QCheckBox("&Chọn cả ô chưa chắc hoặc đã có số", self)
        self.buttons = buttons(self, "Lấy các ô đã chọn")
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        for widget in (self._told, self.table, self.why, self.doubtful, self.buttons):
            layout.addWidget(widget)
        for row, offer in enumerate(self._offers):
            self._show(row, offer)
        self._size_columns()
        self.table.itemChanged.connect(lambda _: self._judge())
        self.doubtful.toggled.connect(self._tick_all)
        self.table.currentCellChanged.connect(lambda row, *_: self._explain(row))
        self._judge()
        self.table.setCurrentCell(0, 0)
        self.table.setFocus()

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(len(_HEADINGS) - 1, QHeaderView.ResizeMode.Stretch)

    def _show(self, row: int, offer: Prefill) -> None:
        sure = "chắc" if offer.confidence == "high" else "xem lại"
        texts = (
            label(self._desk, offer.key),
            self._desk.printed(offer.key, offer.now),
            self._value(offer),
            sure,
            offer.quote,
        )
        items = self.table.put(row, texts)
        if offer.note:
            items[3].setToolTip(f"{offer.note[:1].upper()}{offer.note[1:]}.")
        tick(items[0], ticked=offer.taken)
        self._ticks.append(items[0])

    def _explain(self, row: int) -> None:
        """Say whole what has no room in the chosen line: the sentence, and why it is not sure."""
        if not 0 <= row < len(self._offers):
            return
        offer = self._offers[row]
        note = f" Xem lại vì: {offer.note}." if offer.note else ""
        self.why.show_text(f"{label(self._desk, offer.key)}: “{offer.quote.rstrip('.')}”.{note}")

    def _value(self, offer: Prefill) -> str:
        return self._desk.printed(offer.key, offer.value) or str(offer.value)

    def _tick_all(self, every: bool) -> None:  # noqa: FBT001 - Qt's signal hands it so
        for offer, item in zip(self._offers, self._ticks, strict=True):
            tick(item, ticked=every or offer.taken)

    def _judge(self) -> None:
        count, found = len(self.chosen), len(self._offers)
        told = f"Trong {self._name} có số cho {found} ô; {count} ô sẽ được điền. Xem rồi mới lấy."
        if not found:
            told = f"Trong {self._name} không có số liệu nào của biểu này mà báo cáo chưa có."
        self._told.setText(told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(count > 0)

    @property
    def chosen(self) -> tuple[Prefill, ...]:
        """Return the offers with a tick."""
        pairs = zip(self._offers, self._ticks, strict=True)
        return tuple(offer for offer, item in pairs if is_ticked(item))
