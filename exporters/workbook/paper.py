"""The head and the foot of a printed sheet, as the paper form has them.

Two columns stand beside each other (Nghị định 30/2020/NĐ-CP, Phụ lục I): the body and its number
left, Quốc hiệu, Tiêu ngữ, place and date right; below the figures Nơi nhận left and the signature
right. Number, day and month stay blank for the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from exporters import nd30
from exporters.workbook.pen import Pen
from forms.printed.document import Document

HEAD_ROWS: Final = 4
"""Rows of the head: body above, body, number and date, a space."""
SIGNING_ROWS: Final = 4
"""Rows left free above the signer's name."""

_LEFT_SHARE: Final = 0.44
_NARROWEST: Final = (32, 44)
"""Characters across that the left half and the right one need; Quốc hiệu never wraps."""
_NUMBER: Final = "Số:          /{symbol}"
_DATE: Final = "{place}, ngày      tháng      năm {year}"
_RECIPIENTS: Final = "Nơi nhận:"


class Halves(NamedTuple):
    """The columns of the two halves, first and last."""

    left: tuple[int, int]
    right: tuple[int, int]


def roomy(widths: Sequence[int]) -> list[int]:
    """Widen the last columns of the two halves where they would not find room."""
    split = _split(widths)
    found = list(widths)
    for last, lack in zip((split - 1, -1), _lacks(widths, split), strict=True):
        found[last] += lack
    return found


def write_head(pen: Pen, document: Document, widths: Sequence[int]) -> None:
    """Write who reports, Quốc hiệu and Tiêu ngữ, number and date, in the first rows."""
    halves, head = _halves(widths), document.letterhead
    above = head.superior
    left = ((above, "superior"), (head.issuer, "issuer")) if above else ((head.issuer, "issuer"),)
    right = ((nd30.QUOC_HIEU, "nation"), (nd30.TIEU_NGU, "motto"))
    for row, (words, style) in enumerate(left):
        pen.across(row, halves.left, words, style)
    for row, (words, style) in enumerate(right):
        pen.across(row, halves.right, words, style)
    pen.across(2, halves.left, _NUMBER.format(symbol=head.symbol), "middle")
    date = _DATE.format(place=head.place, year=head.year)
    pen.across(2, halves.right, date, "dated")


def write_foot(pen: Pen, document: Document, widths: Sequence[int], row: int) -> int:
    """Write Nơi nhận and the signature block from `row` on; return the row below them."""
    halves = _halves(widths)
    pen.across(row, halves.left, _RECIPIENTS, "recipients")
    for number, words in enumerate(document.recipients, row + 1):
        pen.across(number, halves.left, words, "recipient")
    lines = document.signature.lines
    for number, words in enumerate(lines, row):
        pen.across(number, halves.right, words, "signature")
    if document.signature.name:
        name = row + len(lines) + SIGNING_ROWS
        pen.across(name, halves.right, document.signature.name, "signature")
    return row + max(len(document.recipients), len(lines) + SIGNING_ROWS) + 1


def _halves(widths: Sequence[int]) -> Halves:
    split = _split(widths)
    return Halves((0, split - 1), (split, len(widths) - 1))


def _split(widths: Sequence[int]) -> int:
    """Say how many columns the left half takes: where least room is lacking, near its share."""
    wanted = _LEFT_SHARE * sum(widths)

    def price(count: int) -> tuple[int, float]:
        return sum(_lacks(widths, count)), abs(sum(widths[:count]) - wanted)

    return min(range(1, len(widths)), key=price)


def _lacks(widths: Sequence[int], split: int) -> tuple[int, int]:
    left, right = _NARROWEST
    return max(left - sum(widths[:split]), 0), max(right - sum(widths[split:]), 0)
