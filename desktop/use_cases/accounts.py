"""The people who share this computer's store: who comes in, and who is let in by whom.

The accounts lie in the store. Each change of them leaves a line in the trail with the hash of what
holds since then, so one made behind the program's back is noticed.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from desktop.problems import CALL_WRONG, NOT_ALLOWED, Trouble
from desktop.use_cases.store_choice import store_target
from forms.accounts import (
    ROLES,
    Account,
    Accounts,
    Act,
    Role,
    Secret,
    opens,
    password_problem,
    refused,
    secret_of,
    sign_in,
)

if TYPE_CHECKING:
    from db.store import Store
    from desktop.use_cases.guard import GuardedStore

_SALT_BYTES: Final = 16
_CODE_GROUPS: Final = 6
_CODE_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_GROUP: Final = 4
RECOVERED: Final = "khôi phục quyền quản trị"


class Credentials(NamedTuple):
    """What somebody types to come in."""

    name: str
    password: str


class Added(NamedTuple):
    """An account that was added; ``code`` is the recovery code, made with the first one only."""

    account: Account
    code: str = ""


def _read(store: Store) -> Accounts:
    """Return the accounts of a store; none where nobody set any up."""
    kept = store.people.accounts()[0]
    if not kept:
        return Accounts()
    try:
        return msgspec.json.decode(kept, type=Accounts)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = "Danh sách tài khoản trong tệp số liệu bị hỏng. Hãy khôi phục từ bản sao lưu."
        raise Trouble(message, code="ACCOUNTS", exit_status=3, detail=str(error)) from error


def enter(store: GuardedStore, given: Credentials | None, now: str) -> Account | None:
    """Let somebody into an open store; nobody is asked where there are no accounts."""
    accounts = _read(store)
    if not accounts.people:
        return None
    if given is None:
        message = "Máy này dùng tài khoản riêng. Hãy cho biết tên (--user TÊN) và mật khẩu."
        raise Trouble(message, code="SIGN-IN", exit_status=NOT_ALLOWED)
    entered = sign_in(accounts, given.name, given.password, now)
    if entered.accounts != accounts:
        store.people.note(_written(entered.accounts))
    if entered.account is None:
        raise Trouble(entered.refusal, code="SIGN-IN", place=given.name, exit_status=NOT_ALLOWED)
    store.admit(entered.account, accounts)
    return entered.account


def require(data_dir: Path, act: Act, given: Credentials | None, *, now: Callable[[], str]) -> str:
    """Refuse what somebody may not do to the file itself; return who it is (empty: nobody asks).

    A store that is not there or cannot be read keeps nobody out: only a backup helps then.
    """
    from db.problems import StoreProblem
    from desktop.use_cases.guard import GuardedStore

    target = store_target(data_dir)
    if isinstance(target, Path) and not target.exists():
        return ""
    try:
        with GuardedStore.open(target, now=now) as store:
            account = enter(store, given, now())
    except StoreProblem:
        if isinstance(target, str):
            raise
        return ""
    reason = refused(account, act)
    if reason:
        raise Trouble(reason, code="ROLE", place=act, exit_status=NOT_ALLOWED)
    return account.name if account else ""


class AccountBook:
    """What an administrator does with the accounts, and what everybody does with their own."""

    def __init__(self, store: GuardedStore, *, who: str, now: Callable[[], str]) -> None:
        """Bind an open store and who is using it."""
        self._store, self._who, self._now = store, who, now

    @property
    def accounts(self) -> Accounts:
        """Return the accounts as they are kept now."""
        return _read(self._store)

    @property
    def account(self) -> Account | None:
        """Return who is using the store; ``None`` where there are no accounts."""
        return self._store.account

    def add(self, name: str, password: str, roles: Sequence[Role]) -> Added:
        """Add somebody; the first one must be an administrator and brings the recovery code."""
        accounts, name = self.accounts, _named(name)
        if accounts.find(name) is not None:
            raise _wrong(f"Đã có tài khoản {name}. Hãy chọn tên khác.", name)
        if not roles or (not accounts.people and "quan_tri" not in roles):
            message = "Tài khoản đầu tiên phải có vai trò quản trị."
            raise _wrong(message if roles else f"Hãy chọn vai trò cho {name}.", name)
        account = self._made(accounts, name, password, roles)
        code = "" if accounts.people else _code()
        if code:
            accounts = msgspec.structs.replace(accounts, recovery=_secret(_squeezed(code)))
        said = f"thêm {name}: {', '.join(account.roles)}"
        self._keep(accounts.with_account(account), said)
        if code:  # whoever sets accounts up goes on as the first of them
            self._store.admit(account, accounts)
        return Added(account, code)

    def change_roles(self, name: str, roles: Sequence[Role]) -> Account:
        """Give somebody other roles; the last administrator stays one."""
        account = msgspec.structs.replace(self._known(name), roles=_ordered(roles))
        if not account.roles:
            raise _wrong(f"Hãy chọn vai trò cho {name}.", name)
        self._keep_administrated(account, f"vai trò {account.name}: {', '.join(account.roles)}")
        return account

    def set_password(self, name: str, password: str) -> Account:
        """Give somebody a new password and let them in again; one's own needs no administrator."""
        accounts, account = self.accounts, self._known(name)
        known = self._made(accounts, account.name, password, account.roles)
        said = f"đặt lại mật khẩu {account.name}"
        if self.account is not None and self.account.name == account.name:
            self._store.people.note(_written(accounts.with_account(known)))
        else:
            self._keep(accounts.with_account(known), said)
        return known

    def disable(self, name: str, *, disabled: bool = True) -> Account:
        """Keep somebody out, or let them in again; the last administrator stays."""
        account = msgspec.structs.replace(
            self._known(name), disabled=disabled, failed=0, paused="", used=self._now()
        )
        self._keep_administrated(account, f"{'ngừng' if disabled else 'mở lại'} {account.name}")
        return account

    def set_rules(self, *, four_eyes: bool | None = None, login_first: bool | None = None) -> None:
        """Change what holds for everybody; what is ``None`` stays as it is."""
        before = self.accounts
        after = msgspec.structs.replace(
            before,
            four_eyes=before.four_eyes if four_eyes is None else four_eyes,
            login_first=before.login_first if login_first is None else login_first,
        )
        self._keep(after, f"bốn mắt {after.four_eyes}, đăng nhập máy trước {after.login_first}")
        self._store.four_eyes = after.four_eyes

    def remove_all(self) -> None:
        """Do without accounts again."""
        self._keep(Accounts(), "bỏ mọi tài khoản")
        self._store.admit(None, Accounts())

    def problem(self) -> str:
        """Return what is wrong with the accounts, in one sentence; empty when nothing is."""
        said = self._store.people.accounts()[1]
        if said and said.rpartition(" ")[2] != _fingerprint(self.accounts):
            return "Danh sách tài khoản đã bị sửa ngoài chương trình."
        return ""

    def _made(self, accounts: Accounts, name: str, password: str, roles: Sequence[Role]) -> Account:
        problem = password_problem(accounts, name, password)
        if problem:
            raise _wrong(problem, "password")
        return Account(name=name, roles=_ordered(roles), secret=_secret(password), used=self._now())

    def _known(self, name: str) -> Account:
        account = self.accounts.find(name)
        if account is None:
            raise _wrong(f"Không có tài khoản {name}.", name)
        return account

    def _keep_administrated(self, account: Account, said: str) -> None:
        after = self.accounts.with_account(account)
        if not after.administrators:
            raise _wrong("Phải còn ít nhất một người quản trị đang dùng được.", account.name)
        self._keep(after, said)

    def _keep(self, accounts: Accounts, said: str) -> None:
        self._store.require("administer")
        said = f"{said} {_fingerprint(accounts)}"
        self._store.people.keep(_written(accounts), said, who=self._who)


