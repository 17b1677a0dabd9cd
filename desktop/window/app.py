"""Start of the window: look and language first, then a first paint, then the store."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, TextIO

from PySide6.QtCore import QLocale, QLockFile, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from desktop.window.look import Look
    from desktop.window.main_window import MainWindow

LOCK_NAME: Final = "baocao.lock"
_CLOSE_AT_ONCE: Final = "BAOCAO_CLOSE_AT_ONCE"
_LOCK_WAIT_MS: Final = 200
_STYLE: Final = "Fusion"
_AT_ONCE: Final = 8
_DONE, _MACHINE = 0, 3


def main(data_dir: Path | None = None, file: Path | None = None) -> int:
    """Run the window on a data folder, with a file to open on it; return the exit status."""
    gc.disable()
    try:
        return _run(data_dir, file)
    finally:
        gc.enable()


def _run(data_dir: Path | None, file: Path | None) -> int:
    drop_import_hook()
    from desktop.window.look import read_look
    from desktop.window.main_window import TITLE, MainWindow

    folder = data_dir or _usual_folder()
    app = make_application(sys.argv[:1], read_look(folder))
    lock = _lock(folder)
    if isinstance(lock, str):
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.warning(None, TITLE, lock)
        return _MACHINE
    window = MainWindow(folder)
    window.opened_with = file
    hook = CrashHook(window)
    sys.excepthook = hook

    def collect(idle: bool) -> None:  # noqa: FBT001 - a signal's argument
        _collect_from_now(idle and not window.opening.runs)

    window.painted.connect(lambda: window.runner.idle_changed.connect(collect))
    window.painted.connect(window.open_workspace)
    guard = SuddenEnd(window)
    window.listed.connect(guard.begin)
    window.listed.connect(lambda: _give_icon(app))
    window.listed.connect(lambda: _describe_widgets(window))
    _close_at_once(window)
    window.show()
    try:
        app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        guard.end()
        lock.unlock()
    return _MACHINE if hook.fatal else _DONE


def _collect_from_now(loaded: bool) -> None:  # noqa: FBT001 - said of one thing only
    """Let Python collect again once everything is loaded; what is loaded stays, and is left alone.

    Collecting meanwhile looks through all that has been read so far, and the window stands still.
    """
    if loaded and not gc.isenabled():
        gc.freeze()
        gc.enable()


def make_application(arguments: list[str], look: Look | None = None) -> QApplication:
    """Return the application, dressed and speaking Vietnamese."""
    from desktop.window import dress
    from desktop.window.main_window import TITLE

    running = QApplication.instance()
    if isinstance(running, QApplication):
        app = running
        app.setStyle(_STYLE)
    else:
        # Asked for in this way, no style has to be described to Python before the first paint.
        app = QApplication([*arguments, "-style", _STYLE])
    app.setApplicationDisplayName(TITLE)
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    _translate(app)
    dress.apply(app, look)
    return app


def _describe_widgets(window: MainWindow) -> None:
    """Let Qt's widgets be described to Python a few at a time, while the store is opened.

    The first widget that Qt gives back would bring them all at once, and the window stand still.
    """
    from PySide6 import QtWidgets

    names = iter([name for name in dir(QtWidgets) if name.startswith("Q")])
    timer = QTimer(window, interval=0)

    def some() -> None:
        chosen = list(islice(names, _AT_ONCE))
        for name in chosen:
            getattr(QtWidgets, name)
        if not chosen:
            timer.deleteLater()

    timer.timeout.connect(some)
    timer.start()


def _give_icon(app: QApplication) -> None:
    """Give the windows their picture, once the first of them is there."""
    from PySide6.QtGui import QIcon

    import resources

    app.setWindowIcon(QIcon(str(resources.path("icons/baocao.svg"))))


def _translate(app: QApplication) -> None:
    """Give Qt's own buttons and menus their Vietnamese words; the wheels bring none."""
    import resources

    translator = QTranslator(app)
    if translator.load(str(resources.path("i18n/qtbase_vi.qm"))):
        app.installTranslator(translator)


