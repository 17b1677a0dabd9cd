"""Sending a received report back: what was found in it, to tick as remarks, and own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableWidgetItem,
    QWidget,
)

from desktop.window import parts
from desktop.window.dialogs.changes_table import ChangesTable, is_ticked, tick
from desktop.window.dialogs.questions import buttons
from forms.department.receipts import Remark

if TYPE_CHECKING:
    from desktop.use_cases.receiving import ReceivedReport
    from desktop.window.department.received_view import FigureLine

_SIZE: Final = (820, 460)
_HEADINGS: Final = ("Gửi", "Chỗ", "Góp ý")
_TICK, _PLACE, _TEXT = range(3)


class Suggested(NamedTuple):
    """A remark that may be sent: its place, in words, what it says, whether it is ticked."""

    place: str
    label: str
    text: str
    ticked: bool = False


def suggested(
    report: ReceivedReport, here: FigureLine | None, questions: Sequence[Suggested] = ()
) -> tuple[Suggested, ...]:
    """Return an empty remark for the place that is being looked at, then what was found.

    Errors that the unit gave no reason for are ticked.
    """
    own = () if here is None else (Suggested(here.place, here.label, ""),)
    c = report.computation
    found = tuple(
        Suggested(
            finding.place,
            c.label(finding.key) if finding.key is not None else finding.place,
            finding.message,
            finding.severity == "error" and finding.reason is None,
        )
        for finding in report.findings
        if finding.severity in ("error", "warning")
    )
    return (*own, *found, *questions)


_PICK: Final = "Đánh dấu những góp ý gửi kèm (phím cách); gõ để viết hoặc sửa lời góp ý."
_NO_PLACE: Final = (
    "Báo cáo này không có chỗ nào bị nêu. Ghi lời chung ở dưới; muốn góp ý đúng một ô thì bấm Hủy,"
    " mở báo cáo bằng Enter, đến ô đó rồi bấm Ctrl+B."
)
_COUNTS: Final = "Số liệu đã nhận vẫn được tính cho đến khi có lần nộp mới."


class ReturnDialog(QDialog):
    """Remarks with a tick for each that goes along, and a word about the whole report.

    A remark is written in place: typing into it ticks it.
    """

    def __init__(self, whose: str, offers: Sequence[Suggested], parent: QWidget) -> None:
        super().__init__(parent)
        self._offers = offers
        self._rows: list[tuple[QTableWidgetItem, QTableWidgetItem]] = []
        self.setWindowTitle(f"Trả lại: {whose}")
        parts.give_room(self, *_SIZE)
        about = f"{_PICK if offers else _NO_PLACE} {_COUNTS}"
        self.table = ChangesTable(_HEADINGS, "Góp ý gửi kèm", self)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setTabKeyNavigation(False)
        # What is sent is read whole before it is sent.
        self.table.setWordWrap(True)
        lines = self.table.verticalHeader()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.note = QLineEdit(self)
        self.note.setAccessibleName("Lời chung về cả báo cáo")
        self.note.setPlaceholderText("Lời chung về cả báo cáo, có thể để trống")
        self.buttons = buttons(self, "Ghi tệp trả lại… (Ctrl+Enter)")
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(parts.label(self, about, wrap=True))
        for widget in (self.table, self.note, self.buttons):
            layout.addWidget(widget)
        self.table.setVisible(bool(offers))
        self._fill()
        self.table.itemChanged.connect(self._change)
        self.note.textChanged.connect(lambda _: self._judge())
        self._judge()
        self._start()

    def _fill(self) -> None:
        self.table.setRowCount(len(self._offers))
        for row, offer in enumerate(self._offers):
            box, place, text = self.table.put(row, ("", offer.label, offer.text))
            for item in (box, place):
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            tick(box, ticked=offer.ticked)
            box.setData(Qt.ItemDataRole.AccessibleTextRole, f"Gửi góp ý về {offer.label}")
            self._rows.append((box, text))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_TICK, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_PLACE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_TEXT, QHeaderView.ResizeMode.Stretch)

    def _start(self) -> None:
        """Put the cursor where a remark is missing, else on the first tick."""
        blank = next((row for row, offer in enumerate(self._offers) if not offer.text), None)
        if not self._offers:
            self.resize(self.width(), self.sizeHint().height())
            self.note.setFocus()
            return
        self.table.setCurrentCell(blank or 0, _TICK if blank is None else _TEXT)
        self.table.setFocus()

    def _change(self, item: QTableWidgetItem) -> None:
        if item.column() == _TEXT:
            said = bool(item.text().strip())
            tick(self._rows[item.row()][0], ticked=said)
        self._judge()

    def _judge(self) -> None:
        ready = bool(self.remarks or self.note.text().strip())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return the ticked remarks that say something."""
        texts = (" ".join(text.text().split()) for _box, text in self._rows)
        ticked = (is_ticked(box) for box, _text in self._rows)
        lines = zip(self._offers, texts, ticked, strict=True)
        return tuple(
            Remark(place=offer.place, text=text) for offer, text, on in lines if on and text
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is through, since Enter is for the remarks."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        if enter and held and ok.isEnabled():
            self.accept()
        elif not (enter and self.table.hasFocus()):
            super().keyPressEvent(event)
