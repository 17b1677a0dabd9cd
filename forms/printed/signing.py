"""The foot of a report: who signs with which authority, and who receives it.

Nghị định 30/2020/NĐ-CP, Điều 13 and Phụ lục I, ô 7a, 7b and 9b.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from forms.cells import CellKey
from forms.dates import format_date
from forms.findings import Finding
from forms.messages import sentence
from forms.model import RECIPIENTS, SIGNATURE
from forms.printed.document import SignatureBlock
from forms.printed.phrases import GAP, Reading

COLLECTIVE = "TM."
DEPUTY = "KT."
ACTING = "Q."
ON_BEHALF = (DEPUTY, "TL.", "TUQ.")
"""Authorities that somebody else has given: his or her post stands above."""
AUTHORITIES = ("", COLLECTIVE, ACTING, *ON_BEHALF)

_SECOND = "PHÓ "


def signature_block(reading: Reading) -> SignatureBlock:
    """Return the signature as filled in; what is missing is a gap."""
    body, authority, head, post, name = (
        _text(reading, SIGNATURE, 0, part)
        for part in ("co_quan", "quyen_ky", "cua_ai", "chuc_vu", "ho_ten")
    )
    signed = signature_lines(body=body, authority=authority, head=head, post=post)
    return SignatureBlock(signed or (GAP,), name or GAP)


def signature_lines(*, body: str, authority: str, head: str, post: str) -> tuple[str, ...]:
    """Return the lines over the name, in capitals.

    ``TM.`` goes before the ``body``, also when a deputy signs for its head; an acting head
    (``Q.``) has one line; whoever signs by order has the post of the one who ordered above theirs.
    """
    if authority == ACTING:
        return (f"{ACTING} {post or head}".upper(),)
    signed = []
    if body and authority in (COLLECTIVE, DEPUTY):
        signed.append(f"{COLLECTIVE} {body}")
    if head and authority:
        signed.append(f"{DEPUTY if authority == COLLECTIVE else authority} {head}")
    if post:
        signed.append(post)
    return tuple(line.upper() for line in signed)


def is_deputy(post: str, head: str) -> bool:
    """Return whether ``post`` is a deputy's, of ``head`` where one is named.

    ``PHÓ CHỦ TỊCH THƯỜNG TRỰC`` is a deputy of ``CHỦ TỊCH``, ``PHÓ GIÁM ĐỐC`` is not.
    """
    return _folded(post).startswith(_SECOND + _folded(head))


def unlisted_signatory(reading: Reading, names: Iterable[str], day: date) -> Finding | None:
    """Return a finding when who signs is not among the ``names`` of those who may on ``day``.

    ``None`` when the name is there, or blank, which is another finding. The finding depends on the
    report alone, so that a reason given for it stays with what was signed.
    """
    name = _text(reading, SIGNATURE, 0, "ho_ten")
    if not name or _folded(name) in {_folded(one) for one in names}:
        return None
    said = format_date(day)
    return Finding(
        code="SIGN-WHO",
        severity="warning",
        place=SIGNATURE,
        key=CellKey(SIGNATURE, 0, "ho_ten"),
        given=name,
        expected=said,
        message=sentence("SIGN-WHO", given=name, expected=said),
    )


def _folded(text: str) -> str:
    return " ".join(text.upper().split())


def recipient_lines(reading: Reading) -> tuple[str, ...]:
    """Return the lines under ``Nơi nhận:`` with dash and punctuation, the last with a full stop."""
    rows = (_text(reading, RECIPIENTS, row, "ten") for row in reading.rows(RECIPIENTS))
    names = [name for name in (row.removeprefix("-").strip(" ;.") for row in rows) if name]
    last = len(names) - 1
    return tuple(f"- {name}{'.' if at == last else ';'}" for at, name in enumerate(names))


def _text(reading: Reading, field: str, row: int, part: str) -> str:
    return str(reading.effective(CellKey(field, row, part)) or "").strip()
