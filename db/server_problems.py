"""What can go wrong with a store on a server, beside what can go wrong with any.

Causes are read from PostgreSQL's five-letter codes. Only a connection that never came about has
no code: there words tell the cause, the driver's, which are always English, and the server's; what
they do not tell counts as a server out of reach. No sentence and no detail ever holds a password
or a figure.
"""

from __future__ import annotations

import re
from typing import Final

from db.problems import (
    StoreDamaged,
    StoreDeviceFailed,
    StoreDiskFull,
    StoreForeign,
    StoreLocked,
    StoreProblem,
    StoreReadOnly,
    StoreTooNew,
    TextRefused,
)


class ServerProblem(StoreProblem):
    """Base of what only a server can refuse."""

    sentence = "Máy chủ {subject} không làm được việc này: hãy báo quản trị xem nhật ký máy chủ."


class ServerAddressWrong(ServerProblem):
    """The address cannot be read; ``detail`` says why."""

    sentence = (
        "Địa chỉ cơ sở dữ liệu chưa đúng ({subject}): hãy viết dạng "
        "postgresql+psycopg://TÀI_KHOẢN@MÁY_CHỦ:5432/TÊN_CSDL rồi làm lại."
    )


class ServerDriverMissing(ServerProblem):
    """The driver is no part of this installation."""

    sentence = (
        "Máy này chưa cài phần nối máy chủ {subject}: hãy báo quản trị cài thêm gói baocao[server]."
    )


class ServerAway(ServerProblem):
    """Nobody answers there: server stopped, network cut, wrong name or port."""

    sentence = (
        "Không nối được tới máy chủ {subject}: hãy kiểm tra mạng rồi làm lại; "
        "số liệu đã lưu vẫn còn trên máy chủ."
    )


class ServerLost(ServerAway):
    """The connection broke while something was written: it is kept whole, or not at all."""

    sentence = (
        "Mất kết nối với máy chủ {subject} khi đang lưu, thay đổi vừa rồi có thể chưa được lưu: "
        "hãy mở lại báo cáo, xem ô vừa sửa rồi làm tiếp."
    )


class ServerLoginRefused(ServerProblem):
    """The server does not let this login in."""

    sentence = (
        "Máy chủ {subject} không nhận tài khoản hoặc mật khẩu này: hãy hỏi quản trị rồi thử lại."
    )


class ServerUnencrypted(ServerProblem):
    """No encrypted connection as the address demands it, or a certificate that is not trusted."""

    sentence = (
        "Không có kết nối mã hóa (TLS) tin cậy với máy chủ {subject}: "
        "hãy báo quản trị kiểm tra chứng chỉ và sslmode."
    )


class ServerDatabaseMissing(ServerProblem):
    """There is no database of that name."""

    sentence = "Trên máy chủ không có cơ sở dữ liệu {subject}: hãy báo quản trị tạo hoặc sửa tên."


class ServerNotPrepared(ServerProblem):
    """The database is there, but no store is in it."""

    sentence = (
        "Cơ sở dữ liệu {subject} chưa có kho số liệu: hãy nhờ quản trị chạy baocao database init."
    )


class ServerTooNew(StoreTooNew):
    """A later version of the program has brought the store up to date."""

    sentence = (
        "Kho số liệu trên máy chủ {subject} đã lên phiên bản mới hơn chương trình trên máy này: "
        "hãy cài phiên bản mới nhất rồi mở lại."
    )


class ServerTooOld(ServerProblem):
    """The store is of an earlier version; only the administrator brings it up to date."""

    sentence = (
        "Kho số liệu trên máy chủ {subject} còn ở phiên bản cũ hơn chương trình trên máy này: "
        "hãy nhờ quản trị chạy baocao database init."
    )


class ServerUnfit(ServerProblem):
    """The server is too old, or its database does not keep Unicode; ``detail`` says which."""

    sentence = (
        "Máy chủ {subject} không dùng được cho chương trình: "
        "hãy dùng PostgreSQL 14 trở lên với cơ sở dữ liệu mã UTF8."
    )


class ServerForeign(StoreForeign):
    """Another program has a schema of that name there."""

    sentence = (
        "Cơ sở dữ liệu {subject} đã có lược đồ baocao của chương trình khác: "
        "hãy chọn cơ sở dữ liệu khác."
    )


class ServerBusy(StoreLocked):
    """Others kept the store, or all places for connections, for too long."""

    sentence = (
        "Máy chủ {subject} đang bận, việc vừa làm chưa được lưu: hãy đợi một lát rồi làm lại."
    )


class ServerSlow(ServerProblem):
    """A statement took longer than allowed and was given up."""

    sentence = (
        "Máy chủ {subject} trả lời quá lâu, việc vừa làm chưa được lưu: "
        "hãy làm lại, nếu vẫn chậm thì báo quản trị."
    )