def recover(store: GuardedStore, code: str, given: Credentials, *, now: str) -> str:
    """Let the holder of the recovery code set an administrator's password; return a new code.

    The account is made where it is not there. The trail tells of it.
    """
    accounts = _read(store)
    if accounts.recovery is None or not opens(accounts.recovery, _squeezed(code)):
        message = "Mã khôi phục chưa đúng. Mã gồm 6 nhóm 4 ký tự, in ra khi lập tài khoản đầu tiên."
        raise Trouble(message, code="RECOVERY", exit_status=NOT_ALLOWED)
    name = _named(given.name)
    problem = password_problem(accounts, name, given.password)
    if problem:
        raise _wrong(problem, "password")
    known = accounts.find(name)
    roles = _ordered({*(known.roles if known else ()), "quan_tri"})
    account = Account(
        name=known.name if known else name, roles=roles, secret=_secret(given.password), used=now
    )
    fresh = _code()
    after = msgspec.structs.replace(
        accounts.with_account(account), recovery=_secret(_squeezed(fresh))
    )
    store.people.keep(
        _written(after), f"{RECOVERED}: {account.name} {_fingerprint(after)}", who=account.name
    )
    return fresh


def _secret(password: str) -> Secret:
    return secret_of(password, secrets.token_bytes(_SALT_BYTES))


def _code() -> str:
    letters = (secrets.choice(_CODE_LETTERS) for _ in range(_CODE_GROUPS * _GROUP))
    joined = "".join(letters)
    return "-".join(joined[n : n + _GROUP] for n in range(0, len(joined), _GROUP))


def _squeezed(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _named(name: str) -> str:
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not shown or len(shown) > _LONGEST_NAME or not shown.isprintable():
        raise _wrong("Tên tài khoản phải có từ 1 đến 80 ký tự.", "name")
    return shown


_LONGEST_NAME: Final = 80


def _ordered(roles: Sequence[Role] | set[Role]) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if role in roles)


def _wrong(message: str, place: str) -> Trouble:
    return Trouble(message, code="ACCOUNT", place=place, exit_status=CALL_WRONG)


def _written(accounts: Accounts) -> str:
    return msgspec.json.encode(accounts).decode()


def _fingerprint(accounts: Accounts) -> str:
    """Return the hash of what only an administrator changes: neither counters nor passwords."""
    lasting = [(one.name, one.roles, one.disabled) for one in accounts.people]
    text = msgspec.json.encode((lasting, accounts.four_eyes, accounts.login_first))
    return hashlib.sha256(text).hexdigest()[:16]
