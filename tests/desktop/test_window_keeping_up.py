"""What is kept up change by change looks as if it had been read anew: signs, findings, verdict.

Whatever is typed, taken back, switched, repaired or given a reason, in any order: the grid, the
list of findings, the tree and the bar show what a window that is just opened would show, down to
the last pixel.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from desktop.desk import Desk
from desktop.window.editor.check_panel import verdict
from desktop.window.editor.finding_lines import entries, line_of
from desktop.window.editor.form_editor import FormEditor
from desktop.window.editor.marks import Marks
from desktop.window.editor.section_tree import SectionTree
from forms.cells import CellKey
from forms.findings import SEVERITIES
from tests.desktop.driver import JULY, Person, key

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
EXAMPLES = 300 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 12
FIGURES = ("", "0", "5", "949", "1.660", "97,54", "100", "abc", "28/6/2024", "Không rõ")
CELLS = (
    *(key(name, part) for name in ("dvc01", "dvc12", "dvc14", "dvc20") for part in ("n", "d", "p")),
    *(key("gv_mn", part) for part in ("n", "d", "p")),
    *(CellKey("recipients", row, "ten") for row in (1, 2, 9)),
    key("signature", "ho_ten"),
)
Act = Callable[[FormEditor], object]


def _typed(cell: CellKey, text: str) -> Act:
    return lambda editor: editor.report.enter(cell, text)


def _gone_to(cell: CellKey) -> Act:
    return lambda editor: editor.go_to(cell.field, cell)


def _switched(place: int, way: bool) -> Act:
    def act(editor: FormEditor) -> None:
        sections = editor.report.desk.engine.sections.values()
        optional = [section.id for section in sections if section.optional]
        section = optional[place % len(optional)]
        editor.report.act(lambda desk: desk.switch_section(section, on=way))

    return act


def _given_reason(place: int) -> Act:
    def act(editor: FormEditor) -> None:
        found = [f for f in editor.report.marks.findings if f.severity != "missing"]
        if found:
            finding = found[place % len(found)]
            if finding.reason is None:
                editor.report.judge(lambda desk: desk.accept(finding, "đã hỏi lại"))
            else:
                editor.report.judge(lambda desk: desk.withdraw(finding))

    return act


def _chosen(place: int) -> Act:
    def act(editor: FormEditor) -> None:
        view = editor.checks.view
        if view.found.entries:
            view.setCurrentIndex(view.found.index(place % len(view.found.entries)))

    return act


ACTS = st.lists(
    st.one_of(
        st.builds(_typed, st.sampled_from(CELLS), st.sampled_from(FIGURES)),
        st.builds(_gone_to, st.sampled_from(CELLS)),
        st.builds(_switched, st.integers(0, 2), st.booleans()),
        st.builds(_given_reason, st.integers(0, 5)),
        st.builds(_chosen, st.integers(0, 9)),
        st.sampled_from(
            (
                FormEditor.undo,
                FormEditor.redo,
                FormEditor.repair,
                FormEditor.repair_all,
                FormEditor.next_problem,
                FormEditor.next_section,
            )
        ),
    ),
    min_size=1,
    max_size=12,
)


def _shown(window: QWidget, area: QWidget) -> QImage:
    """Return what is to be seen of a part of the window on the screen, painted bit by bit."""
    seen = area.visibleRegion().boundingRect()
    at = QRect(area.mapTo(window, seen.topLeft()), seen.size())
    screen = window.screen().grabWindow(window.winId())
    return screen.copy(at).toImage().convertToFormat(QImage.Format.Format_RGB32)


def _anew(area: QWidget) -> QImage:
    """Return the same part painted at once."""
    seen = area.visibleRegion().boundingRect()
    image = QImage(seen.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    area.render(painter, QPoint(0, 0), QRegion(seen))
    painter.end()
    return image


def _is_painted(window: QWidget, area: QWidget) -> bool:
    return area.visibleRegion().isEmpty() or _shown(window, area) == _anew(area)


def _hold_tree(editor: FormEditor) -> None:
    fresh = SectionTree(editor.report)
    shown = {
        section: [(item.text(column), item.toolTip(column)) for column in (0, 1)]
        for section, item in editor.tree._items.items()
    }
    assert shown == {
        section: [(item.text(column), item.toolTip(column)) for column in (0, 1)]
        for section, item in fresh._items.items()
    }
    fresh.deleteLater()


def _hold_marks(editor: FormEditor) -> Marks:
    report, desk = editor.report, editor.report.desk
    fresh = Marks(desk.engine, desk.findings())
    assert report.marks.findings == fresh.findings
    assert report.tally == fresh.tally == desk.tally()
    assert report.outline() == desk.outline()
    for finding in fresh.findings:
        if finding.key is not None:
            assert report.marks.at(finding.key) == fresh.at(finding.key)
    for field in desk.engine.fields:
        assert report.marks.of_field(field) == fresh.of_field(field)
        assert report.marks.loose(field) == fresh.loose(field)
    for section in desk.engine.sections:
        for severity in SEVERITIES:
            assert report.marks.count(section, severity) == fresh.count(section, severity)
    return fresh


def _hold_panel(editor: FormEditor, fresh: Marks) -> None:
    view = editor.checks.view
    wanted = [line_of(entry) for entry in entries(fresh, editor.checks._titles)]
    assert view.found.lines == wanted
    heights = [view.rowHeight(row) for row in range(len(wanted))]
    assert heights == [view._painter.height(view.font(), line) for line in wanted]
    said = verdict(fresh.tally, editable=True)
    assert editor.bar.verdict.text().startswith(said)


def _hold(person: Person) -> None:
    editor = person.editor
    QApplication.processEvents()
    fresh = _hold_marks(editor)
    _hold_panel(editor, fresh)
    _hold_tree(editor)
    areas = [editor.checks.view.viewport(), editor.tree.viewport(), editor.bar]
    if editor.grid is not None:
        areas.append(editor.grid.viewport())
    for area in areas:
        # What waits to be painted is painted within milliseconds; what was forgotten never is.
        person.qtbot.waitUntil(partial(_is_painted, person.window, area), timeout=5_000)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_what_is_kept_up_looks_as_if_read_anew(person: Person, acts: list[Act]) -> None:
    if person.window.editor is None:
        person.open(JULY, key("dvc12", "n"))
        model = person.editor.checks.view.found
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        QAbstractItemModelTester(model, mode, model)
    editor, desk = person.editor, person.editor.report.desk
    for act in acts:
        act(editor)
        chosen = editor.checks.view.finding
        assert chosen is None or chosen in editor.report.marks.findings
        _hold(person)
    for cell in list(editor.report.drafts):
        editor.report.drop_draft(cell)
    while desk.can_undo:
        editor.undo()
    for finding in desk.findings():
        if finding.reason is not None:
            editor.report.judge(partial(Desk.withdraw, finding=finding))
    editor.go_to("dvc12", key("dvc12", "n"))
    _hold(person)
