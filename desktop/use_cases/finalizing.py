"""What stands in the way of finalizing a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop.problems import DATA_WRONG, Trouble
from forms.department.vectors import packed
from forms.findings import Tally
from forms.numbers import format_number
from forms.printed.document import Document, Paragraph
from forms.printed.phrases import GAP

if TYPE_CHECKING:
    from forms.engine import Computation

_FIELD: Final = re.compile(r"[.\[]")
"""What ends a field's name in a place."""


def printed_gaps(document: Document) -> tuple[str, ...]:
    """Return the places of figures that the paper prints as a gap: the last net before signing."""
    blocks = (*document.blocks, *(block for annex in document.annexes for block in annex.blocks))
    runs = [run for note in document.notes for run in note.runs]
    for block in blocks:
        runs += block.runs if isinstance(block, Paragraph) else ()
    return tuple(dict.fromkeys(run.source for run in runs if run.text == GAP and run.source))


def unprinted(computation: Computation, gaps: Iterable[str]) -> str:
    """Say which fields the paper prints as a gap, by their names."""
    fields = dict.fromkeys(_FIELD.split(place, 1)[0] for place in gaps)
    known = computation.engine.fields
    names = [computation.word(known[name].label) if name in known else name for name in fields]
    return f"Trang in còn chỗ trống ở: {', '.join(names)}. Bổ sung rồi chốt lại."


def still_open(counts: Tally) -> str:
    """Count what keeps a report from being finalized, in words; empty where nothing does."""
    found = ((counts.error, "lỗi"), (counts.warning, "cảnh báo"), (counts.missing, "chỗ thiếu"))
    return ", ".join(f"{number} {word}" for number, word in found if number)


def blocking(counts: Tally) -> str:
    """Say what keeps a report from being finalized; for what is missing no reason will do."""
    steps = ("bổ sung chỗ thiếu",) if counts.missing else ()
    if counts.error or counts.warning:
        steps = (*steps, "sửa hoặc ghi lý do cho từng lỗi, cảnh báo")
    return f"Chưa chốt được: còn {still_open(counts)}. Hãy {'; '.join(steps)} rồi chốt lại."


def vector_of(computation: Computation) -> bytes:
    """Return a report's figures packed, as they are kept with it.

    Raises:
        Trouble: a total has more than 63 bits; the largest figure that was typed is named.
    """
    try:
        return packed(computation.now)
    except OverflowError as error:
        figures = {key: v for key, v in computation.cells.items() if isinstance(v, Decimal)}
        largest = max(sorted(figures), key=lambda key: abs(figures[key]))
        said = f"{computation.label(largest)}: {format_number(figures[largest])}"
        message = f"{said} lớn quá mức một báo cáo, không tính được tổng. Hãy sửa lại số này."
        raise Trouble(
            message, code="NUM-LONG", place=largest.place(), exit_status=DATA_WRONG
        ) from error
