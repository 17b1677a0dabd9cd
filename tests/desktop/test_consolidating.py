"""A department makes one report of its units': what came in, who is missing, whose figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import resources
from desktop.cli import main
from desktop.desk import Accepted, Desk
from desktop.problems import NOT_ALLOWED, Trouble
from desktop.use_cases.accounts import Credentials
from desktop.workspace import Workspace
from forms.accounts import Role
from forms.cells import CellKey
from forms.findings import Finding
from tests import province
from tests.builders import key

DAY = "2025-08-05"
DEPARTMENT = "91-SKHCN"
REPORT = f"F07-{DEPARTMENT}-{DAY}"
PLACES = ("n_dau", "n_tt_tp", "n_tn", "g_dung", "n_cuoi_han")
COMMUNES = 102
MONTH = "F02-91-2024-07"


def now() -> str:
    return "2025-09-22T17:00:00+07:00"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> province.Province:
    folder = tmp_path_factory.mktemp("province")
    return province.make(folder, units=12, periods=(DAY,), forms=("F07",))


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory, sent: province.Province) -> Path:
    """The department's data with everything received, in the order of arrival."""
    folder, clock = tmp_path_factory.mktemp("department"), province.Clock()
    with Workspace.open(folder, now=clock, who="người tổng hợp") as opened:
        for came, paths in sent.deliveries():
            clock.at = came
            opened.receiving.receive(paths)
    return folder


@pytest.fixture
def workspace(tmp_path: Path, received: Path) -> Iterator[Workspace]:
    shutil.copytree(received, tmp_path, dirs_exist_ok=True)
    with Workspace.open(tmp_path, now=now, who="người tổng hợp") as opened:
        yield opened


def said(desk: Desk, code: str) -> list[Finding]:
    return [finding for finding in desk.findings() if finding.code == code]


def run(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, Any]:
    status = main([*words, "--data-dir", str(folder), "--json"])
    return status, json.loads(capsys.readouterr().out)


_PEOPLE: tuple[tuple[str, Role], ...] = (
    ("Quản", "quan_tri"),
    ("Lan", "nhap"),
    ("Tâm", "tong_hop"),
)


# --- twelve communes into a department's report --------------------------------------------------


def test_the_sums_are_those_of_what_counts(workspace: Workspace, sent: province.Province) -> None:
    done = workspace.consolidating.run("F07", DAY, DEPARTMENT)
    desk = workspace.desk(REPORT)
    counting = sent.counting("F07", DAY)
    assert (done.report, done.fresh, done.conflicts) == (REPORT, True, ())
    for place in PLACES:
        assert desk.computation.effective(key(place)) == sent.total("F07", DAY, place)
        told = workspace.consolidating.contributors(REPORT, key(place))
        gave = {each.contribution.unit: each.contribution.value for each in told.given}
        assert gave == {unit: Decimal(figures[place]) for unit, figures in counting.items()}
        assert all(len(each.contribution.sha256) == 64 for each in told.given)
        assert not told.edited
    (part,) = done.parts
    assert len(part.expected) == COMMUNES
    assert set(sent.missing("F07", DAY)) <= set(part.missing)
    assert set(part.expected) - set(part.missing) == set(counting)


def test_who_is_missing_is_a_warning_that_must_be_answered(
    workspace: Workspace, sent: province.Province
) -> None:
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    desk = workspace.desk(REPORT)
    (partial,) = said(desk, "PARTIAL")
    assert (partial.severity, partial.rule) == ("warning", "F07")
    assert partial.given == f"{len(sent.counting('F07', DAY))}/{COMMUNES} đơn vị"
    assert len(partial.expected.split(", ")) == COMMUNES - len(sent.counting("F07", DAY))
    desk.accept(partial, "Chốt với số hiện có")
    assert said(workspace.desk(REPORT), "PARTIAL")[0].reason == "Chốt với số hiện có"


def test_who_was_let_off_is_not_missing(workspace: Workspace) -> None:
    before = workspace.consolidating.plan("F07", DAY, DEPARTMENT).parts[0]
    absent = before.missing[0]
    workspace.board.exempt("F07", absent, DAY, "mới thành lập")
    after = workspace.consolidating.plan("F07", DAY, DEPARTMENT).parts[0]
    assert set(before.missing) - set(after.missing) == {absent}
    assert len(after.expected) == len(before.expected) - 1


def test_the_same_trouble_of_two_communes_is_no_mistake(workspace: Workspace) -> None:
    desk = workspace.desk(workspace.consolidating.run("F07", DAY, DEPARTMENT).report)
    assert len(desk.computation.rows("kn")) > 1
    assert said(desk, "COUNT") == []


