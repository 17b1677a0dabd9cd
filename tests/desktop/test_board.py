"""The board of a province: every unit stands once, as what was sent says; leaves move deadlines."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from desktop import cli
from desktop.commands.board import board_lines
from desktop.problems import Trouble
from desktop.workspace import Workspace
from forms.department.board import Cell
from forms.department.receipts import Remark
from forms.profile import Profile
from tests import province
from tests.province import DEPARTMENT, Clock, Province

MONTH = "2025-08"
DUE = date(2025, 8, 22)
AFTER = "2025-10-01T08:00:00+07:00"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Province:
    return province.make(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory, sent: Province) -> Path:
    """The department's data with everything received on its day; nobody changes it."""
    folder, clock = tmp_path_factory.mktemp("department"), Clock()
    with Workspace.open(folder, now=clock, who="Trần Thị Bình") as opened:
        opened.set_profile(Profile(unit=DEPARTMENT))
        for came, paths in sent.deliveries():
            clock.at = came
            opened.receiving.receive(paths)
    return folder


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.at = AFTER
    return clock


@pytest.fixture
def department(tmp_path: Path, received: Path, clock: Clock) -> Iterator[Workspace]:
    shutil.copytree(received, tmp_path / "department")
    with Workspace.open(tmp_path / "department", now=clock, who="Trần Thị Bình") as opened:
        yield opened
        assert opened.check_store() == ()


def cell(department: Workspace, unit: str) -> Cell:
    (row,) = department.board.table("F16", MONTH, unit=unit).rows
    (found,) = row.cells
    return found


def unit_of(sent: Province, fault: str) -> str:
    return next(one.unit for one in sent.sent if one.fault == fault)


def missing_unit(sent: Province) -> str:
    handed_in = {one.unit for one in sent.sent}
    return next(unit for unit in sent.units if unit not in handed_in)


