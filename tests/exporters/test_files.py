import errno
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters import files
from exporters.problems import ExportProblem


def test_a_submission_is_named_in_ascii() -> None:
    assert files.file_stem("F02", "91", "2024-07", 1) == "F02_91_2024-07_v1"
    assert files.file_stem("F02-CAT", "91-CAT", "2025-W26", 12) == "F02-CAT_91-CAT_2025-W26_v12"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Xã Ô Lâm", "Xa-O-Lam"),
        ("Sở Khoa học và Công nghệ", "So-Khoa-hoc-va-Cong-nghe"),
        ("ĐẶC KHU THỔ CHÂU", "DAC-KHU-THO-CHAU"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\x", "C-Windows-x"),
        ("a\x00b\nc", "a-b-c"),
        ("CON", "x-CON"),
        ("nul.txt", "x-nul.txt"),
        ("...", "x"),
        ("", "x"),
        ("báo cáo.", "bao-cao"),
    ],
)
def test_any_words_become_a_name_that_every_system_takes(text: str, name: str) -> None:
    assert files.ascii_name(text) == name


@given(st.text(max_size=200))
def test_no_text_gives_a_dangerous_name(text: str) -> None:
    name = files.ascii_name(text)
    assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,60}[A-Za-z0-9])?", name)
    assert files.ascii_name(unicodedata.normalize("NFD", text)) == name or not text.isascii()


def test_sha256_is_that_of_the_tools() -> None:
    assert files.sha256(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")


def test_a_file_is_written_and_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    files.write_atomically(target, b"old")
    files.write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_several_files_are_written_in_order(tmp_path: Path) -> None:
    paths = files.write_all(tmp_path, {"b.json": b"2", "a.pdf": b"1"})
    assert [path.name for path in paths] == ["a.pdf", "b.json"]
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="Không có thư mục") as caught:
        files.write_atomically(tmp_path / "no" / "a.pdf", b"x")
    assert str(tmp_path / "no") in caught.value.message


def test_a_folder_of_the_same_name_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(ExportProblem, match="là một thư mục"):
        files.write_atomically(tmp_path / "a.pdf", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_full_disk_is_seen_before_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SPARE_BYTES", 1 << 80)
    with pytest.raises(ExportProblem, match="không còn đủ chỗ"):
        files.write_atomically(tmp_path / "a.pdf", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "không còn đủ chỗ"),
        (errno.EROFS, "không cho ghi"),
        (errno.EACCES, "không cho ghi"),
        (errno.EIO, "Không ghi được"),
    ],
)
def test_a_failure_while_flushing_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ExportProblem, match=sentence) as caught:
        files.write_atomically(target, b"new")
    assert os.strerror(number) in caught.value.detail
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_open_in_excel_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "sharing violation")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ExportProblem, match="đang mở trong chương trình khác"):
        files.write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from exporters import files
from exporters.problems import ExportProblem
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.write_atomically(Path(sys.argv[1]), b"n" * 5000)
except ExportProblem as problem:
    print(problem.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_a_system_that_takes_only_half_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, target],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert "Không ghi được tệp “a.pdf”" in done.stdout
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="an administrator writes anywhere"
)
def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportProblem, match="không cho ghi"):
            files.write_atomically(tmp_path / "a.pdf", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_reading_is_limited(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert files.read_limited(tmp_path / "a", 5) == b"12345"
    with pytest.raises(ExportProblem, match="lớn quá"):
        files.read_limited(tmp_path / "a", 4)
    with pytest.raises(ExportProblem, match="Không có tệp"):
        files.read_limited(tmp_path / "b", 4)
    with pytest.raises(ExportProblem, match="là một thư mục"):
        files.read_limited(tmp_path, 4)
