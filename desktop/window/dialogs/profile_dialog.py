"""Whose computer this is, how the unit's papers are headed, who signs them, who receives them.

Asked once, at the first start, and changed at any time. What the list of units knows is shown as a
proposal and need not be typed.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from desktop.window import parts, theme
from desktop.window.dialogs.questions import buttons
from desktop.window.dialogs.unit_box import UnitBox
from desktop.workspace import Workspace
from forms.dates import format_date, parse_date
from forms.printed.signing import COLLECTIVE, ON_BEHALF, signature_lines
from forms.profile import Letterhead, Profile, Signatory
from forms.units import Unit

_AUTHORITIES: Final = (
    ("", "Ký trực tiếp"),
    (COLLECTIVE, "TM. (thay mặt tập thể)"),
    ("KT.", "KT. (ký thay)"),
    ("TL.", "TL. (thừa lệnh)"),
    ("TUQ.", "TUQ. (thừa ủy quyền)"),
    ("Q.", "Q. (quyền)"),
)
_SIZE: Final = (760, 520)
_NOBODY: Final = Signatory(name="", post="")


class SignatoryForm(QFrame):
    """One person who signs. ``changed`` is told with every key."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.post, self.head, self.body = (QLineEdit(self) for _ in range(4))
        self.since, self.until, self.forms = (QLineEdit(self) for _ in range(3))
        self.authority = QComboBox(self)
        for code, words in _AUTHORITIES:
            self.authority.addItem(words, code)
        self._lay_out()
        for line in self._lines():
            line.textChanged.connect(lambda _: self.changed.emit())
        self.authority.currentIndexChanged.connect(lambda _: self._judge())
        self._judge()

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (self.name, self.post, self.head, self.body, self.since, self.until, self.forms)

    def _lay_out(self) -> None:
        layout = QFormLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setVerticalSpacing(6)
        for words, widget, hint in (
            ("&Họ và tên", self.name, "ví dụ Nguyễn Văn A"),
            ("&Chức vụ", self.post, "ví dụ PHÓ CHỦ TỊCH"),
            ("&Quyền ký", self.authority, ""),
            ("Của &ai", self.head, "chức vụ của người giao ký, ví dụ CHỦ TỊCH"),
            ("Thay &mặt", self.body, "ví dụ ỦY BAN NHÂN DÂN"),
            ("&Từ ngày", self.since, "bỏ trống: không giới hạn"),
            ("Đến &ngày", self.until, "bỏ trống: còn ký"),
            ("&Biểu thường ký", self.forms, "bỏ trống: mọi biểu; ví dụ F07, F16"),
        ):
            layout.addRow(words, widget)
            if isinstance(widget, QLineEdit):
                widget.setPlaceholderText(hint)

    def _judge(self) -> None:
        """Let be typed what the authority asks for."""
        code = str(self.authority.currentData())
        self.head.setEnabled(code in ON_BEHALF or code == COLLECTIVE)
        self.body.setEnabled(code in (COLLECTIVE, "KT."))
        self.changed.emit()

    def show_person(self, person: Signatory) -> None:
        """Show somebody."""
        shown = (
            person.name,
            person.post,
            person.head,
            person.body,
            format_date(person.since) if person.since else "",
            format_date(person.until) if person.until else "",
            ", ".join(person.forms),
        )
        for line, text in zip(self._lines(), shown, strict=True):
            line.setText(text)
        self.authority.setCurrentIndex(max(self.authority.findData(person.authority), 0))

    @property
    def person(self) -> Signatory:
        """Return who is typed in; a date that cannot be read is left open."""
        return Signatory(
            name=self.name.text().strip(),
            post=self.post.text().strip(),
            authority=str(self.authority.currentData()),
            head=self.head.text().strip() if self.head.isEnabled() else "",
            body=self.body.text().strip() if self.body.isEnabled() else "",
            since=_day(self.since),
            until=_day(self.until),
            forms=tuple(self.forms.text().replace(",", " ").upper().split()),
        )


