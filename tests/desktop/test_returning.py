"""A report goes back with remarks and comes again with answers: two data folders, any order."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import resources
from desktop import cli
from desktop.desk import Accepted, Desk
from desktop.problems import NOT_ALLOWED, Trouble
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.receiving import Outcome
from desktop.workspace import Workspace
from exporters.return_file import read_return, write_return
from forms.accounts import Role
from forms.cells import CellKey
from forms.department.receipts import Remark
from forms.profile import Profile
from tests.province import Clock

UNIT, MONTH = "30292", "2025-08"
REPORT = f"F16-{UNIT}-{MONTH}"
FIGURE = CellKey("tthc", 1, "so_hoa")
ON_FIGURE = Remark(place="tthc[1].so_hoa", text="Thấp hơn tháng trước, xem lại")
ON_OTHER = Remark(place="tthc[2].kq_dt", text="Có đúng là 25 không?")
ON_ALL = Remark(place="", text="Bổ sung phần kiến nghị")


class Office:
    """One computer: a data folder with its clock."""

    def __init__(self, folder: Path, unit: str, who: str) -> None:
        self.folder, self.clock = folder, Clock()
        self.clock.at = "2025-08-20T08:00:00+07:00"
        self.workspace = Workspace.open(folder, now=self.clock, who=who)
        self.workspace.set_profile(Profile(unit=unit))

    def desk(self, report: str = REPORT) -> Desk:
        return self.workspace.desk(report)

    def receive(self, *paths: Path) -> Outcome:
        (*_, last) = self.workspace.receiving.receive(paths)
        assert self.workspace.check_store() == ()
        return last

    def remarks(self) -> list[tuple[str, str | None]]:
        """The remarks that stand as findings, by place, with their answers."""
        found = [f for f in self.desk().findings() if f.code == "REMARK"]
        return [(finding.place, finding.reason) for finding in found]

    def finalize(self) -> None:
        desk = self.desk()
        for finding in desk.findings():
            if finding.severity in ("error", "warning") and finding.reason is None:
                desk.accept(finding, "Đã đối chiếu với sổ")
        desk.finalize()

    def export(self, out: Path) -> Path:
        (path,) = self.desk().export(out, "package")
        return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune with one report, finalized and exported; nobody changes it."""
    root = tmp_path_factory.mktemp("filled")
    office = Office(root / "commune", UNIT, "Lê Văn Cường")
    sample = json.loads(resources.path(f"samples/F16-{MONTH}.json").read_bytes())
    sample.pop("unit", None)
    desk = office.desk(office.workspace.create("F16", UNIT, MONTH, blank=True).id)
    assert isinstance(desk.fill(json.dumps(sample).encode()), Accepted)
    office.finalize()
    office.export(root)
    office.workspace.close()
    return root


@pytest.fixture
def package(filled: Path) -> Path:
    return filled / f"F16_{UNIT}_{MONTH}_v1.zip"


@pytest.fixture
def commune(tmp_path: Path, filled: Path) -> Iterator[Office]:
    shutil.copytree(filled / "commune", tmp_path / "commune")
    office = Office(tmp_path / "commune", UNIT, "Lê Văn Cường")
    yield office
    office.workspace.close()


@pytest.fixture
def department(tmp_path: Path, package: Path) -> Iterator[Office]:
    office = Office(tmp_path / "department", "91", "Trần Thị Bình")
    office.receive(package)
    yield office
    office.workspace.close()


def send_back(office: Office, out: Path, *remarks: Remark, note: str = "") -> Path:
    return office.workspace.returning.send_back(REPORT, remarks, note, out).path


def codes(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.judgements]


# --- the loop ------------------------------------------------------------------------------------


