"""What can go wrong with the store, told apart by cause: the computer, the file, or the request.

Every problem carries one Vietnamese sentence with the next step (``message``) for the person and
a technical line (``detail``) for the log. Causes are read from SQLite's result codes and from
``errno``, never from the wording of a message. What is not recognised here is our own fault and
is not dressed up: it travels on to the boundary that writes a crash report.

This module does not import SQLAlchemy, so that the boundaries may name its types without paying
for it.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from forms.cells import CellValue
from forms.numbers import format_number

PRIMARY = 0xFF
"""The mask that takes SQLite's primary result code out of an extended one."""

_LONGEST_SHOWN: Final = 60
"""Characters of a text in one sentence."""


class StoreProblem(Exception):
    """Base of everything the store refuses or cannot do.

    Attributes:
        subject: the file, the report or the cell that it is about.
        message: one Vietnamese sentence: what happened, where, and the next step.
        detail: the technical cause, for the log only; it never holds a figure.
    """

    sentence: ClassVar[str] = "Không dùng được {subject}: hãy đóng chương trình rồi mở lại."

    def __init__(self, subject: str | Path, detail: str = "") -> None:
        self.subject = str(subject)
        self.message = self.sentence.format(subject=self.subject)
        self.detail = detail
        super().__init__(self.message)


class StoreReadOnly(StoreProblem):
    """The folder or the file may not be written, or cannot be reached at all."""

    sentence = "Không ghi được vào {subject}: hãy xin quyền ghi hoặc chọn thư mục khác rồi làm lại."


class StoreDiskFull(StoreProblem):
    """No room is left; nothing of the refused change was kept, everything before it was."""

    sentence = (
        "Ổ đĩa chứa {subject} đã đầy, thay đổi vừa rồi chưa được lưu: "
        "hãy xóa bớt tệp không cần rồi làm lại."
    )


class StoreLocked(StoreProblem):
    """Another program kept the file locked for longer than the store is ready to wait."""

    sentence = (
        "Tệp {subject} đang được một chương trình khác sử dụng: "
        "hãy đóng chương trình đó rồi làm lại."
    )


class StoreDeviceFailed(StoreProblem):
    """The system could not read or write: a stick pulled out, a bad disk, a lost network drive."""

    sentence = "Không đọc hoặc ghi được {subject}: hãy kiểm tra ổ đĩa hoặc USB rồi làm lại."


class StoreDamaged(StoreProblem):
    """The file's content is not what was written."""

    sentence = (
        "Tệp số liệu {subject} bị hỏng: hãy giữ nguyên tệp này và khôi phục từ bản sao lưu "
        "gần nhất."
    )


class StoreForeign(StoreDamaged):
    """The file is a sound database, but not one of this program."""

    sentence = "{subject} không phải là tệp số liệu của chương trình: hãy chọn tệp khác."


class BackupDamaged(StoreDamaged):
    """A copy that should be restored does not hold what was written; nothing was changed."""

    sentence = (
        "Bản sao {subject} bị hỏng, số liệu đang dùng còn nguyên: hãy chọn bản sao khác hoặc cứu "
        "số liệu của bản này bằng lệnh restore với --salvage."
    )


class StoreTooNew(StoreProblem):
    """A later version of the program has written the file; it is left untouched."""

    sentence = (
        "Tệp số liệu {subject} do phiên bản mới hơn của chương trình tạo ra: "
        "hãy cài phiên bản mới nhất rồi mở lại."
    )


class StoreUpgradeFailed(StoreProblem):
    """A migration step does not get along with this file; the file is as it was before."""

    sentence = (
        "Không nâng cấp được tệp số liệu {subject}, số liệu vẫn còn nguyên: "
        "hãy dùng lại phiên bản cũ của chương trình và báo lỗi này."
    )


class Theirs(NamedTuple):
    """What somebody else made of a cell (``None``: emptied it), and who and when."""

    value: CellValue | None
    who: str
    at: str


