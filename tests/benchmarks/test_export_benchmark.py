"""The export benchmark exports what it says; how long that takes, no test asks."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import export_beside
from benchmarks.export import EXPORTS, GOALS, child, cold, convert
from benchmarks.export_beside import content
from benchmarks.export_peers import PEERS
from benchmarks.export_reports import july, listing
from benchmarks.export_sample import long_table, ten_pages
from benchmarks.measuring import Row, as_json, table
from exporters.pages import page_count
from exporters.pdf import render_pdf
from tests.judges import find_judge


def test_the_ten_pages_are_what_the_goal_was_set_with() -> None:
    document = ten_pages()
    assert page_count(render_pdf(document)) == 10
    assert len(document.notes) == 7
    letters = sum(len(run.text) for block in document.blocks for run in getattr(block, "runs", ()))
    assert 17_000 < letters < 21_000
    assert ten_pages() == document


def test_long_tables_have_the_rows_they_are_named_after() -> None:
    table_block = long_table(500).blocks[0]
    assert len(getattr(table_block, "rows", ())) == 500
    assert len(listing(40).computation.rows("nhat_ky")) == 40


def test_every_goal_is_about_an_export_there_is() -> None:
    assert {goal.export for goal in GOALS} <= set(EXPORTS)


def test_a_cold_process_tells_what_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    child("ten")
    told = json.loads(capsys.readouterr().out)
    assert told["size"] == len(EXPORTS["ten"]()())
    first, second = cold("ten", 2)
    assert first.size == second.size == told["size"]
    assert min(first.wall, first.seconds, first.memory) > 0


def test_calc_converts_the_same_report(tmp_path: Path) -> None:
    find_judge("soffice")
    report = july()
    _, _, theirs = convert(report.workbook(), tmp_path)
    assert page_count(theirs) > 1
    assert page_count(report.pdf()) > 1


def test_sizes_are_told_in_kilobytes() -> None:
    row = Row("size", "KB", [51_300], goal="≤ 52 KB", met=True)
    assert "51.3 KB" in table([row])
    assert as_json(row)["unit"] == "bytes"


def test_the_peers_get_the_same_words() -> None:
    document = ten_pages()
    words = content(document)
    said = json.dumps(words, ensure_ascii=False)
    for block in document.blocks:
        for run in getattr(block, "runs", ()):
            assert run.text in said
    assert [len(block["rows"]) for block in words["blocks"] if "rows" in block] == [25]
    assert len(words["notes"]) == len(document.notes)
    assert document.signature.name in [right for _, right in words["foot"]]


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_beside, "PYTHON", Path("/nonexistent/python"))
    rows = export_beside.rows(export_beside.Ours([1.0], [1.0], [1.0], [1.0]))
    assert [row.note for row in rows] == [
        "skipped: no build/peers (sh packaging/setup.sh bench)"
    ] * len(PEERS)


def test_the_lock_of_the_peers_has_a_hash_for_each() -> None:
    lock = (export_beside.ROOT / "packaging" / "bench.lock").read_text(encoding="utf-8")
    wanted = (export_beside.ROOT / "packaging" / "bench.in").read_text(encoding="utf-8").split()
    pinned = re.findall(
        r"^([\w.-]+)==.*((?:\n    --hash=sha256:[0-9a-f]{64}.*)+)", lock, re.MULTILINE
    )
    assert set(wanted) <= {name for name, _ in pinned}
    assert len(pinned) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
    assert "://" not in lock
