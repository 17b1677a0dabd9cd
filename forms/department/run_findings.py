"""What is to be said of a consolidated report: who is missing in it, what has come in since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from forms.cells import CellKey
from forms.dates import format_date
from forms.department.receipts import Contribution
from forms.department.runs import Run, RunPart, RunSource
from forms.engine import Computation
from forms.findings import Finding
from forms.messages import sentence
from forms.names import LISTS

PARTIAL: Final = "PARTIAL"
OUTDATED: Final = "OUTDATED"

_REPEATED: Final = "COUNT"
_NAMED: Final = 12
"""Units named in one sentence; more of them are counted."""
_ISO_DAY: Final = 10

Named = Callable[[str], str]
"""A unit's name by its code."""


def partial_findings(c: Computation, run: Run, named: Named) -> Iterator[Finding]:
    """Warn of totals over fewer units, or reports, than there should be; one for each form."""
    for part in run.parts:
        lacking = (*part.missing, *part.short)
        if lacking and part.place:
            given = progress(part)
            names = [named(code) for code in lacking]
            yield _finding(c, part, PARTIAL, given=given, names=names, at="")


def without_twins(
    c: Computation, given: Callable[[], Iterable[Contribution]]
) -> tuple[Finding, ...]:
    """Return what is found, but not that a row of a list repeats one that another unit has given.

    Two communes may meet the same trouble; a list counts each thing once for each of them.
    """
    found = c.findings()
    twins = {one.id: one.key for one in found if one.code == _REPEATED and one.key and one.key.row}
    rows = {id_: key for id_, key in twins.items() if c.engine.fields[key.field].kind in LISTS}
    if not rows:
        return found
    givers: dict[tuple[str, int], set[str]] = {}
    for one in given():
        givers.setdefault((one.key.field, one.key.row), set()).add(one.unit)
    return tuple(
        one
        for one in found
        if one.id not in rows or not _from_others(rows[one.id], int(one.expected), givers)
    )


def _from_others(key: CellKey, earlier: int, givers: Mapping[tuple[str, int], set[str]]) -> bool:
    first, own = (givers.get((key.field, row), set()) for row in (earlier, key.row))
    return bool(own and first) and not own & first


def progress(part: RunPart) -> str:
    """Return how much of a part is there: ``98/102 đơn vị``, and reports where units owe more."""
    units = f"{len(part.expected) - len(part.missing)}/{len(part.expected)} đơn vị"
    if part.wanted == len(part.expected):
        return units
    return f"{units}, {part.given}/{part.wanted} báo cáo"


def outdated_findings(
    c: Computation, run: Run, now: Sequence[tuple[RunPart, Iterable[RunSource]]], named: Named
) -> Iterator[Finding]:
    """Tell of submissions that came in after the run; ``now`` are those that would count today."""
    known = set(run.sources)
    for part, sources in now:
        fresh = [one for one in sources if one not in known]
        if fresh and part.place:
            names = [named(code) for code in dict.fromkeys(one.unit for one in fresh)]
            yield _finding(c, part, OUTDATED, given=str(len(fresh)), names=names, at=run.at)


def _finding(
    c: Computation, part: RunPart, code: str, *, given: str, names: Sequence[str], at: str
) -> Finding:
    shown = listed(names)
    label = c.word(c.engine.fields[part.place].label)
    day = format_date(date.fromisoformat(at[:_ISO_DAY])) if at else ""
    return Finding(
        code=code,
        severity="warning" if code == PARTIAL else "note",
        place=part.place,
        rule=part.form,
        given=given,
        expected=", ".join(names),
        message=sentence(
            code, label=label or part.place, form=part.form, given=given, expected=shown, at=day
        ),
    )


def listed(names: Sequence[str]) -> str:
    """Return units in one line; of very many the first ones and how many more."""
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMED])} và {len(names) - _NAMED} đơn vị khác"
