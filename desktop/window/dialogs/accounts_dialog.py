"""The people who share this computer: who there is, what they may do, the rules for everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.problems import Trouble, attempt
from desktop.window import parts
from desktop.window.dialogs.questions import buttons, secret_line, show
from forms.accounts import ROLES, Account, Role

if TYPE_CHECKING:
    from desktop.use_cases.accounts import AccountBook
    from desktop.window.main_window import MainWindow

_SIZE: Final = (820, 420)
_HEADINGS: Final = ("Tên", "Vai trò", "Dùng lần cuối", "Tình trạng")
_DAY: Final = 10
_NONE: Final = (
    "Chưa có tài khoản nào: ai mở máy cũng làm được mọi việc. Người đầu tiên là quản trị."
)


class AccountActs(QObject):
    """Opens the list for whoever may administer."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def manage(self) -> None:
        """Show the accounts; afterwards whoever set them up is watched like everybody."""
        workspace = self._window.workspace
        if workspace is None or not self._window.done(lambda: workspace.require("administer")):
            return
        dialog = AccountsDialog(workspace.account_book, self._window)
        dialog.finished.connect(lambda _: self._window.sign_in.entered())
        show(dialog)


class AccountsDialog(QDialog):
    """One line for each person, and what can be done with it."""

    def __init__(self, book: AccountBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.setWindowTitle("Tài khoản dùng chung máy")
        parts.give_room(self, *_SIZE)
        self._told = parts.label(self, name="told", wrap=True)
        self.table = QTableWidget(0, len(_HEADINGS), self)
        self.table.setHorizontalHeaderLabels(_HEADINGS)
        self.table.setAccessibleName("Các tài khoản")
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.four_eyes = QCheckBox("Người đã nhập số thì không tự &chốt báo cáo đó", self)
        self.login_first = QCheckBox("&Máy đã hỏi mật khẩu Windows: mật khẩu từ 8 ký tự", self)
        self.close_box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.close_box.rejected.connect(self.reject)
        self._lay_out()
        self.four_eyes.clicked.connect(lambda on: self._do(partial(book.set_rules, four_eyes=on)))
        self.login_first.clicked.connect(
            lambda on: self._do(partial(book.set_rules, login_first=on))
        )
        self.table.itemSelectionChanged.connect(self._judge)
        self._read()

    def _lay_out(self) -> None:
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        acts = parts.line(gap=6)
        self.add = self._act("&Thêm người…", self._add)
        self.roles = self._act("&Vai trò…", self._roles)
        self.password = self._act("Đặt &lại mật khẩu…", self._password)
        self.disable = self._act("&Ngừng", self._disable)
        for button in (self.add, self.roles, self.password, self.disable):
            acts.addWidget(button)
        acts.addStretch(1)
        layout.addWidget(self._told)
        layout.addWidget(self.table, 1)
        layout.addLayout(acts)
        for widget in (self.four_eyes, self.login_first, self.close_box):
            layout.addWidget(widget)

    def _act(self, text: str, pressed: Callable[[], object]) -> QPushButton:
        made = QPushButton(text, self)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _: pressed())
        return made

    def _read(self, told: str = "") -> None:
        accounts, row = self._book.accounts, max(self.table.currentRow(), 0)
        self.table.setRowCount(len(accounts.people))
        for number, one in enumerate(accounts.people):
            for column, text in enumerate(_texts(one)):
                self.table.setItem(number, column, QTableWidgetItem(text))
        for column in (0, 2, 3):
            self.table.resizeColumnToContents(column)
        self.table.setCurrentCell(min(row, len(accounts.people) - 1), 0)
        self.four_eyes.setChecked(accounts.four_eyes)
        self.login_first.setChecked(accounts.login_first)
        self._told.setText(told or ("" if accounts.people else _NONE))
        self._judge()

    def _judge(self) -> None:
        account = self._chosen()
        for button in (self.roles, self.password, self.disable):
            button.setEnabled(account is not None)
        some = bool(self._book.accounts.people)
        self.four_eyes.setEnabled(some)
        self.login_first.setEnabled(some)
        stopped = account is not None and account.disabled
        self.disable.setText("&Mở lại" if stopped else "&Ngừng")

    def _chosen(self) -> Account | None:
        people, row = self._book.accounts.people, self.table.currentRow()
        return people[row] if 0 <= row < len(people) else None

    def _do(self, work: Callable[[], object], told: str = "") -> None:
        outcome = attempt(work)
        self._read(outcome.message if isinstance(outcome, Trouble) else told)

    def _add(self) -> None:
        first = not self._book.accounts.people
        dialog = PersonDialog("Thêm người", self, first=first)

        def add() -> None:
            done = attempt(lambda: self._book.add(dialog.name, dialog.password, dialog.chosen))
            if isinstance(done, Trouble):
                self._read(done.message)
                return
            self._read(f"Đã thêm {done.account.name}.")
            if done.code:
                show(CodeDialog(done.code, self))

        show(dialog, add)

    def _roles(self) -> None:
        account = self._chosen()
        if account is not None:
            name = account.name
            dialog = PersonDialog(f"Vai trò của {name}", self, account=account)
            show(dialog, lambda: self._do(lambda: self._book.change_roles(name, dialog.chosen)))

    def _password(self) -> None:
        account = self._chosen()
        if account is not None:
            name = account.name
            dialog = PersonDialog(f"Mật khẩu mới của {name}", self, password_only=True)
            told = f"Đã đặt lại mật khẩu của {name}."
            show(
                dialog,
                lambda: self._do(lambda: self._book.set_password(name, dialog.password), told),
            )

    def _disable(self) -> None:
        account = self._chosen()
        if account is not None:
            self._do(partial(self._book.disable, account.name, disabled=not account.disabled))


