"""What happened to a report, and two of its submissions side by side: façade and command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.cli import main
from desktop.desk import Accepted, Desk
from desktop.problems import CALL_WRONG, Trouble
from desktop.use_cases import report_trail as trail
from desktop.workspace import Workspace
from tests.builders import key

SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()
NOW = "2024-07-22T17:00:00+07:00"
REPORT = "F02-91-2024-07"


def now() -> str:
    return NOW


def finalized(workspace: Workspace) -> Desk:
    desk = workspace.desk(REPORT)
    desk.repair_all()
    for finding in desk.findings():
        if finding.severity == "warning" and finding.reason is None:
            desk.accept(finding, "đã đối chiếu")
    desk.finalize()
    return desk


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A report handed in twice; the second time with another figure and other words."""
    with Workspace.open(tmp_path, now=now, who="Trần Thị Bình") as opened:
        desk = opened.desk(opened.create("F02", "91", "2024-07").id)
        assert isinstance(desk.fill(SAMPLE), Accepted)
        desk = finalized(opened)
        desk.export(tmp_path / "out", only="package")
        desk.reopen("đính chính dịch vụ công")
        desk = opened.desk(REPORT)
        assert isinstance(desk.enter(key("dvc01.n"), "47"), Accepted)
        assert isinstance(desk.enter(key("dvc01.n"), "48"), Accepted)
        finalized(opened)
        yield opened


def run(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, Any]:
    status = main([*words, "--data-dir", str(folder), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_report_s_steps_are_told_newest_first(workspace: Workspace) -> None:
    events = trail.events(workspace.desk(REPORT))
    assert [one.action for one in events if one.action in ("create", "finalize", "revise")] == [
        "finalize",
        "revise",
        "finalize",
        "create",
    ]
    revised = next(one for one in events if one.action == "revise")
    assert (revised.words, revised.detail) == (
        "mở lại thành lần nộp sau",
        "đính chính dịch vụ công",
    )
    assert {one.detail for one in events if one.action == "finalize"} == {""}
    exported = next(one for one in events if one.action == "export")
    assert exported.detail.endswith(".zip")
    assert {one.words for one in events} <= set(trail.WORDS.values())
    reasons = {one.detail for one in events if one.action == "accept"}
    assert any("dòng 2, Ngày ban hành (DATE-PERIOD): đã đối chiếu" in said for said in reasons)
    assert not any("[" in said or "@" in said for said in reasons)
    filled = next(one for one in events if one.action == "fill")
    assert " ô nữa" in trail.places_in_words(workspace.desk(REPORT), filled)


def test_a_cell_s_changes_are_told_as_they_are_printed(workspace: Workspace) -> None:
    steps = trail.cell_steps(workspace.desk(REPORT), "dvc01.n")
    assert [(one.old, one.new) for one in steps[:2]] == [("47", "48"), (steps[1].old, "47")]
    assert steps[-1].old == ""
    with pytest.raises(Trouble, match="không có ô") as caught:
        trail.cell_steps(workspace.desk(REPORT), "khong_co")
    assert caught.value.exit_status == CALL_WRONG


def test_two_submissions_differ_in_what_was_changed_and_in_what_follows(
    workspace: Workspace,
) -> None:
    desk = workspace.desk(REPORT)
    assert [side.revision for side in trail.sides(desk)] == [1, 2]
    found = trail.compare(desk, 1, 2)
    changed = {line.place: (line.first, line.second) for line in found.changed}
    before = trail.cell_steps(desk, "dvc01.n")[1].old
    assert changed["dvc01.n"] == (before, "48")
    fields = {place.partition(".")[0].partition("[")[0] for place in changed}
    assert fields == {"dvc01", "dvc_ca_pct", "dvc_100_list"}
    assert len(found.lines) > len(found.changed)
    assert all(line.label for line in found.lines)
    assert trail.compare(desk, 2).changed == ()
    assert "giống nhau" in trail.summary(trail.compare(desk, 2, 2))


def test_a_draft_is_laid_beside_what_was_handed_in(workspace: Workspace) -> None:
    desk = workspace.desk(REPORT)
    desk.reopen("xem lại")
    desk = workspace.desk(REPORT)
    assert isinstance(desk.enter(key("dvc01.n"), "46"), Accepted)
    assert [side.words for side in trail.sides(desk)] == [
        "Lần nộp 1",
        "Lần nộp 2",
        "Hiện nay",
    ]
    changed = {line.place: line.second for line in trail.compare(desk, 2).changed}
    assert changed["dvc01.n"] == "46"


def test_the_command_line_tells_the_same(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.close()
    status, said = run(capsys, tmp_path, "history", REPORT)
    assert (status, said["events"][-1]["action"]) == (0, "create")
    status, said = run(capsys, tmp_path, "history", REPORT, "dvc01.n")
    assert (status, said["steps"][0]["new"]) == (0, "48")
    status, said = run(capsys, tmp_path, "compare", REPORT, "1", "2")
    assert status == 0
    assert "dvc01.n" in {line["place"] for line in said["changed"]}
    status, said = run(capsys, tmp_path, "compare", REPORT, "1", "7")
    assert (status, said["error"]["code"]) == (2, "REVISION")
    for words in (("history", REPORT), ("history", REPORT, "dvc01.n"), ("compare", REPORT, "1")):
        assert main([*words, "--data-dir", str(tmp_path)]) == 0
        assert "→" in capsys.readouterr().out or words[0] == "history"
