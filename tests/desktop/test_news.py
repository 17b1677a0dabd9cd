"""What one change made different: told once, and adding up to the report read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop.window.editor.finding_lines import entries, line_of, name_of
from desktop.window.editor.finding_view import FindingList, FindingView
from desktop.window.editor.marks import Marks, Turn, field_of
from desktop.window.editor.news import News, news_of
from forms.cells import CellKey
from forms.engine import Engine
from forms.findings import SEVERITIES, Finding, rank_of, tally
from forms.model import SECTIONS
from tests import builders as make
from tests.desktop.driver import key

FIELDS = ("a", "b", "c", "d", "e")
ENGINE = Engine(make.form(*[make.whole(name) for name in FIELDS]))
TITLES: Mapping[str, str] = MappingProxyType({})


def _finding(field: str, code: str, severity: int, number: int, shape: int) -> Finding:
    """One finding: of a cell, of a list's row or of a whole field, perhaps with a reason."""
    keyed = CellKey(field, shape % 3, "n") if shape % 2 else None
    return Finding(
        code=code,
        severity=SEVERITIES[severity],
        place=keyed.place() if keyed is not None else field,
        key=keyed,
        given=str(number),
        message=f"{field}: {number}",
        reason="đã xem" if shape == 5 else None,
    )


_ONE = st.builds(
    _finding,
    st.sampled_from(FIELDS),
    st.sampled_from(("RATIO", "REVIEW", "SUM")),
    st.integers(0, 3),
    st.integers(0, 2),
    st.integers(0, 5),
)


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    order = ENGINE.order
    return tuple(sorted({f.id: f for f in found}.values(), key=lambda f: rank_of(f, order)))


READINGS = st.lists(st.lists(_ONE, max_size=24).map(_in_order), min_size=1, max_size=5)


def _kept(before: Sequence[Finding], after: tuple[Finding, ...], fresh: int) -> tuple[Finding, ...]:
    """The next reading as the engine gives it: mostly the same objects, some made anew."""
    known = {f.id: f for f in before}
    return tuple(
        known[f.id] if known.get(f.id) == f and place % 3 != fresh else replace(f)
        for place, f in enumerate(after)
    )


def _told(marks: Marks) -> list[object]:
    """Everything that marks can be asked."""
    keys = sorted({f.key for f in marks.findings if f.key is not None})
    fields = sorted({field_of(f) for f in marks.findings} | set(FIELDS))
    return [
        marks.findings,
        marks.tally,
        [marks.at(each) for each in keys],
        [(marks.of_field(f, r), marks.loose(f, r)) for f in fields for r in range(3)],
        [marks.count(s, w) for s in ENGINE.sections for w in SEVERITIES],
    ]


@given(READINGS, st.integers(0, 3))
def test_marks_that_are_kept_up_say_what_marks_made_anew_say(
    readings: list[tuple[Finding, ...]], fresh: int
) -> None:
    marks = Marks(ENGINE, ())
    for reading in readings:
        before = marks.findings
        found = _kept(before, reading, fresh)
        turn = marks.take(found)
        assert _told(marks) == _told(Marks(ENGINE, found))
        assert marks.tally == tally(found)
        assert list(turn.gone) == [f for f in before if f not in found]
        assert list(turn.come) == [f for f in found if f not in before]


def _lines(found: tuple[Finding, ...]) -> list[object]:
    return [line_of(entry) for entry in entries(Marks(ENGINE, found), lambda: TITLES)]


@given(READINGS, st.integers(0, 3))
def test_lines_come_and_go_one_by_one_and_the_rest_stays(
    readings: list[tuple[Finding, ...]], fresh: int
) -> None:
    model = FindingList()
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    before: tuple[Finding, ...] = ()
    for reading in readings:
        before = _kept(before, reading, fresh)
        names = [name_of(entry) for entry in model.entries]
        held = [QPersistentModelIndex(model.index(row)) for row in range(len(names))]
        new = entries(Marks(ENGINE, before), lambda: TITLES)
        now = [name_of(entry) for entry in new]
        model.take(new)
        assert model.lines == _lines(before)
        if [n for n in names if n in now] == [n for n in now if n in names]:
            assert [index.isValid() for index in held] == [name in now for name in names]
        for name, index in zip(names, held, strict=True):
            assert not index.isValid() or now[index.row()] == name
    assert tester.model() is model


