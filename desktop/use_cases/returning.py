"""Submissions sent back with remarks, by file: the department's side and the commune's.

The department writes a return file about a submission that counts. Where the report is at home the
file makes it a draft of the next submission; each remark stands as a finding at its cell until it
is answered, and the answers travel back in the data of that submission.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from desktop.problems import Trouble, plain
from desktop.use_cases.arrivals import decoded, opened_again
from desktop.use_cases.issuing import kept_change, parted
from forms.department.receipts import COUNTS, Receipt, Remark, Returned
from forms.department.receiving import Judgement, reports_to
from forms.department.returning import (
    Answer,
    Coming,
    Here,
    Reason,
    answers,
    current,
    judge_return,
    place_problems,
    remark_findings,
)
from forms.engine import Computation, Engine
from forms.findings import Finding
from forms.periods import Period, parse_period
from forms.report import ReportHead

if TYPE_CHECKING:
    from desktop.use_cases.receiving import Bound
    from exporters.return_file import ReturnFile

LONGEST: Final = 2_000
"""Letters of one remark, and of the note."""
_SAID: Final = 5
_SHORT: Final = 200


class SentBack(NamedTuple):
    """A submission that was sent back: its receipt, the file for its sender, what stands in it."""

    receipt: Receipt
    path: Path
    returned: Returned


class CameBack(NamedTuple):
    """What a return file made of the report that it is about; empty where it is not genuine."""

    judgement: Judgement
    report: str = ""


class Answered(NamedTuple):
    """What a submission says to the remarks on an earlier one."""

    returned: Returned
    answers: tuple[Answer, ...]


class Returning:
    """Sending back and taking back; :attr:`desktop.workspace.Workspace.returning`."""

    def __init__(self, bound: Bound) -> None:
        """Bind what receiving works with."""
        self._bound = bound

    # -- the department ---------------------------------------------------------------------------

    def send_back(
        self, which: int | str, remarks: Sequence[Remark], note: str, out_dir: Path
    ) -> SentBack:
        """Send a submission back: by its receipt's number, or the one that counts of a report.

        The file lies in ``out_dir`` (made where missing) before anything is noted. The same
        remarks a second time write the same file and change nothing.

        Raises:
            Trouble: nothing to say, a remark on no place of the report, a submission that does
                not count.
            ReceiptUnknown, ReceiptChanged: see there.
        """
        from exporters.files import sha256, write_all
        from exporters.return_file import file_name, write_return

        self._bound.store.require("consolidate")
        receipt = self._receipt(which)
        about = _line(note)
        said = tuple(map(_tidy, remarks)) or _alone(about)
        self._refuse(receipt, said, about)
        before = self._bound.store.returns.of_receipt(receipt.number)
        same = [one for one in before if (one.remarks, one.note) == (said, about)]
        known = same[-1] if same else None
        content = self._content(receipt, said, about, known)
        data = write_return(content)
        turn = before.index(known) + 1 if known else len(before) + 1
        out_dir.mkdir(parents=True, exist_ok=True)
        (path,) = write_all(out_dir, {file_name(content, turn): data})
        if known is not None and receipt.state == "returned":
            return SentBack(receipt, path, known)
        returned = replace(_returned(content, sha256(data)), number=receipt.number)
        sent = self._bound.store.returns.send_back(returned, who=self._bound.who)
        return SentBack(sent, path, returned)

    def of_receipt(self, number: int) -> tuple[Returned, ...]:
        """Return how often a receipt was sent back, oldest first."""
        return self._bound.store.returns.of_receipt(number)

    def answered(self, number: int) -> tuple[Answered, ...]:
        """Return what a submission says to the remarks on the ones before it, oldest first.

        Raises:
            Trouble: its form is not at hand.
            ReceiptUnknown: no such receipt, or nothing of it could be read.
        """
        inbox, returns = self._bound.inbox, self._bound.store.returns
        receipt = inbox.receipt(number)
        found: list[Answered] = []
        for earlier in inbox.of_report(receipt.report) if receipt.report else ():
            if earlier.revision < receipt.revision and earlier.data_sha256:
                every = returns.of_receipt(earlier.number)
                found += [self._answered(receipt, earlier, returned) for returned in every]
        return tuple(found)

    def _answered(self, receipt: Receipt, earlier: Receipt, returned: Returned) -> Answered:
        now, before = self._opened(receipt), self._opened(earlier)
        content = decoded(self._bound.inbox.data(receipt.number))
        reasons = [
            Reason(one.code, one.place, one.message, one.reason, one.who)
            for one in content.accepted
        ]
        return Answered(returned, tuple(answers(now, before, returned.remarks, reasons)))

    def _receipt(self, which: int | str) -> Receipt:
        inbox = self._bound.inbox
        if isinstance(which, int) or which.isdecimal():
            return inbox.receipt(int(which))
        every = inbox.of_report(which)
        counting = next((one for one in reversed(every) if one.state in COUNTS), None)
        if counting is None:
            message = f"Chưa nhận báo cáo {which}. Xem mã báo cáo trong danh sách đã nhận."
            raise Trouble(message, code="RET-UNKNOWN", place=which)
        return counting

    def _refuse(self, receipt: Receipt, remarks: Sequence[Remark], note: str) -> None:
        from exporters.return_file import MOST

        number = str(receipt.number)
        if not remarks:
            raise Trouble("Hãy ghi góp ý hoặc lý do trả lại.", code="REASON", place=number)
        if receipt.state not in COUNTS:
            message = (
                f"Bản nhận số {number} không được tính nên không trả lại."
                " Hãy chọn bản đang được tính của báo cáo này."
            )
            raise Trouble(message, code="RET-STATE", place=number)
        if len(remarks) > MOST:
            message = f"Có {len(remarks)} góp ý, một tệp ghi được {MOST}. Hãy gộp bớt."
            raise Trouble(message, code="RET-MANY", place=number)
        wrong = [*_text_problems(remarks, note), *place_problems(self._opened(receipt), remarks)]
        if wrong:
            more = f" (và {len(wrong) - _SAID} góp ý khác)" if len(wrong) > _SAID else ""
            said = " ".join(each.message for each in wrong[:_SAID])
            raise Trouble(f"{said}{more}", code=wrong[0].code, place=number)

    def _opened(self, receipt: Receipt) -> Computation:
        content = decoded(self._bound.inbox.data(receipt.number))
        return opened_again(self._bound.catalog, receipt, content)

    def _content(
        self, receipt: Receipt, remarks: tuple[Remark, ...], note: str, known: Returned | None
    ) -> ReturnFile:
        from exporters.return_file import ReturnFile, Submission

        own, sender = self._bound.unit(), self._bound.registry.find(receipt.unit)
        submission = Submission(
            report=receipt.report,
            form=receipt.form,
            form_version=receipt.pack_version,
            unit=receipt.unit,
            unit_name=receipt.unit if sender is None else sender.name,
            period=receipt.period,
            revision=receipt.revision,
            data_sha256=receipt.data_sha256,
        )
        return ReturnFile(
            submission=submission,
            unit=own.code,
            name=own.name,
            who=known.who if known else _line(plain(self._bound.who))[:_SHORT] or "?",
            at=known.at if known else self._bound.now(),
            note=note,
            remarks=remarks,
        )

    # -- the commune ------------------------------------------------------------------------------

    def take(self, data: bytes) -> CameBack:
        """Take a return file in: its report becomes a draft of the next submission.

        Files may come twice and in any order; what the sender has gone on from is not reopened.

        Raises:
            Trouble: the person's role may not reopen.
        """
        from exporters.files import sha256
        from exporters.return_file import read_return

        content, problems = read_return(data)
        if content is None:
            first = problems[0]
            return CameBack(Judgement("RCV-GENUINE", f"{first.message} ({first.code})"))
        self._bound.store.require("reopen")
        returned = _returned(content, sha256(data))
        coming = Coming(
            returned.report, returned.revision, content.submission.data_sha256, returned.sha256
        )
        judgement = judge_return(coming, self._here(content))
        if judgement.code in ("RET-OPENED", "RET-ADDED"):
            self._reopen(returned)
        return CameBack(judgement, returned.report)

    def _here(self, content: ReturnFile) -> Here:
        store, said, registry = self._bound.store, content.submission, self._bound.registry
        heads = (*store.reports(), *store.reports(deleted=True))
        head = next((one for one in heads if one.id == said.report), None)
        if head is None:
            return Here(None)
        frozen = store.snapshot(head.id, said.revision)
        unit, receiver = registry.find(head.unit), registry.find(content.unit)
        return Here(
            head,
            "" if frozen is None else frozen.sha256,
            store.returns.of_report(head.id),
            unit is not None and receiver is not None and reports_to(unit, receiver, registry),
        )

    def _reopen(self, returned: Returned) -> None:
        store, who = self._bound.store, self._bound.who
        kept = parted(store.load(returned.report).cells)[1]
        store.returns.take_back(returned, reason=_reason(returned), who=who)
        store.record(returned.report, kept_change(kept, None), who=who)

    def remarks(
        self, head: ReportHead, engine: Engine
    ) -> Callable[[Computation], tuple[Finding, ...]]:
        """Return what tells, of a report as it stands, which remarks are not answered yet."""
        if head.status != "draft" or head.revision == 1:
            return _none
        store = self._bound.store
        returned = current(head, store.returns.of_report(head.id))
        frozen = store.snapshot(head.id, head.revision - 1) if returned else None
        if frozen is None:
            return _none
        before = _as_it_was(frozen.data, engine, head.period)
        return lambda c: tuple(remark_findings(c, before, returned))


def _none(_: Computation) -> tuple[Finding, ...]:
    return ()


def _as_it_was(data: bytes, engine: Engine, period_code: str) -> Computation:
    from exporters.data_json import typed_cells

    period = parse_period(period_code)
    if not isinstance(period, Period):
        raise Trouble(period.message, code=period.code)
    return engine.open(engine.renamed(typed_cells(data, engine.fields)), period)


def _returned(content: ReturnFile, hashed: str) -> Returned:
    return Returned(
        number=0,
        report=content.submission.report,
        revision=content.submission.revision,
        sha256=hashed,
        unit=content.unit,
        who=content.who,
        at=content.at,
        note=content.note,
        remarks=content.remarks,
    )


def _alone(note: str) -> tuple[Remark, ...]:
    """Return a note that comes without any remark as one on the whole report."""
    return (Remark(place="", text=note),) if note else ()


def _reason(returned: Returned) -> str:
    said = f"{returned.who} ({returned.unit}) trả lại lần nộp {returned.revision}"
    return f"{said}: {returned.note}" if returned.note else f"{said}."


def _tidy(remark: Remark) -> Remark:
    return Remark(place=_line(remark.place), text=_line(remark.text))


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _text_problems(remarks: Iterable[Remark], note: str) -> Iterable[Judgement]:
    for number, remark in enumerate(remarks, 1):
        if not remark.text:
            yield Judgement("RET-TEXT", f"Góp ý {number} chưa có lời.")
        elif len(remark.text) > LONGEST or not remark.text.isprintable():
            yield Judgement("RET-TEXT", f"Góp ý {number} dài quá {LONGEST} ký tự hoặc có ký tự lạ.")
    if len(note) > LONGEST or not note.isprintable():
        yield Judgement("RET-TEXT", f"Lý do dài quá {LONGEST} ký tự hoặc có ký tự lạ.")
