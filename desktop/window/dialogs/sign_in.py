"""Coming in and going away where the computer's people have accounts: a question, a locked screen.

The screen locks itself after the minutes that the rules ask for, and on a key; what was being typed
is kept first, and nothing of any report is shown meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from desktop.settings import user_name
from desktop.use_cases.accounts import Credentials
from desktop.window import parts
from desktop.window.dialogs.questions import buttons, form_rows, secret_line, show
from forms.accounts import idle_minutes

if TYPE_CHECKING:
    from desktop.problems import Trouble
    from desktop.window.main_window import MainWindow

_MINUTE: Final = 60_000
_SIGNS_OF_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
    }
)


class SignInDialog(QDialog):
    """Name and password; ``told`` says why the last try was refused."""

    def __init__(self, name: str, told: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Đăng nhập")
        self.name = QLineEdit(name, self)
        self.password = secret_line(self)
        self._told = parts.label(self, told, name="told", wrap=True)
        self.buttons = buttons(self, "Vào làm việc")
        layout = form_rows(self)
        layout.addRow("&Tên tài khoản", self.name)
        layout.addRow("&Mật khẩu", self.password)
        layout.addRow(self._told)
        layout.addRow(self.buttons)
        self.setMinimumWidth(440)
        (self.password if name else self.name).setFocus()

    @property
    def credentials(self) -> Credentials:
        """Return what was typed."""
        return Credentials(self.name.text().strip(), self.password.text())


class SignIn(QObject):
    """Asks who is working and locks the window; idle where there are no accounts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._name = user_name()
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.lock)

    def ask(self, trouble: Trouble) -> None:
        """Ask who is working; the window's own page stays empty until somebody is let in."""
        self._window.work_list.say("Đang khóa. Hãy đăng nhập để làm việc.")
        told = trouble.message if trouble.place else ""
        dialog = SignInDialog(self._name, told, self._window)
        dialog.rejected.connect(self._offer)
        show(dialog, lambda: self._try(dialog.credentials))

    def _offer(self) -> None:
        message = "Chương trình đang khóa."
        self._window.bar.say(message, action="Đăng nhập", doing=self._window.open_workspace)

    def _try(self, credentials: Credentials) -> None:
        self._name = credentials.name
        self._window.open_workspace(credentials)

    def entered(self) -> None:
        """Watch over the keyboard from now on, for somebody who came in with an account."""
        workspace = self._window.workspace
        account = None if workspace is None else workspace.account_book.account
        application = QApplication.instance()
        if account is None or application is None:
            return
        self._name = account.name
        self.timer.setInterval(idle_minutes(account) * _MINUTE)
        self.timer.start()
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to count anew at every sign of life."""
        if event.type() in _SIGNS_OF_LIFE and self.timer.isActive():
            self.timer.start()
        return super().eventFilter(watched, event)

    def lock(self) -> None:
        """Keep what is being typed, hide everything, and ask for the password."""
        workspace = self._window.workspace
        if workspace is None or workspace.account_book.account is None:
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.timer.stop()
        for dialog in self._window.findChildren(QDialog):
            dialog.reject()
        today = workspace.today
        self._window.let_go()
        self._window.work_list.take((), (), today=today)
        self._window.open_workspace()