def _usual_folder() -> Path:
    from desktop.settings import default_data_dir

    return default_data_dir()


def drop_import_hook() -> None:
    """Take back PySide's import hook, which reads the source of every module imported later.

    That is why this module imports nothing else of ours before.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original


def _lock(folder: Path) -> QLockFile | str:
    """Take the data folder for this window, or return why not.

    A second window would show figures that are no longer there.
    """
    unwritable = f"Không ghi được vào thư mục số liệu {folder}. Hãy xin quyền ghi rồi mở lại."
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return unwritable
    lock = QLockFile(str(folder / LOCK_NAME))
    lock.setStaleLockTime(0)
    if lock.tryLock(_LOCK_WAIT_MS):
        return lock
    if lock.error() == QLockFile.LockError.LockFailedError:
        return (
            "Chương trình đang mở sẵn trên thư mục số liệu này. Hãy dùng cửa sổ đang mở;"
            " muốn mở tệp thì kéo tệp vào cửa sổ đó."
        )
    return unwritable


class CrashHook:
    """What nobody caught: what is typed is saved, the rest told in one sentence; work goes on.

    A full disk or a locked store is told as everywhere. ``fatal`` tells afterwards that something
    unforeseen happened; of that a crash report is left.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.fatal = False

    def __call__(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Take an exception that nobody caught."""
        from traceback import format_exception

        from desktop.clock import clock
        from desktop.problems import UNFORESEEN, attempt, trouble
        from desktop.use_cases import crash_report

        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        editor = self._window.editor
        if editor is not None:
            # What broke may stand in the way of saving too; then the first fault is what is told.
            attempt(editor.flush)
        told = trouble(error.with_traceback(trace))
        if told.code != UNFORESEEN:
            self._window.tell(told)
            return
        self.fatal = True
        attempt(lambda: crash_report.write(self._window.data_dir, error, at=clock()))
        details = "".join(format_exception(kind, error, trace))
        self._window.tell(
            told,
            action="Sao chép chi tiết",
            doing=lambda: QApplication.clipboard().setText(details),
        )


class SuddenEnd:
    """Notices at the start that the last window never closed, and says what is there of it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._native: TextIO | None = None
        self._begun = False

    def begin(self) -> None:
        """Look for what is left of a sudden end, and leave a mark for the next start."""
        from desktop.clock import clock
        from desktop.problems import Trouble, attempt
        from desktop.use_cases import crash_report
        from desktop.use_cases.backups import last_change

        self._begun = True
        folder = self._window.data_dir
        ended = attempt(lambda: crash_report.begin(folder, at=clock()))
        watched = attempt(lambda: crash_report.watch(folder))
        self._native = None if isinstance(watched, Trouble) else watched
        if isinstance(ended, crash_report.Ended):
            self._window.runner.run(lambda: last_change(folder), self._say, lambda _: None)

    def _say(self, changed: str) -> None:
        from desktop.reporting import clock_words

        until = f" Sửa cuối lúc {clock_words(changed)}." if changed else ""
        told = f"Lần trước chương trình dừng đột ngột. Mọi ô đã nhận vẫn còn nguyên.{until}"
        self._window.bar.say(told)

    def end(self) -> None:
        """Take the mark away, where one was left: the window has closed."""
        if not self._begun:
            return
        from desktop.problems import attempt
        from desktop.use_cases import crash_report

        attempt(lambda: crash_report.end(self._window.data_dir))
        if self._native is not None:
            crash_report.unwatch(self._native)


def _close_at_once(window: MainWindow) -> None:
    """Close again once the work list is there, or painted: how the program proves that it starts.

    Painted is when a person sees it; nothing of the store is loaded then.
    """
    told = os.environ.get(_CLOSE_AT_ONCE)
    if told == "painted":
        window.painted.disconnect()
        window.painted.connect(window.close)
    elif told == "1":
        window.welcomes = False
        timer = QTimer(window, interval=50)
        timer.timeout.connect(lambda: window.close() if window.is_ready else None)
        timer.start()
