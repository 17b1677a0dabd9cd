"""The server of an office, chosen in the window: its address tried first, then used from now on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.problems import Trouble, attempt
from desktop.use_cases import databases
from desktop.use_cases.store_choice import keep_database
from desktop.window import parts
from desktop.window.dialogs.questions import buttons, show
from desktop.window.tasks import Runner

if TYPE_CHECKING:
    from db.server.server_schema import Facts
    from desktop.window.main_window import MainWindow

_INTRODUCTION = (
    "Khi nhiều người cùng nhập, số liệu có thể đặt trên máy chủ PostgreSQL của đơn vị. "
    "Để trống địa chỉ thì dùng tệp số liệu trên máy này. Mật khẩu để trong tệp mật khẩu của "
    "PostgreSQL, chương trình không giữ."
)


class ServerActs(QObject):
    """Acts on where the figures are kept."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def choose(self) -> None:
        """Ask for a server's address, or for the file of this computer."""
        workspace = self._window.workspace
        if workspace is not None and not self._window.done(lambda: workspace.require("administer")):
            return
        dialog = ServerDialog(self._window.data_dir, self._window.runner, self._window)
        show(dialog, lambda: self._use(dialog.address))

    def _use(self, address: str) -> None:
        """Let go of the store and open the other one."""
        window = self._window
        window.let_go()
        if window.done(lambda: keep_database(window.data_dir, address)):
            where = f"máy chủ {address}" if address else "tệp trên máy này"
            window.bar.say(f"Từ nay dùng số liệu ở {where}.", "good")
        window.open_workspace()


class ServerDialog(QDialog):
    """An address, what a connection to it says, and the choice; nothing is kept before that."""

    def __init__(self, data_dir: Path, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._tried = runner, ""
        self.setWindowTitle("Số liệu trên máy chủ")
        parts.give_room(self, 620, 320)
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Địa chỉ cơ sở dữ liệu")
        self.line.setPlaceholderText(databases.ADDRESS)
        self.told = QPlainTextEdit(self)
        self.told.setReadOnly(True)
        self.told.setAccessibleName("Kết quả thử nối")
        self.buttons = buttons(self, "Dùng từ nay")
        self.test = self.buttons.addButton("Thử nối", QDialogButtonBox.ButtonRole.ActionRole)
        self.test.clicked.connect(self._test)
        self._lay_out()
        self.line.textChanged.connect(lambda _: self._changed())
        self.line.setText(_present(data_dir))
        self._changed()

    @property
    def address(self) -> str:
        """Return the address to use, without its password; empty: the file of this computer."""
        typed = self.line.text().strip()
        return databases.shown(typed) if typed else ""

    def _lay_out(self) -> None:
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(parts.label(self, _INTRODUCTION, wrap=True))
        for widget in (self.line, self.told, self.buttons):
            layout.addWidget(widget)

    def _changed(self) -> None:
        typed = self.line.text().strip()
        self.test.setEnabled(bool(typed))
        self._allow(not typed or typed == self._tried)

    def _allow(self, allowed: bool) -> None:  # noqa: FBT001 - as Qt's own setters
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(allowed)

    def _test(self) -> None:
        typed = self.line.text().strip()
        self.test.setEnabled(False)
        self.told.setPlainText("Đang nối…")
        self._runner.run(
            lambda: databases.examine(typed),
            lambda facts: self._answered(typed, facts),
            self._refused,
        )

    def _answered(self, typed: str, facts: Facts) -> None:
        self.told.setPlainText("\n".join(databases.described(facts)))
        self._tried = typed if facts.schema == facts.known else ""
        self._changed()

    def _refused(self, trouble: Trouble) -> None:
        self.told.setPlainText(trouble.message)
        self._changed()


def _present(data_dir: Path) -> str:
    """Return the address in use; empty where it is the file, or cannot be read."""
    found = attempt(lambda: databases.shown(databases.address_of(data_dir)))
    return found if isinstance(found, str) else ""
