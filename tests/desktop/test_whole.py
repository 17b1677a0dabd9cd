"""Everything of a data folder in one file: made, locked, brought to another computer, refused."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from desktop import cli
from desktop.problems import Trouble
from desktop.use_cases import backups, whole
from desktop.workspace import Workspace
from exporters import sealing
from exporters.files import sha256
from exporters.problems import ExportProblem
from exporters.whole_copy import read_copy, write_copy

NOW = "2026-11-22T17:00:00+07:00"
PHRASE = "bốn từ khó đoán ra"


def _folder(path: Path) -> Path:
    """A data folder with a report, a signed copy and a certificate beside the store."""
    with Workspace.open(path, now=lambda: NOW) as workspace:
        workspace.create("F02", "91", "2024-07")
    for name in ("signed/F02_91_2024-07_v1_ab12.pdf", "received/ab/goi.zip", "roots/goc.pem"):
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(name.encode() * 100)
    return path


@pytest.mark.parametrize("phrase", [None, PHRASE])
def test_another_computer_gets_everything(tmp_path: Path, phrase: str | None) -> None:
    old, new = _folder(tmp_path / "cũ"), tmp_path / "mới"
    file = whole.make(old, tmp_path, made=NOW, passphrase=phrase)
    assert file.name == "baocao-2026-11-22.baocao"
    with whole.opened(file, new, phrase) as source:
        backups.restore(new, source.store, now=lambda: NOW)
        assert source.bring(new) == 3
        assert source.bring(new) == 0
    assert [p.name for p in new.iterdir() if p.name.startswith(".")] == []
    with Workspace.open(new, now=lambda: NOW) as workspace:
        assert [line.head.id for line in workspace.reports()] == ["F02-91-2024-07"]
        assert workspace.check_store() == ()
    for one in old.glob("*/**/*.*"):
        if one.parent.name != "backups":
            assert (new / one.relative_to(old)).read_bytes() == one.read_bytes()


def test_a_locked_copy_shows_nothing_and_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    old = _folder(tmp_path / "cũ")
    file = whole.make(old, tmp_path / "khoá.baocao", made=NOW, passphrase=PHRASE)
    assert b"F02" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(ExportProblem) as wrong, whole.opened(file, old, PHRASE + "."):
        pass
    assert wrong.value.code == "SEAL-PASSPHRASE"
    with pytest.raises(Trouble), whole.opened(file, old):
        pass


def test_a_copy_is_never_written_over_another_file(tmp_path: Path) -> None:
    old = _folder(tmp_path / "cũ")
    whole.make(old, tmp_path / "một.baocao", made=NOW)
    with pytest.raises(Trouble) as refused:
        whole.make(old, tmp_path / "một.baocao", made=NOW)
    assert refused.value.code == "BACKUP-NAME"
    assert not list(tmp_path.glob(".*"))


def test_files_go_along_whatever_a_person_called_them(tmp_path: Path) -> None:
    old, new = _folder(tmp_path / "cũ"), tmp_path / "mới"
    named = ("roots/Ban Cơ yếu CP.pem", "roots/RootCA (1).cer", "signed/Tờ trình số 5, bản 2.pdf")
    hidden = ("signed/.DS_Store", "signed/~$ trinh.docx", "received/.tam/a.zip")
    for name in (*named, *hidden):
        (old / name).parent.mkdir(exist_ok=True)
        (old / name).write_text(name, encoding="utf-8")
    file = whole.make(old, tmp_path, made=NOW)
    with whole.opened(file, new) as source:
        assert source.bring(new) == 3 + len(named)
    assert [(new / name).read_text(encoding="utf-8") for name in named] == [*named]
    assert not any((new / name).exists() for name in hidden)


@pytest.mark.parametrize("name", ["Ảnh\u0300.pdf", "x" * 140 + ".pdf", "a: b.pdf", "a.pdf "])
@pytest.mark.skipif(os.name != "posix", reason="Windows gives no file such a name")
def test_a_file_that_no_copy_can_hold_is_named_and_no_copy_is_made(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    old, file = _folder(tmp_path / "cũ"), tmp_path / "x.baocao"
    (old / "signed" / name).write_bytes(b"x")
    assert cli.main(["backup", str(file), "--whole", "--data-dir", str(old)]) == 2
    told = capsys.readouterr()
    assert f"signed/{name}" in told.out + told.err
    assert "đổi tên" in told.out + told.err
    assert not list(tmp_path.glob("*x.baocao*"))


def test_two_names_that_one_system_takes_for_one_are_no_copy(tmp_path: Path) -> None:
    files = {name: _zip(tmp_path / "một", {}) for name in ("signed/A.pdf", "signed/a.pdf")}
    with pytest.raises(ExportProblem) as refused:
        write_copy(io.BytesIO(), files, made=NOW, program="0.1.0")
    assert (refused.value.code, refused.value.place) == ("COPY-NAME", "signed/a.pdf")


def test_every_changed_byte_of_a_locked_file_is_noticed(tmp_path: Path) -> None:
    plain, locked, out = (tmp_path / name for name in "abc")
    plain.write_bytes(b"0123456789" * 250_000)
    with plain.open("rb") as source, locked.open("wb") as target:
        sealing.seal(source, target, PHRASE)
    whole_bytes = locked.read_bytes()
    frame = (1 << 20) + 16
    head = len(whole_bytes) - 2_500_000 - 3 * 16
    changed = [
        whole_bytes[:-1],
        whole_bytes[:-frame],
        whole_bytes[:head] + whole_bytes[head + frame :],
        *(
            whole_bytes[:at] + bytes([whole_bytes[at] ^ 1]) + whole_bytes[at + 1 :]
            for at in (0, 12, 30, head + 5, len(whole_bytes) - 1)
        ),
    ]
    for content in changed:
        locked.write_bytes(content)
        with locked.open("rb") as source, out.open("wb") as target, pytest.raises(ExportProblem):
            sealing.unseal(source, target, PHRASE)


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_file_that_ends_before_its_list_says_is_refused(tmp_path: Path) -> None:
    """Its sum is right, its sizes are not: neither the list nor the sum alone finds it out."""
    said = (
        b'{"format":"baocao-whole/1","made":"","program":"","files":'
        b'[{"name":"baocao.db","bytes":9,"sha256":"' + sha256(b"12345").encode() + b'"}]}'
    )
    file = _zip(tmp_path / "ngắn.baocao", {"manifest.json": said, "baocao.db": b"12345"})
    content = bytearray(file.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (9).to_bytes(4, "little")
    file.write_bytes(content)
    (tmp_path / "trống").mkdir()
    with pytest.raises(ExportProblem) as refused:
        read_copy(file, tmp_path / "trống")
    assert refused.value.code == "COPY-DAMAGED"


@pytest.mark.parametrize(
    "members",
    [
        {"strange.txt": b"x"},
        {"manifest.json": b"{}"},
        {
            "manifest.json": b'{"format":"baocao-whole/1","made":"","program":"","files":'
            b'[{"name":"baocao.db","bytes":2000000000000,"sha256":""}]}',
            "baocao.db": b"x",
        },
        {
            "manifest.json": b'{"format":"baocao-whole/1","made":"","program":"","files":'
            b'[{"name":"signed/../../ra.db","bytes":1,"sha256":""}]}',
            "signed/../../ra.db": b"x",
        },
        {"manifest.json": b"[" * 100_000},
        {
            "manifest.json": b'{"format":"baocao-whole/1","made":"","program":"","files":'
            b'[{"name":"../ra.db","bytes":1,"sha256":""}]}',
            "../ra.db": b"x",
        },
        {
            "manifest.json": b'{"format":"baocao-whole/1","made":"","program":"","files":'
            b'[{"name":"baocao.db","bytes":9,"sha256":""}]}',
            "baocao.db": b"x",
        },
        {
            "manifest.json": b'{"format":"baocao-whole/1","made":"","program":"","files":'
            b'[{"name":"baocao.db","bytes":1,"sha256":"00"}]}',
            "baocao.db": b"x",
        },
        {
            "manifest.json": b'{"format":"baocao-whole/2","made":"","program":"","files":[]}',
        },
    ],
)
def test_what_is_no_copy_of_ours_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    file = _zip(tmp_path / "lạ.baocao", members)
    (tmp_path / "trống").mkdir()
    with pytest.raises(ExportProblem) as refused:
        read_copy(file, tmp_path / "trống")
    assert refused.value.code in {"COPY-DAMAGED", "COPY-NEWER"}
    assert not (tmp_path / "ra.db").exists()


def test_the_command_line_makes_and_takes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, file = _folder(tmp_path / "cũ"), tmp_path / "mới", str(tmp_path / "x.baocao")
    monkeypatch.setenv("BAOCAO_PASSPHRASE", PHRASE)
    assert cli.main(["backup", file, "--encrypt", "--data-dir", str(old)]) == 0
    assert cli.main(["restore", file, "--preview", "--data-dir", str(new)]) == 0
    assert "F02-91-2024-07: có lại" in capsys.readouterr().out
    assert cli.main(["restore", file, "--data-dir", str(new)]) == 0
    assert "3 tệp" in capsys.readouterr().out
    monkeypatch.setenv("BAOCAO_PASSPHRASE", "ngắn")
    assert cli.main(["backup", file + "2", "--encrypt", "--data-dir", str(old)]) == 2
    assert not Path(file + "2").exists()
