"""The foot of a report: who signs with which authority, and who receives it.

Nghị định 30/2020/NĐ-CP, Điều 13 and Phụ lục I, ô 7a, 7b and 9b.
"""

from __future__ import annotations

from forms.cells import CellKey
from forms.document import SignatureBlock
from forms.model import RECIPIENTS, SIGNATURE
from forms.phrases import GAP, Reading

COLLECTIVE = "TM."
DEPUTY = "KT."
ACTING = "Q."


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


def recipient_lines(reading: Reading) -> tuple[str, ...]:
    """Return the lines under ``Nơi nhận:`` with dash and punctuation, the last with a full stop."""
    rows = (_text(reading, RECIPIENTS, row, "ten") for row in reading.rows(RECIPIENTS))
    names = [name for name in (row.removeprefix("-").strip(" ;.") for row in rows) if name]
    last = len(names) - 1
    return tuple(f"- {name}{'.' if at == last else ';'}" for at, name in enumerate(names))


def _text(reading: Reading, field: str, row: int, part: str) -> str:
    return str(reading.effective(CellKey(field, row, part)) or "").strip()
