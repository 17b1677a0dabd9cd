"""Trends in the window and on the command line: of the unit's own earlier reports, gaps kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from desktop.cli import main
from desktop.workspace import Workspace
from tests.desktop.conftest import opened
from tests.desktop.driver import NOW, SAMPLE, Person, key

MARCH, JULY = "F02-91-2024-03", "F02-91-2024-07"
MONTHS = {"2024-03": 50, "2024-05": 80, "2024-07": 100}
PEOPLE = ("hoi_nd", "hoi_ccb")


def _fill(workspace: Workspace, month: str, share: int) -> None:
    data = json.loads(resources.path(SAMPLE).read_bytes())
    kept = {name: data["values"][name] for name in PEOPLE}
    values = {name: value * share // 100 for name, value in kept.items()}
    desk = workspace.desk(workspace.create("F02", "91", month, blank=True).id)
    filled = desk.fill(json.dumps({**data, "period": month, "values": values}).encode())
    assert hasattr(filled, "changed"), filled


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports of March, May and July."""
    folder = tmp_path_factory.mktemp("months")
    with Workspace.open(folder, now=lambda: NOW, who="thử") as workspace:
        for month, share in MONTHS.items():
            _fill(workspace, month, share)
    return folder


@pytest.fixture
def person(dressed: QApplication, qtbot: QtBot, months: Path) -> Iterator[Person]:
    yield from opened(dressed, qtbot, months)


# --- the façade -----------------------------------------------------------------------------------


def test_a_report_knows_its_unit_s_earlier_ones_and_no_later_one(months: Path) -> None:
    with Workspace.open(months, now=lambda: NOW) as workspace:
        july, march = workspace.desk(JULY), workspace.desk(MARCH)
        assert [past.period.code for past in july.past()] == ["2024-05", "2024-03"]
        assert march.past() == ()
        assert march.trends() == ()


def test_deleted_reports_and_other_units_are_not_in_a_trend(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, now=lambda: "2026-08-01T08:00:00+07:00") as workspace:
        for form, unit, month in (
            ("F02", "91", "2024-05"),
            ("F02", "91", "2024-06"),
            ("F07", "30292", "2026-07-30"),
            ("F07", "30301", "2026-07-31"),
        ):
            workspace.create(form, unit, month, blank=True)
        workspace.delete("F02-91-2024-05")
        july = workspace.desk(workspace.create("F02", "91", "2024-07", blank=True).id)
        assert [past.period.code for past in july.past()] == ["2024-06"]
        other = workspace.desk("F07-30301-2026-07-31")
        assert other.past() == ()


def test_months_without_a_report_are_gaps(months: Path) -> None:
    with Workspace.open(months, now=lambda: NOW) as workspace:
        charts = {chart.id: chart for chart in workspace.desk(JULY).trends()}
    assert set(charts) == set(PEOPLE)
    drawn = charts["hoi_nd"]
    assert drawn.periods == ("3/2024", "4/2024", "5/2024", "6/2024", "7/2024")
    assert [point is None for point in drawn.series[0].points] == [False, True, False, True, False]
    assert "tháng 4/2024: không có số liệu" in drawn.alt


# --- the command line -----------------------------------------------------------------------------


def _export(folder: Path, out: Path, *more: str, report: str = JULY) -> str:
    command = ["export", report, "--out", str(out), "--data-dir", str(folder), *more]
    assert main(command) == 0
    return next(out.glob("*.pdf")).read_bytes().hex()


def test_charts_are_exported_when_asked_for(
    months: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = _export(months, tmp_path / "plain")
    assert plain == _export(months, tmp_path / "again")
    assert plain != _export(months, tmp_path / "charts", "--charts")
    with pikepdf.open(next((tmp_path / "charts").glob("*.pdf"))) as pdf:
        pages = len(pdf.pages)
    with pikepdf.open(next((tmp_path / "plain").glob("*.pdf"))) as pdf:
        assert pages == len(pdf.pages) + 1
    assert main(["verify", str(next((tmp_path / "charts").glob("*.zip")))]) == 0
    capsys.readouterr()


def test_a_first_report_says_that_it_has_no_charts_yet(
    months: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _export(months, tmp_path, "--charts", report=MARCH)
    assert "Chưa có biểu đồ" in capsys.readouterr().out


# --- the window -----------------------------------------------------------------------------------


def test_the_trend_of_a_figure_stands_beside_its_line(person: Person, qtbot: QtBot) -> None:
    person.open(JULY, key("hoi_nd"))
    spark = person.editor.spark
    qtbot.waitUntil(spark.isVisible, timeout=10_000)
    assert spark.chart is not None
    assert spark.accessibleDescription() == spark.chart.alt
    person.go(key("dvc01", "n"))
    assert not spark.isVisible()


def test_a_typed_figure_is_in_the_trend_at_once(person: Person, qtbot: QtBot) -> None:
    person.open(JULY, key("hoi_nd"))
    spark = person.editor.spark
    qtbot.waitUntil(spark.isVisible, timeout=10_000)
    person.enter("77.777")
    person.go(key("hoi_nd"))
    assert spark.chart is not None
    assert spark.chart.series[0].points[-1] == Decimal(77777)
    person.editor.undo()


def test_shift_f7_shows_all_charts_of_the_form_and_takes_them_away(
    person: Person, qtbot: QtBot
) -> None:
    person.open(JULY, key("hoi_nd"))
    page = person.editor.charts
    person.press("Shift+F7")
    qtbot.waitUntil(lambda: len(page.charts) == len(PEOPLE), timeout=10_000)
    assert {chart.id for chart in page.charts} == set(PEOPLE)
    assert not person.editor.checks.isVisible()
    picture = page.grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, 200, 3)}
    assert len(colours) > 3
    person.press("Shift+F7")
    assert not page.isVisible()
    assert person.editor.checks.isVisible()


def test_the_pages_take_the_place_of_the_charts(person: Person) -> None:
    person.open(JULY)
    person.press("Shift+F7")
    person.press("F7")
    assert person.editor.preview.isVisible()
    assert not person.editor.charts.isVisible()
    person.press("Shift+F7")
    person.press("F5")
    assert person.editor.checks.isVisible()
    assert not person.editor.charts.isVisible()


def test_a_first_report_has_a_sentence_in_place_of_charts(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    person.open(workspace.create("F01", "91", "2024-W29").id)
    page = person.editor.charts
    person.press("Shift+F7")
    person.qtbot.waitUntil(lambda: "hai kỳ" in page._empty.text(), timeout=10_000)
    assert page._empty.isVisible()
    assert not page._scroll.isVisible()
