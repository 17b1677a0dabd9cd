"""`baocao prefill`: an old report's figures into a new report, shown first, undone in one step."""

from __future__ import annotations

import pytest

from desktop.cli import main
from tests import f02
from tests.desktop.shell import REPORT, Shell


@pytest.fixture
def begun(shell: Shell) -> Shell:
    """A new report, and last month's in words beside the data."""
    shell("new", "F02", "--unit", "91", "--period", "2024-07")
    (shell.folder / "cu.txt").write_text(f02.words(f02.filled(f02.JULY)), encoding="utf-8")
    return shell


def test_a_preview_writes_nothing(begun: Shell) -> None:
    told = begun("prefill", REPORT, str(begun.folder / "cu.txt"), "--preview")
    assert told["changed"] == 0
    offers = {offer["place"]: offer for offer in told["offers"]}
    assert offers["dvc12.n"]["value"] == 949
    assert offers["dvc12.n"]["now"] is None
    assert offers["dvc12.n"]["taken"] is True
    assert set(offers["dvc12.n"]) == {
        *("place", "now", "value", "confidence", "taken", "page", "line", "quote", "note")
    }
    assert begun("show", REPORT)["data"]["values"].get("dvc12") is None


def test_what_is_sure_is_filled_and_offered_no_more(begun: Shell) -> None:
    told = begun("prefill", REPORT, str(begun.folder / "cu.txt"))
    assert told["changed"] > 100
    assert begun("show", REPORT)["data"]["values"]["dvc12"]["n"] == 949
    again = begun("prefill", REPORT, str(begun.folder / "cu.txt"))
    assert [offer for offer in again["offers"] if offer["taken"]] == []
    assert again["changed"] == 0


def test_people_read_lines_and_what_is_left(begun: Shell) -> None:
    begun.capsys.readouterr()
    assert (
        main(["--data-dir", str(begun.folder), "prefill", REPORT, str(begun.folder / "cu.txt")])
        == 0
    )
    said = begun.capsys.readouterr().out
    assert "điền   dvc12.n: trống → 949 (trang 1, dòng" in said
    assert "Đã điền" in said


def test_a_file_that_cannot_be_read_is_said(begun: Shell) -> None:
    told = begun("prefill", REPORT, str(begun.folder / "khong-co.txt"), expect=2)
    assert told["error"]["code"] == "FILE-MISSING"