def test_a_second_run_writes_nothing_and_one_step_is_in_the_trail(workspace: Workspace) -> None:
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    trail = workspace.desk(REPORT).history()
    assert {row.action for row in trail} == {"create", "consolidate"}
    again = workspace.consolidating.run("F07", DAY, DEPARTMENT)
    assert again.lines == ()
    assert workspace.desk(REPORT).history() == trail
    assert workspace.check_store() == ()


def test_a_late_package_is_told_and_then_changes_only_what_it_must(
    workspace: Workspace, sent: province.Province
) -> None:
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    unit = next(iter(sent.counting("F07", DAY)))
    (receipt,) = workspace._store.inbox.receipts("F07", DAY, unit, "accepted")
    before = workspace.desk(REPORT).computation.effective(key("n_dau"))
    workspace._store.inbox.decide(receipt.number, "refused", "Gửi nhầm", who="x")
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    without = workspace.desk(REPORT)
    figure = sent.counting("F07", DAY)[unit]["n_dau"]
    assert without.computation.effective(key("n_dau")) == before - figure  # type: ignore[operator]
    assert said(without, "OUTDATED") == []
    workspace._store.inbox.decide(receipt.number, "accepted", "Đúng rồi", who="x")
    (late,) = said(workspace.desk(REPORT), "OUTDATED")
    assert (late.severity, late.given) == ("note", "1")
    planned = workspace.consolidating.plan("F07", DAY, DEPARTMENT)
    assert {line.key.place(): line.now for line in planned.lines}["n_dau"] == before - figure  # type: ignore[operator]
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    assert workspace.desk(REPORT).computation.effective(key("n_dau")) == before


def test_a_hand_edit_stays_and_is_told(workspace: Workspace) -> None:
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    desk = workspace.desk(REPORT)
    assert isinstance(desk.enter(key("n_dau"), "7"), Accepted)
    planned = workspace.consolidating.run("F07", DAY, DEPARTMENT)
    assert [line.key.place() for line in planned.conflicts] == ["n_dau"]
    assert workspace.consolidating.contributors(REPORT, key("n_dau")).edited
    assert workspace.desk(REPORT).computation.cells[key("n_dau")] == 7
    workspace.consolidating.run("F07", DAY, DEPARTMENT, overwrite=True)
    assert workspace.desk(REPORT).computation.cells[key("n_dau")] != 7


def test_a_rate_names_the_contributors_of_its_numbers(workspace: Workspace) -> None:
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    rate = CellKey("s_tp", 0, "p")
    desk = workspace.desk(REPORT)
    field = next(f.id for f in desk.engine.form.fields if f.kind == "ratio")
    told = workspace.consolidating.contributors(REPORT, rate._replace(field=field))
    assert {each.contribution.key.part for each in told.given} == {"n", "d"}


def test_nothing_to_consolidate_makes_no_report(workspace: Workspace) -> None:
    with pytest.raises(Trouble) as refused:
        workspace.consolidating.run("F07", "2025-08-06", DEPARTMENT)
    assert refused.value.code == "CONSOLIDATE-NONE"
    assert workspace.consolidating.plan("F07", "2025-08-06", DEPARTMENT).cells == 0
    assert all(not line.head.id.startswith("F07-91") for line in workspace.reports())


def test_a_preview_touches_nothing(workspace: Workspace) -> None:
    done = workspace.consolidating.plan("F07", DAY, DEPARTMENT)
    assert done.fresh
    assert done.lines
    assert workspace.reports() == ()