class PersonDialog(QDialog):
    """What is asked about a person: name, password, roles, or only some of that."""

    def __init__(
        self,
        title: str,
        parent: QWidget | None = None,
        *,
        first: bool = False,
        account: Account | None = None,
        password_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.buttons = buttons(self, "Ghi")
        layout = QFormLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        self.name_line = QLineEdit(self)
        self.password_line, self.again_line = secret_line(self), secret_line(self)
        for line in (self.password_line, self.again_line):
            line.textChanged.connect(lambda _: self._judge())
        if account is None and not password_only:
            layout.addRow("&Tên", self.name_line)
        if account is None:
            layout.addRow("&Mật khẩu", self.password_line)
            layout.addRow("&Gõ lại", self.again_line)
        self.boxes: dict[Role, QCheckBox] = {}
        for role, words in () if password_only else ROLES.items():
            self.boxes[role] = box = QCheckBox(words.capitalize(), self)
            box.setChecked(account is not None and role in account.roles)
            layout.addRow("", box)
        if first:
            self.boxes["quan_tri"].setChecked(True)
            self.boxes["quan_tri"].setEnabled(False)
        self.name_line.setVisible(account is None and not password_only)
        for line in (self.password_line, self.again_line):
            line.setVisible(account is None)
        self._told = parts.label(self, name="told", wrap=True)
        layout.addRow(self._told)
        layout.addRow(self.buttons)
        self.setMinimumWidth(420)

    @property
    def name(self) -> str:
        """Return the name that was typed."""
        return self.name_line.text()

    @property
    def password(self) -> str:
        """Return the password that was typed."""
        return self.password_line.text()

    def _judge(self) -> None:
        """Let nobody in with a slip of the finger that nobody has seen."""
        same = self.again_line.text() == self.password_line.text()
        self._told.setText("" if same else "Hai lần gõ mật khẩu chưa giống nhau.")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(same)

    @property
    def chosen(self) -> Sequence[Role]:
        """Return the roles with a tick."""
        return [role for role, box in self.boxes.items() if box.isChecked()]


class CodeDialog(QDialog):
    """The recovery code, shown once."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Mã khôi phục")
        told = (
            "Ghi mã này ra giấy và cất trong két. Mất cả mật khẩu quản trị và mã này"
            " thì không ai mở lại quyền quản trị được. Mã chỉ hiện một lần."
        )
        self.code = QLineEdit(code, self)
        self.code.setReadOnly(True)
        self.code.setAccessibleName("Mã khôi phục")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QDialogButtonBox(self)
        done = box.addButton("Đã ghi lại", QDialogButtonBox.ButtonRole.AcceptRole)
        copied = box.addButton("Chép", QDialogButtonBox.ButtonRole.ActionRole)
        done.clicked.connect(self.accept)
        copied.clicked.connect(lambda _: QApplication.clipboard().setText(code))
        layout = parts.column(self, gap=10)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(parts.label(self, told, wrap=True))
        layout.addWidget(self.code)
        layout.addWidget(box)
        self.setMinimumWidth(460)


def _texts(account: Account) -> tuple[str, ...]:
    roles = ", ".join(ROLES[role] for role in account.roles)
    state = "đang ngừng" if account.disabled else "đang dùng"
    year, month, day = account.used[:_DAY].split("-")
    return account.name, roles, f"{int(day):02}/{int(month):02}/{year}", state
