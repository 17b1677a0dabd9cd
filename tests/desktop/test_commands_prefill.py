"""`baocao prefill`: an old report's figures into a new report, shown first, undone in one step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from tests import f02

JULY = "F02-91-2024-07"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert (
        main(["--data-dir", str(tmp_path), "new", "F02", "--unit", "91", "--period", "2024-07"])
        == 0
    )
    (tmp_path / "cu.txt").write_text(f02.words(f02.filled(f02.JULY)), encoding="utf-8")
    return tmp_path


def run(folder: Path, capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:  # noqa: ANN401 - any JSON value
    capsys.readouterr()
    assert main(["--data-dir", str(folder), *words, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_a_preview_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(folder, capsys, "prefill", JULY, str(folder / "cu.txt"), "--preview")
    assert told["changed"] == 0
    offers = {offer["place"]: offer for offer in told["offers"]}
    assert offers["dvc12.n"]["value"] == 949
    assert offers["dvc12.n"]["now"] is None
    assert offers["dvc12.n"]["taken"] is True
    assert set(offers["dvc12.n"]) == {
        *("place", "now", "value", "confidence", "taken", "page", "line", "quote", "note")
    }
    assert run(folder, capsys, "show", JULY)["data"]["values"].get("dvc12") is None


def test_what_is_sure_is_filled_and_offered_no_more(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(folder, capsys, "prefill", JULY, str(folder / "cu.txt"))
    assert told["changed"] > 100
    assert run(folder, capsys, "show", JULY)["data"]["values"]["dvc12"]["n"] == 949
    again = run(folder, capsys, "prefill", JULY, str(folder / "cu.txt"))
    assert [offer for offer in again["offers"] if offer["taken"]] == []
    assert again["changed"] == 0


def test_people_read_lines_and_what_is_left(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["--data-dir", str(folder), "prefill", JULY, str(folder / "cu.txt")]) == 0
    said = capsys.readouterr().out
    assert "điền   dvc12.n: trống → 949 (trang 1, dòng" in said
    assert "Đã điền" in said


def test_a_file_that_cannot_be_read_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(folder, capsys, "prefill", JULY, str(folder / "khong-co.txt"), status=2)
    assert told["error"]["code"] == "FILE-MISSING"
