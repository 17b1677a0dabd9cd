"""The first work list shows what the workspace would, without what the workspace needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from db.problems import StoreProblem
from desktop.problems import Trouble
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.first_list import first_list
from desktop.window import opening
from desktop.window.dialogs.questions import NewReport
from desktop.window.main_window import MainWindow
from desktop.workspace import Workspace
from forms import pack
from forms.cards import Card, read_card
from forms.profile import CutOff, Profile
from tests.desktop.conftest import opened
from tests.desktop.driver import AUGUST, JULY, Person

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
ROOT = Path(__file__).parents[2]
UNITS = ("91", "91-STP", "30292")
DUE = (("F02", "2026-10"), ("F02-STP", "2026-10"), ("F16", "2026-11-20"), ("F07", "2026-Q3"))
FILES = sorted(resources.path("packs").glob("*/form*.json"))
Act = Callable[[Workspace, str], object]


def _create(number: int, unit: str) -> Act:
    form, period = DUE[number]
    return lambda workspace, _: workspace.create(form, unit, period, blank=True)


def _finalize(workspace: Workspace, report: str) -> None:
    store = workspace._store
    store.finalize(report, data=b"{}", vector=b"", at="2026-11-20T08:00:00+07:00", who="thử")


def _install(workspace: Workspace, _: str) -> None:
    form = workspace.form("F16")
    newer = msgspec.structs.replace(form, version="99", title="Biểu mới", valid_from="2026-06-01")
    workspace.install(newer)


ACTS: tuple[Act, ...] = (
    *(_create(number, unit) for number in range(len(DUE)) for unit in UNITS),
    _finalize,
    _finalize,
    lambda workspace, report: workspace._store.log_issue(report, "sent", "2026-11-21", who="thử"),
    lambda workspace, report: workspace._store.reopen(
        report, reason="sai", who="thử", next_revision=True
    ),
    lambda workspace, report: workspace.delete(report),
    _install,
)
PROFILES = st.builds(
    Profile,
    unit=st.sampled_from(UNITS),
    cut_offs=st.sampled_from([{}, {"F16": CutOff(day=14, due_days=1, hour="09:00")}]),
    since=st.sampled_from([None, date(2026, 8, 1)]),
)
TIMES = st.sampled_from(
    ["2026-11-22T08:00:00+07:00", "2026-01-02T23:59:00+07:00", "2027-12-31T16:30:00+07:00"]
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty store, to be copied: making one takes a while."""
    folder = tmp_path_factory.mktemp("trống") / "data"
    Workspace.open(folder).close()
    return folder


@settings(max_examples=15, deadline=None)
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=12),
    profile=st.none() | PROFILES,
    at=TIMES,
)
def test_what_is_listed_first_is_what_the_workspace_lists(
    blank: Path, acts: list[tuple[Act, int]], profile: Profile | None, at: str
) -> None:
    with tempfile.TemporaryDirectory() as outside:
        folder = Path(shutil.copytree(blank, Path(outside) / "số liệu"))
        with Workspace.open(folder, now=lambda: at, who="thử") as workspace:
            if profile is not None:
                workspace.set_profile(profile)
            for act, chosen in acts:
                there = [line.head.id for line in workspace.reports(counted=False)]
                with suppress(StoreProblem, Trouble):
                    act(workspace, there[chosen % len(there)] if there else "")
        first = first_list(folder, now=lambda: at)
        assert first is not None
        with Workspace.open(folder, now=lambda: at, who="thử") as workspace:
            assert first.reports == workspace.reports(counted=False)
            assert first.duties == (() if profile is None else workspace.duties())
            assert first.today == workspace.today


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_card_says_what_its_form_says_and_has_its_fingerprint(file: Path) -> None:
    data = file.read_bytes()
    form, card = pack.read_json(data), read_card(data)
    assert {name: getattr(form, name) for name in Card.__struct_fields__} == {
        name: getattr(card, name) for name in Card.__struct_fields__
    }
    assert sha256(data.strip()).hexdigest() == pack.fingerprint(form)


# --- when there is none ---------------------------------------------------------------------------


def _nothing(folder: Path) -> None:
    shutil.rmtree(folder)


def _server(folder: Path) -> None:
    (folder / "baocao.toml").write_text('database = "postgresql://máy/chủ"', encoding="utf-8")


def _odd_settings(folder: Path) -> None:
    (folder / "baocao.toml").write_text("database = [", encoding="utf-8")


