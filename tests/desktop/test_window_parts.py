"""The window's parts one by one: models, sheets, marks, the runner, words, start."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QLockFile, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

import resources
from db.problems import StoreLocked
from desktop.problems import Trouble
from desktop.use_cases import crash_report
from desktop.use_cases.clipboard import write_block
from desktop.use_cases.paste_reading import read_text
from desktop.use_cases.search import matches
from desktop.window import theme
from desktop.window.actions import ACTIONS, MENUS
from desktop.window.app import LOCK_NAME, CrashHook, main
from desktop.window.editor.check_panel import verdict
from desktop.window.editor.column_room import share_room
from desktop.window.editor.marks import Marks, Position
from desktop.window.editor.sheets import SheetColumn, panels
from desktop.window.tasks import Runner
from desktop.workspace import Workspace
from forms.findings import SEVERITIES, Tally
from tests.desktop.driver import AUGUST, JULY, Person, key

ROOT = Path(__file__).parents[2]

# --- models ---------------------------------------------------------------------------------------


def _judge(tester: ModelTester, model: QAbstractItemModel) -> None:
    tester.check(model, force_py=True)  # type: ignore[no-untyped-call]  # as pytest-qt has it


def test_the_models_keep_qts_promises(person: Person, qtmodeltester: ModelTester) -> None:
    person.open(JULY, key("dvc01", "n"))
    for model in (
        person.grid.cells,
        person.editor.checks.view.found,
        person.window.work_list.view.table,
    ):
        _judge(qtmodeltester, model)


def test_a_list_keeps_qts_promises_while_rows_come_and_go(
    person: Person, qtmodeltester: ModelTester
) -> None:
    person.open(JULY, key("recipients", "ten", 1))
    _judge(qtmodeltester, person.grid.cells)
    person.go(key("recipients", "ten", len(person.grid.cells.sheet.rows)))
    person.enter("Đơn vị thêm")
    person.press("Up", "Ctrl+Del", "Ctrl+Z", "Ctrl+Z")


def test_a_cell_is_read_aloud_with_its_row_column_and_finding(person: Person) -> None:
    person.open(JULY, key("dvc12", "p"))
    spoken = str(person.grid.currentIndex().data(int(Qt.ItemDataRole.AccessibleTextRole)))
    assert spoken.startswith("Đăng ký khai sinh, Số đã in, 97,54")
    assert "98,96" in spoken


# --- sheets and marks -----------------------------------------------------------------------------


def test_the_table_of_services_has_its_columns_and_composed_rows(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    sheet = person.grid.cells.sheet
    titles = [column.title for column in sheet.columns]
    printed = ["STT", "Tên dịch vụ", "Tiếp nhận trực tuyến", "Tổng tiếp nhận", "Tỷ lệ (%)"]
    wanted = [*printed, "Số đã in", "Trạng thái"]
    assert [title for title in titles if title in wanted] == wanted
    assert sum(row.number != "" for row in sheet.rows) == 25
    at = next(i for i, row in enumerate(sheet.rows) if row.number == "16")
    assert sheet.rows[at].heading
    assert sheet.rows[at + 1].level == 1


def test_every_section_has_unique_cells(filled_folder: Path) -> None:
    with Workspace.open(filled_folder) as workspace:
        desk = workspace.desk(JULY)
        seen: set[object] = set()
        for section in desk.engine.sections:
            for panel in panels(desk, section):
                rows = panel.sheet.rows if panel.sheet else ()
                cells = {cell for row in rows for cell in row.cells.values()}
                assert not cells & seen
                seen |= cells


def test_problems_come_in_the_forms_order_from_anywhere(filled_folder: Path) -> None:
    with Workspace.open(filled_folder) as workspace:
        desk = workspace.desk(JULY)
        marks = Marks(desk.engine, desk.findings())
    wrong = [f for f in marks.findings if f.severity == "error"]
    assert marks.next(Position(), ("error",)) == wrong[0]
    assert marks.next(Position("dvc13", key("dvc13", "n")), ("error",)) == wrong[1]
    assert marks.next(Position(wrong[-1].place, wrong[-1].key), ("error",)) == wrong[0]
    assert marks.next(Position("dvc13"), ("error",), back=True) == wrong[0]
    assert marks.next(Position(), ("note",)) is None


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (Tally(error=3, warning=1, missing=2), "Còn 3 lỗi, 1 cảnh báo, 2 chỗ thiếu"),
        (Tally(missing=2), "Còn 2 chỗ thiếu"),
        (Tally(note=4), "Đủ điều kiện chốt"),
        (Tally(accepted=2), "Đủ điều kiện chốt (2 chỗ có giải trình)"),
    ],
)
def test_the_verdict_is_one_line(counts: Tally, text: str) -> None:
    assert verdict(counts, editable=True) == text


# --- clipboard, search, room ----------------------------------------------------------------------


def read_block(text: str) -> list[list[str]]:
    return [[cell.text for cell in line] for line in read_text(text)]


def test_blocks_are_read_as_excel_writes_them() -> None:
    assert read_block("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]
    assert read_block('a\t"hai\ndòng"\t\n') == [["a", "hai\ndòng", ""]]
    assert read_block("\u00a01.234\u00a0\n\nx") == [["1.234"], [""], ["x"]]
    assert read_block("  \n ") == []


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_copied_block_pastes_as_it_was(lines: list[list[str]]) -> None:
    normal = [[unicodedata.normalize("NFC", cell) for cell in line] for line in lines]
    assert read_block(write_block(normal)) == normal


def test_search_is_by_words_without_marks() -> None:
    assert matches("dang ky SINH", "Đăng ký khai sinh")
    assert not matches("đăng ký tử", "Đăng ký khai sinh")


COLUMNS = (
    SheetColumn("label", "Tên", "label", 26, stretch=True),
    SheetColumn("previous", "Kỳ trước", "previous", 12, fade=3),
    SheetColumn("n", "Số thực hiện", weight=11),
    SheetColumn("sentence", "Câu in ra", "sentence", 30, fade=5, wordy=True),
)


@given(st.integers(min_value=200, max_value=2000))
def test_columns_fill_the_room_and_the_dearest_stay(room: int) -> None:
    widths = share_room(COLUMNS, [400, 110, 100, 250], [40, 60, 100, 70], room=room, digit=8)
    assert widths[0] >= 190
    assert widths[2] == 102
    assert sum(widths) == room or widths[1] == widths[3] == 0
    assert widths[1] or not widths[3]


# --- the runner -----------------------------------------------------------------------------------


def test_results_arrive_in_the_windows_own_thread(qtbot: QtBot) -> None:
    runner = Runner()
    told: list[object] = []
    runner.run(lambda: 6 * 7, lambda n: told.append((n, threading.current_thread())), told.append)
    qtbot.waitUntil(lambda: runner.idle)
    assert told == [(42, threading.main_thread())]
    runner.close()


def test_a_fault_behind_arrives_as_a_sentence(qtbot: QtBot) -> None:
    def fail() -> None:
        raise FileNotFoundError(2, "no such file", "bảng.xlsx")

    runner = Runner()
    told: list[object] = []
    runner.run(fail, told.append, told.append)
    qtbot.waitUntil(lambda: runner.idle)
    assert isinstance(told[0], Trouble)
    assert "bảng.xlsx" in told[0].message
    runner.close()


def test_nobody_is_told_after_closing(qapp: QApplication) -> None:
    runner = Runner()
    told: list[object] = []
    go_on = threading.Event()
    runner.run(go_on.wait, told.append, told.append)
    runner.run(lambda: 2, told.append, told.append)
    threading.Timer(0.05, go_on.set).start()
    runner.close()
    qapp.processEvents()
    assert told == []


_WINDOWS_WITH_WORK = """
import sys
sys.setswitchinterval(1e-5)
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from desktop.window.tasks import Runner
app = QCoreApplication([])
for _ in range(1500):
    owner = QObject()
    runner = Runner(owner)
    for _ in range(30):
        runner.run(lambda: None, lambda _: None, lambda _: None)
    shiboken6.delete(owner)
