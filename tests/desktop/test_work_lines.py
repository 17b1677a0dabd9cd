"""The lines of the work list in the calendar, and what a filter lets through."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.use_cases.issued import Issued
from desktop.use_cases.year import DutyLine
from desktop.window.home.work_lines import (
    ALL,
    DELETED,
    MonthTally,
    Wanted,
    WorkLine,
    first_days,
    month_tallies,
    shown_lines,
    still_to_send,
)
from desktop.workspace import ReportLine
from forms.duties import State
from forms.findings import Tally
from forms.report import ReportHead, Status


def report(period: str, status: Status = "draft") -> ReportLine:
    head = ReportHead(
        id=f"F02-91-{period}",
        form="F02",
        pack_version="1",
        pack_sha256="0" * 64,
        unit="91",
        period=period,
        status=status,
        created_at="2026-01-01T00:00:00+07:00",
    )
    return ReportLine(head, "Báo cáo tháng", "Tỉnh", period, Tally(), 0, Issued())


def duty(day: date, state: State, days: int, *, begun: bool = True) -> DutyLine:
    return DutyLine(
        form="F07",
        form_title="Báo cáo ngày",
        unit="91",
        unit_name="Tỉnh",
        period=day.isoformat(),
        period_title=f"ngày {day.day}/{day.month}",
        due=day,
        hour="",
        why="",
        state=state,
        days=days,
        delayed=False,
        report="",
        revision=0,
        begun=begun,
    )


LATE = WorkLine(None, duty(date(2026, 3, 5), "missing", -9))
SOON = WorkLine(None, duty(date(2026, 3, 20), "not_started", 6))
LATER = WorkLine(None, duty(date(2026, 4, 9), "not_started", 26, begun=False))
DONE = WorkLine(report("2026-02", "finalized"), duty(date(2026, 3, 2), "finalized", -12))
LOOSE = WorkLine(report("2025-12"), None)
GONE = WorkLine(report("2026-03", "deleted"), None)
LINES = (LATE, SOON, LATER, DONE, LOOSE, GONE)


def test_each_month_counts_what_is_due_in_it() -> None:
    year = month_tallies(LINES, 2026)
    assert year[2] == MonthTally(late=1, due=1, done=1)
    assert year[3] == MonthTally(ahead=1)
    assert sum(sum(month) for month in year) == 4
    assert year[2].words == "1 quá hạn, 1 phải làm, 1 đã xong"
    assert year[0].words == "không có báo cáo"


def test_a_report_that_nobody_owes_stands_on_the_last_day_of_its_period() -> None:
    assert LOOSE.day == date(2025, 12, 31)
    assert month_tallies(LINES, 2025)[11] == MonthTally(due=1)


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (Wanted(), [LATE, SOON, LOOSE]),
        (Wanted(month=(2026, 3)), [LATE, SOON, DONE]),
        (Wanted(ALL, month=(2026, 3)), [LATE, SOON, DONE]),
        (Wanted("Đã chốt", month=(2026, 3)), [DONE]),
        (Wanted("Đã chốt", month=(2026, 4)), []),
        (Wanted(DELETED), [GONE]),
        (Wanted(query="ngay 5/3"), [LATE]),
        (Wanted(query="thang"), [DONE, LOOSE]),
        (Wanted(query="biên nhận", found=frozenset({"F02-91-2025-12"})), [LOOSE]),
        (Wanted(DELETED, query="thang"), [GONE]),
    ],
)
def test_a_wish_lets_its_lines_through(wanted: Wanted, lines: list[WorkLine]) -> None:
    assert shown_lines(LINES, wanted) == lines


def test_what_was_due_long_before_the_program_came_is_nothing_to_do() -> None:
    today = date(2026, 3, 14)
    assert first_days((LATE, SOON), today) == date(2026, 2, 11)
    assert first_days(LINES, today) == date(2025, 12, 1)
    assert shown_lines(LINES, Wanted(since=date(2026, 3, 6))) == [SOON, LOOSE]
    assert shown_lines(LINES, Wanted(since=date(2026, 3, 6), month=(2026, 3))) == [LATE, SOON, DONE]


def test_what_is_finalized_waits_until_it_is_sent() -> None:
    since = date(2026, 1, 1)
    assert shown_lines(LINES, Wanted(unsent=since)) == [LATE, SOON, LOOSE, DONE]
    assert DONE not in shown_lines(LINES, Wanted(unsent=date(2026, 1, 2)))
    assert DONE.report is not None
    sent = DONE._replace(report=DONE.report._replace(issued=Issued(sent="2026-03-03")))
    assert shown_lines([sent], Wanted(unsent=since)) == []
    assert still_to_send(date(2026, 3, 14)) == date(2026, 2, 28)


def test_the_line_that_was_worked_on_stays_where_it_was() -> None:
    assert shown_lines(LINES, Wanted(), keep=DONE.id) == [LATE, SOON, DONE, LOOSE]
