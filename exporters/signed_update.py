"""Files that IT carries to a computer on a stick: forms, presets, installers, signed (Ed25519).

A zip of the files, a list of them, and a signature over the list's bytes. Whoever holds the public
key sees that nothing was changed since it was signed, and by whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from exporters.archive import Limits, open_archive
from exporters.bundle import write_bundle
from exporters.files import sha256
from exporters.problems import ExportProblem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT: Final = "baocao-update/1"
LIST: Final = "update.json"
SIGNATURE: Final = "update.sig"
SUFFIX: Final = ".capnhat"
LIMITS: Final = Limits(packed=200 << 20, unpacked=400 << 20, members=200)
_KEY: Final = "baocao-key"

Kind = Literal["forms", "preset", "program"]
Keys = Mapping[str, bytes]
"""Public keys (32 bytes) by the names that IT knows them by."""


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of an update."""

    name: str
    bytes: int
    sha256: str


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an update says of itself; ``program`` is the oldest version that can take it."""

    format: str = FORMAT
    kind: Kind
    issued: str
    program: str
    version: str
    files: tuple[Listed, ...]


class Update(NamedTuple):
    """An update whose signature holds: who signed it, what it says, its files by name."""

    signer: str
    contents: Contents
    files: Mapping[str, bytes]


def is_update(data: bytes) -> bool:
    """Return whether a file looks like an update; it may still be refused."""
    return data.startswith(b"PK\x03\x04") and LIST.encode() in data[:200]


def write_update(
    files: Mapping[str, bytes],
    key: Ed25519PrivateKey,
    *,
    kind: Kind,
    issued: str,
    version: str,
    program: str,
) -> bytes:
    """Sign files; the same files and key give the same bytes."""
    listed = tuple(Listed(name, len(files[name]), sha256(files[name])) for name in sorted(files))
    contents = Contents(kind=kind, issued=issued, program=program, version=version, files=listed)
    said = msgspec.json.encode(contents)
    members = {LIST: said, SIGNATURE: key.sign(said), **files}
    return write_bundle(members, first=(LIST, SIGNATURE))


def read_update(data: bytes, keys: Keys) -> Update:
    """Read an update and check its signature and every file.

    Raises:
        ExportProblem: no update, signed by nobody who is trusted here, or changed since.
    """
    opened = open_archive(data, LIMITS)
    if opened.problems:
        raise ExportProblem(opened.problems[0].message, code="UPDATE-KIND")
    members = dict(opened.members)
    said, signature = members.pop(LIST, b""), members.pop(SIGNATURE, b"")
    if not said:
        raise _problem("UPDATE-KIND", "Tệp này không phải tệp cập nhật của chương trình.")
    signer = _signer(said, signature, keys)
    contents = _contents(said)
    if {one.name: one.sha256 for one in contents.files} != {
        name: sha256(content) for name, content in members.items()
    }:
        raise _problem("UPDATE-ALTERED", "Tệp cập nhật đã bị sửa sau khi ký. Hãy xin lại tệp.")
    return Update(signer, contents, members)


def _signer(said: bytes, signature: bytes, keys: Keys) -> str:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for name in sorted(keys):
        try:
            Ed25519PublicKey.from_public_bytes(keys[name]).verify(signature, said)
        except (InvalidSignature, ValueError):
            continue
        return name
    known = ", ".join(sorted(keys)) or "chưa có khóa nào"
    message = (
        "Tệp cập nhật không do nơi phát hành tin cậy ký, hoặc đã bị sửa sau khi ký."
        f" Khóa đang tin cậy: {known}. Hãy xin lại tệp từ nơi phát hành; khóa nơi đó chưa có thì"
        " người phụ trách công nghệ thông tin thêm bằng lệnh baocao keys add."
    )
    raise _problem("UPDATE-SIGNER", message)


def _contents(said: bytes) -> Contents:
    try:
        contents = msgspec.json.decode(said, type=Contents)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        newer = "Tệp cập nhật dành cho phiên bản mới hơn của chương trình."
        raise ExportProblem(newer, str(error), code="UPDATE-NEWER") from error
    if contents.format != FORMAT:
        newer = "Tệp cập nhật dành cho phiên bản mới hơn của chương trình."
        raise ExportProblem(newer, contents.format, code="UPDATE-NEWER")
    return contents


def _problem(code: str, message: str) -> ExportProblem:
    return ExportProblem(message, code=code)


# --- keys --------------------------------------------------------------------------------------


def make_key() -> tuple[bytes, bytes]:
    """Return a new private and public key, 32 bytes each."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def private_key(raw: bytes) -> Ed25519PrivateKey:
    """Return the key that signs; raises ValueError for what is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(raw)


def key_text(raw: bytes) -> str:
    """Return a key as its file holds it."""
    return f"{_KEY} {raw.hex()}\n"


def read_key(text: str) -> bytes:
    """Read a key's file.

    Raises:
        ExportProblem: it is none.
    """
    words = text.split()
    try:
        raw = bytes.fromhex(words[1]) if words[:1] == [_KEY] and len(words) > 1 else b""
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise _problem("UPDATE-KEY", "Tệp này không phải tệp khóa của chương trình.")
    return raw


_KEY_BYTES: Final = 32