class ServerDiskFull(StoreDiskFull):
    """The server has no room left, on disk or in memory."""

    sentence = (
        "Máy chủ {subject} hết chỗ chứa, thay đổi vừa rồi chưa được lưu: "
        "hãy báo quản trị giải phóng ổ đĩa rồi làm lại."
    )


class ServerReadOnly(StoreReadOnly):
    """The server takes no changes, as a standby does."""

    sentence = "Máy chủ {subject} đang chỉ cho đọc: hãy báo quản trị rồi làm lại sau."


class ServerDeviceFailed(StoreDeviceFailed):
    """The server cannot read or write its own disk."""

    sentence = "Máy chủ {subject} không đọc hoặc ghi được ổ đĩa của nó: hãy báo ngay cho quản trị."


class ServerDamaged(StoreDamaged):
    """What the server keeps is not what was written."""

    sentence = (
        "Kho số liệu trên máy chủ {subject} bị hỏng: hãy dừng nhập và báo quản trị khôi phục từ "
        "bản sao gần nhất."
    )


class RoleRefused(ServerProblem):
    """The login's roles do not allow this; nothing was written."""

    sentence = (
        "Tài khoản cơ sở dữ liệu này không có quyền làm việc đó với {subject}: "
        "hãy nhờ người có vai trò phù hợp hoặc báo quản trị."
    )


class StoreNotEmpty(StoreProblem):
    """A store that should take everything in already holds something; nothing was written."""

    sentence = "{subject} đã có số liệu nên không chép đè: hãy chọn nơi còn trống rồi làm lại."


class MoveFailed(StoreProblem):
    """What arrived is not what was sent; nothing was kept of it."""

    sentence = (
        "Bản chép sang {subject} không khớp với bản gốc nên đã bỏ, bản gốc còn nguyên: "
        "hãy làm lại, nếu vẫn lỗi thì báo hỗ trợ."
    )


TOO_NEW: Final = "BC001"
TOO_OLD: Final = "BC002"
"""What the store's own function raises when a client of another version wants to write."""

_BY_STATE: Final[dict[str, type[StoreProblem]]] = {
    TOO_NEW: ServerTooNew,
    TOO_OLD: ServerTooOld,
    "25006": ServerReadOnly,
    "3D000": ServerDatabaseMissing,
    "3F000": ServerNotPrepared,
    "42P01": ServerNotPrepared,
    "42883": ServerNotPrepared,
    "42501": RoleRefused,
    "40001": ServerBusy,
    "40P01": ServerBusy,
    "53100": ServerDiskFull,
    "53200": ServerDiskFull,
    "53300": ServerBusy,
    "53400": ServerBusy,
    "54000": ServerDiskFull,
    "55P03": ServerBusy,
    "57014": ServerSlow,
    "57P03": ServerAway,
    "57P05": ServerAway,
    "58030": ServerDeviceFailed,
    "XX001": ServerDamaged,
    "XX002": ServerDamaged,
}
_BY_CLASS: Final[dict[str, type[StoreProblem]]] = {
    "08": ServerAway,
    "23": ServerProblem,  # a rule of the tables; the server's own words would quote the row
    "28": ServerLoginRefused,
    "57": ServerAway,
}
_REFUSED: Final[tuple[tuple[re.Pattern[str], type[StoreProblem]], ...]] = (
    (re.compile(r'database "[^"]*" does not exist'), ServerDatabaseMissing),
    (re.compile(r'password|role "[^"]*" '), ServerLoginRefused),
    (re.compile(r"SSL|certificate|no encryption"), ServerUnencrypted),
    (re.compile(r"pg_hba\.conf|authentication"), ServerLoginRefused),
    (re.compile(r"too many"), ServerBusy),
)
"""What a refusal says, the first that fits; the driver tries again unencrypted where it may, so
that a wrong password is followed by words on encryption."""
_SHOWN: Final = 200


def from_server(error: Exception, subject: str, *, writing: bool) -> StoreProblem | None:
    """Return the problem behind a psycopg error, or nothing when the fault is our own."""
    state: str | None = getattr(error, "sqlstate", None)
    if state is None:
        if type(error).__name__ == "DataError":
            return TextRefused(subject, "a text holds NUL")
        lost = ServerLost if writing else ServerAway
        return lost(subject, "connection lost") if _is_operational(error) else None
    kind = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    if kind is ServerAway and writing:
        kind = ServerLost
    said = getattr(getattr(error, "diag", None), "message_primary", None) or ""
    return kind(subject, f"{state}: {said}") if kind else None


def from_refusal(error: Exception, subject: str) -> StoreProblem:
    """Return why a connection did not come about."""
    words = " ".join(str(error).split())
    kind = next((kind for mark, kind in _REFUSED if mark.search(words)), ServerAway)
    return kind(subject, words[:_SHOWN])


def _is_operational(error: Exception) -> bool:
    lost = {"OperationalError", "InterfaceError"}
    return any(base.__name__ in lost for base in type(error).mro())
