"""One boundary for everything that stops the work.

Each room raises its own families; :func:`trouble` turns any of them into one Vietnamese sentence
with the next step, an exit status, and a technical line for the log. What is not recognised is our
own fault: it is logged whole and said plainly.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import Final, TypeVar

from db.problems import (
    FigureTooLong,
    ReceiptChanged,
    ReceiptUnknown,
    ReportExists,
    ReportNotDraft,
    ReportNotFinalized,
    ReportUnknown,
    StoreConflict,
    StoreProblem,
    TextRefused,
)
from db.server_problems import RoleRefused, ServerAddressWrong, StoreNotEmpty
from exporters.problems import ExportProblem

DONE: Final = 0
DATA_WRONG: Final = 1
CALL_WRONG: Final = 2
MACHINE: Final = 3
NOT_ALLOWED: Final = 4

_Result = TypeVar("_Result")
_LOG = logging.getLogger("baocao")
UNFORESEEN: Final = "FAULT"
"""The code of what is no problem of the person's data or machine but a fault of the program."""

_NAMED_WRONG: Final = frozenset(
    {"FILE-MISSING", "FILE-NAME", "FILE-FOLDER", "FILE-SIZE", "FILE-KIND", "FILE-TEXT"}
)
_SHOWN: Final = 300
"""Characters of a strange file's words in one sentence."""
_CALLS: Final = (
    ReceiptChanged,
    ReceiptUnknown,
    ReportUnknown,
    ReportExists,
    ReportNotDraft,
    ReportNotFinalized,
    StoreConflict,
    FigureTooLong,
    TextRefused,
    ServerAddressWrong,
    StoreNotEmpty,
)


class Trouble(Exception):
    """What the person is told when something cannot be done.

    ``message`` says what happened, where, and the next step. ``code`` is stable for programs,
    ``place`` names the part of a file or report (may be empty), ``exit_status`` is the command
    line's: 1 the data has errors, 2 the call or the file is wrong, 3 this computer, 4 the role.
    ``detail`` goes to the log only.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "CALL",
        place: str = "",
        exit_status: int = CALL_WRONG,
        detail: str = "",
    ) -> None:
        super().__init__(message)
        self.message, self.code, self.place = message, code, place
        self.exit_status, self.detail = exit_status, detail


def plain(text: str) -> str:
    """Return words out of a strange file as they may be shown: short, nothing unseen in them."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:_SHOWN])
    return shown if len(text) <= _SHOWN else f"{shown}…"


def trouble(error: BaseException) -> Trouble:
    """Return what to say about any exception; unknown ones are logged with their trace."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, StoreProblem):
        return Trouble(
            error.message,
            code=type(error).__name__,
            place=error.place if isinstance(error, StoreConflict) else "",
            exit_status=_status(error),
            detail=error.detail,
        )
    if isinstance(error, ExportProblem):
        machine = error.code.startswith("FILE-") and error.code not in _NAMED_WRONG
        return Trouble(
            error.message,
            code=error.code,
            place=error.place,
            exit_status=MACHINE if machine else CALL_WRONG,
            detail=error.detail,
        )
    # Read only when something is wrong: with it comes all that reads forms.
    from forms.checking.compiler import FormProblem

    if isinstance(error, FormProblem):
        what = plain(error.message)
        message = f"Biểu mẫu không dùng được. {what}. Sửa tệp biểu mẫu rồi kiểm tra lại."
        return Trouble(message, code="FORM", place=plain(error.path))
    if isinstance(error, OSError):
        return _of_system(error)
    _LOG.error("unexpected", exc_info=error)
    return Trouble(
        "Chương trình gặp lỗi ngoài dự kiến, số liệu đã lưu vẫn còn nguyên."
        " Hãy mở lại chương trình và gửi tệp nhật ký cho người hỗ trợ.",
        code=UNFORESEEN,
        exit_status=MACHINE,
        detail=repr(error),
    )


def _status(error: StoreProblem) -> int:
    if isinstance(error, RoleRefused):
        return NOT_ALLOWED
    return CALL_WRONG if isinstance(error, _CALLS) else MACHINE


def _of_system(error: OSError) -> Trouble:
    name, place = error.filename or "tệp", str(error.filename or "")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        message = f"Không tìm thấy {name}. Kiểm tra lại tên và thư mục."
        return Trouble(message, code="FILE-MISSING", place=place, detail=str(error))
    if isinstance(error, IsADirectoryError | FileExistsError):
        message = f"{name} không đúng loại: cần tệp thì đang là thư mục, hoặc ngược lại. Chọn lại."
        return Trouble(message, code="FILE-NAME", place=place, detail=str(error))
    if error.errno == errno.ENOSPC:
        message = "Ổ đĩa đã đầy. Xóa bớt tệp không cần rồi làm lại."
    elif isinstance(error, PermissionError) or error.errno == errno.EROFS:
        message = f"Không có quyền ghi vào {name}. Chọn thư mục khác hoặc xin quyền ghi."
    else:
        message = f"Không đọc hoặc ghi được {name}. Kiểm tra ổ đĩa hoặc USB rồi làm lại."
    return Trouble(message, code="FILE-SYSTEM", place=place, exit_status=MACHINE, detail=str(error))


def attempt(work: Callable[[], _Result]) -> _Result | Trouble:
    """Do ``work``; return its result, or what to tell the person when it raised anything."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the boundary: everything is said and logged here
        return trouble(error)