def _errors(*names: str, given: str = "1") -> tuple[Finding, ...]:
    return tuple(
        Finding(code="SUM", severity="error", place=name, given=given, message=f"{name} sai")
        for name in names
    )


@pytest.fixture
def view(qtbot: QtBot) -> FindingView:
    """A low list of findings that shows three lines or so."""
    made = FindingView()
    qtbot.addWidget(made)
    made.resize(260, 90)
    made.show()
    return made


def _take(view: FindingView, found: tuple[Finding, ...]) -> None:
    view.take(entries(Marks(ENGINE, found), lambda: TITLES))


def test_the_chosen_finding_stays_chosen_while_its_numbers_change(view: FindingView) -> None:
    first = _errors(*FIELDS)
    _take(view, first)
    view.select(first[2])
    changed = (*first[1:2], *_errors("c", given="9"), *first[3:])
    _take(view, changed)
    assert view.finding is changed[1]
    assert [index.row() for index in view.selectedIndexes()] == [2]


def test_no_neighbour_is_chosen_instead_of_a_finding_that_went(view: FindingView) -> None:
    first = _errors(*FIELDS)
    _take(view, first)
    view.select(first[2])
    _take(view, (*first[:2], *first[3:]))
    assert view.finding is None
    assert view.selectedIndexes() == []


def test_what_somebody_has_scrolled_to_stays_in_view(view: FindingView, qtbot: QtBot) -> None:
    first = _errors(*FIELDS[1:])
    _take(view, first)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    top = view.rowAt(0)
    before = view.rowViewportPosition(top)
    _take(view, (*_errors("a"), *first))
    assert view.rowAt(0) == top + 1
    assert view.rowViewportPosition(top + 1) == before


def test_a_finding_that_says_more_gets_more_room(view: FindingView) -> None:
    first = _errors(*FIELDS)
    _take(view, first)
    before = view.rowHeight(2)
    longer = replace(first[1], message="một câu dài hơn nhiều so với trước " * 3)
    _take(view, (first[0], longer, *first[2:]))
    assert view.rowHeight(2) > before
    _take(view, first)
    assert view.rowHeight(2) == before


def test_the_cursor_of_the_list_goes_from_finding_to_finding(view: FindingView) -> None:
    warning = Finding(code="SUM", severity="warning", place="e", message="e lạ")
    _take(view, (*_errors("a", "b"), warning))
    steps = []
    for pressed in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * 3, Qt.Key.Key_Up, Qt.Key.Key_Home):
        QTest.keyClick(view, pressed)
        steps.append("" if view.finding is None else view.finding.place)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert [*steps, view.currentIndex().row()] == ["a", "b", "e", "e", "b", "a", 4]


def test_news_name_cells_and_rows_and_what_is_always_read_again() -> None:
    loose = Finding(code="SUM", severity="error", place="b[3]")
    keyed = Finding(code="SUM", severity="error", place="c", key=key("c"))
    told = news_of(frozenset({key("a")}), Turn((loose,), (keyed,)), ("chosen",))
    assert told == News(
        frozenset({key("a"), key("c")}), frozenset({("b", 3), ("chosen", 0)}), (loose,), (keyed,)
    )
    assert told.fields == {"a", "b", "c", "chosen"}
    assert not told.is_switched
    assert news_of(frozenset({CellKey(SECTIONS, 0, "s")}), Turn(), ()).is_switched


def test_a_change_of_no_cell_is_news_of_everything() -> None:
    assert news_of(frozenset(), Turn(), ("chosen",)) == News(whole=True)
    assert news_of(frozenset(), Turn(come=_errors("a")), ()).whole
