"""The façade: what a new report starts with, which period it proposes, what it is pinned to."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import resources
from desktop.desk import Accepted, Desk, Refused
from desktop.problems import Trouble
from desktop.use_cases.finalizing import printed_gaps, unprinted
from desktop.workspace import Workspace
from forms.cells import CellKey

SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()
BIRTHS = CellKey("dvc12", 0, "n")


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = "2024-07-22T17:00:00+07:00"

    def __call__(self) -> str:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, now=clock, who="người thử") as opened:
        yield opened


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    opened = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    assert isinstance(opened.fill(SAMPLE), Accepted)
    return opened


@pytest.mark.parametrize(
    ("today", "due"),
    [("2024-07-22", "2024-07"), ("2024-07-04", "2024-06"), ("2024-08-03", "2024-07"),
     ("2024-08-10", "2024-08"), ("2025-01-02", "2024-12")],
)  # fmt: skip
def test_the_period_that_is_due_is_proposed(
    workspace: Workspace, clock: Clock, today: str, due: str
) -> None:
    clock.now = f"{today}T08:00:00+07:00"
    assert next(form for form in workspace.forms() if form.id == "F02").example == due


def test_a_new_report_has_its_recipients_its_signature_and_fixed_facts(
    workspace: Workspace,
) -> None:
    desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    assert desk.text_of(CellKey("recipients", 1, "ten")) == "Bộ Công an"
    assert desk.text_of(CellKey("signature", 0, "chuc_vu")) == "PHÓ CHỦ TỊCH"
    assert desk.text_of(CellKey("ht_kn_ngay", 0, "value")) == "11/12/2022"
    assert desk.text_of(BIRTHS) == ""


def test_what_is_refused_changes_nothing(desk: Desk) -> None:
    before = desk.history()
    refused = desk.enter(BIRTHS, "12.34")
    assert isinstance(refused, Refused)
    assert refused.candidates == ("1.234",)
    assert desk.text_of(BIRTHS) == "949"
    assert desk.history() == before


def test_every_edit_survives_closing_without_a_save(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    desk.enter(BIRTHS, "950")
    desk.enter_state("dvc13", "khong_phat_sinh")
    with Workspace.open(tmp_path, now=clock) as other:
        again = other.desk(desk.head.id)
        assert again.computation.cells == desk.computation.cells
        assert again.computation.cells[BIRTHS] == Decimal(950)
        assert again.shown(CellKey("dvc13", 0, "n")) == ""


def test_undo_is_committed_and_logged_too(desk: Desk, workspace: Workspace) -> None:
    desk.enter(BIRTHS, "950")
    desk.undo()
    assert workspace.desk(desk.head.id).text_of(BIRTHS) == "949"
    assert [row.action for row in desk.history(BIRTHS)][-2:] == ["edit", "undo"]
    desk.redo()
    assert workspace.desk(desk.head.id).text_of(BIRTHS) == "950"
    assert workspace.check_store() == ()


def test_an_accepted_reason_lapses_when_the_figures_change(desk: Desk) -> None:
    births = next(f for f in desk.findings() if f.place == "dvc12")
    desk.accept(births, "Đã đối chiếu")
    assert desk.tally().error == 2
    desk.enter(BIRTHS, "948")
    assert desk.tally().error == 3


def test_what_is_missing_cannot_be_let_pass(workspace: Workspace) -> None:
    desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    missing = next(f for f in desk.findings() if f.severity == "missing")
    with pytest.raises(Trouble, match="bổ sung"):
        desk.accept(missing, "để sau")


def test_a_finalized_report_is_frozen_until_reopened(desk: Desk, workspace: Workspace) -> None:
    desk.repair_all()
    for finding in desk.findings():
        if finding.severity == "warning":
            desk.accept(finding, "Đã đối chiếu")
    desk.finalize()
    data = desk.data()
    assert workspace.desk(desk.head.id).data() == data
    desk.reopen("Bổ sung số liệu")
    assert isinstance(desk.enter(BIRTHS, "950"), Accepted)
    assert desk.data() != data


def test_the_previous_period_stands_beside_each_figure(desk: Desk, workspace: Workspace) -> None:
    august = workspace.desk(workspace.create("F02", "91", "2024-08").id)
    assert august.previous_text(BIRTHS) == desk.shown(BIRTHS) == "949"
    total = CellKey("htich_tong", 0, "value")
    august.enter(total, "2.695.001")
    fallen = [f for f in august.findings() if f.place == "htich_tong"]
    assert [(f.code, f.severity) for f in fallen] == [("MONO", "warning")]


def test_a_count_of_an_empty_list_is_asked_for_until_it_can_be_counted(
    workspace: Workspace,
) -> None:
    desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    assert "ht_tk_n" in {f.place for f in desk.findings() if f.code == "REQ"}
    name = CellKey(
        "ht_tk_list", desk.add_row("ht_tk_list"), desk.engine.columns("ht_tk_list")[0].id
    )
    assert isinstance(desk.enter(name, "Đăng ký khai sinh"), Accepted)
    assert "ht_tk_n" not in {f.place for f in desk.findings()}
    desk.undo()
    assert "ht_tk_n" in {f.place for f in desk.findings()}


def test_the_paper_of_a_clean_report_has_no_gap_and_a_blank_one_names_them(
    desk: Desk, workspace: Workspace
) -> None:
    assert printed_gaps(desk.document()) == ()
    blank = workspace.desk(workspace.create("F02", "91", "2024-08", blank=True).id)
    gaps = printed_gaps(blank.document())
    assert {"dvc01.n", "dvc01.d", "ht_tk_n"} <= set(gaps)
    told = unprinted(blank.computation, gaps)
    assert told.count("Xác nhận CMND khi đã có thẻ căn cước") == 1
    assert "dvc01" not in told


@pytest.mark.parametrize("written", ["2024-07", "7/2024", "07/2024", "tháng 7/2024"])
def test_a_month_is_read_as_clerks_write_it(workspace: Workspace, written: str) -> None:
    assert workspace.create("F02", "91", written).period == "2024-07"


def test_a_month_that_does_not_exist_is_refused_however_written(workspace: Workspace) -> None:
    with pytest.raises(Trouble, match="tháng"):
        workspace.create("F02", "91", "13/2024")
