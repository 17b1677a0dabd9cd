"""A file locked with a passphrase: AES-256-GCM in frames, the key made with scrypt.

A frame's nonce is a random prefix, its number, and whether it is the last: frames that were left
out, turned round or cut off do not open (the STREAM construction of Hoang, Reyhanitabar, Rogaway
and Vizár). The header is bound to every frame. Without the passphrase nothing can be got back.
"""

from __future__ import annotations

import hashlib
import os
import struct
import unicodedata
from typing import TYPE_CHECKING, BinaryIO, Final

from exporters.problems import ExportProblem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"BCCSKHOA1\n"
SHORTEST: Final = 14
"""Letters of a passphrase."""
_FRAME: Final = 1 << 20
_TAG: Final = 16
_SALT: Final = 16
_PREFIX: Final = 7
_COUNTER: Final = struct.Struct(">IB")
_COST: Final = 1 << 16
_BLOCK: Final = 8
_MEMORY: Final = 128 * _BLOCK * _COST * 2


def is_sealed(begin: bytes) -> bool:
    """Return whether a file that begins so is locked with a passphrase."""
    return begin.startswith(MAGIC)


def seal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    """Write ``source`` locked into ``target``; both are read and written once, in frames.

    Raises:
        ExportProblem: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        raise _problem("SEAL-SHORT", f"Cụm mật khẩu phải có ít nhất {SHORTEST} ký tự.")
    salt, prefix = os.urandom(_SALT), os.urandom(_PREFIX)
    header = MAGIC + salt + prefix
    cipher = _cipher(passphrase, salt)
    target.write(header)
    number, frame = 0, source.read(_FRAME)
    while True:
        following = source.read(_FRAME)
        nonce = prefix + _COUNTER.pack(number, not following)
        target.write(cipher.encrypt(nonce, frame, header))
        if not following:
            return
        number, frame = number + 1, following


def unseal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    """Write what was locked in ``source`` into ``target``.

    ``target`` is worth nothing unless this returns.

    Raises:
        ExportProblem: wrong passphrase, or the file was changed or cut off.
    """
    from cryptography.exceptions import InvalidTag

    header = source.read(len(MAGIC) + _SALT + _PREFIX)
    salt, prefix = header[len(MAGIC) : -_PREFIX], header[-_PREFIX:]
    if not is_sealed(header) or len(salt) != _SALT:
        raise _problem("SEAL-KIND", "Tệp này không phải bản khóa bằng cụm mật khẩu.")
    cipher = _cipher(passphrase, salt)
    number, frame = 0, source.read(_FRAME + _TAG)
    while True:
        following = source.read(_FRAME + _TAG)
        try:
            nonce = prefix + _COUNTER.pack(number, not following)
            target.write(cipher.decrypt(nonce, frame, header))
        except InvalidTag as wrong:
            raise _refused(number) from wrong
        if not following:
            return
        number, frame = number + 1, following


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    text = unicodedata.normalize("NFC", passphrase).encode()
    key = hashlib.scrypt(text, salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32, maxmem=_MEMORY)
    return AESGCM(key)


def _refused(number: int) -> ExportProblem:
    if number:
        return _problem("SEAL-DAMAGED", "Tệp bị sửa hoặc bị cắt. Hãy dùng bản sao lưu khác.")
    message = "Cụm mật khẩu chưa đúng, hoặc tệp bị sửa. Hãy gõ lại; chú ý dấu và chữ hoa."
    return _problem("SEAL-PASSPHRASE", message)


def _problem(code: str, message: str) -> ExportProblem:
    return ExportProblem(message, code=code)
