"""A submission that was sent back: its remarks as findings, the answers to them, what it becomes.

A remark is about one cell (``dvc12.n``, ``tthc[2].tn_tt``), a whole field (``danh_gia``) or the
whole report (empty). It is open until the sender answers: a figure that is another one now answers
by itself, a written reason does for what stays as it is. What a return file makes of a report does
not depend on the order in which files arrive. Its judgements:

    RET-OPENED   the report is a draft of the next submission now
    RET-ADDED    it was one before, and has these remarks, too
    RET-KNOWN    this very file came before; nothing changes
    RET-OLDER    the sender has gone on since; nothing changes
    RET-UNKNOWN  no such report here
    RET-DELETED  the report was deleted here
    RET-OTHER    the submission is not the one that was finalized here
    RET-FOREIGN  the unit does not report to who sends it back
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from forms.cells import VALUE, CellKey, CellValue
from forms.checking.remarks import printed
from forms.department.receipts import Remark, Returned
from forms.department.receiving import Judgement
from forms.engine import Computation
from forms.findings import Finding
from forms.messages import sentence
from forms.report import ReportHead

REMARK: Final = "REMARK"
_PLACE: Final = re.compile(r"([a-z][a-z0-9_]*)(?:\[([1-9][0-9]{0,4})\])?(?:\.([a-z][a-z0-9_]*))?")
_SHORT_HASH: Final = 8


class Spot(NamedTuple):
    """What a remark is about: a field, and one cell of it where it names one."""

    field: str
    key: CellKey | None


def spot_of(c: Computation, place: str) -> Spot | None:
    """Return what a place names in a report; ``None`` where there is no such place."""
    found = _PLACE.fullmatch(place)
    if found is None or found[1] not in c.engine.fields:
        return None
    name, row, part = found[1], int(found[2] or 0), found[3] or VALUE
    if not found[2] and not found[3]:
        return Spot(name, CellKey(name, 0, VALUE) if c.engine.has(name, VALUE) else None)
    key = CellKey(name, row, part)
    if c.engine.column(key) is None or not _has_row(c, name, row):
        return None
    return Spot(name, key)


def _has_row(c: Computation, name: str, row: int) -> bool:
    """Return whether a field has a row: 0 for a plain one, those in use for a list or table."""
    table = len(c.engine.fields[name].rows)
    rows = range(1, table + 1) if table else c.rows(name)
    return row in rows if row else not table


def place_problems(c: Computation, remarks: Iterable[Remark]) -> Iterator[Judgement]:
    """Say which remarks are about no place of the report."""
    for number, remark in enumerate(remarks, 1):
        if remark.place and spot_of(c, remark.place) is None:
            what = f"Góp ý {number}: báo cáo không có chỗ “{remark.place}”."
            yield Judgement("RET-PLACE", what)


# --- as findings ---------------------------------------------------------------------------------


def remark_findings(
    c: Computation, before: Computation, returned: Iterable[Returned]
) -> Iterator[Finding]:
    """Tell every remark that no changed figure answers; ``before`` is what was sent back."""
    for one in returned:
        for number, remark in enumerate(one.remarks, 1):
            if not _is_changed(c, before, remark.place):
                yield _finding(c, remark, one, f"{one.sha256[:_SHORT_HASH]}-{number}")


def _is_changed(c: Computation, before: Computation, place: str) -> bool:
    """Return whether what a remark is about is something else than it was."""
    spot = spot_of(before, place) or spot_of(c, place)
    if spot is None:
        return False
    if spot.key is not None:
        return c.effective(spot.key) != before.effective(spot.key)
    return _of_field(c, spot.field) != _of_field(before, spot.field)


def _of_field(c: Computation, field: str) -> dict[CellKey, CellValue]:
    return {key: value for key, value in c.cells.items() if key.field == field}


def _finding(c: Computation, remark: Remark, returned: Returned, rule: str) -> Finding:
    spot = spot_of(c, remark.place)
    key = None if spot is None else spot.key
    label = _label_of(c, remark.place)
    at = c.place(key) if key is not None else remark.place or next(iter(c.engine.order))
    who = f"{returned.who} ({returned.unit})"
    return Finding(
        code=REMARK,
        severity="warning",
        place=at,
        rule=rule,
        key=key,
        given="" if key is None else _value_of(c, key),
        message=sentence(REMARK, label=label, detail=remark.text, given=who),
    )


def _label_of(c: Computation, place: str) -> str:
    """Return what a remark is about, in words."""
    spot = spot_of(c, place)
    if not place:
        return "Cả báo cáo"
    if spot is None:
        return place
    field = c.engine.fields[spot.field]
    return c.label(spot.key) if spot.key is not None else c.word(field.label) or spot.field


def _value_of(c: Computation, key: CellKey) -> str:
    """Return a cell's value as it is told of; empty for a blank."""
    column = c.engine.column(key)
    return "" if column is None else printed(column, c.effective(key))


