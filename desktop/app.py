"""Start of the window: look and language first, then a first paint, then the store."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QLocale, QLockFile, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

import resources
from desktop import theme
from desktop.main_window import TITLE, MainWindow
from desktop.problems import DONE, MACHINE, Trouble, attempt, trouble
from desktop.settings import PROGRAM, default_data_dir

LOCK_NAME: Final = "baocao.lock"
_CLOSE_AT_ONCE: Final = "BAOCAO_CLOSE_AT_ONCE"
_LOCK_WAIT_MS: Final = 200


def main(data_dir: Path | None = None) -> int:
    """Run the window on a data folder; return the exit status."""
    gc.disable()
    _drop_import_hook()
    app = make_application(sys.argv[:1])
    folder = data_dir or default_data_dir()
    lock = _lock(folder)
    if isinstance(lock, Trouble):
        QMessageBox.warning(None, TITLE, lock.message)
        return lock.exit_status
    window = MainWindow(folder)
    hook = CrashHook(window)
    sys.excepthook = hook
    window.painted.connect(gc.enable)
    window.painted.connect(window.open_workspace)
    _close_at_once(window)
    window.show()
    try:
        app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        lock.unlock()
    return MACHINE if hook.fatal else DONE


def make_application(arguments: list[str]) -> QApplication:
    """Return the application, dressed and speaking Vietnamese."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(arguments)
    app.setApplicationName(PROGRAM)
    app.setApplicationDisplayName(TITLE)
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    _translate(app)
    theme.apply(app)
    return app


def _translate(app: QApplication) -> None:
    """Give Qt's own buttons and menus their Vietnamese words; the wheels bring none."""
    translator = QTranslator(app)
    if translator.load(str(resources.path("i18n/qtbase_vi.qm"))):
        app.installTranslator(translator)


def _drop_import_hook() -> None:
    """Take back PySide's import hook, which reads the source of every module imported later."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original


def _lock(folder: Path) -> QLockFile | Trouble:
    """Take the data folder for this window; another one would show figures that are not there."""
    made = attempt(lambda: folder.mkdir(parents=True, exist_ok=True))
    if isinstance(made, Trouble):
        return made
    lock = QLockFile(str(folder / LOCK_NAME))
    lock.setStaleLockTime(0)
    if lock.tryLock(_LOCK_WAIT_MS):
        return lock
    if lock.error() == QLockFile.LockError.LockFailedError:
        told = "Chương trình đang mở sẵn trên thư mục số liệu này. Hãy dùng cửa sổ đang mở."
    else:
        told = f"Không ghi được vào thư mục số liệu {folder}. Hãy xin quyền ghi rồi mở lại."
    return Trouble(told, code="LOCKED", exit_status=MACHINE)


class CrashHook:
    """What nobody expected is logged and told in one sentence; the window goes on.

    ``fatal`` tells afterwards that it happened.
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
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        self.fatal = True
        told = trouble(error.with_traceback(trace))
        details = told.detail or repr(error)
        self._window.tell(
            told,
            action="Chép chi tiết",
            doing=lambda: QApplication.clipboard().setText(details),
        )


def _close_at_once(window: MainWindow) -> None:
    """Close again once the work list is there: how the program proves that it starts."""
    if os.environ.get(_CLOSE_AT_ONCE) == "1":
        timer = QTimer(window, interval=50)
        timer.timeout.connect(lambda: window.close() if window.is_ready else None)
        timer.start()
