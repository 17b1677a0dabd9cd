"""A department takes in a province: each fault told once, the same end in any order of arrival."""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

import resources
from desktop import cli
from desktop.desk import Accepted
from desktop.problems import NOT_ALLOWED, Trouble
from desktop.use_cases import whole
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.arrivals import differing, opened
from desktop.use_cases.receiving import FOLDER, Outcome
from desktop.workspace import Workspace
from exporters.archive import open_archive
from exporters.files import sha256
from exporters.package import LIMITS, verify_package, write_package
from forms import pack
from forms.accounts import Role
from forms.cells import CellKey
from forms.department.receipts import Receipt
from forms.department.vectors import unpacked
from forms.profile import CutOff, Profile
from tests import province
from tests.exporters.pades import Authority, sign
from tests.exporters.test_official_workbooks import FIGURES, official
from tests.exporters.test_official_workbooks import form as official_form
from tests.province import DEPARTMENT, Clock, Province, Sent

MONTH = "2025-08"
UNSIGNED = "RCV-UNSIGNED"


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """Twelve communes and a month; nobody changes it."""
    return province.make(tmp_path_factory.mktemp("province"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def department(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "department", now=clock, who="Trần Thị Bình") as opened:
        opened.set_profile(Profile(unit=DEPARTMENT))
        yield opened


def receive_all(department: Workspace, clock: Clock, sent: Province) -> list[tuple[Sent, Outcome]]:
    """Take in every delivery on its day."""
    found = []
    for came, paths in sent.deliveries():
        clock.at = came
        known = {one.path.name: one for one in sent.sent if one.came == came}
        done = department.receiving.receive(paths)
        found += [(known[outcome.name], outcome) for outcome in done]
    return found


def codes(outcome: Outcome) -> tuple[str, ...]:
    return tuple(each.code for each in outcome.judgements if each.code != UNSIGNED)


def state_of(receipts: tuple[Receipt, ...]) -> dict[tuple[str, str, int, str], str]:
    """How everything stands, whatever number it came under."""
    return {(one.report, one.sha256, one.revision, one.data_sha256): one.state for one in receipts}


def receipts(department: Workspace) -> tuple[Receipt, ...]:
    return tuple(line.receipt for line in reversed(department.receiving.inbox()))


def of(sent: Province, fault: str) -> list[Sent]:
    return [one for one in sent.sent if one.fault == fault]


# --- a province ----------------------------------------------------------------------------------


def test_every_fault_is_told_once_and_nothing_else(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    told = receive_all(department, clock, sent)
    assert {one.fault for one, _ in told} | {"missing"} == {*province.SOWN, "", *TOP}
    for one, outcome in told:
        assert codes(outcome) == one.codes, one.path.name
        assert outcome.genuine == (one.fault != "tampered")
    assert department.check_store() == ()


TOP = ("foreign", "not_owing", "future")


def test_in_the_end_everything_stands_as_it_must(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    receive_all(department, clock, sent)
    by_file = {one.sha256: one.state for one in receipts(department)}
    expected = {sha256(one.path.read_bytes()): one.state for one in sent.sent if one.state}
    assert by_file == expected


def test_the_figures_that_count_are_those_that_were_drawn(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    receive_all(department, clock, sent)
    counting = department.receiving.inbox("F16", MONTH, "accepted")
    assert {line.receipt.unit for line in counting} == set(sent.counting("F16", MONTH))
    total = 0
    for line in counting:
        report = department.receiving.open(line.receipt.number)
        figures = sent.counting("F16", MONTH)[line.receipt.unit]
        said = {place: report.content.figures[place] for place in figures}
        assert said == figures
        total += int(report.computation.effective(CellKey("tthc", 1, "tn_tt")) or 0)
    assert total == sent.total("F16", MONTH, "tthc[1].tn_tt")


def test_a_second_time_changes_nothing(department: Workspace, clock: Clock, sent: Province) -> None:
    receive_all(department, clock, sent)
    before, lines = receipts(department), len(department._store.trail())
    again = receive_all(department, clock, sent)
    assert {outcome.state for _, outcome in again} == {"known"}
    assert [one for one, outcome in again if not outcome.genuine] == of(sent, "tampered")
    assert receipts(department) == before
    assert len(department._store.trail()) == lines


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_arrival_ends_the_same(
    department: Workspace, clock: Clock, sent: Province, seed: int
) -> None:
    # Of two that contradict each other the first counts until somebody decides.
    paths = [one.path for one in sent.sent if one.fault != "conflict"]
    random.Random(seed).shuffle(paths)  # noqa: S311 - the same orders each run
    clock.at = "2026-10-01T08:00:00+07:00"
    department.receiving.receive(paths)
    expected = {
        sha256(one.path.read_bytes()): one.state
        for one in sent.sent
        if one.state and one.fault != "conflict"
    }
    assert {one.sha256: one.state for one in receipts(department)} == expected
    assert department.check_store() == ()


def test_folders_and_archives_bring_the_same(
    department: Workspace, clock: Clock, sent: Province, tmp_path: Path
) -> None:
    clock.at = "2025-08-20T08:00:00+07:00"
    _, paths = next(sent.deliveries())
    bundle = tmp_path / "Báo cáo tháng 8.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("Xã, phường/", b"")
        for path in paths[: len(paths) // 2]:
            archive.write(path, f"Xã, phường/{path.name}")
        archive.writestr("Xã, phường/đọc tôi.txt", "…")
    folder = tmp_path / "usb" / "thư mục" / "con"
    folder.mkdir(parents=True)
    for path in paths[len(paths) // 2 :]:
        shutil.copy(path, folder)
    (folder / "Thumbs.db").write_bytes(b"x")
    done = department.receiving.receive([bundle, tmp_path / "usb"])
    assert len(done) == len(paths)
    expected = {sha256(path.read_bytes()) for path in paths}
    assert {one.sha256 for one in receipts(department)} == expected


# --- what is kept --------------------------------------------------------------------------------


def test_the_file_is_kept_as_it_came(department: Workspace, clock: Clock, sent: Province) -> None:
    receive_all(department, clock, sent)
    for one in sent.sent:
        data = one.path.read_bytes()
        (receipt,) = department._store.inbox.of_file(sha256(data))
        assert department.receiving.original(receipt.number).read_bytes() == data
    (first, *_) = receipts(department)
    department.receiving.original(first.number).unlink()
    with pytest.raises(Trouble, match="tệp gốc"):
        department.receiving.original(first.number)
    assert FOLDER == whole.RECEIVED_FOLDER


def test_the_packed_figures_are_those_of_the_report(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    receive_all(department, clock, sent)
    (number, vector), *_ = department._store.inbox.vectors([1])
    report = department.receiving.open(number)
    layout = report.computation.engine.layout
    strip, offset = layout.find(CellKey("tthc", 1, "tn_tt")) or pytest.fail("no such cell")
    assert unpacked(vector)[strip.start + offset] == report.content.figures["tthc[1].tn_tt"]


def test_giving_up_keeps_what_was_taken(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    clock.at, paths = next(sent.deliveries())
    seen: list[tuple[int, int, str]] = []

    def progress(done: int, total: int, name: str) -> bool:
        seen.append((done, total, name))
        return done < 3

    taken = department.receiving.receive(paths, progress=progress)
    assert len(taken) == len(receipts(department)) == 3
    assert seen[-1][:2] == (3, len(paths))
    rest = department.receiving.receive(paths, progress=lambda *_: True)
    assert [outcome.state for outcome in rest[:3]] == ["known"] * 3
    assert len(receipts(department)) == len(paths)


# --- decisions -----------------------------------------------------------------------------------


def test_a_person_decides_between_two_that_contradict(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    receive_all(department, clock, sent)
    first, second = (
        department._store.inbox.of_file(sha256(one.path.read_bytes()))[0]
        for one in of(sent, "conflict")
    )
    with pytest.raises(Trouble, match="lý do"):
        department.receiving.decide(second.number, "accept", " ")
    department.receiving.decide(second.number, "accept", "Đã gọi điện", was="held")
    now = {line.receipt.number: line.receipt.state for line in department.receiving.inbox()}
    assert (now[first.number], now[second.number]) == ("superseded", "accepted")
    department.receiving.decide(second.number, "refuse", "Nhầm")
    assert department.receiving.receipt(second.number).receipt.reason == "Nhầm"
    assert department.check_store() == ()


def test_what_is_not_genuine_is_not_accepted(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    receive_all(department, clock, sent)
    (one,) = of(sent, "tampered")
    (receipt,) = department._store.inbox.of_file(sha256(one.path.read_bytes()))
    with pytest.raises(Trouble) as refused:
        department.receiving.decide(receipt.number, "accept", "Cứ nhận")
    assert refused.value.code == "RCV-GENUINE"


def test_another_unit_and_period_than_asked_for_waits(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    clock.at, (path, *_) = next(sent.deliveries())
    (of_unit,) = department.receiving.receive([path], unit="30301", period=MONTH)
    assert (codes(of_unit), of_unit.state) == (("RCV-ASKED",), "held")
    (of_period,) = department.receiving.receive([path], period="2025-09")
    assert (codes(of_period), of_period.state) == (("RCV-SAME",), "known")
    (right,) = department.receiving.receive([path])
    assert (codes(right), right.state) == ((), "accepted")


def test_the_day_on_which_it_came_may_be_said(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    clock.at = "2025-09-01T08:00:00+07:00"
    paths = next(sent.deliveries())[1]
    (late,) = department.receiving.receive(paths[:1])
    (right,) = department.receiving.receive(paths[1:2], came=date(2025, 8, 21))
    assert (codes(late), codes(right)) == (("RCV-LATE",), ())
    assert [one.late for one in receipts(department)] == [True, False]


# --- other forms, other versions -----------------------------------------------------------------


def test_a_version_that_is_not_here_waits_until_it_is(
    department: Workspace, clock: Clock, tmp_path: Path
) -> None:
    shipped = pack.read_json(resources.path("packs/F16/form.json").read_bytes())
    newer = replace(shipped, version="9", valid_from="2025-08-01")
    clock.at = "2025-08-21T08:00:00+07:00"
    with Workspace.open(tmp_path / "commune", now=clock, who="A") as commune:
        commune.install(newer)
        path = tmp_path / "a.zip"
        path.write_bytes(finalized(commune, "F16", "30292", MONTH)["zip"])
    (held,) = department.receiving.receive([path])
    assert (held.state, codes(held)) == ("held", ("RCV-VERSION",))
    assert held.receipt is not None
    number = held.receipt.number
    for act in (
        lambda: department.receiving.open(number),
        lambda: department.receiving.decide(number, "accept", "Cứ nhận"),
    ):
        with pytest.raises(Trouble) as refused:
            act()
        assert refused.value.code == "RCV-VERSION"
    department.install(newer)
    (taken,) = department.receiving.receive([path])
    assert (taken.state, taken.receipt and taken.receipt.number) == ("accepted", number)
    assert department.receiving.open(number).content.report.form_version == "9"
    assert department.check_store() == ()


def test_a_cut_off_of_the_units_own_is_known_but_grants_no_later_deadline(
    department: Workspace, clock: Clock, tmp_path: Path
) -> None:
    clock.at = "2025-08-29T08:00:00+07:00"
    cut = CutOff(day=25, due_days=30, hour="16:30")
    with Workspace.open(tmp_path / "commune", now=clock, who="A") as commune:
        commune.set_profile(Profile(unit="30292", cut_offs={"F16": cut}))
        path = tmp_path / "a.zip"
        path.write_bytes(finalized(commune, "F16", "30292", MONTH)["zip"])
    (late,) = department.receiving.receive([path])
    assert (late.state, codes(late)) == ("accepted", ("RCV-LATE",))
    assert late.receipt is not None
    report = department.receiving.open(late.receipt.number)
    assert report.computation.engine.form.period.day == 25
    assert department._neighbours._holdings.by_form()["F16"][0].unit == "30292"
    assert department.check_store() == ()


def finalized(office: Workspace, form: str, unit: str, period: str) -> dict[str, bytes]:
    (path, *_) = sorted(resources.path("samples").glob(f"{form}-20*.json"))
    sample = json.loads(path.read_bytes())
    desk = office.desk(office.create(form, unit, period, blank=True).id)
    assert isinstance(desk.fill(json.dumps({**sample, "period": period}).encode()), Accepted)
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "Đã đối chiếu")
    desk.finalize()
    return desk.files()


def test_figures_that_this_program_computes_otherwise_are_named(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    clock.at, (path, *_) = next(sent.deliveries())
    content = verify_package(path.read_bytes()).data
    assert content is not None
    computed = opened(department.engine("F16"), content)
    assert computed is not None
    assert list(differing(content, computed)) == []
    place = content.derived[0]
    other = replace(content, figures={**content.figures, place: 987_654})
    assert list(differing(other, computed)) == [place]


def test_a_filled_workbook_is_taken_in(department: Workspace, clock: Clock, tmp_path: Path) -> None:
    clock.at = "2024-07-23T08:00:00+07:00"
    with Workspace.open(tmp_path / "sender", now=clock, who="A") as sender:
        files = finalized(sender, "F02-DIEN", "91-DIEN", "2024-07")
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(files["xlsx"])
    (outcome,) = department.receiving.receive([path])
    assert outcome.state == "accepted", outcome
    assert outcome.receipt is not None
    assert (outcome.receipt.kind, outcome.receipt.unit) == ("sheet", "91-DIEN")
    report = department.receiving.open(outcome.receipt.number)
    assert report.content.figures["dvc22.d"] == 868
    (again,) = department.receiving.receive([path])
    assert again.state == "known"
    (strange,) = department.receiving.receive([path], unit="91-THUE")
    assert strange.state == "known"
    assert department.check_store() == ()


def test_a_workbook_that_says_nothing_is_refused(department: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "la.xlsx"
    openpyxl.Workbook().save(path)
    (none,) = department.receiving.receive([path])
    (some,) = department.receiving.receive([path], unit="91-DIEN", period="2024-07")
    assert [each.state for each in (none, some)] == ["refused", "known"]
    assert not none.genuine


def test_an_official_workbook_is_taken_in_for_the_unit_and_period_that_are_said(
    department: Workspace, clock: Clock, tmp_path: Path
) -> None:
    clock.at = "2026-09-16T08:00:00+07:00"
    department.install(replace(official_form(), version="2", valid_from="2026-01-01"))
    path = tmp_path / "II06a.xlsx"
    official(FIGURES, ("Nông nghiệp",)).save(path)
    (alone,) = department.receiving.receive([path])
    assert [each.message for each in alone.judgements if "SHEET-PERIOD" in each.message]
    (taken,) = department.receiving.receive([path], unit="30292", period="2026-Q3")
    assert taken.state == "accepted", taken
    assert taken.receipt is not None
    report = department.receiving.open(taken.receipt.number)
    assert report.content.figures["bang[1].truc_tuyen"] == 1284
    official({**FIGURES, "Hộ tịch": (1, 1, 1, 1, 1, 1, 1, 1)}, ()).save(path)
    (corrected,) = department.receiving.receive([path], unit="30292", period="2026-Q3")
    assert (corrected.state, codes(corrected)) == ("accepted", ("RCV-NEWER",))
    assert corrected.receipt is not None
    assert (corrected.receipt.revision, corrected.replaced) == (2, (taken.receipt.number,))
    assert department.check_store() == ()


# --- beside what was typed here ------------------------------------------------------------------


def test_what_a_unit_handed_in_feeds_and_wins_over_what_was_typed_here(
    department: Workspace, clock: Clock, sent: Province
) -> None:
    clock.at = "2025-08-20T08:00:00+07:00"
    one = next(s for s in sent.sent if s.fault == "" and s.form == "F16")
    typed = department.desk(department.create("F16", one.unit, MONTH, blank=True).id)
    assert isinstance(typed.enter(CellKey("tthc", 1, "tn_tt"), "999"), Accepted)
    (outcome,) = department.receiving.receive([one.path])
    assert codes(outcome) == ("RCV-TYPED",)
    local = department.desk(department.create("F02-DP", one.unit, MONTH, blank=True).id)
    taken = [line for line in local.pull_preview() if line.offer.form == "F16"]
    assert {line.offer.reports for line in taken} == {(f"F16-{one.unit}-{MONTH}",)}
    offered = {line.key.place(): line.offer.value for line in taken}
    assert {place: offered[place] for place in SHARED} == {
        place: one.figures[place] for place in SHARED
    }


SHARED = ("tthc[1].tn_tt", "tthc[5].tn_mp")


def test_only_who_consolidates_receives_and_decides(
    tmp_path: Path, clock: Clock, sent: Province
) -> None:
    folder, secret = tmp_path / "shared", "một câu dễ nhớ ở đây"
    clock.at, (path, *_) = next(sent.deliveries())
    with Workspace.open(folder, now=clock) as department:
        department.set_profile(Profile(unit=DEPARTMENT))
        for name, role in PEOPLE.items():
            department.account_book.add(name, secret, (role,))

    def working(name: str) -> Workspace:
        return Workspace.open(folder, now=clock, credentials=Credentials(name, secret))

    with working("Tâm") as department:
        (outcome,) = department.receiving.receive([path])
        assert outcome.receipt is not None
        assert outcome.receipt.who == "Tâm"
    with working("Lan") as department:
        assert len(department.receiving.inbox()) == 1
        acts = (
            lambda: department.receiving.receive([path]),
            lambda: department.receiving.decide(1, "refuse", "Không được"),
        )
        for act in acts:
            with pytest.raises(Trouble) as refused:
                act()
            assert (refused.value.code, refused.value.exit_status) == ("ROLE", NOT_ALLOWED)


PEOPLE: dict[str, Role] = {"Quản": "quan_tri", "Tâm": "tong_hop", "Lan": "nhap"}


# --- the command line ----------------------------------------------------------------------------


def run(
    folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, dict[str, Any]]:
    status = cli.main([*arguments, "--data-dir", str(folder), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_commands_receive_list_and_decide(
    department: Workspace,
    tmp_path: Path,
    sent: Province,
    capsys: pytest.CaptureFixture[str],
) -> None:
    department.close()
    folder = tmp_path / "department"
    good = next(one for one in sent.sent if one.fault == "")
    (bad,) = of(sent, "tampered")
    status, said = run(folder, capsys, "receive", str(good.path), "--date", "20/8/2025")
    assert status == 0
    assert said["counts"]["accepted"] == 1
    status, said = run(folder, capsys, "receive", str(good.path), str(bad.path))
    assert status == 1
    assert [file["state"] for file in said["files"]] == ["known", "refused"]
    status, said = run(folder, capsys, "receive", str(tmp_path / "none.zip"))
    assert status == 2
    status, said = run(folder, capsys, "inbox", "--form", "F16", "--period", "8/2025")
    assert status == 0
    assert [one["unit"] for one in said["receipts"]] == [good.unit]
    status, said = run(folder, capsys, "inbox", "--show", "1")
    assert status == 0
    assert Path(str(said["file"])).is_file()
    assert run(folder, capsys, "inbox", "--show", "2")[0] == 0
    status, said = run(folder, capsys, "decide", "1", "refuse", "--reason", "Nhầm kỳ")
    assert (status, said["state"], said["reason"]) == (0, "refused", "Nhầm kỳ")
    assert run(folder, capsys, "decide", "9", "accept", "--reason", "x")[0] == 2
    assert cli.main(["inbox", "--data-dir", str(folder)]) == 0
    assert "từ chối" in capsys.readouterr().out


# --- nightly -------------------------------------------------------------------------------------


@pytest.mark.nightly
def test_a_year_of_the_whole_province(tmp_path: Path) -> None:
    if os.environ.get("BAOCAO_NIGHTLY") != "1":
        pytest.skip("large counts run with BAOCAO_NIGHTLY=1 (make nightly)")
    months = province.months(12)
    sent = province.make(tmp_path / "province", units=102, periods=months)
    clock = Clock()
    with Workspace.open(tmp_path / "department", now=clock, who="T") as department:
        department.set_profile(Profile(unit=DEPARTMENT))
        for one, outcome in receive_all(department, clock, sent):
            assert codes(outcome) == one.codes, one.path.name
        assert department.check_store() == ()
        for month in months:
            counting = department.receiving.inbox("F16", month, "accepted")
            assert {line.receipt.unit for line in counting} == set(sent.counting("F16", month))


def test_a_signed_package_names_its_signers(
    department: Workspace, clock: Clock, sent: Province, tmp_path: Path
) -> None:
    clock.at, (path, *_) = next(sent.deliveries())
    parts = open_archive(path.read_bytes(), LIMITS).members
    files = {name.rpartition(".")[2]: data for name, data in parts.items() if name[0] == "F"}
    paper = sign(files["pdf"], Authority().signer("Nguyễn Văn An"), "ky", box=(60, 60, 200, 110))
    again = tmp_path / "signed.zip"
    again.write_bytes(write_package({**files, "pdf": paper}))
    (outcome,) = department.receiving.receive([again])
    assert outcome.state == "accepted"
    assert outcome.receipt is not None
    assert outcome.receipt.signers
    assert UNSIGNED not in [each.code for each in outcome.judgements]