def severities(package: bytes) -> set[str]:
    """What the sender let pass, as the package's own list says."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        listed = json.loads(archive.read("manifest.json"))
    return {one["severity"] for one in listed["accepted"]}


# --- as it was sent ------------------------------------------------------------------------------


def test_every_unit_stands_as_what_it_sent(department: Workspace, sent: Province) -> None:
    found = department.board.table("F16", MONTH)
    assert len(found.rows) == len({row.unit for row in found.rows}) == 102
    told = {row.unit: row.cells[0] for row in found.rows}
    for unit, here in told.items():
        counting = [one for one in sent.sent if one.unit == unit and one.counts]
        counting = [one for one in counting if one.period == MONTH]
        if not counting:
            assert here.state == "missing"
            continue
        (one,) = counting
        passed = severities(one.path.read_bytes())
        content = "errors" if "error" in passed else "warnings" if "warning" in passed else "clean"
        late = one.came[:10] > DUE.isoformat()
        assert here[2:5] == ("received", late, content)
        assert (here.revision, here.at) == (one.revision, one.came)
    (totals,) = found.totals
    counting = [one for one in sent.sent if one.counts and one.period == MONTH]
    delayed = sum(one.fault == "late" for one in counting)
    assert (totals.owed, totals.received, totals.late) == (102, len(counting), delayed)
    assert (totals.on_time, totals.missing) == (len(counting) - delayed, 102 - len(counting))
    assert totals.clean + totals.warnings + totals.errors == totals.received
    assert {row.unit for row, _ in found.open(MONTH, ("missing",))} >= set(
        sent.missing("F16", MONTH)
    )


def test_before_the_deadline_nothing_is_missing(
    department: Workspace, sent: Province, clock: Clock
) -> None:
    unit = missing_unit(sent)
    for at, state in (
        ("2025-08-05T08:00:00+07:00", "waiting"),
        ("2025-08-22T23:59:00+07:00", "due"),
        ("2025-08-23T00:00:00+07:00", "missing"),
    ):
        clock.at = at
        assert cell(department, unit).state == state
    assert cell(department, unit).due == DUE


def test_what_is_held_returned_or_typed_here_is_told(
    department: Workspace, sent: Province, tmp_path: Path
) -> None:
    good = unit_of(sent, "")
    report = f"F16-{good}-{MONTH}"
    department.returning.send_back(report, [Remark(place="", text="Xem lại")], "", tmp_path)
    assert cell(department, good).state == "returned"
    assert cell(department, good).there
    number = cell(department, good).number
    department.receiving.decide(number, "refuse", "Gửi nhầm")
    assert cell(department, good).state == "missing"
    ahead = department.board.table("F16", "2027-08", unit=sent.units[0]).rows[0].cells[0]
    assert ahead.state == "held"
    typed = missing_unit(sent)
    desk = department.desk(department.create("F16", typed, MONTH, blank=True).id)
    assert cell(department, typed).state == "missing"
    drawn = province._sample("F16")
    desk.fill(json.dumps({**drawn, "period": MONTH}).encode())
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "Đã đối chiếu")
    desk.finalize()
    here = cell(department, typed)
    assert (here.state, here.late, here.number) == ("received", True, 0)


def test_a_year_is_all_its_periods(department: Workspace) -> None:
    found = department.board.table("F16", "2025")
    codes = [column.period.code for column in found.columns]
    assert codes == [f"2025-{month:02d}" for month in range(7, 13)]
    between = department.board.table("F16", "2025-08", "2025-10")
    assert [column.period.code for column in between.columns] == ["2025-08", "2025-09", "2025-10"]
    states = Counter(row.cells[2].state for row in between.rows)
    assert states == {"waiting": 102}
    lines = list(board_lines(between))
    assert sum(line.startswith("3") for line in lines) >= 100
    for wrong in (("2025-10", "2025-08"), ("2025-08", "2025-W33"), ("2025-08", "2095-08")):
        with pytest.raises(Trouble):
            department.board.table("F16", *wrong)


# --- exempted and longer -------------------------------------------------------------------------


def test_an_exempted_unit_is_not_missing(department: Workspace, sent: Province) -> None:
    unit = missing_unit(sent)
    department.board.exempt("F16", unit, "", "Chưa có bộ phận một cửa")
    here = cell(department, unit)
    assert (here.state, here.leave) == ("exempt", "Chưa có bộ phận một cửa")
    (totals,) = department.board.table("F16", MONTH).totals
    assert (totals.owed, totals.exempt) == (101, 1)
    department.board.withdraw("F16", unit, MONTH, "Tháng này có")
    assert cell(department, unit).state == "missing"
    other = department.board.table("F16", "2025-09", unit=unit).rows[0].cells[0]
    assert other.state == "exempt"


def test_a_longer_deadline_judges_lateness_anew(department: Workspace, sent: Province) -> None:
    unit = unit_of(sent, "late")
    number = cell(department, unit).number
    assert cell(department, unit).late
    department.board.extend("F16", unit, MONTH, date(2025, 8, 31), "Mất điện")
    here = cell(department, unit)
    assert (here.late, here.due, here.granted) == (False, date(2025, 8, 31), True)
    assert not department.receiving.receipt(number).receipt.late
    department.board.withdraw("F16", unit, MONTH, "Không đúng")
    assert department.receiving.receipt(number).receipt.late
    assert cell(department, unit).due == DUE


def test_a_longer_deadline_holds_for_what_comes_after_it(
    department: Workspace, sent: Province, clock: Clock, tmp_path: Path
) -> None:
    missing = missing_unit(sent)
    department.board.extend("F16", missing, MONTH, date(2025, 10, 5), "Mất điện")
    assert cell(department, missing).state == "due"
    (late,) = [one for one in sent.sent if one.fault == "late"]
    with Workspace.open(tmp_path / "other", now=clock, who="T") as other:
        other.set_profile(Profile(unit=DEPARTMENT))
        other.board.extend("F16", late.unit, MONTH, date(2025, 8, 31), "Mất điện")
        (outcome,) = other.receiving.receive([late.path], came=date(2025, 8, 31))
        assert outcome.receipt is not None
        assert (outcome.receipt.late, outcome.receipt.at[:10]) == (False, "2025-08-31")
        assert cell(other, late.unit).state == "received"
        assert not cell(other, late.unit).late


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda board: board.extend("F16", "30292", MONTH, DUE, "x"), "LEAVE-DAY"),
        (lambda board: board.extend("F16", "30292", MONTH, date(2025, 9, 1), " "), "REASON"),
        (lambda board: board.exempt("F16", "91-STC", MONTH, "x"), "LEAVE-OWES"),
        (lambda board: board.exempt("F16", "00000", MONTH, "x"), "UNIT-UNKNOWN"),
        (lambda board: board.withdraw("F16", "30292", MONTH, "x"), "LEAVE-NONE"),
        (lambda board: board.exempt("F16", "30292", "2025-W33", "x"), "PERIOD-KIND"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    act: Any,  # noqa: ANN401 - a call on the board
    code: str,
    department: Workspace,
) -> None:
    with pytest.raises(Trouble) as refused:
        act(department.board)
    assert refused.value.code == code


def test_own_holidays_may_be_added_to_those_of_the_program(
    department: Workspace,
) -> None:
    own = (
        '{"extends": true, "holidays": [{"day": "2025-08-22", "name": "Nghỉ bão"},'
        ' {"day": "2025-08-21", "name": "Nghỉ bão"}]}'
    )
    (department._folder / "holidays.json").write_text(own, encoding="utf-8")
    column = department.board.columns("F16", MONTH)[0]
    assert column.due == date(2025, 8, 26)
    assert not department._year.workdays.is_working(date(2025, 9, 2))


# --- what stands out -----------------------------------------------------------------------------


def sow(department: Workspace, sent: Province, strange: str) -> None:
    """Give every unit the same figures in two later months, but for one figure of one unit."""
    store = department._store
    one = next(each for each in store.inbox.receipts("F16", MONTH) if each.state == "accepted")
    content = json.loads(store.inbox.data(one.number))
    for period in ("2025-11", "2025-12"):
        for at, unit in enumerate(sent.units):
            figures = {**content["figures"], "tthc[1].tn_tt": 100 + at}
            if (unit, period) == (strange, "2025-12"):
                figures["tthc[1].tn_tt"] = 1000 + at
            data = json.dumps({**content, "figures": figures}, sort_keys=True).encode()
            hashed = hashlib.sha256(data + unit.encode() + period.encode()).hexdigest()
            made = replace(
                one,
                sha256=hashed,
                data_sha256=hashlib.sha256(data).hexdigest(),
                unit=unit,
                period=period,
                report=f"F16-{unit}-{period}",
            )
            store.inbox.add(made, data, b"", who="T")


def test_one_strange_figure_is_one_question(department: Workspace, sent: Province) -> None:
    strange = sent.units[3]
    sow(department, sent, strange)
    assert department.board.outliers("F16", "2025-11") == ()
    (asked,) = department.board.outliers("F16", "2025-12")
    question = asked.question
    assert (question.unit, question.place, question.kind) == (strange, "tthc[1].tn_tt", "change")
    assert (question.value, question.usual) == (Decimal(1003), Decimal(103))
    for words in (asked.unit_name, asked.label, "1.003", "103"):
        assert words in asked.message


def test_the_command_asks_too(
    received: Path, sent: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "department"
    shutil.copytree(received, folder)
    with Workspace.open(folder, now=Clock(), who="T") as opened:
        sow(opened, sent, sent.units[3])
    call = ["board", "F16", "--period", "2025-12", "--outliers", "--data-dir", str(folder)]
    assert cli.main([*call, "--json"]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"]
    assert (question["unit"], question["value"], question["usual"]) == (sent.units[3], 1003, 103)
    assert cli.main(call) == 0
    assert question["message"] in capsys.readouterr().out


# --- the reminder --------------------------------------------------------------------------------


def test_the_reminder_names_who_is_missing_and_nobody_else(
    received: Path, sent: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "department", tmp_path / "out"
    shutil.copytree(received, folder)
    call = ["remind", "F16", "--period", MONTH, "--out", str(out), "--data-dir", str(folder)]
    assert cli.main([*call, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    handed_in = set(sent.counting("F16", MONTH))
    assert len(said["units"]) == 102 - len(handed_in)
    assert not handed_in & set(said["units"])
    assert sorted(path.name for path in out.iterdir()) == [
        f"don-doc_F16_{MONTH}.{suffix}" for suffix in ("docx", "pdf", "txt")
    ]
    lines = said["text"].splitlines()
    assert len(lines) == 1 + len(said["units"])
    assert cli.main(call) == 0
    assert lines[1] in capsys.readouterr().out


def test_without_anybody_missing_no_letter_is_written(
    department: Workspace, sent: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row, _ in department.board.table("F16", MONTH).open(MONTH, ("missing",)):
        department.board.exempt("F16", row.unit, MONTH, "Không có")
    good = unit_of(sent, "")
    report = f"F16-{good}-{MONTH}"
    department.returning.send_back(report, [Remark(place="", text="Xem lại")], "", tmp_path)
    folder = str(department._folder)
    call = ["remind", "F16", "--period", MONTH, "--out", str(tmp_path / "out")]
    assert cli.main([*call, "--data-dir", folder]) == 0
    assert "không cần đôn đốc" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
    assert cli.main([*call, "--all", "--data-dir", folder, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["units"] == [good]
    assert "đã trả lại để sửa" in said["text"]
    assert cli.main(["remind", "F16", "--period", "2025", "--out", "x", "--data-dir", folder]) == 2


# --- the command line ----------------------------------------------------------------------------


def test_the_commands_show_and_decide(
    received: Path, sent: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "department"
    shutil.copytree(received, folder)

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        status = cli.main([*arguments, "--data-dir", str(folder), "--json"])
        return status, json.loads(capsys.readouterr().out)

    status, said = run("board", "F16", "--period", "8/2025")
    assert status == 0
    assert said["totals"][0]["received"] == len(sent.counting("F16", MONTH))
    assert len(said["units"]) == 102
    unit = missing_unit(sent)
    assert unit in said["missing"][MONTH]
    where = ("F16", "--unit", unit, "--period", MONTH)
    status, said = run("exempt", *where, "--reason", "Sáp nhập")
    assert (status, said["kind"]) == (0, "exempt")
    status, said = run("board", "F16", "--period", MONTH, "--unit", unit)
    assert said["units"][0]["cells"][0]["state"] == "exempt"
    assert run("exempt", *where, "--reason", "Nhầm", "--withdraw")[0] == 0
    assert run("extend", *where, "--until", "1/12/2099", "--reason", "Bão")[1]["kind"] == "extend"
    status, said = run("board", "F16", "--period", MONTH, "--unit", unit)
    assert said["units"][0]["cells"][0]["state"] == "due"
    assert run("extend", *where, "--reason", "Nhầm", "--withdraw")[0] == 0
    assert run("extend", *where, "--reason", "x")[0] == 2
    assert cli.main(["board", "F16", "--period", MONTH, "--data-dir", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "thiếu, quá hạn" in told
    assert "  Thiếu: " in told
