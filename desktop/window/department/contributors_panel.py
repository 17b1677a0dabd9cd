"""Whose figures stand in a cell of a consolidated report, beside the form: Enter leads to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame

from desktop.window import parts
from desktop.window.department.unit_names import short_name
from desktop.window.lined_table import Column, LinedView
from forms.checking.remarks import printed

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.use_cases.consolidating import Contributors
    from desktop.use_cases.receiving import InboxLine
    from desktop.window.editor.form_editor import FormEditor
    from forms.cells import CellKey
    from forms.department.receipts import Contribution

Submissions = Mapping[tuple[str, int], "InboxLine"]
"""Receipts by report and lần nộp."""


class GivingLine(NamedTuple):
    """What one unit gave: its name, the value as it printed it, and the receipt that says so."""

    name: str
    value: str
    contribution: Contribution
    receipt: InboxLine | None

    @property
    def source(self) -> str:
        """Return where the figure comes from."""
        given = self.contribution
        if self.receipt is None:
            where = "gõ trên máy này" if not given.sha256 else "không còn bản nhận"
            return f"{given.report}, lần nộp {given.revision}, {where}"
        return f"{given.report}, lần nộp {given.revision}, tệp {self.receipt.receipt.name}"


_COLUMNS: Final[Sequence[Column[GivingLine]]] = (
    Column("Đơn vị", lambda line: short_name(line.name), 12, 70),
    Column("Số liệu", lambda line: line.value, 8, 30, right=True),
    Column("Lần", lambda line: str(line.contribution.revision), 4, right=True),
)


class ContributorsPanel(QFrame):
    """``wanted`` asks for the report that a figure comes from, ``followed`` for another cell's."""

    wanted = Signal(object)
    followed = Signal(object)

    def __init__(self, editor: FormEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.key: CellKey | None = None
        self.setObjectName("placePanel")
        self._title = parts.label(self, name="panelTitle", wrap=True)
        self._told = parts.label(self, wrap=True)
        self._missing = parts.ClippedLabel(self, name="asked", lines=3)
        self.view: LinedView[GivingLine] = LinedView(
            _COLUMNS, "Số liệu của từng đơn vị", self, leaves=True
        )
        self._source = parts.ClippedLabel(self, name="stripPlace", lines=3)
        head = parts.line(gap=6)
        head.addWidget(self._title, 1)
        close = parts.button(self, "Đóng (Esc)", self.leave, name="flat")
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = parts.column(self, gap=4)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(head)
        layout.addWidget(self._told)
        layout.addWidget(self._missing)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._source)
        editor.panes.take_panel(self)
        editor.place_panel.installEventFilter(self)
        editor.moved.connect(self._follow)
        self.view.left.connect(self.leave)
        self.view.opened.connect(self._want)
        self.view.chosen.connect(self._tell)
        self.hide()

    def open(self) -> None:
        """Stand beside the form, in place of what stands there."""
        self._editor.place_panel.leave()
        self._editor.panes.leave_full_pages()
        self._editor.panes.cover_side()
        self.show()
        self.view.setFocus()

    def take(self, found: Contributors, submissions: Submissions) -> None:
        """Show whose figures stand in a cell."""
        desk, self.key = self._editor.report.desk, found.key
        c = desk.computation
        self._title.setText(f"Số này từ ai? {c.label(found.key)}")
        lines = [
            GivingLine(
                each.name,
                _value(desk, each.contribution),
                each.contribution,
                submissions.get((each.contribution.report, each.contribution.revision)),
            )
            for each in found.given
        ]
        self._told.setText("\n".join(_said(desk, found)))
        missing = ", ".join(map(short_name, found.missing))
        self._missing.show_text(f"Chưa có {len(found.missing)} đơn vị: {missing}")
        self._missing.setVisible(bool(missing))
        self.view.take(lines)
        self.view.setVisible(bool(lines))

    def leave(self) -> None:
        """Give the side back to the checks and the keyboard to the table."""
        if not self.isHidden():
            self.hide()
            self._editor.panes.uncover_side()
            if self._editor.grid is not None:
                self._editor.grid.setFocus()

    def _follow(self) -> None:
        key = self._editor.position.key
        if self.isVisible() and key is not None and key != self.key:
            self.followed.emit(key)

    def _want(self) -> None:
        if self.view.current is not None:
            self.wanted.emit(self.view.current)

    def _tell(self) -> None:
        line = self.view.current
        self._source.show_text("" if line is None else f"{line.source} (Enter: mở)")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room for what else may stand here."""
        if event.type() == QEvent.Type.Show:
            self.hide()
        return super().eventFilter(watched, event)


def _value(desk: Desk, given: Contribution) -> str:
    column = desk.engine.column(given.key)
    return str(given.value) if column is None else printed(column, given.value)


def _said(desk: Desk, found: Contributors) -> list[str]:
    now = desk.shown(found.key) or "trống"
    said = [f"Trong báo cáo: {now}. {len(found.given)} đơn vị có số liệu."]
    if not found.given:
        said = ["Ô này không lấy số từ báo cáo của đơn vị nào."]
    if found.edited:
        said.append("Số này đã được sửa tay sau khi tổng hợp.")
    return said
