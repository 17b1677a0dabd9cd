"""Commands of the board: how every unit stands, who is let off or given longer."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands.command import REASON, Answer, Command, Commands, workspace_of
from desktop.problems import Trouble
from desktop.use_cases.board import Asked
from desktop.use_cases.reminding import EVERY, LATE, Reminding, write
from exporters.data_json import figure
from forms.dates import format_date, parse_date
from forms.department.board import BoardTable, Cell, Column, State, Totals
from forms.department.receipts import Leave
from forms.numbers import from_scaled, half_up
from forms.periods import title

STATE_WORDS: Final[dict[State, str]] = {
    "not_owed": "không phải nộp",
    "exempt": "được miễn",
    "waiting": "chưa hết kỳ",
    "due": "chưa nộp, còn hạn",
    "missing": "thiếu, quá hạn",
    "held": "đã đến, chờ quyết định",
    "received": "đã nhận",
    "returned": "đã trả lại, chờ bản sửa",
}
"""States as people read them."""
_MARKS: Final[dict[State, str]] = {
    "not_owed": "-",
    "exempt": "m",
    "waiting": ".",
    "due": "c",
    "missing": "T",
    "held": "?",
    "received": "x",
    "returned": "R",
}
_LEGEND: Final = (
    "x đã nhận (* nộp muộn, ~ có cảnh báo được giải trình, ! có lỗi được giải trình), R đã trả lại,"
    " ? chờ quyết định, T thiếu, c còn hạn, . chưa hết kỳ, m được miễn, - không phải nộp"
)
_CONTENT_WORDS: Final = {
    "": "",
    "clean": "",
    "warnings": ", có cảnh báo được giải trình",
    "errors": ", có lỗi được giải trình",
}
_CONTENT_MARKS: Final = {"": "", "clean": "", "warnings": "~", "errors": "!"}
_NAME: Final = 42
_NOTHING_STRANGE: Final = "Không có số nào khác thường giữa các đơn vị."


def _board(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        found = workspace.board.table(
            options.form, options.period, options.to or "", unit=options.unit or ""
        )
        asked: tuple[Asked, ...] = ()
        if options.outliers:
            last, unit = found.columns[-1].period.code, options.unit or ""
            code = workspace.board.unit(unit).code if unit else ""
            asked = workspace.board.outliers(found.form, last, unit=code)
    payload, lines = _described_board(found), tuple(board_lines(found))
    if not options.outliers:
        return Answer(payload, lines)
    said = tuple(one.message for one in asked) or (_NOTHING_STRANGE,)
    questions = [_described_question(one) for one in asked]
    return Answer(payload | {"questions": questions}, (*lines, *said))


def _described_board(found: BoardTable) -> dict[str, object]:
    return {
        "form": found.form,
        "periods": [_column(column) for column in found.columns],
        "units": [
            {"unit": row.unit, "name": row.name, "cells": [_described(cell) for cell in row.cells]}
            for row in found.rows
        ],
        "totals": [each._asdict() for each in found.totals],
        "missing": {
            each.period: [row.unit for row, _ in found.open(each.period, ("missing",))]
            for each in found.totals
        },
    }


def _described_question(asked: Asked) -> dict[str, object]:
    """Return a question as JSON; the score with two decimals."""
    question = asked.question
    hundredths = half_up(question.score.numerator * 100, question.score.denominator)
    return {
        "unit": question.unit,
        "name": asked.unit_name,
        "place": question.place,
        "label": asked.label,
        "kind": question.kind,
        "value": figure(question.value),
        "usual": figure(question.usual),
        "score": figure(from_scaled(hundredths, 2)),
        "message": asked.message,
    }


def _column(column: Column) -> dict[str, object]:
    return {
        "period": column.period.code,
        "title": title(column.period),
        "last": column.last.isoformat(),
        "due": column.due.isoformat() if column.due else "",
    }


def _described(cell: Cell) -> dict[str, object]:
    """Return one cell as JSON."""
    return {**cell._asdict(), "due": cell.due.isoformat() if cell.due else ""}


def board_lines(found: BoardTable) -> Iterator[str]:
    """Return the board for people: one period in words, several as marks with a legend."""
    if len(found.columns) == 1:
        for row in found.rows:
            yield f"{row.unit:<8} {row.name:<{_NAME}} {_state_words(row.cells[0])}"
    else:
        codes = [column.period.code for column in found.columns]
        yield f"{'':<{_NAME + 9}}" + " ".join(codes)
        for row in found.rows:
            marks = (f"{_mark(cell):<{len(cell.period)}}" for cell in row.cells)
            yield f"{row.unit:<8} {row.name:<{_NAME}.{_NAME}} {' '.join(marks)}".rstrip()
        yield _LEGEND
    for totals, column in zip(found.totals, found.columns, strict=True):
        yield _totals_line(totals, column)
        missing = [row.name for row, _ in found.open(totals.period, ("missing",))]
        if missing:
            yield f"  Thiếu: {', '.join(missing)}"


def _totals_line(totals: Totals, column: Column) -> str:
    due = f", hạn {format_date(column.due)}" if column.due else ""
    said = [f"{totals.received}/{totals.owed} đã nhận"]
    said += [
        f"{number} {word}"
        for number, word in (
            (totals.late, "nộp muộn"),
            (totals.returned, "đã trả lại"),
            (totals.warnings, "có cảnh báo được giải trình"),
            (totals.errors, "có lỗi được giải trình"),
            (totals.held, "chờ quyết định"),
            (totals.missing, "thiếu"),
            (totals.due, "còn hạn"),
            (totals.waiting, "chưa hết kỳ"),
            (totals.exempt, "được miễn"),
        )
        if number
    ]
    return f"{title(column.period).capitalize()}{due}: {', '.join(said)}."


def _mark(cell: Cell) -> str:
    """Return a cell in as few signs as there are."""
    late = "*" if cell.late and cell.there else ""
    return f"{_MARKS[cell.state]}{late}{_CONTENT_MARKS[cell.content]}"


def _state_words(cell: Cell) -> str:
    """Return how a cell stands in words."""
    late = ", nộp muộn" if cell.late and cell.there else ""
    which = f", lần {cell.revision}" if cell.revision > 1 else ""
    due = cell.due is not None and cell.state in ("due", "missing", "waiting")
    until = f", hạn {format_date(cell.due)}" if due and cell.due else ""
    granted = " (gia hạn)" if cell.granted else ""
    why = f": {cell.leave}" if cell.state == "exempt" else ""
    content = _CONTENT_WORDS[cell.content]
    return f"{STATE_WORDS[cell.state]}{which}{late}{content}{until}{granted}{why}"


# --- exempted and longer -------------------------------------------------------------------------


def _exempt(options: argparse.Namespace) -> Answer:
    period = options.period or ""
    with workspace_of(options) as workspace:
        act = workspace.board.withdraw if options.withdraw else workspace.board.exempt
        leave = act(options.form, options.unit, period, options.reason)
        name = workspace.unit(leave.unit).name
    return _told(leave, name)


def _extend(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        if options.withdraw:
            leave = workspace.board.withdraw(
                options.form, options.unit, options.period, options.reason
            )
        else:
            until = _day(options.until)
            leave = workspace.board.extend(
                options.form, options.unit, options.period, until, options.reason
            )
        name = workspace.unit(leave.unit).name
    return _told(leave, name)


def _remind(options: argparse.Namespace) -> Answer:
    states = EVERY if options.all else LATE
    with workspace_of(options) as workspace:
        at = datetime.fromisoformat(workspace.clock())
        sender = (workspace.letterhead(), workspace.profile)
        letter = Reminding(workspace.board).letter(
            options.form, options.period, sender, states=states, at=at
        )
    files = write(letter, options.out)
    payload = {
        "units": list(letter.units),
        "text": letter.text,
        "files": [str(path) for path in files],
    }
    if not files:
        return Answer(payload, ("Không còn đơn vị nào thiếu, không cần đôn đốc.",))
    return Answer(payload, (*letter.text.splitlines(), *(f"Đã ghi {path}" for path in files)))


def _told(leave: Leave, name: str) -> Answer:
    which = f"kỳ {leave.period}" if leave.period else "mọi kỳ"
    until = format_date(date.fromisoformat(leave.until)) if leave.until else ""
    said = {
        "exempt": f"{name} được miễn biểu {leave.form}, {which}.",
        "extend": f"{name} được gia hạn biểu {leave.form}, {which}, đến ngày {until}.",
        "withdraw": f"Đã bỏ miễn, gia hạn biểu {leave.form}, {which}, của {name}.",
    }
    return Answer(msgspec.structs.asdict(leave), (said[leave.kind],))


def _day(text: str | None) -> date:
    day = parse_date(text or "")
    if isinstance(day, date):
        return day
    message = "Hãy ghi ngày gia hạn, ví dụ --until 25/8/2025."
    raise Trouble(message if day is None else day.message, code="LEAVE-DAY", place="--until")


_FORM: Final = (("form",), {"metavar": "BIỂU", "help": "mã biểu"})
_UNIT: Final = (("--unit",), {"required": True, "metavar": "MÃ", "help": "đơn vị"})
_WITHDRAW: Final = (("--withdraw",), {"action": "store_true", "help": "bỏ quyết định đã ghi"})
COMMANDS: Final[Commands] = {
    "board": Command(
        "xem đơn vị nào đã nộp, muộn, thiếu, bị trả lại, theo kỳ",
        (
            _FORM,
            (("--period",), {"required": True, "metavar": "KỲ", "help": "kỳ, hoặc cả năm"}),
            (("--to",), {"metavar": "KỲ", "help": "đến kỳ này"}),
            (("--unit",), {"metavar": "MÃ", "help": "chỉ đơn vị này"}),
            (
                ("--outliers",),
                {"action": "store_true", "help": "thêm các số khác thường nên hỏi lại"},
            ),
        ),
        _board,
    ),
    "exempt": Command(
        "miễn cho một đơn vị khỏi phải nộp biểu",
        (
            _FORM,
            _UNIT,
            (("--period",), {"metavar": "KỲ", "help": "kỳ được miễn, không ghi là mọi kỳ"}),
            REASON,
            _WITHDRAW,
        ),
        _exempt,
    ),
    "extend": Command(
        "gia hạn nộp cho một đơn vị",
        (
            _FORM,
            _UNIT,
            (("--period",), {"required": True, "metavar": "KỲ", "help": "kỳ được gia hạn"}),
            (("--until",), {"metavar": "NGÀY", "help": "hạn mới"}),
            REASON,
            _WITHDRAW,
        ),
        _extend,
    ),
    "remind": Command(
        "viết công văn đôn đốc các đơn vị chưa nộp",
        (
            _FORM,
            (("--period",), {"required": True, "metavar": "KỲ", "help": "kỳ báo cáo"}),
            (
                ("--out",),
                {"type": Path, "required": True, "metavar": "THƯ_MỤC", "help": "thư mục ghi tệp"},
            ),
            (
                ("--all",),
                {"action": "store_true", "help": "cả đơn vị còn hạn, đơn vị đã bị trả lại"},
            ),
        ),
        _remind,
    ),
}