# --- answers -------------------------------------------------------------------------------------


class Reason(NamedTuple):
    """A reason that a later submission gives for one of its findings."""

    code: str
    place: str
    message: str
    reason: str
    who: str


class Answer(NamedTuple):
    """What a later submission says to a remark: another value, a reason, or nothing."""

    remark: Remark
    kind: Literal["changed", "reason", "none"]
    before: str = ""
    now: str = ""
    reason: str = ""
    who: str = ""


def answers(
    c: Computation, before: Computation, remarks: Iterable[Remark], reasons: Iterable[Reason]
) -> Iterator[Answer]:
    """Return the answer to each remark on ``before`` in a later submission ``c``."""
    given = [reason for reason in reasons if reason.code == REMARK]
    for remark in remarks:
        spot = spot_of(before, remark.place) or spot_of(c, remark.place)
        key = None if spot is None else spot.key
        shown = ("", "") if key is None else (_value_of(before, key), _value_of(c, key))
        said = next((one for one in given if f"“{remark.text}”" in one.message), None)
        if _is_changed(c, before, remark.place):
            yield Answer(remark, "changed", *shown)
        elif said is not None:
            yield Answer(remark, "reason", *shown, said.reason, said.who)
        else:
            yield Answer(remark, "none", *shown)


# --- what becomes of a report --------------------------------------------------------------------


class Here(NamedTuple):
    """What is known, where a return file comes in, of the report that it is about.

    ``frozen`` is the hash of what was finalized here as the submission that comes back, empty for
    none; ``before`` are the returns of the report so far. ``reports`` tells whether its unit hands
    in to who sends it back.
    """

    head: ReportHead | None
    frozen: str = ""
    before: tuple[Returned, ...] = ()
    reports: bool = True


class Coming(NamedTuple):
    """What a return file says: of which submission with which data, and its own hash."""

    report: str
    revision: int
    data_sha256: str
    sha256: str


def judge_return(coming: Coming, here: Here) -> Judgement:
    """Return what becomes of the report that comes back."""
    report, revision, head = coming.report, coming.revision, here.head
    if head is None:
        what = f"Trên máy này không có báo cáo {report}. Hãy mở tệp ở máy đã lập báo cáo."
        return Judgement("RET-UNKNOWN", what)
    if any(one.sha256 == coming.sha256 for one in here.before):
        return Judgement("RET-KNOWN", "Tệp trả lại này đã nhận trước đây.")
    if head.status == "deleted":
        what = f"Báo cáo {report} đã xóa trên máy này. Hãy khôi phục rồi nhận lại tệp."
        return Judgement("RET-DELETED", what)
    if here.frozen != coming.data_sha256:
        what = f"Lần nộp {revision} bị trả lại không phải bản đã chốt trên máy này."
        return Judgement("RET-OTHER", f"{what} Hãy hỏi lại nơi trả.")
    if not here.reports:
        return Judgement("RET-FOREIGN", "Nơi trả lại không phải nơi nhận báo cáo của đơn vị.")
    if head.revision > revision + (head.status == "draft"):
        what = f"Góp ý cho lần nộp {revision}, báo cáo nay ở lần nộp {head.revision}"
        return Judgement("RET-OLDER", f"{what} nên không mở lại.")
    if head.revision > revision:
        what = f"Báo cáo đang sửa cho lần nộp {head.revision}, nay thêm góp ý."
        return Judgement("RET-ADDED", what)
    return Judgement(
        "RET-OPENED", f"Báo cáo mở lại để sửa, lần chốt sau là lần nộp {revision + 1}."
    )


def current(head: ReportHead, returned: Iterable[Returned]) -> tuple[Returned, ...]:
    """Return the returns that the report, as it is being corrected now, has to answer."""
    return tuple(one for one in returned if one.revision == head.revision - 1)
