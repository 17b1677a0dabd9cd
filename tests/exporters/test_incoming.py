"""Folders, archives and strange files on their way in: bounded, and each told by itself."""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from exporters import incoming
from exporters.excel_names import FORM, PERIOD, UNIT
from exporters.incoming import (
    IncomingFile,
    SheetIdentity,
    UnreadFile,
    found,
    identity_of,
    read,
)
from exporters.manifest import HASH_LIST, MANIFEST
from exporters.problems import ExportProblem


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            stored = zipfile.ZIP_STORED if name.endswith("/") else method
            archive.writestr(name, data, stored)
    return buffer.getvalue()


def package(number: int = 1) -> bytes:
    """What looks like a package from outside."""
    return packed((MANIFEST, b"{}"), (HASH_LIST, b"%d" % number))


def workbook() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


def arrived(path: Path, data: bytes) -> list[IncomingFile | UnreadFile]:
    path.write_bytes(data)
    return list(read(path))


def names(arrivals: Iterable[IncomingFile | UnreadFile]) -> list[str]:
    return [one.name for one in arrivals]


def refusals(arrivals: Iterable[IncomingFile | UnreadFile]) -> list[str]:
    return [one.code for one in arrivals if isinstance(one, UnreadFile)]


# --- folders -------------------------------------------------------------------------------------


def test_a_folder_gives_its_packages_and_workbooks_in_order(tmp_path: Path) -> None:
    for name in ("b/c/2.ZIP", "b/1.zip", "a.xlsx", "doc.pdf", ".an/3.zip", "~$a.xlsx", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    wanted = ["a.xlsx", "b/1.zip", "b/c/2.ZIP"]
    assert found([tmp_path]) == tuple(tmp_path / name for name in wanted)
    assert found([tmp_path, tmp_path / "b", tmp_path / "a.xlsx"]) == found([tmp_path])


def test_what_a_person_names_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    assert found([tmp_path / "x.pdf"]) == (tmp_path / "x.pdf",)


@pytest.mark.skipif(os.name != "posix", reason="Windows lets few people make links")
def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "1.zip").write_bytes(b"")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "round").symlink_to(inside)
    (inside / "out").symlink_to(tmp_path / "real")
    (inside / "2.zip").symlink_to(tmp_path / "real" / "1.zip")
    assert found([inside]) == ()