def test_the_command_line_tells_the_same(
    workspace: Workspace,
    sent: province.Province,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace.close()
    call = ("consolidate", "F07", "--period", DAY, "--unit", DEPARTMENT)
    status, seen = run(capsys, tmp_path, *call, "--preview")
    assert (status, seen["fresh"], seen["changed"], seen["counts"]) == (0, True, 0, None)
    status, done = run(capsys, tmp_path, *call)
    (part,) = done["parts"]
    assert (status, done["report"], done["conflicts"]) == (0, REPORT, [])
    assert sorted(part["present"]) == sorted(sent.counting("F07", DAY))
    assert done["lines"] == seen["lines"]
    assert run(capsys, tmp_path, *call)[1]["changed"] == 0
    status, told = run(capsys, tmp_path, "contributors", REPORT, "n_dau")
    (cell,) = told["cells"]
    assert (status, cell["now"]) == (0, sent.total("F07", DAY, "n_dau"))
    assert sum(each["value"] for each in cell["contributors"]) == cell["now"]
    status, told = run(capsys, tmp_path, "contributors", REPORT)
    assert "n_dau" in {cell["place"] for cell in told["cells"]}
    assert run(capsys, tmp_path, "contributors", REPORT, "khong_co")[0] == 2


def test_the_annex_by_unit_comes_only_when_it_is_asked_for(
    workspace: Workspace, sent: province.Province, tmp_path: Path
) -> None:
    workspace.consolidating.run("F07", DAY, DEPARTMENT)
    desk = workspace.desk(REPORT)
    assert desk.document().units is None
    units = desk.document(by_unit=True).units
    assert units is not None
    sums = {column.place: column.sum for column in units.columns}
    assert {place: sums[place] for place in PLACES} == {
        place: sent.total("F07", DAY, place) for place in PLACES
    }
    assert len(units.rows) == len(sent.counting("F07", DAY))
    (book,) = desk.export(tmp_path / "out", "xlsx", by_unit=True)
    assert "Theo đơn vị" in openpyxl.load_workbook(book, read_only=True).sheetnames


def test_only_who_consolidates_may(workspace: Workspace, tmp_path: Path) -> None:
    book, password = workspace.account_book, "một câu dài dễ nhớ"
    for name, role in _PEOPLE:
        book.add(name, password, (role,))
    workspace.close()
    with Workspace.open(tmp_path, now=now, credentials=Credentials("Lan", password)) as opened:
        with pytest.raises(Trouble) as refused:
            opened.consolidating.run("F07", DAY, DEPARTMENT)
        assert (refused.value.code, refused.value.exit_status) == ("ROLE", NOT_ALLOWED)
        assert opened.reports() == ()
    with Workspace.open(tmp_path, now=now, credentials=Credentials("Tâm", password)) as opened:
        assert opened.consolidating.run("F07", DAY, DEPARTMENT).fresh


# --- a form of another form -----------------------------------------------------------------------


def test_a_form_is_filled_from_its_own_sources_like_pulling(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, now=now, who="người điền") as opened:
        sheet = opened.desk(opened.create("F16", "30337", "2025-08").id)
        content = resources.path("samples/F16-2025-08.json").read_bytes()
        assert isinstance(sheet.fill(content), Accepted)
        pulled = opened.desk(opened.create("F02-DP", "30337", "2025-08").id).pull_preview()
        done = opened.consolidating.run("F02-DP", "2025-08", "30337")
        (part,) = done.parts
        assert (part.form, part.given, part.wanted, part.missing) == ("F16", 1, 1, ())
        mine = {line.key: line.value for line in done.lines}
        figures = {line.key: line.offer.value for line in pulled if line.offer.form == "F16"}
        assert mine
        assert mine == {at: value for at, value in figures.items() if at in mine}
        assert said(opened.desk(done.report), "PARTIAL") == []
        told = opened.consolidating.contributors(done.report, done.lines[0].key)
        assert [each.contribution.report for each in told.given] == ["F16-30337-2025-08"]


# --- the suppliers' sheets into the province's report ---------------------------------------------


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A computer with the suppliers' sheets of July 2024."""
    folder = tmp_path_factory.mktemp("suppliers")
    with Workspace.open(folder, now=now, who="người tổng hợp") as opened:
        for path in sorted(resources.path("samples").glob("F02-*-2024-07.json")):
            name = path.name.removesuffix("-2024-07.json")
            unit = opened.form(name).owed_by[0]
            desk = opened.desk(opened.create(name, unit, "2024-07").id)
            assert isinstance(desk.fill(path.read_bytes()), Accepted)
    return folder


def test_the_suppliers_of_july_make_the_report_of_the_province(
    months: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, done = run(capsys, months, "consolidate", "F02", "--period", "2024-07", "--unit", "91")
    assert (status, done["report"], done["conflicts"]) == (0, MONTH, [])
    with Workspace.open(tmp_path, now=now) as typist, Workspace.open(months, now=now) as opened:
        typed = typist.desk(typist.create("F02", "91", "2024-07").id)
        for name in ("F02-2024-07", "F02-2024-07-corrections"):
            assert isinstance(
                typed.fill(resources.path(f"samples/{name}.json").read_bytes()), Accepted
            )
        desk = opened.desk(MONTH)
        for line in done["lines"]:
            at = key(line["place"])
            if desk.engine.layout.find(at) is not None:
                mine, theirs = desk.computation.effective(at), typed.computation.effective(at)
                assert mine == theirs, line["place"]
        told = opened.consolidating.contributors(MONTH, key("dvc12.n"))
        assert [each.contribution.unit for each in told.given] == ["91-STP"]
        assert {finding.rule for finding in said(desk, "PARTIAL")} == {"F02-HOI", "F14"}


def test_a_finalized_report_is_left_alone(months: Path) -> None:
    with Workspace.open(months, now=now) as opened:
        opened.consolidating.run("F02", "2024-07", "91")
        opened._store.finalize(MONTH, data=b"{}", vector=b"", at=now(), who="x")
        for act in (opened.consolidating.plan, opened.consolidating.run):
            with pytest.raises(Trouble) as refused:
                act("F02", "2024-07", "91")
            assert refused.value.code == "ReportNotDraft"
            assert "Mở lại" in refused.value.message
