"""kill -9 at any moment of what an office does with many files: received, added up, copied."""

import random
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

import resources
from db.store import Store
from desktop.use_cases import whole
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.homecoming import SIGNED_FOLDER
from desktop.use_cases.receiving import FOLDER, kept_at
from desktop.workspace import Workspace
from exporters.files import sha256
from forms import pack
from tests import province
from tests.builders import key
from tests.db import writer
from tests.db.samples import NOW, REPORT, WHO, now
from tests.faults import office_victims as victims
from tests.faults.office_victims import DAY, DEPARTMENT, OFFICE, PASSWORD, PHRASE, SENT, SUM
from tests.faults.test_kills import killed, kills, report, two_states
from tests.faults.victims import BOTH, STORE, steps_in

PLACES = ("n_dau", "n_tt_tp", "n_tn", "g_dung", "n_cuoi_han")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> province.Province:
    """What twelve communes send about one day, nothing wrong with most of it."""
    folder = tmp_path_factory.mktemp("province")
    return province.make(folder, units=12, periods=(DAY,), forms=("F07",))


def delivered(sent: province.Province, folder: Path) -> tuple[Path, ...]:
    """Put everything that was sent into the folder of a victim."""
    target = folder / SENT
    target.mkdir(parents=True)
    return tuple(Path(shutil.copy(one.path, target)) for one in sent.sent)


def test_receiving(sent: province.Province, tmp_path: Path) -> None:
    chance = random.Random(91)  # noqa: S311 - the same moments each run
    paths = delivered(sent, tmp_path)
    most = 0
    for _ in range(kills(8)):
        said = killed(victims.receiving, tmp_path, chance.uniform(0, 1.0))[1:]
        there = nothing_received_is_lost(tmp_path, said)
        most = max(most, there)
        if there > len(paths) // 2:  # begin again, with an empty office
            shutil.rmtree(tmp_path / OFFICE)
    assert most > 0
    received_to_the_end(tmp_path, paths)
    report("receiving", kills(8))


def nothing_received_is_lost(folder: Path, said: list[str]) -> int:
    """Hold the office to the files it acknowledged; return how many are in it."""
    with Workspace.open(folder / OFFICE, now=victims.later, who=WHO) as workspace:
        assert workspace.check_store() == ()
        known = {line.receipt.sha256: line.receipt for line in workspace.receiving.inbox()}
        assert set(said) <= set(known)
        for receipt in known.values():
            assert sha256(kept_at(folder / OFFICE, receipt).read_bytes()) == receipt.sha256
    for path in (folder / OFFICE / FOLDER).rglob("[!.]*.zip"):
        assert sha256(path.read_bytes()) == path.stem
    return len(known)


def received_to_the_end(folder: Path, paths: tuple[Path, ...]) -> None:
    """Receive what is left; it must end like an office that nobody killed."""
    undisturbed = folder / "yen"
    found = []
    for office in (folder / OFFICE, undisturbed):
        with Workspace.open(office, now=victims.later, who=WHO) as workspace:
            workspace.receiving.receive(sorted(paths))
            lines = workspace.receiving.inbox()
            found.append({(one.receipt.sha256, one.receipt.unit) for one in lines})
            assert workspace.check_store() == ()
    assert found[0] == found[1]


def test_consolidating(sent: province.Province, tmp_path: Path) -> None:
    chance = random.Random(1890)  # noqa: S311 - the same moments each run
    clock = province.Clock()
    with Workspace.open(tmp_path / OFFICE, now=clock, who=WHO) as workspace:
        for came, paths in sent.deliveries():
            clock.at = came
            workspace.receiving.receive(paths)
    done = 0
    for _ in range(kills(8)):
        acknowledged = int(killed(victims.consolidating, tmp_path, chance.uniform(0, 0.5))[-1])
        done = max(done, acknowledged)
        sums_are_whole(tmp_path / OFFICE, sent, begun=done > 0)
    assert done > 0
    report("consolidating", kills(8))


def sums_are_whole(office: Path, sent: province.Province, *, begun: bool) -> None:
    """Hold the consolidated report to all sums or none; one cell may be what a person typed."""
    with Workspace.open(office, now=victims.later, who=WHO) as workspace:
        assert workspace.check_store() == ()
        there = SUM in {line.head.id for line in workspace.reports()}
        assert there or not begun
        if not there:
            return
        said = {place: workspace.desk(SUM).text_of(key(place)) for place in PLACES[1:]}
        if any(said.values()):
            sums = {place: sent.total("F07", DAY, place) for place in PLACES[1:]}
            assert {place: victims.summed(workspace, place) for place in sums} == sums
        workspace.consolidating.run("F07", DAY, DEPARTMENT, overwrite=True)
        assert victims.summed(workspace, "n_dau") == sent.total("F07", DAY, "n_dau")


