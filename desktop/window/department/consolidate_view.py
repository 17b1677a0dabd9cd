"""Making one report of many: what would change and who is missing, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QStackedLayout, QWidget

from desktop.window import parts
from desktop.window.department.unit_names import short_name
from desktop.window.dialogs.unit_box import UnitBox
from desktop.window.lined_table import Column, LinedView, Sign
from forms import pack
from forms.checking.remarks import printed
from forms.department.run_findings import listed, progress
from forms.periods import Period, parse_period

if TYPE_CHECKING:
    from desktop.use_cases.consolidating import Preview
    from desktop.window.department.department_page import Scope
    from desktop.workspace import Workspace
    from forms.cells import CellKey, CellValue
    from forms.engine import Computation

_ASK: Final = "Chọn một biểu và một kỳ ở phía trên để xem trước số liệu tổng hợp."
_SAME: Final = "Số liệu trong báo cáo đã khớp với các báo cáo nhận được. Không có ô nào phải đổi."
_NOTHING: Final = "Chưa nhận báo cáo nào của kỳ này nên chưa có gì để tổng hợp."
_READING: Final = "Đang cộng số liệu của các đơn vị…"


class ChangeLine(NamedTuple):
    """One cell that would change, in words; ``kept`` holds what a person has typed."""

    label: str
    now: str
    value: str
    units: int
    kept: bool

    @property
    def done(self) -> str:
        """Return what will be done."""
        return "Giữ số sửa tay" if self.kept else "Ghi"


class Shown(NamedTuple):
    """A preview in words; ``cells`` is how many cells the units say anything of."""

    cells: int
    lines: tuple[ChangeLine, ...]
    told: str
    partial: bool


def shown_preview(workspace: Workspace, scope: Scope, preview: Preview) -> Shown:
    """Put a preview into words; cells get the labels of the form's version of the period."""
    period = parse_period(scope.period)
    form = workspace.form_for(scope.form, scope.period)
    c = pack.compiled(form).open({}, period) if isinstance(period, Period) else None
    lines = tuple(
        ChangeLine(
            _label(c, line.key),
            _printed(c, line.key, line.now),
            _printed(c, line.key, line.value),
            len(line.units),
            not line.taken,
        )
        for line in preview.lines
    )
    partial = any(part.missing or part.short for part in preview.parts)
    names = {unit.code: unit.name for unit in workspace.units()}
    return Shown(preview.cells, lines, _told_of(preview, names), partial)


def _told_of(preview: Preview, names: Mapping[str, str]) -> str:
    """Say who has reported, who has not, who left figures blank, what a person has typed."""

    def units(codes: Sequence[str], what: str) -> str:
        return (
            f" {what}: {listed([short_name(names.get(code, code)) for code in codes])}."
            if codes
            else ""
        )

    said = [
        f"{part.form}: đã có {progress(part)}."
        f"{units(part.missing, 'Chưa có')}{units(part.short, 'Chưa đủ báo cáo')}"
        for part in preview.parts
    ]
    if preview.conflicts:
        said.append(f"{len(preview.conflicts)} ô đã sửa tay khác với số cộng được.")
    if preview.blank:
        said.append(f"{len(preview.blank)} chỉ tiêu có đơn vị đã nộp nhưng để trống.")
    return "\n".join(said)


def _label(c: Computation | None, key: CellKey) -> str:
    known = c is not None and key.field in c.engine.fields
    return c.label(key) if c is not None and known else key.place()


def _printed(c: Computation | None, key: CellKey, value: CellValue | None) -> str:
    column = None if c is None else c.engine.column(key)
    text = str(value or "") if column is None else printed(column, value)
    return " ".join(text.split()) or "trống"


def _sign(line: ChangeLine) -> Sign:
    return "warning" if line.kept else "good"


_COLUMNS: Final[Sequence[Column[ChangeLine]]] = (
    Column("Chỉ tiêu", lambda line: line.label, 22, 60),
    Column("Đang có", lambda line: line.now, 12, 20, right=True),
    Column("Sẽ là", lambda line: line.value, 12, 20, right=True),
    Column("Số đơn vị", lambda line: str(line.units), 9, right=True),
    Column("Cách làm", lambda line: line.done, 15, sign=_sign),
)


class ConsolidateView(QFrame):
    """For which unit, what would change; ``asked`` wants the preview read again."""

    asked = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.unit: UnitBox | None = None
        self.shown: Shown | None = None
        self.overwrite = QCheckBox("Thay cả ô đã &sửa tay", self)
        self.told = parts.label(self, wrap=True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.view: LinedView[ChangeLine] = LinedView(_COLUMNS, "Những ô sẽ đổi", self)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._empty = parts.empty_note(self, _ASK)
        self._head = parts.line(gap=6)
        self._head.addWidget(parts.action_button(self, actions["consolidate"], name="primary"))
        self._head.addWidget(self.overwrite)
        self._head.addStretch(1)
        body = QWidget(self)
        self._body = QStackedLayout(body)
        self._body.addWidget(self._empty)
        self._body.addWidget(self.view)
        layout = parts.column(self, gap=6)
        layout.addLayout(self._head)
        layout.addWidget(self.told)
        layout.addWidget(body, 1)
        self.overwrite.toggled.connect(lambda _: self.asked.emit())

    def know(self, workspace: Workspace) -> None:
        """Offer the units, the own one first."""
        if self.unit is None:
            self.unit = UnitBox(workspace.units(), self, chosen=workspace.own_unit)
            self.unit.setMinimumContentsLength(20)
            self.unit.setAccessibleName("Đơn vị tổng hợp")
            named = QLabel("Đơn &vị", self)
            named.setBuddy(self.unit)
            self._head.addWidget(named)
            self._head.addWidget(self.unit, 1)
            self.unit.activated.connect(lambda _: self.asked.emit())
            typed = self.unit.lineEdit()
            if typed is not None:
                typed.returnPressed.connect(self.asked)
                typed.setCursorPosition(0)

    @property
    def unit_code(self) -> str:
        """Return for which unit the report is made."""
        return "" if self.unit is None else self.unit.code

    def wait(self) -> None:
        """Say that the preview is being read."""
        self._say(_READING)

    def ask_for_more(self) -> None:
        """Say what has to be chosen first."""
        self._say(_ASK)

    def refuse(self, why: str) -> None:
        """Say why there is no preview."""
        self._say(why)

    def _say(self, text: str) -> None:
        self.shown = None
        self.told.setText("")
        self.told.hide()
        self._empty.setText(text)
        self._body.setCurrentWidget(self._empty)

    def take(self, shown: Shown) -> None:
        """Show a preview."""
        self.shown = shown
        self.told.setText(shown.told)
        self.told.setProperty("state", "open" if shown.partial else "")
        self.told.show()
        self.view.take(shown.lines)
        self._empty.setText(_SAME if shown.cells else _NOTHING)
        self._body.setCurrentWidget(self.view if shown.lines else self._empty)

    def focus(self) -> None:
        """Give the keyboard to what is shown."""
        (self.view if self._body.currentWidget() is self.view else self.overwrite).setFocus()
