"""What a corrected Word copy says otherwise: a tick for each text block that is to be taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from desktop.use_cases.word_copy import question_text, wording_lines
from desktop.window import parts
from desktop.window.dialogs.questions import buttons
from forms.sources.rewording import Reworded, Rewording


class WordingDialog(QDialog):
    """The reworded blocks to choose from, their words before and after, and what is asked."""

    def __init__(self, found: Rewording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self.setWindowTitle("Lời văn sửa từ Word")
        parts.give_room(self, 760, 520)
        self.blocks = QListWidget(self)
        self.blocks.setAccessibleName("Các đoạn có lời văn mới")
        for block in found.blocks:
            item = QListWidgetItem(block.label, self.blocks)
            item.setCheckState(Qt.CheckState.Checked)
        self.words = QPlainTextEdit(self)
        self.words.setReadOnly(True)
        self.words.setAccessibleName("Lời văn cũ và mới")
        self.asked = QPlainTextEdit("\n".join(map(question_text, found.questions)), self)
        self.asked.setReadOnly(True)
        self.asked.setAccessibleName("Chỗ phải hỏi lại")
        self.buttons = buttons(self, "Nhận các đoạn đã chọn")
        self._lay_out()
        self.blocks.currentRowChanged.connect(self._show)
        self.blocks.itemChanged.connect(lambda _: self._judge())
        self.blocks.setCurrentRow(0)
        self._judge()

    def _lay_out(self) -> None:
        layout = parts.column(self, gap=6)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(parts.label(self, "Đoạn có lời văn mới, số liệu giữ nguyên:"))
        layout.addWidget(self.blocks, 2)
        layout.addWidget(self.words, 3)
        if self._found.questions:
            layout.addWidget(parts.label(self, "Không nhận, cần xem lại:"))
            layout.addWidget(self.asked, 2)
        self.asked.setVisible(bool(self._found.questions))
        layout.addWidget(self.buttons)

    @property
    def chosen(self) -> tuple[Reworded, ...]:
        """Return the blocks that are ticked."""
        return tuple(
            block
            for row, block in enumerate(self._found.blocks)
            if self.blocks.item(row).checkState() == Qt.CheckState.Checked
        )

    def _show(self, row: int) -> None:
        known = 0 <= row < len(self._found.blocks)
        one = Rewording((self._found.blocks[row],)) if known else Rewording()
        self.words.setPlainText("\n".join(wording_lines(one)[1:]))

    def _judge(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.chosen))
