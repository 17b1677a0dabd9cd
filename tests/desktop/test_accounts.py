"""People who share a computer: who comes in, who may do what, by façade and by command line."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import resources
from db.store import Store
from desktop import cli
from desktop.desk import Accepted
from desktop.problems import NOT_ALLOWED, Trouble
from desktop.use_cases import accounts
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.guard import GuardedStore
from desktop.workspace import Workspace
from forms.accounts import ATTEMPTS, Role

SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()
PASSWORD = "một câu dễ nhớ ở đây"  # noqa: S105 - of people who are not there
NOW = "2024-07-22T17:00:00+07:00"
PEOPLE: dict[str, tuple[Role, ...]] = {
    "Quản": ("quan_tri",),
    "Lan": ("nhap",),
    "Mai": ("nhap",),
    "Hùng": ("kiem_tra",),
    "Tâm": ("tong_hop",),
    "Chín": ("ky_duyet",),
}
Opener = Callable[[str], Workspace]


class Clock:
    """A clock that the test sets."""

    now = NOW

    def __call__(self) -> str:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shared(tmp_path: Path, clock: Clock) -> Opener:
    """A store with one account for each role; opened as one of them."""
    with Workspace.open(tmp_path, now=clock) as workspace:
        for name, roles in PEOPLE.items():
            workspace.account_book.add(name, PASSWORD, roles)

    def opener(name: str) -> Workspace:
        return Workspace.open(tmp_path, now=clock, credentials=Credentials(name, PASSWORD))

    return opener


def _refused(work: Callable[[], object], code: str = "ROLE") -> str:
    with pytest.raises(Trouble) as caught:
        work()
    assert (caught.value.code, caught.value.exit_status) == (code, NOT_ALLOWED)
    return caught.value.message


def _filled(workspace: Workspace) -> str:
    report = workspace.create("F02", "91", "2024-07").id
    desk = workspace.desk(report)
    assert isinstance(desk.fill(SAMPLE), Accepted)
    desk.repair_all()
    for finding in desk.findings():
        if finding.severity == "warning" and finding.reason is None:
            desk.accept(finding, "đã đối chiếu")
    return report


def test_without_accounts_nobody_is_asked(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        assert workspace.account_book.accounts.people == ()
        workspace.create("F02", "91", "2024-07")


def test_who_only_fills_in_can_neither_finalize_nor_reopen_nor_administer(shared: Opener) -> None:
    with shared("Lan") as workspace:
        report = _filled(workspace)
        desk = workspace.desk(report)
        assert "kiểm tra" in _refused(desk.finalize)
        assert workspace.desk(report).editable
        _refused(lambda: workspace.set_profile(workspace.profile))
        _refused(lambda: workspace.account_book.add("Kẻ lạ", PASSWORD, ("quan_tri",)))
    with shared("Hùng") as workspace:
        assert workspace.desk(report).finalize().status == "finalized"
    with shared("Lan") as workspace:
        _refused(lambda: workspace.desk(report).reopen("muốn sửa"))
        assert workspace.desk(report).head.status == "finalized"


def test_a_draft_of_somebody_else_is_not_there(shared: Opener) -> None:
    with shared("Lan") as workspace:
        report = workspace.create("F02", "91", "2024-07").id
    with shared("Mai") as workspace:
        assert workspace.reports() == ()
        _refused(lambda: workspace.desk(report))
        _refused(lambda: workspace.delete(report))
    with shared("Tâm") as workspace:
        assert [line.head.id for line in workspace.reports()] == [report]
        assert workspace.desk(report).editable
    with shared("Lan") as workspace:
        workspace.delete(report)
        workspace.restore(report)
        assert workspace.desk(report).editable


def test_an_error_passes_only_with_somebody_who_checks(shared: Opener) -> None:
    with shared("Lan") as workspace:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        assert isinstance(desk.fill(SAMPLE), Accepted)
        error = next(finding for finding in desk.findings() if finding.severity == "error")
        report = desk.head.id
        _refused(lambda: desk.accept(error, "để sau"))
    with shared("Chín") as workspace:
        workspace.desk(report).accept(error, "số do cấp trên giao")
        accepted = workspace.desk(report).findings()
    assert next(found.reason for found in accepted if found.id == error.id)


def test_four_eyes_ask_for_somebody_who_has_typed_nothing(shared: Opener) -> None:
    with shared("Quản") as workspace:
        workspace.account_book.change_roles("Lan", ("nhap", "kiem_tra"))
        workspace.account_book.set_rules(four_eyes=True)
    with shared("Lan") as workspace:
        report = _filled(workspace)
        assert "người khác" in _refused(workspace.desk(report).finalize, "FOUR-EYES")
    with shared("Hùng") as workspace:
        workspace.desk(report).finalize()


def test_five_wrong_passwords_shut_the_account_for_a_while(
    shared: Opener, clock: Clock, tmp_path: Path
) -> None:
    def wrong() -> None:
        Workspace.open(tmp_path, now=clock, credentials=Credentials("Lan", "sai mật khẩu"))

    told = [_refused(wrong, "SIGN-IN") for _ in range(ATTEMPTS)]
    assert "Còn 1 lần" in told[-2]
    assert "15 phút" in _refused(lambda: shared("Lan"), "SIGN-IN")
    clock.now = "2024-07-22T17:15:00+07:00"
    shared("lan").close()


def test_an_account_rests_after_45_days_but_never_the_last_administrator(
    shared: Opener, clock: Clock
) -> None:
    clock.now = "2024-10-01T08:00:00+07:00"
    assert "45 ngày" in _refused(lambda: shared("Lan"), "SIGN-IN")
    with shared("Quản") as workspace:
        workspace.account_book.disable("Lan", disabled=False)
    shared("Lan").close()


def test_the_last_administrator_stays_one(shared: Opener) -> None:
    with shared("Quản") as workspace:
        with pytest.raises(Trouble, match="quản trị"):
            workspace.account_book.disable("Quản")
        with pytest.raises(Trouble, match="quản trị"):
            workspace.account_book.change_roles("Quản", ("nhap",))


def test_a_lost_administrator_comes_back_with_the_code_and_leaves_a_trace(
    tmp_path: Path, clock: Clock
) -> None:
    with Workspace.open(tmp_path, now=clock) as workspace:
        code = workspace.account_book.add("Quản", PASSWORD, ("quan_tri",)).code
    given = Credentials("Quản", "mật khẩu mới rất dài")
    with GuardedStore.open(tmp_path / "baocao.db", now=clock) as store:
        _refused(lambda: accounts.recover(store, code[:-1], given, now=NOW), "RECOVERY")
        fresh = accounts.recover(store, code.lower(), given, now=NOW)
        assert store.people.accounts()[1].startswith(accounts.RECOVERED)
        _refused(lambda: accounts.recover(store, code, given, now=NOW), "RECOVERY")
        assert fresh != code
    with Workspace.open(tmp_path, now=clock, credentials=given) as workspace:
        assert workspace.check_store() == ()


def test_accounts_changed_behind_the_programs_back_are_noticed(shared: Opener) -> None:
    with shared("Quản") as workspace:
        store = workspace.account_book._store
        kept = store.people.accounts()[0].replace('["nhap"]', '["quan_tri"]', 1)
        store.people.note(kept)
        assert workspace.check_store() == ("Danh sách tài khoản đã bị sửa ngoài chương trình.",)


def test_every_door_of_the_store_that_writes_is_guarded() -> None:
    """A new method must be told apart: it asks for a right, or it is named here with its reason."""
    free = {
        "open": "nobody is in yet",
        "close": "",
        "keep_pack": "part of creating, which asks",
        "setting": "the profile is for everybody",
        "pack": "forms are for everybody",
        "packs": "forms are for everybody",
        "issues": "lines on finalized reports",
        "written": "texts that cite documents, of one's own unit",
        "verify_trail": "says what is broken, shows no figure",
        "check_integrity": "says what is broken, shows no figure",
        "backup": "façade: backups ask for the right to administer",
    }
    doors = {
        name
        for name, _ in inspect.getmembers(Store, inspect.isfunction)
        if not name.startswith("_")
    }
    guarded = {name for name in vars(GuardedStore) if name in doors}
    assert doors - guarded <= set(free) - {"open"}


@pytest.mark.parametrize("password", ["ngắn", "aaaaaaaaaaaaaaaaaaaa", "x" * 201])
def test_a_weak_password_is_refused(tmp_path: Path, password: str) -> None:
    with Workspace.open(tmp_path) as workspace, pytest.raises(Trouble) as caught:
        workspace.account_book.add("Quản", password, ("quan_tri",))
    assert caught.value.code == "ACCOUNT"


# -- the command line ----------------------------------------------------------------------------


def _run(
    capsys: pytest.CaptureFixture[str], folder: Path, *words: str
) -> tuple[int, dict[str, object]]:
    status = cli.main([*words, "--data-dir", str(folder), "--json"])
    payload = json.loads(capsys.readouterr().out)
    assert isinstance(payload, dict)
    return status, payload


@pytest.mark.parametrize("again", ["đúng như trước", "khác trước rồi"])
def test_a_new_password_that_is_typed_is_asked_for_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], again: str
) -> None:
    typed = iter(["đúng như trước", again])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    status, _ = _run(capsys, tmp_path, "account", "add", "Quản", "--role", "quan_tri")
    there = _run(capsys, tmp_path, "account", "list")[0]
    assert (status, there) == ((0, 4) if again == "đúng như trước" else (2, 0))


def test_rules_are_told_as_they_are_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("BAOCAO_NEW_PASSWORD", "BAOCAO_PASSWORD"):
        monkeypatch.setenv(variable, PASSWORD)
    _run(capsys, tmp_path, "account", "add", "Quản", "--role", "quan_tri")
    words = ("--four-eyes", "on", "--user", "Quản", "--data-dir", str(tmp_path))
    assert cli.main(["account", "rules", *words]) == 0
    assert "Bốn mắt (người nhập không tự chốt): bật" in capsys.readouterr().out


def test_the_command_line_obeys_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAOCAO_NEW_PASSWORD", PASSWORD)
    status, added = _run(capsys, tmp_path, "account", "add", "Quản", "--role", "quan_tri")
    assert status == 0
    assert added["recovery_code"]
    status, refused = _run(capsys, tmp_path, "account", "list")
    assert (status, set(refused)) == (4, {"error"})
    monkeypatch.setenv("BAOCAO_PASSWORD", PASSWORD)
    as_admin = ("--user", "Quản")
    assert _run(capsys, tmp_path, "account", "add", "Lan", "--role", "nhap", *as_admin)[0] == 0
    assert _run(capsys, tmp_path, "new", "F02", "--period", "2024-07", *as_admin)[0] == 4
    status, made = _run(capsys, tmp_path, "new", "F02", "--period", "2024-07", "--user", "Lan")
    assert status == 0
    report = str(made["report"])
    for words in (
        ("finalize", report, "--user", "Lan"),
        ("backup", str(tmp_path / "bản sao.db"), "--user", "Lan"),
        ("restore", str(tmp_path / "baocao.db"), "--user", "Lan"),
        ("show", report),
    ):
        status, said = _run(capsys, tmp_path, *words)
        assert status in ((1, 4) if words[0] == "finalize" else (4,)), (words, said)
    assert _run(capsys, tmp_path, "show", report, "--user", "Lan")[0] == 0
    listed = _run(capsys, tmp_path, "account", "list", *as_admin)[1]
    assert listed["problem"] == ""
    people = listed["accounts"]
    assert isinstance(people, list)
    assert [person["name"] for person in people] == ["Lan", "Quản"]
    monkeypatch.setenv("BAOCAO_PASSWORD", "không phải mật khẩu này")
    assert _run(capsys, tmp_path, "show", report, "--user", "Lan")[0] == 4


def _said(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, str]:
    """Run a command as the administrator; return what somebody reads."""
    status = cli.main(["account", *words, "--user", "Quản", "--data-dir", str(folder)])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_an_account_lives_from_the_command_line_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["account", "list", "--data-dir", str(tmp_path)]) == 0
    assert "Chưa có tài khoản nào" in capsys.readouterr().out
    monkeypatch.setenv("BAOCAO_NEW_PASSWORD", PASSWORD)
    assert _run(capsys, tmp_path, "account", "add", "--role", "quan_tri")[0] == 2
    add = ["account", "add", "Quản", "--role", "quan_tri", "--data-dir", str(tmp_path)]
    assert cli.main(add) == 0
    assert "Mã khôi phục (in ra, cất trong két)" in capsys.readouterr().out
    monkeypatch.setenv("BAOCAO_PASSWORD", PASSWORD)
    assert "Mã khôi phục" not in _said(capsys, tmp_path, "add", "Lan", "--role", "nhap")[1]
    assert _said(capsys, tmp_path, "roles", "Lan", "--role", "kiem_tra") == (
        0,
        "Lan: kiểm tra\n",
    )
    assert "đang ngừng" in _said(capsys, tmp_path, "disable", "Lan")[1]
    listing = ("show", "--user", "Lan")
    assert _run(capsys, tmp_path, *listing)[0] == 4
    assert "đang ngừng" not in _said(capsys, tmp_path, "enable", "Lan")[1]
    assert _run(capsys, tmp_path, *listing)[0] == 0
    monkeypatch.setenv("BAOCAO_NEW_PASSWORD", "mật khẩu khác hẳn rồi")
    assert _said(capsys, tmp_path, "password", "Lan")[0] == 0
    assert _run(capsys, tmp_path, *listing)[0] == 4
    monkeypatch.setenv("BAOCAO_PASSWORD", "mật khẩu khác hẳn rồi")
    assert _run(capsys, tmp_path, *listing)[0] == 0
    assert _run(capsys, tmp_path, "account", "remove-all", "--user", "Lan")[0] == 4
    monkeypatch.setenv("BAOCAO_PASSWORD", PASSWORD)
    assert "Đã bỏ mọi tài khoản" in _said(capsys, tmp_path, "remove-all")[1]
    monkeypatch.delenv("BAOCAO_PASSWORD")
    assert _run(capsys, tmp_path, "show")[0] == 0


def test_a_lost_password_is_got_over_with_the_printed_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAOCAO_NEW_PASSWORD", "mật khẩu đã quên mất")
    code = str(
        _run(capsys, tmp_path, "account", "add", "Quản", "--role", "quan_tri")[1]["recovery_code"]
    )
    monkeypatch.setenv("BAOCAO_NEW_PASSWORD", PASSWORD)
    monkeypatch.setenv("BAOCAO_PASSWORD", PASSWORD)
    assert _said(capsys, tmp_path, "list")[0] == 4
    assert _said(capsys, tmp_path, "recover", "Quản", "--code", code[:-1])[0] == 4
    assert _said(capsys, tmp_path, "list")[0] == 4
    status, told = _said(capsys, tmp_path, "recover", "Quản", "--code", code)
    assert status == 0
    assert "Đã khôi phục quyền quản trị cho Quản" in told
    assert code not in told
    assert _said(capsys, tmp_path, "list") == (0, "Quản: quản trị\n")
