"""A computer set up from a file, locked settings, signed updates: taken whole, or refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

import resources
from desktop import cli
from desktop.problems import NOT_ALLOWED, Trouble
from desktop.use_cases import provisioning, updates
from desktop.workspace import Workspace
from exporters.problems import ExportProblem
from exporters.signed_update import private_key, read_update, write_update
from forms import pack

NOW = "2026-11-22T08:00:00+07:00"
UNIT = "30292"
INI = """\
[unit]
code = 30292
[signatory.1]
name = Trần Thị Lan
post = PHÓ CHỦ TỊCH
authority = KT.
head = CHỦ TỊCH
[recipients]
F07 = Sở Khoa học và Công nghệ; Lưu: VT
[locked]
settings = profile; forms
"""
Shell = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    def run(*words: str) -> tuple[int, dict[str, object]]:
        status = cli.main([*words, "--data-dir", str(tmp_path / "data"), "--json"])
        payload = json.loads(capsys.readouterr().out)
        assert isinstance(payload, dict)
        return status, payload

    return run


def newer(folder: Path, version: str = "9") -> Path:
    """A later version of a shipped form, as a compiled pack."""
    shipped = pack.read_json(resources.path("packs/F16/form.json").read_bytes())
    file = folder / f"F16-{version}.json"
    file.write_bytes(pack.canonical(replace(shipped, version=version, valid_from="2026-01-01")))
    return file


def test_an_ini_sets_unit_signatory_recipients_and_locks(tmp_path: Path, shell: Shell) -> None:
    file = tmp_path / "unit.ini"
    file.write_text(INI, encoding="utf-8-sig")
    assert shell("provision", str(file), "--preview")[1]["locked"] == ["profile", "forms"]
    status, done = shell("provision", str(file))
    assert (status, done["unit"], done["locked"]) == (0, UNIT, ["profile", "forms"])
    profile = shell("profile")[1]["profile"]
    assert isinstance(profile, dict)
    assert profile["signatories"][0]["name"] == "Trần Thị Lan"
    assert profile["recipients"] == {"F07": ["Sở Khoa học và Công nghệ", "Lưu: VT"]}


def test_a_new_computer_asks_for_nothing_that_was_due_before(tmp_path: Path) -> None:
    file = tmp_path / "unit.ini"
    file.write_text(INI, encoding="utf-8")
    data = tmp_path / "data"
    with Workspace.open(data, now=lambda: NOW) as workspace:
        first = workspace.today
        provisioning.apply(workspace, data, file)
        assert workspace.profile.since == first
    later = f"{first.year + 1}{NOW[4:]}"
    with Workspace.open(data, now=lambda: later) as workspace:
        provisioning.apply(workspace, data, file)
        assert workspace.profile.since == first
        file.write_text(INI.replace("[signatory.1]", "since = 2020-01-02\n[signatory.1]"))
        provisioning.apply(workspace, data, file)
        assert str(workspace.profile.since) == "2020-01-02"


def test_what_is_locked_stays_until_it_provisions_again(tmp_path: Path, shell: Shell) -> None:
    file = tmp_path / "unit.ini"
    file.write_text(INI, encoding="utf-8")
    shell("provision", str(file))
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"unit": "91"}), encoding="utf-8")
    for words in (("profile", str(own)), ("forms", "install", str(newer(tmp_path)))):
        status, said = shell(*words)
        assert (status, said["error"]["code"]) == (NOT_ALLOWED, "LOCKED")  # type: ignore[index]
        assert "baocao provision" in said["error"]["message"]  # type: ignore[index]
    file.write_text(INI.replace("profile; forms", ""), encoding="utf-8")
    assert shell("provision", str(file))[0] == 0
    assert shell("profile", str(own))[0] == 0


def test_a_preset_that_is_wrong_anywhere_changes_nothing(tmp_path: Path) -> None:
    newer(tmp_path)
    broken = {
        "unit.json": {"profile": {"unit": "000"}, "packs": ["F16-9.json"]},
        "two.json": {"profile": {"unit": UNIT}, "packs": ["missing.json"]},
        "three.json": {"profile": {"unit": UNIT}, "strange": 1},
        "four.json": {"profile": {"unit": UNIT}, "locked": ["everything"]},
        "five.json": [1],
    }
    with Workspace.open(tmp_path / "data", now=lambda: NOW) as workspace:
        for name, content in broken.items():
            (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
            with pytest.raises((Trouble, ExportProblem)):
                provisioning.apply(workspace, tmp_path / "data", tmp_path / name)
        assert workspace.needs_profile
        assert workspace.locked == ()
        assert workspace.form("F16").version != "9"


def test_the_first_start_takes_the_file_that_lies_ready_and_tells_what_is_wrong_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "unit.ini"
    file.write_text(INI.replace("30292", "nowhere"), encoding="utf-8")
    monkeypatch.setenv(provisioning.PRESET, str(file))
    with Workspace.open(tmp_path / "data", now=lambda: NOW) as workspace:
        assert "nowhere" in workspace.preset_problem
        assert workspace.needs_profile
    file.write_text(INI, encoding="utf-8")
    with Workspace.open(tmp_path / "data", now=lambda: NOW) as workspace:
        assert workspace.preset_problem == ""
        assert workspace.own_unit == UNIT


# -- signed updates -------------------------------------------------------------------------------


@pytest.fixture
def issuer(tmp_path: Path) -> Path:
    """The private key of whoever issues updates; its public one lies beside it."""
    folder = tmp_path / "issuer"
    updates.make_keys(folder, "So KHCN")
    return folder / "So-KHCN.key"


def test_forms_come_signed_and_are_put_into_use(tmp_path: Path, issuer: Path, shell: Shell) -> None:
    out = tmp_path / "bieu.capnhat"
    made = shell(
        "update", str(newer(tmp_path)), "--make", "forms", "--key", str(issuer), "--out", str(out)
    )
    assert made[0] == 0
    status, refused = shell("update", str(out))
    assert (status, refused["error"]["code"]) == (2, "UPDATE-SIGNER")  # type: ignore[index]
    assert "baocao keys add" in refused["error"]["message"]  # type: ignore[index]
    assert shell("keys", "add", str(issuer.with_suffix(".pub")))[1] == {"added": "So-KHCN"}
    assert shell("update", str(out), "--preview")[1]["files"] == ["F16-9.json"]
    update = updates.opened(tmp_path / "data", out)
    assert re.fullmatch(
        r"Bản cập nhật [\d.]+, So-KHCN ký ngày \d+/\d+/\d{4}\.", updates.head_of(update)
    )
    status, done = shell("update", str(out))
    assert (status, done["signer"]) == (0, "So-KHCN")
    assert done["forms"][0]["version"] == "9"  # type: ignore[index]
    assert shell("forms", "remove", "F16", "9")[0] == 0
    assert shell("keys", "remove", "So-KHCN")[0] == 0
    assert shell("update", str(out))[0] == 2


def test_a_locked_computer_takes_forms_with_a_signed_preset_only(
    tmp_path: Path, issuer: Path, shell: Shell
) -> None:
    file = tmp_path / "unit.ini"
    file.write_text(INI, encoding="utf-8")
    shell("provision", str(file))
    shell("keys", "add", str(issuer.with_suffix(".pub")))
    pack_file, signed = newer(tmp_path), ("--key", str(issuer))
    forms, preset = tmp_path / "bieu.capnhat", tmp_path / "may.capnhat"
    shell("update", str(pack_file), "--make", "forms", *signed, "--out", str(forms))
    assert shell("update", str(forms))[0] == NOT_ALLOWED
    file.write_text(f"{INI}\n[forms]\npacks = {pack_file.name}\n", encoding="utf-8")
    made = (str(file), str(pack_file), "--make", "preset", *signed, "--out", str(preset))
    assert shell("update", *made)[0] == 0
    assert shell("provision", str(preset))[0] == 0
    versions = {line["id"]: line["version"] for line in shell("forms")[1]["forms"]}  # type: ignore[attr-defined]
    assert versions["F16"] == "9"


def test_an_older_form_needs_force_and_takes_its_companions_back(
    tmp_path: Path, issuer: Path
) -> None:
    data = tmp_path / "data"
    updates.trust(data, issuer.with_suffix(".pub"))
    both = tmp_path / "both.capnhat"
    fresh = tmp_path / "A-F07.json"
    shipped = pack.read_json(resources.path("packs/F07/form.json").read_bytes())
    fresh.write_bytes(pack.canonical(replace(shipped, version="8", valid_from="2026-01-01")))
    updates.sign([newer(tmp_path, "5"), fresh], issuer, both, kind="forms", issued=NOW, version="1")
    with Workspace.open(data, now=lambda: NOW) as workspace:
        workspace.install(pack.read_json(newer(tmp_path, "9").read_bytes()))
        update = updates.opened(data, both)
        with pytest.raises(Trouble):
            updates.take_forms(workspace, update)
        assert workspace.form("F07").version != "8"
        done = updates.take_forms(workspace, update, force=True)
        assert [one.version for one in done] == ["8", "5"]


def test_whatever_was_changed_is_refused(tmp_path: Path, issuer: Path) -> None:
    data = tmp_path / "data"
    updates.trust(data, issuer.with_suffix(".pub"))
    keys = updates.trusted(data)
    raw = bytes.fromhex(issuer.read_text(encoding="ascii").split()[1])
    files = {"F16-9.json": newer(tmp_path).read_bytes()}
    whole = write_update(
        files, private_key(raw), kind="forms", issued=NOW, version="1", program="0.1.0"
    )
    assert read_update(whole, keys).files == files
    for at in range(0, len(whole), max(len(whole) // 150, 1)):
        changed = whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :]
        try:
            assert read_update(changed, keys).files == files
        except ExportProblem as refused:
            told = refused.code
            assert told.startswith("UPDATE-")
    for strange in (b"", b"PK", whole[:-30], b"%PDF-1.7"):
        with pytest.raises(ExportProblem):
            read_update(strange, keys)


def test_a_key_s_file_that_is_damaged_is_named_and_not_the_update(
    tmp_path: Path, issuer: Path, shell: Shell
) -> None:
    out, public = str(tmp_path / "bieu.capnhat"), issuer.with_suffix(".pub")
    made = ("--make", "forms", "--key", str(issuer), "--out", out)
    assert shell("update", str(newer(tmp_path)), *made)[0] == 0
    assert shell("keys", "add", str(public))[0] == 0
    spoiled = tmp_path / "data" / updates.KEYS / "So-KHCN.pub"
    spoiled.write_bytes(b"\xff" * 40)
    for call in (("update", out), ("keys", "list"), ("keys", "add", str(public))):
        status, told = shell(*call)
        assert status == 2
        assert str(spoiled) in told["error"]["message"]  # type: ignore[index]
    assert shell("keys", "remove", "So-KHCN")[0] == 0
    assert shell("keys", "add", str(public))[0] == 0
    assert shell("update", out)[0] == 0


def test_an_update_for_a_newer_program_is_refused(tmp_path: Path, issuer: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "x.capnhat"
    updates.trust(data, issuer.with_suffix(".pub"))
    raw = bytes.fromhex(issuer.read_text(encoding="ascii").split()[1])
    out.write_bytes(
        write_update(
            {"a.json": b"{}"},
            private_key(raw),
            kind="forms",
            issued=NOW,
            version="1",
            program="99.0",
        )
    )
    with pytest.raises(Trouble) as refused:
        updates.opened(data, out)
    assert refused.value.code == "UPDATE-NEWER"


def test_an_installer_is_handed_on_and_a_preset_may_be_signed(
    tmp_path: Path, issuer: Path, shell: Shell
) -> None:
    shell("keys", "add", str(issuer.with_suffix(".pub")))
    setup, ini = tmp_path / "BaoCao-9.exe", tmp_path / "unit.ini"
    setup.write_bytes(b"MZ" * 100)
    ini.write_text(INI, encoding="utf-8")
    for file, kind in ((setup, "program"), (ini, "preset")):
        out = str(tmp_path / f"{kind}.capnhat")
        key = ("--key", str(issuer))
        assert shell("update", str(file), "--make", kind, *key, "--out", out)[0] == 0
    ready = tmp_path / "ready"
    ready.mkdir()
    program = str(tmp_path / "program.capnhat")
    assert shell("update", program)[0] == 2
    assert shell("update", program, "--out", str(ready))[0] == 0
    assert (ready / "BaoCao-9.exe").read_bytes() == setup.read_bytes()
    preset = str(tmp_path / "preset.capnhat")
    assert shell("update", preset)[0] == 2
    assert shell("provision", preset)[1]["unit"] == UNIT
