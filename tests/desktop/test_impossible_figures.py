"""Figures that nobody can mean: from a program that was made to lie, or from a slip of a finger."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

import resources
from desktop.desk import Accepted, Desk
from desktop.problems import Trouble
from desktop.workspace import Workspace
from exporters import data_json
from exporters.data_json import DataFile, Row, Shape
from forms.cells import CellKey
from forms.printed.document import Document
from forms.profile import Profile
from forms.report import ReportHead
from tests.desktop.test_receiving import finalized
from tests.province import DEPARTMENT, Clock

MONTH = "2025-08"
UNIT, OTHER = "30292", "30307"
DAY = "2025-08-21T08:00:00+07:00"
LONGEST = "9" * 18
OPENING = CellKey("tthc", 1, "ton_dau")

Lie = Callable[[DataFile], DataFile]


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.at = DAY
    return clock


def said(value: int | str) -> Lie:
    """Say another figure of the first row than was typed; the paper keeps the true one."""

    def lie(content: DataFile) -> DataFile:
        table = content.values["tthc"]
        assert isinstance(table, dict)
        first = next(name for name, row in table.items() if isinstance(row, dict))
        row = table[first]
        assert isinstance(row, dict)
        changed: Mapping[str, int | str | Row | tuple[Row, ...]] = {
            **table, first: {**row, "ton_dau": value}
        }  # fmt: skip
        values: dict[str, Shape] = {**content.values, "tthc": dict(changed)}
        return replace(content, values=values)

    return lie


def numbered(*rows: int) -> Lie:
    return lambda content: replace(content, rows={**content.rows, "recipients": rows})


def sent_by_a_liar(folder: Path, clock: Clock, lie: Lie, patch: pytest.MonkeyPatch) -> Path:
    """A package that is whole in itself: hashes, paper and workbook are made of the lie."""
    truly = Desk._render_data

    def lying(desk: Desk, head: ReportHead, document: Document) -> bytes:
        return data_json.encode(lie(data_json.read(truly(desk, head, document))))

    with patch.context() as changed, Workspace.open(folder, now=clock, who="A") as commune:
        changed.setattr(Desk, "_render_data", lying)
        path = folder / "goi.zip"
        path.write_bytes(finalized(commune, "F16", OTHER, MONTH)["zip"])
    return path


@pytest.mark.parametrize(
    "lie",
    [said("ba mươi"), said("NaN"), said("1e999999"), said(10**300), numbered(1, 2), numbered(0)],
    ids=["words", "no number", "endless", "300 digits", "too many rows", "row nought"],
)
def test_one_package_that_lies_is_refused_and_the_others_come_in(
    tmp_path: Path, clock: Clock, lie: Lie, monkeypatch: pytest.MonkeyPatch
) -> None:
    false = sent_by_a_liar(tmp_path / "liar", clock, lie, monkeypatch)
    with Workspace.open(tmp_path / "commune", now=clock, who="A") as commune:
        true = tmp_path / "that.zip"
        true.write_bytes(finalized(commune, "F16", UNIT, MONTH)["zip"])
    with Workspace.open(tmp_path / "department", now=clock, who="B") as department:
        department.set_profile(Profile(unit=DEPARTMENT))
        done = {one.name: one for one in department.receiving.receive([false, true])}
        assert (done["goi.zip"].state, done["that.zip"].state) == ("refused", "accepted")
        (told,) = done["goi.zip"].judgements
        assert "data.json" in told.message
        states = [line.receipt.state for line in department.receiving.inbox()]
        assert sorted(states) == ["accepted", "refused"]
        board = department.board.table("F16", MONTH)
        stands = {row.unit: row.cells[0].state for row in board.rows}
        assert (stands[UNIT], stands[OTHER]) == ("received", "due")
        assert department.check_store() == ()


def filled(workspace: Workspace, figures: Mapping[str, str]) -> Desk:
    """A report that lacks nothing, with other figures in some columns of each row."""
    (path, *_) = sorted(resources.path("samples").glob("F16-20*.json"))
    sample = {**json.loads(path.read_bytes()), "period": MONTH}
    desk = workspace.desk(workspace.create("F16", UNIT, MONTH, blank=True).id)
    assert isinstance(desk.fill(json.dumps(sample).encode()), Accepted)
    for row in range(1, 7):
        for part, figure in figures.items():
            assert isinstance(desk.enter(CellKey("tthc", row, part), figure), Accepted)
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "Đã đối chiếu")
    return desk


def test_a_total_that_nothing_can_hold_is_told_with_the_figure_that_makes_it(
    tmp_path: Path, clock: Clock
) -> None:
    huge = dict.fromkeys(("ton_dau", "tn_tt", "tn_mp", "tn_td", "tn_bc"), LONGEST)
    with Workspace.open(tmp_path, now=clock, who="A") as workspace:
        desk = filled(workspace, huge)
        with pytest.raises(Trouble) as refused:
            desk.finalize()
        assert refused.value.code == "NUM-LONG"
        assert "999.999.999.999.999.999" in refused.value.message
        assert workspace.desk(desk.head.id).editable
        for row in range(1, 7):
            for part in huge:
                desk.enter(CellKey("tthc", row, part), "1")
        for finding in desk.findings():
            if finding.severity in ("error", "warning"):
                desk.accept(finding, "Đã đối chiếu")
        assert desk.finalize().status == "finalized"
        assert workspace.check_store() == ()


def test_the_longest_figure_alone_is_handed_in(tmp_path: Path, clock: Clock) -> None:
    with Workspace.open(tmp_path / "commune", now=clock, who="A") as commune:
        desk = filled(commune, {})
        assert isinstance(desk.enter(OPENING, LONGEST), Accepted)
        for finding in desk.findings():
            if finding.severity in ("error", "warning"):
                desk.accept(finding, "Đã đối chiếu")
        desk.finalize()
        path = tmp_path / "dai.zip"
        path.write_bytes(desk.files()["zip"])
    with Workspace.open(tmp_path / "department", now=clock, who="B") as department:
        department.set_profile(Profile(unit=DEPARTMENT))
        (done,) = department.receiving.receive([path])
        assert (done.state, done.receipt and done.receipt.number) == ("accepted", 1)
        assert department.receiving.open(1).computation.cells[OPENING] == Decimal(LONGEST)