def office_with_a_paper(folder: Path) -> Path:
    """A store of nine steps with a signed paper beside it."""
    two_states(folder / OFFICE)
    paper = folder / OFFICE / SIGNED_FOLDER / "ban-ky.pdf"
    paper.parent.mkdir()
    paper.write_bytes(b"%PDF-1.7" * 9_000)
    return paper


def test_whole_copies(tmp_path: Path) -> None:
    chance = random.Random(1889)  # noqa: S311 - the same moments each run
    (tmp_path / OFFICE).mkdir()
    paper = office_with_a_paper(tmp_path).read_bytes()
    copies = 0
    for _ in range(kills(8)):
        said = killed(victims.copying, tmp_path, chance.uniform(0, 0.6))[1:]
        found = sorted(tmp_path.glob(f"*{whole.SUFFIX}"))
        assert set(said) <= {path.name for path in found}
        for path in found:
            phrase = PHRASE if int(path.stem) % 3 == 2 else None
            with whole.opened(path, tmp_path / "thu", phrase) as copy:
                assert copy.folder is not None
                read = (copy.folder / SIGNED_FOLDER / "ban-ky.pdf").read_bytes()
                assert read == paper
                assert steps_of(copy.store) == 9
            path.unlink()
        copies += len(found)
    assert copies > 0
    report("whole copies", kills(8))


def steps_of(path: Path) -> int:
    with Store.open(path, now=now) as store:
        assert store.verify_trail() == ()
        return steps_in(store)


def test_bringing_whole_copies_back(tmp_path: Path) -> None:
    chance = random.Random(1946)  # noqa: S311 - the same moments each run
    office = tmp_path / OFFICE
    office.mkdir()
    paper = office_with_a_paper(tmp_path)
    content = paper.read_bytes()
    states = {5: "mot", 9: "hai"}
    for name, state in zip(BOTH, states.values(), strict=True):
        shutil.copy(office / name, office / STORE)
        whole.make(office, tmp_path / f"{state}{whole.SUFFIX}", made=NOW)
    for _ in range(kills(8)):
        killed(victims.bringing, tmp_path, chance.uniform(0, 0.8))
        with Store.open(office / STORE, now=now) as store:
            assert store.verify_trail() == ()
            assert store.check_integrity() == ()
            assert steps_in(store) in states
            assert store.load(REPORT).cells == writer.state(steps_in(store))
        assert not paper.exists() or paper.read_bytes() == content
    report("bringing whole copies back", kills(8))


def test_accounts(tmp_path: Path) -> None:
    chance = random.Random(1960)  # noqa: S311 - the same moments each run
    for number in range(kills(4)):
        folder = tmp_path / str(number)
        folder.mkdir()
        said = killed(victims.accounts, folder, chance.uniform(0, 0.5))
        names = [word for word in said if not word.isdigit()]
        given = first_person(folder)
        with Workspace.open(folder / OFFICE, now=now, credentials=given) as workspace:
            assert workspace.check_store() == ()
            people = {person.name for person in workspace.account_book.accounts.people}
        assert set(names) <= people
    report("accounts", kills(4))


def first_person(folder: Path) -> Credentials | None:
    """Who comes in where the first account was made and not acknowledged."""
    with Store.open(folder / OFFICE / STORE, now=now) as store:
        return Credentials("Người 0", PASSWORD) if store.people.accounts()[0] else None


def test_setting_up(tmp_path: Path) -> None:
    chance = random.Random(2030)  # noqa: S311 - the same moments each run
    shipped = pack.read_json(resources.path("packs/F16/form.json").read_bytes())
    for version, unit in zip(("8", "9"), victims.UNITS, strict=True):
        form = replace(shipped, version=version, valid_from=f"2026-0{version}-01")
        (tmp_path / f"F16-{version}.json").write_bytes(pack.canonical(form))
        (tmp_path / f"{unit}.ini").write_text(
            f"[unit]\ncode = {unit}\n[forms]\npacks = F16-{version}.json\n"
            "[locked]\nsettings = profile; forms\n",
            encoding="utf-8",
        )
    for _ in range(kills(4)):
        killed(victims.setting_up, tmp_path, chance.uniform(0, 0.3))
        with Workspace.open(tmp_path / OFFICE, now=now) as workspace:
            assert workspace.check_store() == ()
            assert workspace.own_unit in {*victims.UNITS, "91"}
            assert workspace.locked in ((), ("profile", "forms"))
    report("setting up", kills(4))
