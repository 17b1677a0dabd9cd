"""What IT is told: one page, a file to hand on without figures, what a sudden end leaves."""

import io
import json
import logging
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import resources
from desktop import cli
from desktop.settings import LOG_NAME
from desktop.use_cases import crash_report, placement
from desktop.workspace import Workspace

NOW = "2026-11-22T17:00:00+07:00"
SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()


@pytest.mark.allow_log("strange")
def test_the_page_and_the_file_to_hand_on_hold_no_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.desk(workspace.create("F02", "91", "2024-07").id).fill(SAMPLE)
        logging.getLogger("baocao").warning("strange figure 2695002 in “Trần Thị Lan”")
    crash_report.write(tmp_path, ValueError("bad 949 of 'dvc12'"), at=NOW)
    file = tmp_path / "hand-on.zip"
    words = ["doctor", "--zip", str(file), "--json", "--data-dir", str(tmp_path)]
    assert cli.main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["reports"], told["crashes"]) == (
        True,
        1,
        ["crash-20261122170000.txt"],
    )
    assert told["free_bytes"] > 0
    assert told["versions"]["python"].startswith("3.")
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as bundle:
        content = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(content) == {"doctor.txt", "doctor.json", LOG_NAME, "crash-20261122170000.txt"}
    everything = "\n".join(content.values())
    assert "strange figure ####### in “…”" in everything
    for private in ("2695002", "2.695.002", "Trần Thị Lan", "949", "dvc12"):
        assert private not in everything


def test_a_window_that_closed_leaves_nothing(tmp_path: Path) -> None:
    assert crash_report.begin(tmp_path, at=NOW) is None
    crash_report.end(tmp_path)
    assert crash_report.begin(tmp_path, at=NOW) is None


def test_a_sudden_end_is_told_at_the_next_start(tmp_path: Path) -> None:
    crash_report.begin(tmp_path, at=NOW)
    report = crash_report.write(tmp_path, RuntimeError("x"), at="2026-11-22T17:05:00+07:00")
    assert crash_report.begin(tmp_path, at="2026-11-23T08:00:00+07:00") == (NOW, report)


def test_the_place_of_a_dying_process_is_kept(tmp_path: Path) -> None:
    dying = (
        "import ctypes, pathlib, sys; from desktop.use_cases import crash_report as c;"
        f"f = pathlib.Path(sys.argv[1]); c.begin(f, at={NOW!r}); kept = c.watch(f);"
        "ctypes.string_at(0)"
    )
    command = [sys.executable, "-c", dying, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode < 0
    ended = crash_report.begin(tmp_path, at="2026-11-23T08:00:00+07:00")
    assert ended is not None
    assert ended.report is not None
    assert "Segmentation fault" in ended.report.read_text(encoding="utf-8")


def test_only_the_last_reports_are_kept(tmp_path: Path) -> None:
    for minute in range(crash_report.KEPT + 5):
        crash_report.write(tmp_path, KeyError(), at=f"2026-11-22T17:{minute:02}:00+07:00")
    kept = crash_report.reports(tmp_path)
    assert len(kept) == crash_report.KEPT
    assert kept[0].name == "crash-20261122171400.txt"


@pytest.mark.parametrize(
    ("folder", "named"),
    [
        ("OneDrive - Sở Nội vụ/Báo cáo", "OneDrive"),
        ("Dropbox/x", "Dropbox"),
        ("Google Drive/x", "Google Drive"),
    ],
)
def test_a_synced_folder_is_told(tmp_path: Path, folder: str, named: str) -> None:
    assert named in placement.risk(tmp_path / folder)


def test_a_folder_of_this_computer_is_fine_and_onedrives_own_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert placement.risk(tmp_path) == ""
    monkeypatch.setenv("OneDrive", str(tmp_path))
    assert "OneDrive" in placement.risk(tmp_path / "a")
    assert "trên mạng" in placement.risk(Path("//may-chu/chung")) or os.name == "posix"