class StoreConflict(StoreProblem):
    """An edit starts from a value that is no longer the stored one; nothing was written.

    ``place`` is the cell's, ``theirs`` what stands there now by the trail; nothing where the trail
    knows no change of that cell.
    """

    sentence = "Ô {subject} đã được sửa ở nơi khác: hãy mở lại báo cáo rồi nhập lại."

    def __init__(self, place: str, detail: str = "", *, theirs: Theirs | None = None) -> None:
        super().__init__(place, detail)
        self.place, self.theirs = place, theirs
        if theirs is not None:
            when = f"{theirs.at[8:10]}/{theirs.at[5:7]}/{theirs.at[:4]} {theirs.at[11:16]}"
            done = "xóa trống" if theirs.value is None else f"sửa thành “{_shown(theirs.value)}”"
            self.message = (
                f"Ô {place} đã được {theirs.who} {done} lúc {when}: "
                "hãy mở lại báo cáo, xem số mới rồi nhập lại nếu cần."
            )
            self.args = (self.message,)


def _shown(value: CellValue) -> str:
    text = value if isinstance(value, str) else format_number(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


class FigureTooLong(StoreProblem):
    """A figure with more than 18 digits, or one that is no number; nothing was written."""

    sentence = "Số ở ô {subject} dài quá 18 chữ số: hãy kiểm tra lại số vừa nhập."


class TextRefused(StoreProblem):
    """A text with characters that no store can keep (NUL, half a surrogate pair)."""

    sentence = "Nội dung ở ô {subject} có ký tự không lưu được: hãy xóa nội dung và gõ lại."


class ReportUnknown(StoreProblem):
    """There is no such report, or it has been deleted."""

    sentence = "Không có báo cáo {subject}: hãy xem lại mã trong danh sách báo cáo."


class ReportExists(StoreProblem):
    """A report of that id is there already."""

    sentence = (
        "Báo cáo {subject} đã có: hãy mở báo cáo đó để làm tiếp; nếu đã xóa thì hãy khôi phục."
    )


class ReportNotDraft(StoreProblem):
    """Only drafts are edited; the report is finalized or deleted."""

    sentence = (
        "Báo cáo {subject} không còn là bản nháp nên không sửa được: hãy mở lại báo cáo trước."
    )


class ReportNotFinalized(StoreProblem):
    """Only finalized reports are reopened."""

    sentence = "Báo cáo {subject} chưa chốt nên không cần mở lại: hãy sửa trực tiếp."


class ReceiptUnknown(StoreProblem):
    """There is no receipt of that number, or it holds no data."""

    sentence = "Không có bản nhận số {subject}: hãy xem lại số trong danh sách đã nhận."


class ReceiptChanged(StoreProblem):
    """Somebody else has decided about a receipt meanwhile; nothing was written."""

    sentence = (
        "Bản nhận số {subject} vừa được người khác xử lý: hãy xem lại danh sách rồi quyết định."
    )


_BY_RESULT_CODE: dict[int, type[StoreProblem]] = {
    sqlite3.SQLITE_FULL: StoreDiskFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_CANTOPEN: StoreReadOnly,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    # All statements are fixed: one that SQLite cannot prepare meets a schema that is not ours.
    sqlite3.SQLITE_ERROR: StoreDamaged,
    sqlite3.SQLITE_IOERR: StoreDeviceFailed,
}

_BY_EXTENDED_CODE: dict[int, type[StoreProblem]] = {
    # A full disk cannot give the write-ahead log its shared memory file.
    sqlite3.SQLITE_IOERR_SHMSIZE: StoreDiskFull,
}

_BY_ERRNO: dict[int | None, type[StoreProblem]] = {
    errno.ENOSPC: StoreDiskFull,
    errno.EDQUOT: StoreDiskFull,
    errno.EIO: StoreDeviceFailed,
    errno.ENODEV: StoreDeviceFailed,
    errno.ENXIO: StoreDeviceFailed,
}


def from_sqlite(error: sqlite3.Error, path: Path) -> StoreProblem | None:
    """Return the problem behind SQLite's result code, or nothing when the fault is our own."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # The driver's own: the one of this kind is a text in the file that is not UTF-8.
        unreadable = isinstance(error, sqlite3.OperationalError)
        return StoreDamaged(path, "a stored text cannot be decoded") if unreadable else None
    kind = _BY_EXTENDED_CODE.get(code) or _BY_RESULT_CODE.get(code & PRIMARY)
    return kind(path, f"{error.sqlite_errorname}: {error}") if kind else None


def from_system(error: OSError, path: Path) -> StoreProblem:
    """Return the problem behind a refused file operation; the rest counts as not writable."""
    kind = _BY_ERRNO.get(error.errno, StoreReadOnly)
    return kind(path, f"{errno.errorcode.get(error.errno or 0, 'OSError')}: {error.strerror}")
