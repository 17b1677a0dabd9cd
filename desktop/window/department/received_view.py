"""A received report, read only: its figures as its unit handed them in, what the checks find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.window import parts
from desktop.window.editor.check_panel import counted
from desktop.window.lined_table import Column, LinedView, Sign
from forms.cells import CellKey
from forms.checking.remarks import printed
from forms.findings import SEVERITIES, Finding
from forms.names import LISTS

if TYPE_CHECKING:
    from desktop.use_cases.receiving import InboxLine, ReceivedReport
    from forms.engine import Computation

_LONGEST: Final = 300
_WALK: Final = "F8: đến chỗ cần xem kế tiếp."


class FigureLine(NamedTuple):
    """One place of a report: where, in words, its value, and what is found there, worst first."""

    place: str
    key: CellKey | None
    label: str
    value: str
    findings: tuple[Finding, ...] = ()

    @property
    def said(self) -> str:
        """Return what was found, with the reasons that its sender gave."""
        return " ".join(_said(finding) for finding in self.findings)


def _said(finding: Finding) -> str:
    reason = f" Lý do của đơn vị: {finding.reason.rstrip('.')}." if finding.reason else ""
    return f"{finding.message}{reason}"


_At = tuple[str, CellKey | None]
_Found = dict[_At, tuple[Finding, ...]]


def _figure_lines(report: ReceivedReport) -> Iterator[FigureLine]:
    """Return every place that holds something or that something is to be said of, in order."""
    c, found = report.computation, _by_place(report.findings)
    for name in sorted(c.engine.fields, key=lambda each: c.engine.order.get(each, 0)):
        loose = found.pop((name, None), ())
        if loose:
            yield FigureLine(name, None, c.word(c.engine.fields[name].label), "", loose)
        for key in _keys(c, name):
            value = printed(c.engine.columns(name)[_at(c, key)], c.effective(key))
            here = found.pop((name, key), ())
            if value or here:
                text = " ".join(value.split())[:_LONGEST]
                yield FigureLine(c.place(key), key, _place_label(c, key), text, here)
        # What is said of no cell that is shown: of the sum of a list, of how long it is.
        for at in [each for each in found if each[0] == name]:
            said = found.pop(at)
            yield FigureLine(said[0].place, at[1], c.word(c.engine.fields[name].label), "", said)
    for said in found.values():
        yield FigureLine(said[0].place, None, "Cả báo cáo", "", said)


def _place_label(c: Computation, key: CellKey) -> str:
    """Return a cell in words, with its part where its field has several."""
    columns, label = c.engine.columns(key.field), c.label(key)
    part = c.word(columns[_at(c, key)].label)
    told = len(columns) == 1 or not part or part.lower() in label.lower()
    return label if told else f"{label}: {part[:1].lower()}{part[1:]}"


def _by_place(findings: Sequence[Finding]) -> _Found:
    """Return what is found at each place: what is open first, then the worst."""
    ranked = sorted(findings, key=lambda f: (f.reason is not None, SEVERITIES.index(f.severity)))
    found: _Found = {}
    for one in ranked:
        at = (one.key.field if one.key else one.place.partition("[")[0], one.key)
        found[at] = (*found.get(at, ()), one)
    return found


def _keys(c: Computation, name: str) -> Iterator[CellKey]:
    kind = c.engine.fields[name].kind
    rows = c.rows(name) if kind == "table" or kind in LISTS else (0,)
    for row in rows:
        for column in c.engine.columns(name):
            yield CellKey(name, row, column.id)


def _at(c: Computation, key: CellKey) -> int:
    return [column.id for column in c.engine.columns(key.field)].index(key.part)


def _sign(line: FigureLine) -> Sign:
    if not line.findings:
        return ""
    return "good" if line.findings[0].reason else line.findings[0].severity


_COLUMNS: Final[Sequence[Column[FigureLine]]] = (
    Column("Chỉ tiêu", lambda line: line.label, 20, 45),
    Column("Giá trị", lambda line: line.value, 14, 15, right=True),
    Column("Cần xem", lambda line: line.said, 16, 40, sign=_sign),
)


class ReceivedView(QFrame):
    """Whose report it is, how it stands, its figures; Esc goes back."""

    left = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.line: InboxLine | None = None
        self.report: ReceivedReport | None = None
        self._title = parts.ClippedLabel(self, name="reportTitle", lines=1)
        self._told = parts.label(self, name="asked", wrap=True)
        self.figures: LinedView[FigureLine] = LinedView(
            _COLUMNS, "Số liệu của báo cáo đã nhận", self, leaves=True
        )
        self.figures.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.figures.left.connect(self.left)
        self.said = parts.ClippedLabel(self, name="stripPlace", lines=2)
        self.figures.chosen.connect(self._tell)
        head = parts.line(gap=6)
        head.addWidget(parts.button(self, "‹ Hộp nhận (Esc)", self.left.emit))
        head.addWidget(self._title, 1)
        for name in ("accept_receipt", "refuse_receipt", "return_receipt"):
            head.addWidget(parts.action_button(self, actions[name], fading=True))
        layout = parts.column(self, gap=6)
        layout.addLayout(head)
        layout.addWidget(self._told)
        layout.addWidget(self.figures, 1)
        layout.addWidget(self.said)

    def take(
        self, line: InboxLine, report: ReceivedReport, state: str, told: Sequence[str] = ()
    ) -> None:
        """Show a report; ``told`` are lines about what became of earlier remarks."""
        self.line, self.report = line, report
        receipt = line.receipt
        what = (
            f"{receipt.form} · {line.unit_name} · {line.period_title} · lần nộp {receipt.revision}"
        )
        self._title.show_text(f"{what} · {state}")
        signed = ", ".join(receipt.signers)
        signers = f"Ký số: {signed}." if signed else "Chưa có chữ ký số."
        lines = tuple(_figure_lines(report))
        walk = f" {_WALK}" if any(each.findings for each in lines) else ""
        self._told.setText("\n".join([f"{counted(report.tally)}. {signers}{walk}", *told]))
        self.figures.take(lines)

    def go_to(self, at: CellKey | str) -> None:
        """Choose a cell or a place; its field, where the cell holds nothing."""
        lines = self.figures.table.lines
        field = at.partition("[")[0].partition(".")[0] if isinstance(at, str) else at.field
        exact = [row for row, line in enumerate(lines) if at in (line.key, line.place)]
        near = [row for row, line in enumerate(lines) if line.key and line.key.field == field]
        for row in (exact or near)[:1]:
            self.figures.choose(row)

    def step(self, by: int) -> None:
        """Choose the next place with something to look at, or the one before; round and round."""
        lines, here = self.figures.table.lines, self.figures.currentIndex().row()
        told = [row for row, line in enumerate(lines) if line.findings]
        if not told:
            return
        beyond = [row for row in told[::by] if (row - here) * by > 0]
        self.figures.choose((beyond or told[::by])[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 and Shift+F8 walk as they do in a report that is being written."""
        if event.key() == Qt.Key.Key_F8:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        line = self.figures.current
        value = "" if line is None else f"{line.label}: {line.value}. " if line.value else ""
        self.said.show_text("" if line is None else f"{value}{line.said}")
