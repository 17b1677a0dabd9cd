"""Who may do what where several people share one computer: accounts, roles, and their limits.

Without accounts, which is the usual case on a single computer, everybody may do everything. The
limits are those of TCVN 14423:2026 for levels 1 and 2: five attempts, long passwords, a locked
screen, accounts that rest when nobody uses them.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, NamedTuple

import msgspec

Role = Literal["nhap", "kiem_tra", "tong_hop", "ky_duyet", "quan_tri"]
ROLES: Final[dict[Role, str]] = {
    "nhap": "nhập số liệu",
    "kiem_tra": "kiểm tra",
    "tong_hop": "tổng hợp",
    "ky_duyet": "ký duyệt",
    "quan_tri": "quản trị",
}
"""The roles and what they are called; one person may hold several."""

Act = Literal[
    "fill",
    "accept_error",
    "finalize",
    "reopen",
    "delete",
    "consolidate",
    "see_all",
    "administer",
]
"""What a role allows: fill in and delete one's own drafts; let an error pass with a reason;
finalize; reopen; delete what others began; receive, return and consolidate; read the drafts of
others; and everything that concerns the whole computer: forms, profile, accounts, restoring."""

_ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    "fill": frozenset({"nhap", "tong_hop"}),
    "accept_error": frozenset({"kiem_tra", "ky_duyet"}),
    "finalize": frozenset({"kiem_tra", "ky_duyet"}),
    "reopen": frozenset({"kiem_tra", "ky_duyet"}),
    "delete": frozenset({"kiem_tra", "quan_tri"}),
    "consolidate": frozenset({"tong_hop"}),
    "see_all": frozenset({"kiem_tra", "tong_hop", "ky_duyet", "quan_tri"}),
    "administer": frozenset({"quan_tri"}),
}
ACTS: Final[dict[Act, str]] = {
    "fill": "nhập và sửa số liệu",
    "accept_error": "cho qua lỗi có lý do",
    "finalize": "chốt báo cáo",
    "reopen": "mở lại báo cáo đã chốt",
    "delete": "xóa báo cáo của người khác",
    "consolidate": "nhận, trả lại và tổng hợp báo cáo",
    "see_all": "xem bản nháp của người khác",
    "administer": "thay đổi biểu mẫu, đơn vị, tài khoản, khôi phục số liệu",
}
"""The acts as a refusal names them."""

ATTEMPTS: Final = 5
PAUSE: Final = timedelta(minutes=15)
"""How long an account rests after so many wrong passwords."""
UNUSED: Final = timedelta(days=45)
"""After so long without use an account is disabled, but never the last administrator."""
IDLE_MINUTES: Final = 15
ADMINISTRATOR_IDLE_MINUTES: Final = 5
SHORTEST: Final = 14
SHORTEST_BESIDE_LOGIN: Final = 8
"""Letters of a password; fewer are enough where the computer itself asks for a login first."""
_LONGEST: Final = 200
_COST: Final = 1 << 15
_BLOCK: Final = 8
_MEMORY: Final = 128 * _BLOCK * _COST * 2

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of a password: a salt and the scrypt value, both hexadecimal."""

    salt: str
    value: str


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person; ``name`` is what the log writes. Times are ISO 8601 with zone.

    ``failed`` counts wrong passwords since the last right one, ``paused`` is when the last of too
    many was typed, ``used`` when the person last came in.
    """

    name: Name
    roles: tuple[Role, ...]
    secret: Secret
    used: str
    failed: int = 0
    paused: str = ""
    disabled: bool = False

    def may(self, act: Act) -> bool:
        """Return whether one of the person's roles allows the act."""
        return bool(_ALLOWED[act] & set(self.roles))


class Accounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All accounts of a store; none at all means that nobody has to sign in.

    ``recovery`` opens the store when the last administrator is lost. ``four_eyes`` asks that
    somebody finalizes who has typed nothing in that report. ``login_first`` says that the computer
    asks for a login of its own.
    """

    people: tuple[Account, ...] = ()
    recovery: Secret | None = None
    four_eyes: bool = False
    login_first: bool = False

    def find(self, name: str) -> Account | None:
        """Return the account of a name; letters' case and blanks around it are forgiven."""
        wanted = _folded(name)
        return next((one for one in self.people if _folded(one.name) == wanted), None)

    def with_account(self, account: Account) -> Accounts:
        """Return the accounts with one added or replaced, by name."""
        others = (one for one in self.people if _folded(one.name) != _folded(account.name))
        people = sorted((*others, account), key=lambda one: _folded(one.name))
        return msgspec.structs.replace(self, people=tuple(people))

    @property
    def administrators(self) -> tuple[str, ...]:
        """Return the names of the administrators who can come in."""
        able = (one for one in self.people if "quan_tri" in one.roles and not one.disabled)
        return tuple(one.name for one in able)

    @property
    def shortest(self) -> int:
        """Return the fewest letters of a new password."""
        return SHORTEST_BESIDE_LOGIN if self.login_first else SHORTEST