"""


def test_a_window_may_go_away_while_work_ends() -> None:
    code = [sys.executable, "-c", _WINDOWS_WITH_WORK]
    done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- actions and words ----------------------------------------------------------------------------


def test_no_two_actions_of_one_moment_share_a_key() -> None:
    taken: dict[str, str] = {}
    for entry in ACTIONS:
        for text in entry.keys.split():
            assert not QKeySequence(text).isEmpty(), text
            assert text not in taken, (entry.id, taken[text])
            taken[text] = entry.id


def test_every_action_has_its_handler_and_menu_entry(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    for entry in ACTIONS:
        owner: object = person.window
        for name in entry.handler.split(".") if entry.handler else ():
            owner = getattr(owner, name)
        assert entry.handler == "" or callable(owner), entry.id
    bar = [action.text().replace("&", "") for action in person.window.menuBar().actions()]
    assert bar == list(MENUS)


@pytest.mark.usefixtures("dressed")
def test_qts_own_buttons_speak_vietnamese() -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Hủy"
    assert QCoreApplication.translate("QLineEdit", "&Paste") == "&Dán"
    assert QCoreApplication.translate("QFileDialog", "New Folder") == "Thư mục mới"


def test_the_compiled_words_are_those_of_the_source(tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    if not tool.exists():
        pytest.skip("pyside6-lrelease is not beside this Python")
    made = tmp_path / "made.qm"
    source = resources.path("i18n/qtbase_vi.ts")
    subprocess.run([tool, source, "-qm", made], check=True, capture_output=True)
    assert made.read_bytes() == resources.path("i18n/qtbase_vi.qm").read_bytes()


def test_the_style_sheet_names_known_colours_only() -> None:
    assert "@" not in theme.style_sheet()


def test_every_severity_has_a_sign_of_its_own_shape(person: Person) -> None:
    icons = [theme.sign_icon(severity, person.window) for severity in SEVERITIES]
    shapes = {bytes(icon.pixmap(24).toImage().createAlphaMask().constBits()) for icon in icons}
    assert len(shapes) == len(SEVERITIES)


def _brightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("ink", "accent_soft"),
        ("soft", "window"),
        ("soft", "paper"),
        ("derived_ink", "derived"),
        ("error", "error_soft"),
        ("warning", "warning_soft"),
        ("missing", "missing_soft"),
        ("good", "good_soft"),
        ("accent_ink", "accent"),
    ],
)
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    first, second = (_brightness(theme.colours()[name]) + 0.05 for name in (ink, ground))
    assert max(first, second) / min(first, second) >= 4.5


# --- start and faults -----------------------------------------------------------------------------


def _start(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "desktop", "--data-dir", folder],
        cwd=ROOT,
        env={
            "QT_QPA_PLATFORM": "offscreen",
            "BAOCAO_CLOSE_AT_ONCE": "1",
            "HOME": str(folder.parent),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_program_starts_opens_its_store_and_ends(tmp_path: Path) -> None:
    done = _start(tmp_path / "data")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "data" / "baocao.db").exists()


FIRST_PAINT = """
import sys
import desktop.__main__
from desktop.window.app import make_application
from desktop.window.main_window import MainWindow
from pathlib import Path
app = make_application([])
window = MainWindow(Path(sys.argv[1]))
window.painted.connect(app.quit)
window.show()
app.exec()
heavy = {
    "sqlalchemy", "alembic", "sqlite3", "reportlab", "PIL", "openpyxl", "xlsxwriter", "pikepdf",
    "pypdfium2", "lxml", "pyhanko", "cryptography", "msgspec", "decimal", "json", "socket",
    "tomllib", "forms", "db", "exporters", "datetime", "hashlib", "queue",
}
ours = {name for name in sys.modules if name.startswith("desktop.")}
print(sorted(heavy & {name.split(".")[0] for name in sys.modules}))
print(sorted(ours))
print("Qt" in vars(sys.modules["PySide6.QtCore"]))
window.close()
"""
PAINTED = [
    "desktop.__main__",
    "desktop.settings",
    "desktop.window",
    "desktop.window.actions",
    "desktop.window.app",
    "desktop.window.dress",
    "desktop.window.home",
    "desktop.window.home.waiting_room",
    "desktop.window.look",
    "desktop.window.main_window",
    "desktop.window.opening",
    "desktop.window.palettes",
    "desktop.window.window_acts",
    "desktop.window.window_inside",
]
"""All of ours that the first paint needs."""


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, tmp_path],
        cwd=ROOT,
        env={"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    heavy, ours, enumerations = done.stdout.splitlines()
    assert heavy == "[]"
    assert ours == str(PAINTED)
    # What describing all of Qt's enumerations takes is a seventh of a bare window.
    assert enumerations == "False"


@pytest.mark.usefixtures("dressed")
def test_a_second_window_on_the_same_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    held = QLockFile(str(tmp_path / LOCK_NAME))
    assert held.tryLock(0)
    assert main(tmp_path) == 3
    assert gc.isenabled(), "everything that runs after would never be collected"
    assert "đang mở" in said[0]
    held.unlock()


@pytest.mark.allow_log("unexpected")
def test_an_unforeseen_fault_is_one_sentence_and_the_work_goes_on(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    hook = CrashHook(person.window)
    hook(ZeroDivisionError, ZeroDivisionError("1/0"), None)
    assert "lỗi ngoài dự kiến" in person.window.bar.text
    assert "Traceback" not in person.window.bar.text
    person.enter("5")
    assert person.text(key("dvc01", "n")) == "5"


def test_a_locked_store_is_no_fault_of_the_program(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.type("57")
    hook = CrashHook(person.window)
    hook(StoreLocked, StoreLocked("kho.db"), None)
    assert "kho.db đang được một chương trình khác sử dụng" in person.window.bar.text
    assert person.text(key("dvc01", "n")) == "57"
    assert not hook.fatal
    assert not crash_report.reports(person.window.data_dir)


@pytest.mark.allow_log("unexpected")
def test_what_is_being_typed_is_kept_before_a_fault_is_told(person: Person) -> None:
    cell = key("dvc01", "n")
    person.open(AUGUST, cell)
    person.type("57")
    assert person.text(cell) == ""
    hook = CrashHook(person.window)
    hook(ZeroDivisionError, ZeroDivisionError("1/0"), None)
    assert person.text(cell) == "57"
    button = person.window.bar._act
    assert button.text() == "Sao chép chi tiết"
    button.click()
    assert "ZeroDivisionError: 1/0" in QApplication.clipboard().text()


def test_a_store_that_stops_writing_keeps_what_was_typed(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    full = OSError(28, "No space left on device")

    def refuse(*_: object, **__: object) -> None:
        raise full

    monkeypatch.setattr(person.editor.report.desk._store, "record", refuse)
    person.enter("57")
    assert "đầy" in person.window.bar.text
    assert person.line.text() == "57"
    monkeypatch.undo()
    person.press("Enter")
    assert person.text(key("dvc01", "n")) == "57"


@pytest.mark.parametrize("size", [(1366, 768), (910, 512), (1920, 1080)])
def test_every_part_fits_the_room(person: Person, size: tuple[int, int]) -> None:
    person.window.resize(*size)
    person.open(JULY, key("dvc01", "n"))
    QApplication.processEvents()
    assert (person.window.width(), person.window.height()) == size
    figures = person.grid.cells.sheet.columns
    last = next(i for i, column in enumerate(figures) if column.purpose == "stated")
    right = person.grid.visualRect(person.grid.cells.index(0, last)).right()
    assert right <= person.grid.viewport().width()
    head = person.editor.bar.verdict
    assert head.mapTo(person.window, QPoint(head.width(), 0)).x() <= size[0]


def test_only_the_first_piece_of_a_section_leaves_its_name_to_the_heading(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, now=lambda: "2025-09-01T08:00:00+07:00", who="thử") as workspace:
        desk = workspace.desk(workspace.create("F02-DP", "30313", "2025-08").id)
        titles = [panel.title for panel in panels(desk, "muc_chi_dao")]
        assert titles == ["Văn bản chỉ đạo, triển khai trong tháng", "Công tác chỉ đạo, điều hành"]
        assert [panel.title for panel in panels(desk, "muc_tuyen_truyen")] == [""]