class ProfileDialog(QDialog):
    """The unit's profile on two sheets; what is wrong with it is said while it is typed."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._start = workspace.profile
        self._people = list(self._start.signatories) or [_NOBODY]
        self._recipients = dict(self._start.recipients)
        self.setWindowTitle("Đơn vị dùng máy này")
        parts.give_room(self, *_SIZE)
        self.unit = UnitBox(workspace.units(), self, chosen="")
        self.place, self.symbol, self.issuer, self.since = (QLineEdit(self) for _ in range(4))
        self.people = QListWidget(self)
        self.people.setAccessibleName("Những người ký")
        self.signatory = SignatoryForm(self)
        self.form = QComboBox(self)
        self.recipients = QPlainTextEdit(self)
        self._printed = parts.label(self, name="soft", wrap=True)
        self._told = parts.label(self, name="told", wrap=True)
        self.buttons = buttons(self, "Ghi nhớ")
        self._lay_out()
        self._show_start()
        self._connect()
        self._judge()

    # -- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        sheets = QTabWidget(self)
        sheets.addTab(self._unit_sheet(sheets), "Đơn vị và người ký")
        sheets.addTab(self._recipients_sheet(sheets), "Nơi nhận thường dùng")
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        said = "Khai báo một lần để báo cáo nào cũng có sẵn tên đơn vị, người ký và nơi nhận."
        layout.addWidget(parts.label(self, said, wrap=True))
        layout.addWidget(sheets, 1)
        layout.addWidget(self._told)
        layout.addWidget(self.buttons)

    def _unit_sheet(self, parent: QWidget) -> QWidget:
        sheet = QWidget(parent)
        head = QFormLayout()
        for words, widget in (
            ("Đơn &vị", self.unit),
            ("Tên &in ở đầu trang", self.issuer),
            ("Địa &danh", self.place),
            ("&Ký hiệu", self.symbol),
            ("Nhắc việc từ ngà&y", self.since),
        ):
            head.addRow(words, widget)
        self.since.setPlaceholderText("bỏ trống: nhắc mọi báo cáo đến hạn từ đầu năm")
        left = parts.column(gap=4)
        left.addWidget(parts.label(sheet, "Người ký", name="panelTitle"))
        left.addWidget(self.people, 1)
        keys = parts.line(gap=4)
        keys.addWidget(parts.button(sheet, "Thêm người ký", self._add_person))
        keys.addWidget(parts.button(sheet, "Bỏ", self._remove_person))
        left.addLayout(keys)
        both = parts.line(gap=6)
        both.addLayout(left, 2)
        both.addWidget(self.signatory, 4)
        layout = parts.column(sheet, gap=8)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.addLayout(head)
        layout.addLayout(both, 1)
        layout.addWidget(self._printed)
        return sheet

    def _recipients_sheet(self, parent: QWidget) -> QWidget:
        sheet = QWidget(parent)
        for line in self._workspace.forms():
            self.form.addItem(f"{line.id} · {line.title}", line.id)
        self.recipients.setAccessibleName("Nơi nhận")
        self.recipients.setTabChangesFocus(True)
        self.recipients.setPlaceholderText("Mỗi dòng một nơi nhận; bỏ trống: theo biểu mẫu")
        layout = parts.column(sheet, gap=8)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.addWidget(self.form)
        layout.addWidget(self.recipients, 1)
        return sheet

    def _show_start(self) -> None:
        own = self._start.letterhead
        new = self._workspace.needs_profile
        # Whose computer this is has to be said: a default nobody looked at would be on every paper.
        self.unit.choose("" if new else self._start.unit)
        self.issuer.setText(own.issuer or "")
        self.place.setText(own.place or "")
        self.symbol.setText(own.symbol or "")
        since = self._workspace.today if new else self._start.since
        self.since.setText(format_date(since) if since else "")
        self._list_people(0)
        self.signatory.show_person(self._people[0])
        self._show_recipients()

    def _connect(self) -> None:
        self.unit.currentTextChanged.connect(lambda _: self._judge())
        for line in (self.issuer, self.place, self.symbol, self.since):
            line.textChanged.connect(lambda _: self._judge())
        self.people.currentRowChanged.connect(self._show_person)
        self.signatory.changed.connect(self._take_person)
        self.form.currentIndexChanged.connect(lambda _: self._show_recipients())
        self.recipients.textChanged.connect(self._take_recipients)

    # -- people -----------------------------------------------------------------------------------

    def _list_people(self, chosen: int) -> None:
        self.people.blockSignals(True)
        self.people.clear()
        self.people.addItems([one.name or "(chưa ghi tên)" for one in self._people])
        self.people.setCurrentRow(chosen)
        self.people.blockSignals(False)

    def _show_person(self, row: int) -> None:
        if 0 <= row < len(self._people):
            self.signatory.blockSignals(True)
            self.signatory.show_person(self._people[row])
            self.signatory.blockSignals(False)
            self._judge()

    def _take_person(self) -> None:
        row = self.people.currentRow()
        self._people[row] = self.signatory.person
        self.people.item(row).setText(self._people[row].name or "(chưa ghi tên)")
        self._judge()

    def _add_person(self) -> None:
        self._people.append(_NOBODY)
        self._list_people(len(self._people) - 1)
        self._show_person(self.people.currentRow())
        self.signatory.name.setFocus()

    def _remove_person(self) -> None:
        row = self.people.currentRow()
        del self._people[row]
        self._people = self._people or [_NOBODY]
        self._list_people(max(row - 1, 0))
        self._show_person(self.people.currentRow())

    # -- recipients -------------------------------------------------------------------------------

    def _show_recipients(self) -> None:
        self.recipients.blockSignals(True)
        names = self._recipients.get(str(self.form.currentData()), ())
        self.recipients.setPlainText("\n".join(names))
        self.recipients.blockSignals(False)

    def _take_recipients(self) -> None:
        names = [line.strip(" -;") for line in self.recipients.toPlainText().splitlines()]
        form, kept = str(self.form.currentData()), tuple(filter(None, names))
        self._recipients.pop(form, None)
        if kept:
            self._recipients[form] = kept
        self._judge()

    # -- answers ----------------------------------------------------------------------------------

    @property
    def profile(self) -> Profile:
        """Return the profile as it is typed; people without a name and post are left out."""
        own = self._start.letterhead
        letterhead = replace(
            own,
            issuer=self.issuer.text().strip() or None,
            place=self.place.text().strip() or None,
            symbol=self.symbol.text().strip() or None,
        )
        same = self.unit.code == self._start.unit
        return replace(
            self._start,
            unit=self.unit.code,
            letterhead=letterhead if same else replace(letterhead, superior=None),
            signatories=tuple(one for one in self._people if one.name or one.post),
            recipients=self._recipients,
            since=_day(self.since),
        )

    def _judge(self) -> None:
        unit = self.unit.unit
        self._propose(unit)
        profile = self.profile
        found = () if unit is None else self._workspace.profile_problems(profile)
        wrong = self.unit.said or _wrong_date(
            self.since, self.signatory.since, self.signatory.until
        )
        wrong = wrong or (found[0].message if found else "")
        self._told.setText(wrong)
        self._told.setProperty("state", "bad" if wrong and self.unit.currentText() else "")
        theme.restyle(self._told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not wrong)
        self._show_printed(unit, profile.letterhead)

    def _propose(self, unit: Unit | None) -> None:
        said = (unit.issuer, unit.place, unit.symbol) if unit else ("", "", "")
        for line, text in zip((self.issuer, self.place, self.symbol), said, strict=True):
            line.setPlaceholderText(text)

    def _show_printed(self, unit: Unit | None, own: Letterhead) -> None:
        """Show how a report of this unit begins and ends."""
        if unit is None:
            self._printed.setText("")
            return
        person = self.signatory.person
        signed = signature_lines(
            body=person.body, authority=person.authority, head=person.head, post=person.post
        )
        head = f"{own.issuer or unit.issuer}   Số:      /BC-{own.symbol or unit.symbol}"
        foot = " / ".join((*signed, person.name)) if person.name else "…"
        self._printed.setText(f"In ra: {head}   {own.place or unit.place}, ngày …\nChữ ký: {foot}")


def _day(line: QLineEdit) -> date | None:
    found = parse_date(line.text())
    return found if isinstance(found, date) else None


def _wrong_date(*lines: QLineEdit) -> str:
    """Return what is wrong with the first date that cannot be read; empty when all can."""
    read = (parse_date(line.text()) for line in lines)
    return next((day.message for day in read if day and not isinstance(day, date)), "")
