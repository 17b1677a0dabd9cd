"""The few questions the program asks: a new report, a written reason, a figure to insert."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)

import resources
from desktop.problems import Trouble, attempt
from desktop.use_cases.year import absence, not_begun
from desktop.window import parts, theme
from desktop.window.actions import MENUS, shown_keys
from desktop.window.dialogs.matching_rows import WORDS, MatchingRows
from desktop.window.dialogs.unit_box import UnitBox
from desktop.window.editor.figure_links import part_figures
from desktop.window.editor.open_report import OpenReport
from desktop.workspace import FormLine, Workspace
from forms.claims.figure_links import NamedFigure
from forms.dates import format_date
from forms.model import Form
from forms.periods import Period, PeriodProblem, fits, read_period, span
from forms.periods import title as period_title

_CODE: Final = int(Qt.ItemDataRole.UserRole)
_BOX_LETTERS: Final = 46


def show(dialog: QDialog, then: Callable[[], object] | None = None) -> None:
    """Open a dialog over the window; ``then`` is called when it is accepted."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if then is not None:
        dialog.accepted.connect(then)
    dialog.open()


class NewReport(QDialog):
    """Which form, for which period, of which unit; the period is judged while it is typed.

    ``usual`` is the form to begin with.
    """

    def __init__(
        self, workspace: Workspace, parent: QWidget | None = None, *, usual: str = ""
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lines = {line.id: line for line in workspace.forms()}
        self.setWindowTitle("Tạo báo cáo mới")
        self.form = QComboBox(self)
        for line in self._lines.values():
            self.form.addItem(f"{line.id} · {line.title}", line.id)
        self.form.setCurrentIndex(max(self.form.findData(usual), 0))
        self.period = QLineEdit(self)
        self.unit = UnitBox(workspace.units(), self, chosen=workspace.own_unit)
        self._told = parts.label(self, name="told", wrap=True)
        self.buttons = buttons(self, "Tạo báo cáo")
        self._lay_out()
        self.form.currentIndexChanged.connect(lambda _: self._take_form())
        self.period.textChanged.connect(lambda _: self._judge())
        self.unit.currentTextChanged.connect(lambda _: self._judge())
        self._take_form()
        self.period.setFocus()

    def _lay_out(self) -> None:
        layout = form_rows(self)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        layout.addRow("&Biểu mẫu", self.form)
        layout.addRow("&Kỳ báo cáo", self.period)
        layout.addRow("", self._told)
        layout.addRow("Đơn &vị", self.unit)
        layout.addRow(self.buttons)
        parts.fill_line(self._told, lines=2)
        self.form.setMinimumContentsLength(_BOX_LETTERS)
        self.form.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumWidth(460)

    # -- answers ----------------------------------------------------------------------------------

    @property
    def wanted(self) -> tuple[str, str, str]:
        """Return form, unit and period, by codes."""
        return self.form_id, self.unit_code, self.period_text

    @property
    def form_id(self) -> str:
        """Return the chosen form."""
        return str(self.form.currentData() or "")

    @property
    def unit_code(self) -> str:
        """Return the chosen unit; what was typed when it is none of the list."""
        return self.unit.code

    @property
    def period_text(self) -> str:
        """Return the period as its canonical code."""
        period = read_period(self.period.text())
        return period.code if isinstance(period, Period) else self.period.text().strip()

    # -- judging ----------------------------------------------------------------------------------

    def _take_form(self) -> None:
        line: FormLine | None = self._lines.get(self.form_id)
        if line is not None:
            self.period.setPlaceholderText(f"ví dụ {line.example}")
            self.period.setText(line.example)
            self.period.selectAll()
        self._judge()

    def _judge(self) -> None:
        text, good = self._verdict()
        self._told.setText(text)
        self._told.setProperty("state", "good" if good else "bad")
        theme.restyle(self._told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(good)

    def _verdict(self) -> tuple[str, bool]:
        if not self.form_id:
            return "Chương trình chưa có biểu mẫu nào. Hãy cài lại chương trình.", False
        example = self._lines[self.form_id].example
        said, good = judged_period(self._workspace, self.form_id, self.period.text(), example)
        if not good or self.unit.said:
            return (said, False) if not good else (self.unit.said, False)
        wrong = self._absence()
        return (wrong, False) if wrong else (said, True)

    def _absence(self) -> str:
        """Return why the chosen unit has no such period; empty when it has."""
        unit, period = self.unit.unit, read_period(self.period.text())
        if unit is None or isinstance(period, PeriodProblem):
            return ""
        return absence(unit, period, self._workspace.form(self.form_id).period)


def judged_period(workspace: Workspace, form_id: str, text: str, example: str) -> tuple[str, bool]:
    """Return what to say of a period that is being typed, and whether the form has it by now."""
    form, typed = workspace.form(form_id), text.strip()
    if not typed:
        return f"Ghi kỳ báo cáo, ví dụ {example}.", False
    period = read_period(typed)
    if isinstance(period, PeriodProblem):
        return period.message, False
    if not fits(period, form.period):
        return f"Biểu này không có kỳ {period_title(period)}; ghi như {example}.", False
    early = not_begun(period, form.period, workspace.today)
    found = attempt(lambda: workspace.form_for(form_id, period.code))
    wrong = early or (found.message if isinstance(found, Trouble) else "")
    return (wrong, False) if wrong else (_told(form, period), True)


def _told(form: Form, period: Period) -> str:
    first, last = span(period, form.period)
    name = period_title(period)
    days = f"{format_date(first)} đến {format_date(last)}"
    return f"{name[:1].upper()}{name[1:]}: số liệu từ {days}."


def form_rows(dialog: QDialog) -> QFormLayout:
    """Lay a dialog out as rows of names and what is asked for."""
    layout = QFormLayout(dialog)
    layout.setContentsMargins(16, 14, 16, 12)
    layout.setVerticalSpacing(8)
    return layout


def secret_line(parent: QWidget) -> QLineEdit:
    """Return a line that shows dots instead of letters."""
    line = QLineEdit(parent)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def day_box(parent: QWidget, day: QDate) -> QDateEdit:
    """Return a box for a day, with a calendar."""
    box = QDateEdit(day, parent)
    box.setCalendarPopup(True)
    box.setDisplayFormat("d/M/yyyy")
    return box


def buttons(dialog: QDialog, accept: str) -> QDialogButtonBox:
    """Return the two buttons of a dialog; ``accept`` is what the first one says."""
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel, dialog)
    box.button(kinds.Ok).setText(accept)
    box.button(kinds.Cancel).setText("Hủy")
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


class ReasonDialog(QDialog):
    """A written reason that is kept with the report."""

    def __init__(self, title: str, about: str, accept: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.reason = QPlainTextEdit(self)
        self.reason.setAccessibleName("Lý do")
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("Ghi lý do. Lý do được lưu cùng báo cáo và đi theo gói nộp.")
        self.reason.setFixedHeight(5 * self.fontMetrics().lineSpacing())
        self.buttons = buttons(self, f"{accept} (Ctrl+Enter)")
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(parts.label(self, about, wrap=True))
        layout.addWidget(self.reason)
        layout.addWidget(self.buttons)
        self.reason.textChanged.connect(self._judge)
        self._judge()

    @property
    def text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()

    @property
    def _ok(self) -> QPushButton:
        return self.buttons.button(QDialogButtonBox.StandardButton.Ok)

    def _judge(self) -> None:
        self._ok.setEnabled(bool(self.text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter accepts, since Enter makes a new line."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text:
            self.accept()
            return
        super().keyPressEvent(event)


class AgreeDialog(QDialog):
    """A list of what would be done, and the question whether to do it."""

    def __init__(self, title: str, lines: Sequence[str], accept: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        parts.give_room(self, 620, 420)
        self.told = QPlainTextEdit("\n".join(lines), self)
        self.told.setReadOnly(True)
        self.told.setAccessibleName(title)
        self.buttons = buttons(self, accept)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)


class FigurePicker(QDialog):
    """Choosing a figure of the form by its label, for the text that is being written."""

    picked = Signal(str)

    def __init__(self, report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Chèn số liệu vào đoạn văn")
        parts.give_room(self, 560, 380)
        self.query = QLineEdit(self)
        self.query.setPlaceholderText("Gõ vài chữ của tên chỉ tiêu, có dấu hay không dấu")
        self.query.setClearButtonEnabled(True)
        self.view = QListView(self)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        source = QStandardItemModel(self.view)
        for figure in _figures(report):
            item = QStandardItem(f"{figure.label} — {figure.said}" if figure.said else figure.label)
            item.setData(figure.token, _CODE)
            item.setData(f"{figure.label} {figure.token}", WORDS)
            item.setToolTip(f"{{{{{figure.token}}}}}")
            source.appendRow(item)
        self._found = MatchingRows(self.view)
        self._found.setSourceModel(source)
        self.view.setModel(self._found)
        self.buttons = buttons(self, "Chèn")
        layout = parts.column(self, gap=6)
        layout.setContentsMargins(12, 12, 12, 10)
        for widget in (self.query, self.view, self.buttons):
            layout.addWidget(widget)
        self.query.textChanged.connect(self._search)
        self.view.doubleClicked.connect(lambda _: self.accept())
        self._search("")

    def _search(self, text: str) -> None:
        self._found.search(text)
        self.view.setCurrentIndex(self._found.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the list while words are being typed."""
        step = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        row = min(max(self.view.currentIndex().row() + step, 0), self._found.rowCount() - 1)
        self.view.setCurrentIndex(self._found.index(row, 0))

    def accept(self) -> None:
        """Tell which figure was chosen."""
        token = self.view.currentIndex().data(_CODE)
        if token:
            self.picked.emit(str(token))
        super().accept()


def _figures(report: OpenReport) -> Iterator[NamedFigure]:
    """Yield the figures of the form, each field before its parts."""
    desk = report.desk
    for field in desk.engine.form.fields:
        if field.kind == "rich" or not desk.computation.has_field(field.id):
            continue
        label = desk.computation.word(field.label)
        yield NamedFigure(field.id, label, report.sentence(field.id))
        yield from part_figures(desk, field)


class KeysDialog(QDialog):
    """Every key of the program, made from the table of actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Phím tắt")
        parts.give_room(self, 520, 460)
        browser = QTextBrowser(self)
        browser.setAccessibleName("Bảng phím")
        browser.setHtml(_keys_table())
        layout = parts.column(self, gap=6)
        layout.setContentsMargins(12, 12, 12, 10)
        layout.addWidget(browser)
        layout.addWidget(close_button(self.accept, self))


def _keys_table() -> str:
    """Return the keys as a table by menu."""
    rows = []
    for menu, entries in MENUS.items():
        rows.append(f"<tr><td colspan=2><br><b>{menu}</b></td></tr>")
        rows += [
            f"<tr><td width=150><code>{shown_keys(entry)}</code></td><td>{entry.text}</td></tr>"
            for entry in entries
            if entry.keys
        ]
    return f"<table cellpadding=2>{''.join(rows)}</table>"


class AboutDialog(QDialog):
    """Name, version, licence, and whose work it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Giới thiệu")
        version = resources.path("version.txt").read_text(encoding="utf-8").strip()
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.addWidget(parts.label(self, "Báo Cáo Cơ Sở", name="sectionTitle"))
        told = (
            f"Phiên bản {version}. Giấy phép MIT.\n"
            "Chương trình chạy hoàn toàn trên máy này, không gửi dữ liệu đi đâu.\n"
            "Dùng Qt (LGPL-3.0) và các thư viện có giấy phép riêng."
        )
        layout.addWidget(parts.label(self, told, wrap=True))
        layout.addWidget(parts.button(self, "Xem các giấy phép…", self.show_licences))
        layout.addWidget(close_button(self.accept, self))

    def show_licences(self) -> None:
        """Show every component with its licence."""
        from desktop.window.dialogs.licences_dialog import LicencesDialog

        show(LicencesDialog(self))


def close_button(pressed: Callable[[], object], parent: QWidget) -> QDialogButtonBox:
    """Return the one button of a dialog that only shows something."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent)
    box.button(QDialogButtonBox.StandardButton.Close).setText("Đóng")
    box.rejected.connect(pressed)
    return box