def test_each_remark_stands_at_its_cell_until_it_is_answered(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    path = send_back(department, tmp_path, ON_FIGURE, ON_OTHER, ON_ALL, note="Xem lại số liệu")
    outcome = commune.receive(path)
    assert (outcome.state, outcome.report, codes(outcome)) == ("reopened", REPORT, ["RET-OPENED"])
    head = commune.desk().head
    assert (head.status, head.revision) == ("draft", 2)
    whole = next(iter(commune.desk().engine.order))
    open_ones = {("tthc[1].so_hoa", None), ("tthc[2].kq_dt", None), (whole, None)}
    assert set(commune.remarks()) == open_ones
    with pytest.raises(Trouble, match="cảnh báo"):
        commune.desk().finalize()
    desk = commune.desk()
    (said,) = [f for f in desk.findings() if f.place == "tthc[2].kq_dt" and f.code == "REMARK"]
    assert ON_OTHER.text in said.message
    assert "Trần Thị Bình (91)" in said.message
    desk.accept(said, "Đúng, đã đối chiếu sổ")
    before = desk.text_of(FIGURE)
    desk.enter(FIGURE, "107")
    assert ("tthc[1].so_hoa", None) not in {(f.place, f.reason) for f in desk.findings()}
    desk.enter(FIGURE, before)
    assert ("tthc[1].so_hoa", None) in commune.remarks()


def test_the_answers_travel_back_with_the_next_submission(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    commune.receive(send_back(department, tmp_path, ON_FIGURE, ON_OTHER, ON_ALL))
    commune.desk().enter(FIGURE, "107")
    commune.finalize()
    outcome = department.receive(commune.export(tmp_path / "again"))
    assert (outcome.state, outcome.replaced) == ("accepted", (1,))
    (answered,) = department.workspace.returning.answered(2)
    told = [(one.kind, one.before, one.now, one.reason) for one in answered.answers]
    assert told == [
        ("changed", "108", "107", ""),
        ("reason", "25", "25", "Đã đối chiếu với sổ"),
        ("reason", "", "", "Đã đối chiếu với sổ"),
    ]
    states = [line.receipt.state for line in department.workspace.receiving.inbox()]
    assert states == ["accepted", "superseded"]
    content = department.workspace.receiving.open(2).content
    assert [one.place for one in content.accepted if one.code == "REMARK"][:1] == ["tthc[2].kq_dt"]


def test_what_is_returned_counts_until_its_correction_comes(
    department: Office, tmp_path: Path
) -> None:
    send_back(department, tmp_path, note="Thiếu chữ ký")
    (line,) = department.workspace.receiving.inbox()
    assert (line.receipt.state, line.receipt.reason) == ("returned", "Thiếu chữ ký")
    assert line.receipt.counts
    (returned,) = department.workspace.returning.of_receipt(1)
    assert returned.remarks == (Remark(place="", text="Thiếu chữ ký"),)
    assert department.workspace.check_store() == ()


def test_a_remark_on_a_whole_field_is_answered_by_any_change_in_it(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    commune.receive(send_back(department, tmp_path, Remark(place="tthc", text="Xem lại bảng")))
    assert [place for place, _ in commune.remarks()] == ["tthc"]
    commune.desk().enter(CellKey("tthc", 3, "so_hoa"), "44")
    assert commune.remarks() == []


def test_remarks_are_about_the_submission_being_corrected_only(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    commune.receive(send_back(department, tmp_path, ON_FIGURE))
    commune.finalize()
    commune.export(tmp_path / "again")
    commune.desk().reopen("Sửa thêm")
    assert commune.desk().head.revision == 3
    assert commune.remarks() == []


# --- any order -----------------------------------------------------------------------------------


def returns(department: Office, out: Path) -> dict[str, Path]:
    return {
        "a": send_back(department, out / "a", ON_FIGURE),
        "b": send_back(department, out / "b", ON_OTHER),
    }


EVENTS = ("a", "a", "b", "correct")


@pytest.mark.parametrize("order", sorted(set(permutations(EVENTS))), ids="-".join)
def test_returns_may_come_in_any_order_and_twice(
    order: tuple[str, ...], commune: Office, department: Office, tmp_path: Path
) -> None:
    paths = returns(department, tmp_path)
    sent, known, corrected = "finalized", set[str](), False
    for event in order:
        if event == "correct":
            if sent == "draft":
                commune.finalize()
                sent, corrected = "finalized", True
            continue
        outcome = commune.receive(paths[event])
        if event in known:
            expected = "known"
        elif corrected:
            expected = "superseded"
        else:
            expected, sent = "reopened", "draft"
            known.add(event)
        assert outcome.state == expected
    head = commune.desk().head
    assert (head.status, head.revision) == (sent, 2)
    places = {"a": "tthc[1].so_hoa", "b": "tthc[2].kq_dt"}
    assert {place for place, _ in commune.remarks()} == {places[one] for one in known}
    lines = [row for row in commune.desk().history() if row.action == "return"]
    assert len(lines) == len(known)


def test_a_return_after_the_corrected_one_was_sent_changes_nothing(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    path = send_back(department, tmp_path, ON_FIGURE)
    desk = commune.desk()
    desk.reopen("Tự đính chính")
    desk.enter(FIGURE, "107")
    commune.finalize()
    commune.export(tmp_path / "again")
    lines = len(commune.desk().history())
    outcome = commune.receive(path)
    assert (outcome.state, codes(outcome)) == ("superseded", ["RET-OLDER"])
    assert len(commune.desk().history()) == lines
    assert commune.desk().head.status == "finalized"


def test_a_report_that_was_reopened_by_hand_takes_the_remarks(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    path = send_back(department, tmp_path, ON_FIGURE)
    commune.desk().reopen("Tự đính chính")
    outcome = commune.receive(path)
    assert (outcome.state, codes(outcome)) == ("reopened", ["RET-ADDED"])
    assert commune.remarks() == [("tthc[1].so_hoa", None)]


def test_the_newer_submission_may_be_there_when_the_older_one_is_returned(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    commune.desk().reopen("Tự đính chính")
    commune.desk().enter(FIGURE, "107")
    commune.finalize()
    department.receive(commune.export(tmp_path / "again"))
    with pytest.raises(Trouble) as refused:
        department.workspace.returning.send_back(1, [ON_FIGURE], "", tmp_path)
    assert refused.value.code == "RET-STATE"
    sent = department.workspace.returning.send_back(REPORT, [ON_FIGURE], "", tmp_path)
    assert (sent.receipt.number, sent.returned.revision) == (2, 2)


def test_sending_back_the_same_again_writes_the_same_file(
    department: Office, tmp_path: Path
) -> None:
    first = send_back(department, tmp_path / "1", ON_FIGURE)
    department.clock.at = "2025-08-21T08:00:00+07:00"
    again = send_back(department, tmp_path / "2", ON_FIGURE)
    other = send_back(department, tmp_path / "2", ON_OTHER)
    assert first.read_bytes() == again.read_bytes()
    assert (first.name, other.name) == (again.name, f"F16_{UNIT}_{MONTH}_v1_tra-lai-2.zip")
    assert len(department.workspace.returning.of_receipt(1)) == 2


# --- what is refused -----------------------------------------------------------------------------


def test_places_that_are_not_there_are_listed(department: Office, tmp_path: Path) -> None:
    wrong = [
        Remark(place=place, text="?")
        for place in ("tthc[1].khong", "khong", "tthc[9].so_hoa", "tthc[1", "tthc.so_hoa")
    ]
    with pytest.raises(Trouble) as refused:
        department.workspace.returning.send_back(REPORT, [ON_FIGURE, *wrong], "", tmp_path)
    assert refused.value.code == "RET-PLACE"
    for number, remark in enumerate(wrong, 2):
        assert f"Góp ý {number}: báo cáo không có chỗ “{remark.place}”." in refused.value.message
    assert list(tmp_path.glob("*.zip")) == []
    assert department.workspace.returning.of_receipt(1) == ()


def test_nothing_to_say_is_no_return(department: Office, tmp_path: Path) -> None:
    for remarks, note, code in (
        ([], " ", "REASON"),
        ([Remark(place="", text=" ")], "", "RET-TEXT"),
        ([Remark(place="", text="a\x00b")], "", "RET-TEXT"),
        ([ON_FIGURE] * 501, "", "RET-MANY"),
    ):
        with pytest.raises(Trouble) as refused:
            department.workspace.returning.send_back(1, remarks, note, tmp_path)
        assert refused.value.code == code
    with pytest.raises(Trouble, match="Chưa nhận báo cáo"):
        department.workspace.returning.send_back("F16-1-2025-08", [], "x", tmp_path)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"report": "F16-30295-2025-08", "unit": "30295"}, "RET-UNKNOWN"),
        ({"data_sha256": "b" * 64}, "RET-OTHER"),
        ({"revision": 7}, "RET-OTHER"),
    ],
)
def test_a_return_of_something_else_changes_nothing(
    changes: dict[str, Any], code: str, commune: Office, department: Office, tmp_path: Path
) -> None:
    path = send_back(department, tmp_path, ON_FIGURE)
    content = read_return(path.read_bytes()).content
    assert content is not None
    other = replace(content, submission=replace(content.submission, **changes))
    path.write_bytes(write_return(other))
    outcome = commune.receive(path)
    assert (outcome.state, codes(outcome), outcome.genuine) == ("refused", [code], True)
    assert commune.desk().head.status == "finalized"
    assert all(each.message for each in outcome.judgements)


def test_a_return_of_who_does_not_receive_and_of_a_deleted_report(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    path = send_back(department, tmp_path, ON_FIGURE)
    content = read_return(path.read_bytes()).content
    assert content is not None
    stranger = tmp_path / "b.zip"
    stranger.write_bytes(write_return(replace(content, unit="30295")))
    assert codes(commune.receive(stranger)) == ["RET-FOREIGN"]
    commune.workspace.delete(REPORT)
    assert codes(commune.receive(path)) == ["RET-DELETED"]
    commune.workspace.restore(REPORT)
    assert codes(commune.receive(path)) == ["RET-OPENED"]


def test_a_damaged_return_is_not_genuine(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    path = send_back(department, tmp_path, ON_FIGURE)
    data = path.read_bytes()
    at = data.index(b"return.json") + 60
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    outcome = commune.receive(path)
    assert (outcome.genuine, codes(outcome)) == (False, ["RCV-GENUINE"])


def test_what_is_kept_of_a_return_cannot_change_unseen(department: Office, tmp_path: Path) -> None:
    from sqlalchemy import update

    from db.tables import remarks

    send_back(department, tmp_path, ON_FIGURE)
    store = department.workspace._store
    with store._session.writing() as connection:
        connection.execute(update(remarks).values(text="Không có gì"))
    assert any("trả lại" in line for line in department.workspace.check_store())


def test_only_who_consolidates_returns_and_only_who_reopens_takes_back(
    commune: Office, department: Office, tmp_path: Path
) -> None:
    path, secret = send_back(department, tmp_path, ON_FIGURE), "một câu dễ nhớ ở đây"
    people: dict[str, Role] = {"Quản": "quan_tri", "Soát": "kiem_tra", "Lan": "nhap"}
    for office in (commune, department):
        for name, role in people.items():
            office.workspace.account_book.add(name, secret, (role,))
    cases = ((commune, "Lan", NOT_ALLOWED), (commune, "Soát", 0), (department, "Soát", NOT_ALLOWED))
    for office, name, status in cases:
        credentials = Credentials(name, secret)
        with Workspace.open(office.folder, now=office.clock, credentials=credentials) as opened:
            if office is department:
                with pytest.raises(Trouble) as refused:
                    opened.returning.send_back(1, [ON_OTHER], "", tmp_path)
                assert refused.value.exit_status == status
            elif status:
                with pytest.raises(Trouble) as refused:
                    opened.receiving.receive([path])
                assert refused.value.exit_status == status
            else:
                assert opened.receiving.receive([path])[0].state == "reopened"


# --- two data folders by the command line --------------------------------------------------------


def test_the_whole_loop_by_commands(
    filled: Path, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commune, department = tmp_path / "commune", tmp_path / "department"
    shutil.copytree(filled / "commune", commune)

    def run(folder: Path, *arguments: object) -> dict[str, Any]:
        status = cli.main([*map(str, arguments), "--data-dir", str(folder), "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert status == 0, answer
        return answer

    assert run(department, "receive", package)["counts"]["accepted"] == 1
    asked = tmp_path / "gop-y.json"
    listed = [{"place": one.place, "text": one.text} for one in (ON_FIGURE, ON_OTHER)]
    asked.write_text(json.dumps({"remarks": listed, "note": "Xem lại"}), encoding="utf-8")
    sent = run(department, "return", REPORT, "--remarks", asked, "--out", tmp_path)
    assert (sent["state"], sent["receipt"], len(sent["remarks"])) == ("returned", 1, 2)
    (file,) = run(commune, "receive", sent["file"])["files"]
    assert (file["state"], file["report"], file["receipt"]) == ("reopened", REPORT, None)
    change = tmp_path / "sua.json"
    values = {"tthc": {"dvc12": {"so_hoa": 107}}}
    change.write_text(json.dumps({"form": "F16", "period": MONTH, "values": values}))
    run(commune, "fill", REPORT, change)
    checked = run(commune, "check", REPORT)
    open_ones = [f for f in checked["findings"] if f["reason"] is None and f["code"] == "REMARK"]
    assert [f["place"] for f in open_ones] == ["tthc[2].kq_dt"]
    run(commune, "accept", REPORT, open_ones[0]["id"], "--reason", "Đúng, đã đối chiếu")
    run(commune, "finalize", REPORT)
    (again,) = run(commune, "export", REPORT, "--out", tmp_path, "--only", "package")["files"]
    assert again.endswith("_v2.zip")
    assert run(department, "receive", again)["files"][0]["replaced"] == [1]
    shown = run(department, "inbox", "--show", 2)
    told = [(one["answer"], one["now"], one["reason"]) for one in shown["answers"]]
    assert told == [("changed", "107", ""), ("reason", "25", "Đúng, đã đối chiếu")]
    assert len(run(department, "inbox", "--show", 1)["returns"]) == 1
    run(department, "consolidate", "F16", "--period", MONTH, "--unit", "91-SKHCN")
    given = run(department, "contributors", f"F16-91-SKHCN-{MONTH}", "tthc[1].so_hoa")["cells"][0]
    assert (given["now"], given["contributors"][0]["revision"]) == (107, 2)
    assert run(department, "doctor")["ok"]
    assert run(commune, "doctor")["ok"]


def test_the_commands_say_it_to_people(
    department: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    department.workspace.close()
    folder = ["--data-dir", str(department.folder)]
    bad = tmp_path / "x.json"
    bad.write_text("[]", encoding="utf-8")
    assert cli.main(["return", REPORT, "--remarks", str(bad), *folder]) == 2
    assert "Tệp góp ý không đọc được" in capsys.readouterr().err
    out = ["--out", str(tmp_path)]
    assert cli.main(["return", "1", "--note", "Thiếu số", *out, *folder]) == 0
    assert "Đã trả lại" in capsys.readouterr().out
    assert cli.main(["inbox", "--show", "1", *folder]) == 0
    assert "cả báo cáo: Thiếu số" in capsys.readouterr().out
