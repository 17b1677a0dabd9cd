"""In the window: a sudden end is told of at the next start, and leaves a report without figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.use_cases import crash_report
from desktop.window.app import CrashHook, SuddenEnd
from tests.desktop.conftest import opened
from tests.desktop.driver import Person


def test_a_window_that_was_killed_is_told_of_at_the_next_start(
    dressed: QApplication, qtbot: QtBot, folder: Path
) -> None:
    crash_report.begin(folder, at="2026-11-22T17:00:00+07:00")
    seated = opened(dressed, qtbot, folder)
    person = next(seated)
    guard = SuddenEnd(person.window)
    guard.begin()
    qtbot.waitUntil(lambda: "dừng đột ngột" in person.window.bar.text)
    assert "22/7/2024" in person.window.bar.text
    guard.end()
    assert crash_report.begin(folder, at="2026-11-23T08:00:00+07:00") is None
    next(seated, None)


@pytest.mark.allow_log("unexpected")
def test_what_nobody_expected_leaves_a_report_without_figures(person: Person, folder: Path) -> None:
    error = RuntimeError("bad 949 in “Đăng ký khai sinh”")
    CrashHook(person.window)(type(error), error, None)
    (report,) = crash_report.reports(folder)
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError: bad ### in “…”" in text
    assert "khai sinh" not in text
