"""Signed updates as somebody hostile, careless or ahead of us makes them; keys that are none."""

import io
import zipfile
from collections.abc import Mapping

import pytest
from msgspec import json

from exporters.files import sha256
from exporters.problems import ExportProblem
from exporters.signed_update import (
    LIST,
    SIGNATURE,
    is_update,
    key_text,
    make_key,
    private_key,
    read_key,
    read_update,
    write_update,
)

PRIVATE, PUBLIC = make_key()
KEYS = {"So-KHCN": PUBLIC}
FORM = b'{"form": "F16"}'
FILES = {"F16-9.json": FORM, "F17-9.json": b"{}"}


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def members() -> dict[str, bytes]:
    """What a right update holds, by name."""
    made = write_update(
        FILES, private_key(PRIVATE), kind="forms", issued="2026-11-22", version="9", program="0.1.0"
    )
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saying(**said: object) -> dict[str, bytes]:
    """An update whose list says something else, signed by whoever is trusted."""
    listed = {**json.decode(members()[LIST]), **said}
    content = json.encode(listed)
    return {**members(), LIST: content, SIGNATURE: private_key(PRIVATE).sign(content)}


def refused(parts: Mapping[str, bytes], keys: Mapping[str, bytes] = KEYS) -> ExportProblem:
    with pytest.raises(ExportProblem) as caught:
        read_update(zipped(parts), keys)
    return caught.value


def test_files_come_out_as_they_were_signed_by_whoever_signed_them() -> None:
    others = {"A": make_key()[1], **KEYS}
    update = read_update(zipped(members()), others)
    assert (update.signer, update.files) == ("So-KHCN", FILES)
    assert is_update(zipped(members()))


def test_a_zip_without_a_list_is_no_update() -> None:
    parts = members()
    del parts[LIST]
    assert refused(parts).code == "UPDATE-KIND"
    assert not is_update(zipped(FILES))


@pytest.mark.parametrize(
    "changed",
    [
        {"F16-9.json": b'{"form": "F99"}'},
        {"F18-9.json": FORM},
        {"setup.exe": b"MZ"},
    ],
    ids=["another content", "another form", "a program"],
)
def test_a_file_that_was_changed_or_put_in_after_signing_is_refused(
    changed: dict[str, bytes],
) -> None:
    problem = refused({**members(), **changed})
    assert problem.code == "UPDATE-ALTERED"
    assert "đã bị sửa sau khi ký" in problem.message


def test_a_file_that_was_taken_out_after_signing_is_missed() -> None:
    parts = members()
    del parts["F17-9.json"]
    assert refused(parts).code == "UPDATE-ALTERED"


def test_a_list_that_was_changed_after_signing_is_nobody_s() -> None:
    parts = members()
    evil = parts[LIST].replace(sha256(FORM).encode(), sha256(b"MZ").encode())
    problem = refused({**parts, LIST: evil, "F16-9.json": b"MZ"})
    assert problem.code == "UPDATE-SIGNER"
    assert "So-KHCN" in problem.message
    assert "chưa có khóa nào" in refused(parts, {}).message


@pytest.mark.parametrize(
    "said",
    [{"format": "baocao-update/2"}, {"kind": "databases"}, {"wanted_by": "2027"}],
    ids=["format", "kind", "key"],
)
def test_what_a_later_version_signed_says_that_it_is_for_a_later_version(
    said: dict[str, str],
) -> None:
    problem = refused(saying(**said))
    assert problem.code == "UPDATE-NEWER"
    assert "phiên bản mới hơn" in problem.message


def test_a_key_is_read_as_it_was_written() -> None:
    assert read_key(key_text(PUBLIC)) == PUBLIC
    assert read_key(f"  {key_text(PUBLIC)}\n".replace("\n", "\r\n")) == PUBLIC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "baocao-key",
        f"ssh-ed25519 {PUBLIC.hex()}",
        f"baocao-key {PUBLIC.hex()[:-2]}",
        f"baocao-key {PUBLIC.hex()}00",
        "baocao-key khóa của Sở",
    ],
    ids=["nothing", "no key", "another kind", "cut off", "too long", "words"],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ExportProblem) as caught:
        read_key(text)
    assert caught.value.code == "UPDATE-KEY"
