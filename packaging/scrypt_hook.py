"""Run by PyInstaller's starter: `hashlib.scrypt` without an OpenSSL of Python's own.

`build.spec` leaves that one out, for `cryptography` brings another, which does the same.
"""

from __future__ import annotations

import hashlib


def _scrypt(password: bytes, *, salt: bytes, n: int, r: int, p: int, **sizes: int) -> bytes:
    """Do as `hashlib.scrypt`; its limit of memory, ``maxmem``, is none here."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    length = sizes.get("dklen", 64)
    return Scrypt(salt=salt, length=length, n=n, r=r, p=p).derive(password)


if not hasattr(hashlib, "scrypt"):
    hashlib.scrypt = _scrypt  # type: ignore[assignment, unused-ignore]
