"""One report of all benchmarks: every part is in it, every goal told, pictures are sound SVG."""

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks import __main__ as harness
from benchmarks.limits import LIMITS
from benchmarks.measuring import Row, as_json, skipped
from benchmarks.report import Section, ahead, chart, write

FASTER = Row("ours & theirs", "ms", [0.002], "peer", [0.2], [100.0], "faster", "≥ 50×", met=True)
SLOWER = Row("beside a floor", "ms", [3.0], "floor", [1.0], [3.0], "slower", "≤ 2×", met=False)
ROWS = [as_json(row) for row in (FASTER, SLOWER, skipped("a thing beside X", "no X"))]


def _section(rows: list[dict[str, Any]], *, failed: bool = False) -> Section:
    return Section("engine", rows, "2026-11-22 11:00 UTC", (0.5, 0.75), failed=failed)


def test_every_benchmark_is_a_part() -> None:
    files = (harness.ROOT / "benchmarks").glob("*.py")
    measuring = {
        file.stem
        for file in files
        if file.stem != "__main__" and '"--quick"' in file.read_text(encoding="utf-8")
    }
    assert {part.module for part in harness.PARTS} == measuring


def test_the_page_tells_goals_missed_and_skipped(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    write(page, [("The engine", "About it.", _section(ROWS))])
    text = page.read_text(encoding="utf-8")
    assert "**1 of 2 goals met.** Missed: beside a floor (≤ 2×)." in text
    assert "Not measured here: a thing beside X." in text
    assert "| ours & theirs | 2 ms | peer 200 ms | 100× faster (100–100) | ≥ 50× | met |" in text
    assert "**missed**" in text
    assert "load 0.5 before, 0.8 after" in text
    assert "do not use its figures" not in text
    assert "busy with other work" not in text
    assert (tmp_path / "images" / "bench-engine.svg").exists()


def test_a_missed_goal_is_told_with_its_reason_and_a_met_one_without(tmp_path: Path) -> None:
    begins, why = next(iter(LIMITS["engine"].items()))
    for row, times in ((SLOWER, 1), (FASTER, 0)):
        rows = [as_json(row._replace(what=f"{begins} 10 cells")) for _ in range(2)]
        write(tmp_path / "b.md", [("The engine", "About it.", _section(rows))])
        text = (tmp_path / "b.md").read_text(encoding="utf-8")
        assert text.count(f"* *{begins} 10 cells*: {why}.") == times


def test_every_reason_is_about_a_row_that_is_measured() -> None:
    for part, reasons in LIMITS.items():
        source = (harness.ROOT / "benchmarks" / f"{part}.py").read_text(encoding="utf-8")
        for begins in reasons:
            assert begins.partition(":")[0] in source, begins


def test_a_ratio_below_one_is_told_the_other_way_round(tmp_path: Path) -> None:
    row = as_json(Row("x", "ms", [2.0], "peer", [1.0], [0.5], "faster"))
    write(tmp_path / "b.md", [("The engine", "About it.", _section([row]))])
    assert "| 2× slower (2–2) |" in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_a_busy_machine_is_told(tmp_path: Path) -> None:
    busy = _section(ROWS)._replace(load=(1.0, 900.0))
    write(tmp_path / "b.md", [("The engine", "About it.", busy)])
    assert "load up to 900" in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_a_part_that_failed_is_marked(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    write(page, [("The engine", "About it.", _section([], failed=True))])
    assert "do not use its figures" in page.read_text(encoding="utf-8")
    assert not list((tmp_path / "images").iterdir())


def test_ahead_and_behind_lie_on_their_sides() -> None:
    faster, slower, none = (ahead(row) for row in ROWS)
    assert faster == (100.0, 100.0, 100.0)
    assert slower is not None
    assert [round(value, 3) for value in slower] == [0.333] * 3
    assert none is None


def test_a_picture_is_sound_and_has_a_bar_for_each_ratio() -> None:
    root = ET.fromstring(chart(ROWS))  # noqa: S314 - our own
    named = "{http://www.w3.org/2000/svg}"
    bars = [one for one in root.iter(f"{named}rect") if one.get("height") != "100%"]
    assert len(bars) == 2
    words = " ".join(one.text or "" for one in root.iter(f"{named}text"))
    assert "ours & theirs (peer)" in words
    assert chart([ROWS[2]]) == ""


def test_parts_run_and_are_kept_until_they_are_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        if command[2] == "benchmarks.server":
            load = {"what": "one clerk", "edits": 10, "seconds": 2.0, "p50_ms": 1.0, "p99_ms": 3.0}
            content: Any = {"loads": [load], "reading": ROWS[:1]}
        else:
            content = ROWS
        Path(command[command.index("--json") + 1]).write_text(json.dumps(content), "utf-8")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(harness, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(subprocess, "run", answer)
    page = tmp_path / "benchmarks.md"
    arguments = ["--report", str(page)]
    assert harness.main(["--only", "server", "engine", *arguments]) == 0
    assert "one clerk: one edit, p50–p99, 5 edits/s | 1 ms (1–3)" in page.read_text("utf-8")
    page.unlink()
    assert harness.main(["--no-run", *arguments]) == 0
    assert "## A server with fifty clerks" in page.read_text("utf-8")


def test_a_part_that_ends_badly_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.CompletedProcess[bytes]([], 1)
    monkeypatch.setattr(harness, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: ended)
    assert harness.main(["--only", "sizes", "--report", str(tmp_path / "b.md")]) == 1
