"""Who signed a PDF, what each signature covers, whether it is whole, whether its chain is known.

The cryptography is pyHanko's, loaded only when a signed file is looked at and kept away from every
network: no certificate, revocation list or time stamp is ever asked for. What other programs do to
a file when they sign it differs too much for one strict rule; what changed between two signatures
is therefore told by :mod:`exporters.revisions` and not here.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus
    from pyhanko_certvalidator import ValidationContext

MAX_SIGNATURES: Final = 32

Wholeness = Literal["whole", "broken", "unreadable"]
Trust = Literal["not checked", "chain valid", "chain not valid"]

_FETCHERS: Final = "pyhanko_certvalidator.fetchers.aiohttp_fetchers"
_NETWORK: Final = ("aiohttp", _FETCHERS, f"{_FETCHERS}.util")
_PEM: Final = b"-----BEGIN CERTIFICATE-----"
_PEM_END: Final = b"-----END CERTIFICATE-----"
_PARTS: Final = 4
_UNREADABLE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pyHanko and asn1crypto let through for bytes that are no signature, beside their own."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One signature of a file, in the order of signing.

    ``signer`` and ``organisation`` are the names in the certificate; ``at`` is the time that the
    signer's computer gave (ISO 8601, may be empty). ``covers`` counts the bytes from the start
    that it vouches for, 0 where it leaves gaps. ``status`` speaks of these bytes; ``trust`` of the
    certificate.
    """

    file: str
    field: str
    signer: str
    organisation: str
    at: str
    covers: int
    covers_all: bool
    status: Wholeness
    trust: Trust


class Roots(NamedTuple):
    """Certificates that the IT clerk has installed: those trusted, those that lead to them."""

    trusted: tuple[Certificate, ...] = ()
    between: tuple[Certificate, ...] = ()


def read_roots(files: Sequence[bytes]) -> Roots:
    """Read certificates in PEM or DER; a file that is none is passed over.

    One that has signed itself is trusted, any other only helps to find the way to one.
    """
    found = [each for data in files for each in _certificates(data)]
    own = tuple(each for each in found if each.self_issued)
    return Roots(own, tuple(each for each in found if not each.self_issued))


def read_signatures(name: str, pdf: bytes, roots: Roots = Roots()) -> tuple[Signature, ...] | None:  # noqa: B008 - an immutable value
    """Read and check the signatures of a PDF, at most 32; ``None`` when it cannot be read."""
    with _quiet():
        reader = _opened(pdf)
        if reader is None:
            return None
        try:
            found = list(reader.embedded_regular_signatures)[:MAX_SIGNATURES]
        except _failures():
            return None
        return tuple(_signature(name, pdf, each, roots) for each in found)


def _opened(pdf: bytes) -> PdfFileReader | None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        # Strict reading refuses cross-reference tables as NSS-based tools write them.
        return PdfFileReader(BytesIO(pdf), strict=False)
    except _failures():
        return None


def _failures() -> tuple[type[Exception], ...]:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator.errors import PathError

    # `ValidationError` of the chain and `UnacceptableSignerError` derive from these and ValueError.
    return (*_UNREADABLE, PdfError, SigningError, SignatureValidationError, PathError)


def _signature(name: str, pdf: bytes, found: EmbeddedPdfSignature, roots: Roots) -> Signature:
    end = _end(found)
    blank = Signature(
        file=name,
        field=_text(found.field_name),
        signer="",
        organisation="",
        at="",
        covers=end,
        covers_all=end == len(pdf),
        status="unreadable",
        trust="not checked",
    )
    try:
        subject = found.signer_cert.subject.native
        status = _judged(found, _context(roots, found))
    except _failures():
        return blank
    said = {"signer": subject.get("common_name"), "organisation": subject.get("organization_name")}
    return msgspec.structs.replace(
        blank,
        **{key: _text(value) for key, value in said.items()},
        at=_moment(status.signer_reported_dt),
        status="whole" if status.intact and status.valid else "broken",
        trust=_trust(status, roots),
    )


def _end(found: EmbeddedPdfSignature) -> int:
    """Return up to where the bytes are covered without a gap but that of the signature itself."""
    try:
        numbers = [int(number) for number in found.byte_range]
    except _UNREADABLE:
        return 0
    if len(numbers) != _PARTS:
        return 0
    first, length, second, rest = numbers
    gap = second - length
    own = 2 * len(found.pkcs7_content) + 2
    return second + rest if first == 0 and 0 < gap <= own + 2 else 0


def _judged(found: EmbeddedPdfSignature, context: ValidationContext) -> PdfSignatureStatus:
    from pyhanko.sign.validation import validate_pdf_signature

    return validate_pdf_signature(found, signer_validation_context=context, skip_diff=True)


def _context(roots: Roots, found: EmbeddedPdfSignature) -> ValidationContext:
    """Return what the chain is checked with: the installed roots, at the signer's own time."""
    from pyhanko_certvalidator import ValidationContext

    moment = found.self_reported_timestamp
    aware = moment if moment is not None and moment.tzinfo is not None else None
    return ValidationContext(
        trust_roots=list(roots.trusted),
        other_certs=[*roots.between, *found.other_embedded_certs],
        allow_fetching=False,
        moment=aware,
        # Nobody can ask offline whether a certificate was taken back meanwhile.
        revocation_mode="soft-fail",
    )


def _trust(status: PdfSignatureStatus, roots: Roots) -> Trust:
    if not roots.trusted:
        return "not checked"
    return "chain valid" if status.trusted else "chain not valid"


def _text(value: object) -> str:
    """Return a name of the certificate; several of one kind are joined."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return "".join(sign for sign in str(value or "") if sign.isprintable())


def _moment(said: datetime | None) -> str:
    return "" if said is None else said.isoformat(timespec="seconds")


def _certificates(data: bytes) -> Iterator[Certificate]:
    import base64

    from asn1crypto.x509 import Certificate

    blocks = [part.partition(_PEM_END)[0] for part in data.split(_PEM)[1:]] or [b""]
    for block in blocks:
        try:
            der = base64.b64decode(b"".join(block.split())) if block else data
            certificate = Certificate.load(der, strict=True)
            certificate.subject.native  # noqa: B018 - asn1crypto parses only what is looked at
            yield certificate
        except _UNREADABLE:
            continue


# --- the library ----------------------------------------------------------------------------------


@contextmanager
def _quiet() -> Iterator[None]:
    """Load pyHanko without its network client, and keep what it logs of strange files to itself."""
    absent = [name for name in _NETWORK if name not in sys.modules]
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    sys.modules.update({name: _NoNetwork(name) for name in absent})
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        import pyhanko.sign.validation  # noqa: F401 - loaded here, used above

        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class _NoNetwork(ModuleType):
    """Stands in for what pyHanko names to ask for time stamps and lists of certificates.

    Nothing of it is ever called. The packed program does without it and without TLS.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> type[object]:
        if name.startswith("__"):
            raise AttributeError(name)
        return object