def test_folders_too_deep_and_too_many_files_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path.joinpath(*["x"] * (incoming.DEEPEST + 1))
    deep.mkdir(parents=True)
    (deep / "1.zip").write_bytes(b"")
    (tmp_path / "2.zip").write_bytes(b"")
    listed = found([tmp_path])
    assert listed[0] == tmp_path / "2.zip"
    assert [one.code for one in listed[1:] if isinstance(one, UnreadFile)] == ["RCV-DEEP"]
    monkeypatch.setattr(incoming, "MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"n{number}.zip").write_bytes(b"")
    (only,) = found([tmp_path])
    assert isinstance(only, UnreadFile)
    assert only.code == "RCV-MANY"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (one,) = read(tmp_path / "none.zip")
    assert isinstance(one, UnreadFile)
    assert one.code == "FILE-MISSING"


# --- archives ------------------------------------------------------------------------------------


def test_a_package_is_not_opened(tmp_path: Path) -> None:
    (one,) = arrived(tmp_path / "p.zip", package())
    assert isinstance(one, IncomingFile)
    assert (one.name, one.kind, one.data) == ("p.zip", "package", package())


def test_an_archive_gives_what_is_in_it(tmp_path: Path) -> None:
    inner = [("Xã A/1.zip", package(1)), ("Xã A/2.zip", package(2)), ("b.xlsx", workbook())]
    rest = [("đọc.txt", b"x"), ("__MACOSX/._1.zip", b"x"), ("Xã A/", b"")]
    arrivals = arrived(tmp_path / "tháng 8.zip", packed(*inner, *rest))
    kinds = [one.kind for one in arrivals if isinstance(one, IncomingFile)]
    assert names(arrivals) == [f"tháng 8.zip: {name}" for name, _ in inner]
    assert kinds == ["package", "package", "sheet"]


def test_an_archive_in_an_archive_is_refused_and_the_others_come(tmp_path: Path) -> None:
    nested = packed(("1.zip", package()))
    arrivals = arrived(tmp_path / "x.zip", packed(("a.zip", nested), ("b.zip", package())))
    assert refusals(arrivals) == ["RCV-NESTED"]
    assert names(arrivals)[1] == "x.zip: b.zip"


def test_names_of_old_archivers_are_read(tmp_path: Path) -> None:
    data = packed(("Muller.zip", package())).replace(b"Muller.zip", "Müller.zip".encode("cp437"))
    (one,) = arrived(tmp_path / "x.zip", data)
    assert one.name == "x.zip: Müller.zip"
    assert isinstance(one, IncomingFile)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../1.zip", "PKG-NAME"),
        ("a/../../1.zip", "PKG-NAME"),
        ("/etc/1.zip", "PKG-NAME"),
        ("C:/1.zip", "PKG-NAME"),
        ("a\\..\\1.zip", "PKG-NAME"),
        ("./1.zip", "PKG-NAME"),
        ("a//1.zip", "PKG-NAME"),
        ("\u202egnp.1.zip", "PKG-NAME"),
        ("x" * 420 + ".zip", "PKG-NAME"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str, code: str) -> None:
    assert refusals(arrived(tmp_path / "x.zip", packed((name, package())))) == [code]


@pytest.mark.parametrize(
    "twins",
    [
        ("Xã A.zip", "XÃ A.ZIP"),
        ("Xã.zip", unicodedata.normalize("NFD", "Xã.zip")),
    ],
    ids=["case", "accents"],
)
def test_twins_are_refused(tmp_path: Path, twins: tuple[str, str]) -> None:
    data = packed(*((name, package(n)) for n, name in enumerate(twins)))
    assert refusals(arrived(tmp_path / "x.zip", data)) == ["PKG-DUPLICATE"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    data = packed(("1.zip", bytes(200 << 20)))
    assert len(data) < 1 << 20
    assert refusals(arrived(tmp_path / "x.zip", data)) == ["PKG-BOMB"]


def test_more_than_can_be_held_is_not_unpacked(tmp_path: Path) -> None:
    random = os.urandom(1 << 20)
    parts = ((f"{n}.zip", random + bytes(90 << 20)) for n in range(4))
    assert "PKG-SIZE" in refusals(arrived(tmp_path / "x.zip", packed(*parts)))


def test_links_and_passwords_in_an_archive_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("1.zip")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert refusals(arrived(tmp_path / "x.zip", buffer.getvalue())) == ["PKG-LINK"]
    locked = bytearray(packed(("1.zip", package())))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    assert refusals(arrived(tmp_path / "y.zip", bytes(locked))) == ["PKG-ENCRYPTED"]


def test_an_archive_cut_off_is_taken_as_a_package_to_be_judged(tmp_path: Path) -> None:
    data = packed(("1.zip", package()), ("2.zip", package()))
    (one,) = arrived(tmp_path / "x.zip", data[:-30])
    assert isinstance(one, IncomingFile)
    assert one.kind == "package"


def test_a_member_that_is_broken_is_told(tmp_path: Path) -> None:
    data = bytearray(packed(("1.zip", package()), method=zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    assert refusals(arrived(tmp_path / "x.zip", bytes(data))) == ["PKG-READ"]


def test_a_file_too_large_for_a_package_is_told(tmp_path: Path) -> None:
    (one,) = arrived(tmp_path / "x.zip", b"PK" + bytes(21 << 20))
    assert isinstance(one, UnreadFile)
    assert one.code == "PKG-SIZE"


# --- workbooks -----------------------------------------------------------------------------------


def test_a_workbook_says_whose_it_is() -> None:
    book = openpyxl.Workbook()
    for name, text in ((FORM, "F02-DIEN"), (UNIT, "91-DIEN"), (PERIOD, "2024-07")):
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(
            name, attr_text=f'"{text}"'
        )
    buffer = io.BytesIO()
    book.save(buffer)
    assert identity_of(buffer.getvalue()) == SheetIdentity("F02-DIEN", "91-DIEN", "2024-07")
    assert identity_of(workbook()) == SheetIdentity()
    with pytest.raises(ExportProblem):
        identity_of(b"PK\x03\x04")
