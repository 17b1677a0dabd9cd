"""Trying out a first report in ten minutes: sample figures in a folder of their own, step by step.

The trial is a second window on a folder that goes with it; nothing of it touches the person's own
reports. Each step notices by itself that it was done, and the trial can be left at any moment.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QFrame, QWidget

import resources
from desktop.window import parts
from forms.cells import DENOMINATOR, NUMERATOR, CellKey

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.window.editor.form_editor import FormEditor
    from desktop.window.main_window import MainWindow

REPORT: Final = "F02-91-2024-07"
_SAMPLE: Final = "samples/F02-2024-07.json"
_NOW: Final = "2024-07-22T08:00:00+07:00"
_WHO: Final = "người làm thử"
_REASON: Final = "Đã đối chiếu với văn bản lưu tại đơn vị"
_TYPED: Final = ("57", "57")
_FIELD: Final = "dvc01"
_LOOK_MS: Final = 300
_TITLE: Final = "Làm thử: "


class Step(NamedTuple):
    """One step: what to do, how the trial knows that it was done; ``begin`` leads to its place."""

    title: str
    text: str
    done: Callable[[MainWindow], bool]
    begin: Callable[[MainWindow], None] = lambda _: None


# --- what a step looks at -------------------------------------------------------------------------


def _desk(window: MainWindow) -> Desk | None:
    return None if window.editor is None else window.editor.report.desk


def _is_open(window: MainWindow) -> bool:
    return window.editor is not None


def _go_to_first(window: MainWindow) -> None:
    if window.editor is not None:
        window.editor.go_to(_FIELD, CellKey(_FIELD, 0, NUMERATOR))


def _in_editor(window: MainWindow, holds: Callable[[FormEditor], bool]) -> bool:
    return window.editor is not None and holds(window.editor)


def _is_typed(part: str, text: str, editor: FormEditor) -> bool:
    return editor.report.desk.text_of(CellKey(_FIELD, 0, part)) == text


def _has_help(editor: FormEditor) -> bool:
    return not editor.place_panel.isHidden() and editor.place_panel.topic == "help"


def _is_at_error(editor: FormEditor) -> bool:
    here = editor.finding_here()
    return editor.report.tally.error < _ERRORS or (here is not None and here.severity == "error")


def _has_repaired(fewer: int, editor: FormEditor) -> bool:
    return editor.report.tally.error <= _ERRORS - fewer


def _has_reasons(editor: FormEditor) -> bool:
    return editor.report.tally.warning == 0


def _has_pages(editor: FormEditor) -> bool:
    return editor.preview.isVisible() and editor.preview.page_count > 0


def _is_final(editor: FormEditor) -> bool:
    return not editor.report.desk.editable


def _is_exported(window: MainWindow) -> bool:
    desk = _desk(window)
    return desk is not None and any(row.action == "export" for row in desk.history())


_ERRORS: Final = 3
"""Errors of the sample as it was published."""

STEPS: Final = (
    Step(
        "Mở báo cáo",
        "Đây là số liệu mẫu, sửa thoải mái. Chọn dòng báo cáo tháng 7/2024 rồi bấm Enter.",
        _is_open,
    ),
    Step(
        "Gõ số",
        "Con trỏ ở dòng đầu của bảng dịch vụ công, ô “Tiếp nhận trực tuyến”: gõ 57 rồi bấm Tab.",
        lambda window: _in_editor(window, partial(_is_typed, NUMERATOR, _TYPED[0])),
        _go_to_first,
    ),
    Step(
        "Gõ số bên cạnh",
        "Gõ tiếp 57 rồi bấm Enter. Tỷ lệ tự tính, số được lưu ngay, không có nút Lưu.",
        lambda window: _in_editor(window, partial(_is_typed, DENOMINATOR, _TYPED[1])),
    ),
    Step(
        "Hỏi về ô",
        "Bấm F1: ô này cần ghi gì, được kiểm tra thế nào, theo văn bản nào. Bấm Esc để đóng.",
        lambda window: _in_editor(window, _has_help),
    ),
    Step(
        "Tìm lỗi",
        "Báo cáo mẫu có 3 lỗi. Bấm F8 để đến lỗi đầu tiên; dòng dưới bảng nói sai gì, đúng là mấy.",
        lambda window: _in_editor(window, _is_at_error),
    ),
    Step(
        "Sửa lỗi",
        "Tỷ lệ đã in khác tỷ lệ tính được. Bấm F9 để dùng số tính được.",
        lambda window: _in_editor(window, partial(_has_repaired, 1)),
    ),
    Step(
        "Sửa hết lỗi",
        "Bấm Ctrl+F9 để sửa mọi lỗi sửa được. Lỡ tay thì Ctrl+Z.",
        lambda window: _in_editor(window, partial(_has_repaired, _ERRORS)),
    ),
    Step(
        "Giải trình",
        "Còn một cảnh báo. Số đúng như vậy thì ghi lý do: F8 để đến, Ctrl+G, gõ lý do, Ctrl+Enter.",
        lambda window: _in_editor(window, _has_reasons),
    ),
    Step(
        "Xem trang in",
        "Bấm F7: đúng trang sẽ ký. Bấm vào con số trên trang là đến ô của nó. F7 lần nữa để đóng.",
        lambda window: _in_editor(window, _has_pages),
    ),
    Step(
        "Chốt",
        "Hết lỗi, cảnh báo có lý do, không còn chỗ thiếu: bấm F12 để chốt.",
        lambda window: _in_editor(window, _is_final),
    ),
    Step(
        "Xuất",
        "Bấm Ctrl+E, chọn một thư mục: được PDF để ký, bảng Excel và gói nộp.",
        _is_exported,
    ),
)
_END: Final = Step(
    "Xong báo cáo đầu tiên",
    "Báo cáo thật cũng làm đúng như vậy. Đóng cửa sổ này, bấm Ctrl+N để lập báo cáo của mình.",
    lambda _: False,
)


# --- the sample -----------------------------------------------------------------------------------


def prepare() -> Path:
    """Make a folder with the sample report in it: two figures blank, one warning unexplained."""
    from desktop.workspace import Workspace

    folder = Path(tempfile.mkdtemp(prefix="baocao-lam-thu-"))
    with Workspace.open(folder, now=lambda: _NOW, who=_WHO) as workspace:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        desk.fill(resources.path(_SAMPLE).read_bytes())
        for part in (NUMERATOR, DENOMINATOR):
            desk.enter(CellKey(_FIELD, 0, part), "")
        warnings = [found for found in desk.findings() if found.severity == "warning"]
        for finding in warnings[1:]:
            desk.accept(finding, _REASON)
    return folder


class GuidePanel(QFrame):
    """The slim panel over the work: which step it is, what to do, and the way out."""

    left = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.at = 0
        self.setObjectName("guide")
        self.setAccessibleName("Hướng dẫn làm thử")
        self._number = parts.label(self, name="panelTitle")
        self._text = parts.label(self, wrap=True)
        self._skip = parts.button(self, "Bỏ qua bước này", self.skip, name="flat")
        row = parts.line(self, gap=10)
        row.setContentsMargins(12, 7, 10, 7)
        row.addWidget(self._number)
        row.addWidget(self._text, 1)
        row.addWidget(self._skip)
        row.addWidget(parts.button(self, "Thôi làm thử", self.left.emit))
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._show()

    @property
    def step(self) -> Step:
        """Return the step that is waited for."""
        return STEPS[self.at] if self.at < len(STEPS) else _END

    def look(self) -> None:
        """Go on when the step was done; steps done on the way go by."""
        while self.at < len(STEPS) and self.step.done(self._window):
            self.at += 1
            self._show()

    def skip(self) -> None:
        """Go on without doing the step."""
        if self.at < len(STEPS):
            self.at += 1
            self._show()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _show(self) -> None:
        is_over = self.at == len(STEPS)
        where = "Xong" if is_over else f"Bước {self.at + 1}/{len(STEPS)}"
        self._number.setText(f"{where} · {self.step.title}")
        self._text.setText(self.step.text)
        self._skip.setVisible(not is_over)
        self.step.begin(self._window)


class Trial(QObject):
    """A window on the sample folder, with the guide over it; the folder goes when it closes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        window.welcomes = False
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.panel = GuidePanel(window)
        self.panel.left.connect(window.close)
        dock = QDockWidget(window)
        dock.setObjectName("guideDock")
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setTitleBarWidget(QWidget(dock))
        dock.setWidget(self.panel)
        window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)
        window.installEventFilter(self)
        window.setWindowTitle(f"{_TITLE}{window.windowTitle()}")
        window.painted.connect(window.open_workspace)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say in the title that this is a trial; leave nothing behind when it closes."""
        if event.type() == QEvent.Type.Close:
            self.panel.stop()
            self.window.removeEventFilter(self)
            QApplication.sendEvent(self.window, event)
            shutil.rmtree(self.window.data_dir, ignore_errors=True)
            return True
        title = self.window.windowTitle()
        if event.type() == QEvent.Type.WindowTitleChange and not title.startswith(_TITLE):
            self.window.setWindowTitle(f"{_TITLE}{title}")
        return super().eventFilter(watched, event)


class Guide(QObject):
    """Starts the trial from the menu or the first screen; one at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.trial: Trial | None = None

    def start(self) -> None:
        """Prepare the sample in the background, then open it; an open trial comes forward."""
        if self._window.findChild(Trial) is not None:
            return
        if self.trial is not None:
            self.trial.window.activateWindow()
            return
        self._window.bar.say("Đang chuẩn bị số liệu mẫu…", "busy")
        self._window.runner.run(prepare, self._open, self._window.tell)

    def _open(self, folder: Path) -> None:
        self._window.bar.dismiss()
        # The same window once more: what is tried out is the program itself.
        window = type(self._window)(folder)
        self.trial = Trial(window)
        window.destroyed.connect(self._forget)
        window.show()

    def _forget(self) -> None:
        self.trial = None
