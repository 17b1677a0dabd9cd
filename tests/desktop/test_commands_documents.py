"""`baocao documents`: the library of a unit on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.cli import main

SAMPLE = resources.path("samples/F02-2024-07.json")


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    run(capsys, tmp_path, "new", "F02", "--unit", "91", "--period", "2024-07")
    run(capsys, tmp_path, "fill", "F02-91-2024-07", str(SAMPLE))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], folder: Path, *command: str) -> dict[str, Any]:
    assert main([*command, "--json", "--data-dir", str(folder)]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_a_document_is_found_as_it_is_typed_in_a_hurry(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, folder, "documents", "ly", "lich", "709")
    (found,) = answer["documents"]
    assert answer["unit"] == "91"
    assert (found["ten_loai"], found["so"], found["ky_hieu"], found["ngay"]) == (
        "Kế hoạch",
        "709",
        "KH-UBND",
        "2024-07-16",
    )
    assert found["report"] == "F02-91-2024-07"
    assert found["text"].startswith("Kế hoạch số 709/KH-UBND ngày 16/7/2024")
    assert len(run(capsys, folder, "documents")["documents"]) > 20


def test_people_get_one_line_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["documents", "709", "--data-dir", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Kế hoạch số 709/KH-UBND ngày 16/7/2024")
    assert lines[0].endswith("[F02-91-2024-07]")
    assert lines[-1].endswith(": tìm được 1 văn bản đã dẫn.")


def test_another_unit_has_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, folder, "documents", "--unit", "91-STP") == {
        "unit": "91-STP",
        "documents": [],
    }
    assert main(["documents", "--unit", "nowhere", "--data-dir", str(folder)]) == 2
    assert "nowhere" in capsys.readouterr().err
