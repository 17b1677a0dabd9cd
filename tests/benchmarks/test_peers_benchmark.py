"""Benchmarks beside other programs: the same relations on every side, absent peers named."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks import check_sheet, consolidation, engine_peers, growth, peers, saving, sizes
from benchmarks.engine import engine_broken, report
from benchmarks.measuring import Disagreement
from benchmarks.stress_form import Shape
from benchmarks.xbrl_sample import sums
from tests.judges import find_judge

SMALL = Shape(tables=2, rows=12, grown=5, bounded=2)


def test_calc_counts_the_relations_that_the_engine_finds_broken(tmp_path: Path) -> None:
    soffice = str(find_judge("soffice"))
    shared = report(SMALL, 6)
    file = tmp_path / "checks.xlsx"
    check_sheet.write(file, check_sheet.lines(SMALL, shared.figures, shared.before))
    told = peers.calc(soffice, file, check_sheet.VERDICT, 1)
    assert told.value == len(engine_broken(shared.opened()))
    assert told.opened > 0
    assert told.memory > 0


def test_an_xbrl_report_holds_every_sum_and_remainder_but_those_of_total_rows() -> None:
    roles = sums(SMALL)
    assert {name: len(role) for name, role in roles.items()} == {
        "remainder": 2 * 11,
        "sum-n": 2,
        "sum-d": 2,
        "sum-x": 2,
    }
    assert roles["sum-x"][0].total == "t01_12_x"
    assert len(roles["sum-x"][0].parts) == 11


def test_peers_that_are_not_installed_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = engine_peers.rows(engine_peers.Plan(1, SMALL, 6), tmp_path)
    assert [row.what.rpartition(" beside ")[2] for row in found] == [
        "Calc",
        "formulas",
        "Arelle, Calculation 1.1",
    ]
    assert all(row.note.startswith("skipped: ") for row in found)


def test_a_peer_that_finds_something_else_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(engine_peers, "ask", lambda *_: peers.Told([1.0], -1))
    with pytest.raises(Disagreement, match="formulas -1"):
        engine_peers.rows(engine_peers.Plan(1, SMALL, 6), tmp_path)


def test_growth_is_told_for_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consolidation, "FIGURES", 3)
    monkeypatch.setattr(consolidation, "MONTHS", 2)
    monkeypatch.setattr(peers, "PYTHON", tmp_path / "none")
    smaller = SMALL._replace(tables=1)
    checked = growth.checking((smaller, SMALL), 1)
    assert [row.what for row in checked[-2:]] == ["… ten times the cells", "… the same of numpy"]
    assert len(growth.keystrokes((smaller, SMALL), 1)) == 2
    added = growth.adding((2,), 1, tmp_path)
    assert [row.what for row in added] == [
        "2 units × 2 × 3 beside DuckDB in memory",
        "2 units × 2 × 3 beside numpy in memory",
    ]


def test_saving_is_set_beside_a_document_and_a_floor(tmp_path: Path) -> None:
    found = saving.rows(tmp_path, runs=1, saves=3)
    assert [row.beside for row in found[:3]] == [
        "rewriting a document with json",
        "rewriting it with msgspec",
        "SQLite, one row",
    ]
    assert [row.what for row in found[3:]] == [
        "… p99",
        "… the processor's part",
        "SQLite, one row, in our place",
    ]
    written = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert str(Decimal(10_000_002)) in written


def test_sizes_are_those_of_the_files(tmp_path: Path) -> None:
    assert [row.note for row in sizes.rows(tmp_path)[:3]] == [
        "skipped: not built (make dist)",
        "skipped: not built (make dist, make deb)",
        "skipped: not built (make dist, make deb)",
    ]
    (tmp_path / "baocao").mkdir()
    (tmp_path / "baocao" / "a").write_bytes(b"x" * 10)
    (tmp_path / "b_1.deb").write_bytes(b"x" * 7)
    assert sizes.folder_size(tmp_path) == 17
    assert [list(row.ours) for row in sizes.rows(tmp_path) if row.what == "Debian's package"] == [
        [7]
    ]