class Entered(NamedTuple):
    """The outcome of signing in: the accounts to keep, and why it was refused (empty: it was not).

    ``account`` is the person who came in.
    """

    accounts: Accounts
    account: Account | None
    refusal: str = ""


def secret_of(password: str, salt: bytes) -> Secret:
    """Return what is kept of a password; ``salt`` are 16 random bytes."""
    return Secret(salt.hex(), _derived(password, salt))


def opens(secret: Secret, password: str) -> bool:
    """Return whether this is the password."""
    return hmac.compare_digest(_derived(password, bytes.fromhex(secret.salt)), secret.value)


def _derived(password: str, salt: bytes) -> str:
    text = unicodedata.normalize("NFC", password)[:_LONGEST]
    value = hashlib.scrypt(
        text.encode(), salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32, maxmem=_MEMORY
    )
    return value.hex()


def password_problem(accounts: Accounts, name: str, password: str) -> str:
    """Return why a new password is not taken, in one sentence; empty when it is."""
    if len(password) < accounts.shortest:
        return f"Mật khẩu phải có ít nhất {accounts.shortest} ký tự. Một câu dễ nhớ là đủ."
    if len(password) > _LONGEST:
        return f"Mật khẩu dài quá {_LONGEST} ký tự. Hãy chọn mật khẩu ngắn hơn."
    if len(set(password)) < _VARIED or _folded(name) == _folded(password):
        return "Mật khẩu này quá dễ đoán. Hãy chọn một câu khác."
    return ""


_VARIED: Final = 4
_WRONG: Final = "Tên hoặc mật khẩu chưa đúng."


def sign_in(accounts: Accounts, name: str, password: str, now: str) -> Entered:
    """Let somebody in, or count the failure; unknown names are refused in the same words."""
    account = accounts.find(name)
    if account is None:
        return Entered(accounts, None, _WRONG)
    refusal = _barred(accounts, account, now)
    if refusal:
        return Entered(accounts, None, refusal)
    if not opens(account.secret, password):
        return _failed(accounts, account, now)
    known = msgspec.structs.replace(account, failed=0, paused="", used=now)
    return Entered(accounts.with_account(known), known)


def _barred(accounts: Accounts, account: Account, now: str) -> str:
    at = datetime.fromisoformat(now)
    if account.disabled:
        return "Tài khoản này đang ngừng dùng. Hãy nhờ người quản trị mở lại."
    if account.paused and timedelta(0) <= at - datetime.fromisoformat(account.paused) < PAUSE:
        return f"Đã sai mật khẩu {ATTEMPTS} lần. Hãy đợi 15 phút, hoặc nhờ người quản trị mở lại."
    alone = accounts.administrators == (account.name,)
    if not alone and at - datetime.fromisoformat(account.used) > UNUSED:
        return f"Tài khoản đã {UNUSED.days} ngày không dùng. Hãy nhờ người quản trị mở lại."
    return ""


def _failed(accounts: Accounts, account: Account, now: str) -> Entered:
    failed = account.failed + 1
    full = failed >= ATTEMPTS
    kept = msgspec.structs.replace(
        account, failed=0 if full else failed, paused=now if full else ""
    )
    left = "" if full else f" Còn {ATTEMPTS - failed} lần thử."
    return Entered(accounts.with_account(kept), None, _WRONG + left)


def refused(account: Account | None, act: Act) -> str:
    """Return why somebody may not do something, with who may; empty when they may.

    Without accounts (``None``) everybody may.
    """
    if account is None or account.may(act):
        return ""
    able = " hoặc ".join(f"“{ROLES[role]}”" for role in ROLES if role in _ALLOWED[act])
    return f"Tài khoản {account.name} không được {ACTS[act]}. Việc này cần vai trò {able}."


def idle_minutes(account: Account) -> int:
    """Return after how many minutes without a key the screen is locked."""
    return ADMINISTRATOR_IDLE_MINUTES if account.may("administer") else IDLE_MINUTES


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()
