"""The question before a backup: what goes into it, and whether a passphrase locks it."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QWidget

from desktop.window import parts
from desktop.window.dialogs.questions import buttons, form_rows, secret_line
from exporters.sealing import SHORTEST

_WARNING: Final = "Quên cụm mật khẩu thì không ai mở lại được bản sao lưu này."


class Wanted(NamedTuple):
    """What a backup is to be: with the files beside the store, locked with a passphrase."""

    whole: bool
    passphrase: str | None


class BackupDialog(QDialog):
    """Two ticks and, for a locked backup, the passphrase twice; a locked one holds everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sao lưu")
        self.setMinimumWidth(500)
        self.whole = QCheckBox("&Kèm bản ký, gói đã nhận", self)
        self.whole.setChecked(True)
        self.locked = QCheckBox("K&hóa bằng cụm mật khẩu", self)
        self.phrase, self.again = secret_line(self), secret_line(self)
        self._told = parts.label(self, name="told", wrap=True)
        self.buttons = buttons(self, "Chọn nơi lưu…")
        layout = form_rows(self)
        layout.addRow(self.whole)
        layout.addRow(self.locked)
        layout.addRow("&Cụm mật khẩu", self.phrase)
        layout.addRow("&Gõ lại", self.again)
        layout.addRow(self._told)
        layout.addRow(self.buttons)
        self._told.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.locked.toggled.connect(self._lock)
        for line in (self.phrase, self.again):
            line.textChanged.connect(lambda _: self._judge())
        self._lock(on=False)

    @property
    def wanted(self) -> Wanted:
        """Return what was asked for."""
        locked = self.locked.isChecked()
        return Wanted(self.whole.isChecked(), self.phrase.text() if locked else None)

    def _lock(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        for line in (self.phrase, self.again):
            line.setEnabled(on)
        self.whole.setEnabled(not on)
        if on:
            self.whole.setChecked(True)
            self.phrase.setFocus()
        self._judge()

    def _judge(self) -> None:
        problem = self._problem() if self.locked.isChecked() else ""
        self._told.setText(problem or (_WARNING if self.locked.isChecked() else ""))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

    def _problem(self) -> str:
        if len(self.phrase.text()) < SHORTEST:
            return f"Cụm mật khẩu phải có ít nhất {SHORTEST} ký tự, ví dụ bốn từ dễ nhớ."
        if self.phrase.text() != self.again.text():
            return "Hai lần gõ cụm mật khẩu chưa giống nhau."
        return ""