def _odd_holidays(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        workspace.set_profile(Profile(unit="91"))
    (folder / "holidays.json").write_text("{}", encoding="utf-8")


def _odd_profile(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        workspace._store.set_setting("profile", "{")


def _strange_unit(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        workspace._store.set_setting("own_unit", "00000")


def _accounts(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        workspace.account_book.add("Nguyễn Văn An", "mật khẩu dài 123", ("quan_tri",))


@pytest.mark.parametrize(
    "make",
    [
        _nothing, _server, _odd_settings, _odd_holidays, _odd_profile, _strange_unit, _accounts,
    ],
)  # fmt: skip
def test_what_only_the_workspace_can_tell_is_left_to_it(
    folder: Path, make: Callable[[Path], None]
) -> None:
    assert first_list(folder) is not None
    make(folder)
    assert first_list(folder) is None


def test_a_preset_beside_the_program_is_taken_before_anything_is_listed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAOCAO_PRESET", str(folder / "unit.json"))
    assert first_list(folder) is None
    with Workspace.open(folder) as workspace:
        workspace.set_profile(Profile(unit="91"))
    assert first_list(folder) is not None


LOADED = """
import sys
from pathlib import Path
from desktop.use_cases.first_list import first_list
assert first_list(Path(sys.argv[1])) is not None
heavy = {
    "sqlalchemy", "alembic", "psycopg", "cryptography", "tomllib", "desktop.workspace",
    "desktop.use_cases.catalog", "db.store", "forms.engine", "forms.composition", "forms.pack",
}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_first_list_loads_no_workspace(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"


# --- in the window --------------------------------------------------------------------------------


class Gate:
    """What keeps the store from being opened: somebody has ``come`` to it, it is ``open``."""

    def __init__(self) -> None:
        self.come, self.open = threading.Event(), threading.Event()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made, original = Gate(), opening._open

    def wait(data_dir: Path, credentials: Credentials | None) -> Workspace:
        made.come.set()
        made.open.wait(20)
        return original(data_dir, credentials)

    monkeypatch.setattr(opening, "_open", wait)
    yield made
    made.open.set()


@pytest.fixture
def early(dressed: QApplication, qtbot: QtBot, folder: Path, gate: Gate) -> Iterator[Person]:
    """Somebody who was quicker than the store."""
    window = MainWindow(folder)
    window.welcomes = False
    window.painted.connect(window.open_workspace)
    window.show()
    with qtbot.waitActive(window):
        pass
    yield Person(window, qtbot)
    gate.open.set()
    window.close()
    window.deleteLater()
    dressed.processEvents()


def _listed(person: Person) -> None:
    window = person.window
    person.qtbot.waitUntil(
        lambda: window.is_furnished and bool(window.work_list.view.table.lines), timeout=20_000
    )
    assert window.workspace is None


def test_the_list_is_there_before_the_store_is_open(early: Person, gate: Gate) -> None:
    _listed(early)
    shown = [line.id for line in early.window.work_list.view.table.lines]
    assert set(shown) == {JULY, AUGUST}
    assert early.focus is early.window.work_list.view
    gate.open.set()
    early.wait_ready()
    assert [line.id for line in early.window.work_list.view.table.lines] == shown


def test_a_line_that_is_opened_too_early_is_opened_as_soon_as_it_can_be(
    early: Person, gate: Gate
) -> None:
    _listed(early)
    view = early.window.work_list.view
    QTest.keyClick(view, Qt.Key.Key_Down)
    wanted = early.window.work_list.current_line
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert early.window.editor is None
    gate.open.set()
    early.wait_ready()
    assert wanted is not None
    assert early.editor.report.desk.head.id == wanted.id


def test_keys_that_come_before_anything_is_there_are_not_lost(early: Person, gate: Gate) -> None:
    window = early.window
    assert not window.is_furnished or window.workspace is None
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    _listed(early)
    gate.open.set()
    early.wait_ready()
    early.qtbot.waitUntil(lambda: bool(window.findChildren(NewReport)))
    window.findChildren(NewReport)[0].reject()


def test_the_keyboard_stays_where_it_was_taken_meanwhile(early: Person, gate: Gate) -> None:
    _listed(early)
    search = early.window.work_list.search
    search.setFocus()
    QTest.keyClicks(search, "F02")
    gate.open.set()
    early.wait_ready()
    assert early.focus is search
    assert search.text() == "F02"


def test_whoever_comes_back_sits_before_the_list(person: Person) -> None:
    window = person.window
    window.work_list.search.setFocus()
    window.let_go()
    window.open_workspace()
    person.wait_ready()
    assert person.focus is window.work_list.view


def test_somebody_new_finds_the_keyboard_in_the_search(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    seated = opened(dressed, qtbot, tmp_path / "mới", welcomes=False)
    person = next(seated)
    assert person.focus is person.window.work_list.search
    next(seated, None)


def test_where_people_sign_in_nothing_is_listed_before(
    dressed: QApplication, qtbot: QtBot, folder: Path, gate: Gate
) -> None:
    _accounts(folder)
    window = MainWindow(folder)
    window.open_workspace()
    qtbot.waitUntil(gate.come.is_set, timeout=20_000)
    assert window.work_list.view.table.lines == []
    gate.open.set()
    qtbot.waitUntil(lambda: not window.opening.runs, timeout=20_000)
    assert window.work_list.view.table.lines == []
    window.close()
    dressed.processEvents()
