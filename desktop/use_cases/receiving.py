"""The department's inbox: files of other units taken in, judged, decided about, looked into.

Each file is its own transaction: what was taken stays taken when the rest is given up. A file is
kept in the data folder as it came, before anything is noted of it; it is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec.structs import replace

from desktop.problems import CALL_WRONG, Trouble, plain
from desktop.use_cases.arrivals import Reader, Taken, decoded, opened_again
from desktop.use_cases.catalog import Catalog
from desktop.use_cases.returning import CameBack, Returning
from desktop.use_cases.year import Year
from forms import pack
from forms.department.board import leave_of, until_of
from forms.department.receipts import Leave, Receipt, ReceiptState
from forms.department.receiving import Asked, Claims, Desk, Judgement, Verdict, judge
from forms.engine import Computation
from forms.findings import Finding, Tally, tally
from forms.periods import Period, parse_period, title
from forms.units import Registry, Unit

if TYPE_CHECKING:
    from db.inbox import Inbox
    from desktop.use_cases.guard import GuardedStore
    from exporters.data_json import DataFile
    from exporters.incoming import IncomingFile, UnreadFile

FOLDER: Final = "received"
"""Where files are kept as they came, inside the data folder, by the begin of their SHA-256."""
DECISIONS: Final = ("accept", "refuse")
_TRIES: Final = 5

Decision = Literal["accept", "refuse"]
Progress = Callable[[int, int, str], bool]
"""Told before each file: how many are done, of how many known so far, and the name of the next.
Returning ``False`` gives the rest up."""


class Outcome(NamedTuple):
    """What became of one file.

    ``state`` is that of its receipt, ``known`` where it came before, ``unread`` where it could not
    be read at all. ``receipt`` is the one that was made, or that holds the same submission.
    ``replaced`` are the receipts whose place it took. A return file has no receipt: the own
    ``report`` that it is about is ``reopened``, or stays as it is (``superseded``, ``refused``).
    """

    name: str
    state: ReceiptState | Literal["known", "unread", "reopened"]
    judgements: tuple[Judgement, ...] = ()
    receipt: Receipt | None = None
    replaced: tuple[int, ...] = ()
    report: str = ""

    @property
    def genuine(self) -> bool:
        """Return whether the file is a report as it left its sender, whatever became of it."""
        codes = {each.code for each in self.judgements}
        known = self.state == "known" and self.receipt is not None and not self.receipt.report
        return self.state != "unread" and "RCV-GENUINE" not in codes and not known


class InboxLine(NamedTuple):
    """One receipt as it is shown."""

    receipt: Receipt
    unit_name: str
    period_title: str


class ReceivedReport(NamedTuple):
    """A received report, opened to be read: what was handed in, and what this program finds in it.

    A finding that its sender explained in writing carries that reason.
    """

    receipt: Receipt
    content: DataFile
    computation: Computation
    findings: tuple[Finding, ...]

    @property
    def tally(self) -> Tally:
        """Return how many findings there are of each kind."""
        return tally(self.findings)


class Bound(NamedTuple):
    """What receiving works with: store, forms, units and days, the data folder, who and when.

    ``unit`` tells who receives.
    """

    store: GuardedStore
    catalog: Catalog
    registry: Registry
    year: Year
    folder: Path
    unit: Callable[[], Unit]
    who: str
    now: Callable[[], str]

    @property
    def inbox(self) -> Inbox:
        """Return the store's inbox."""
        return self.store.inbox


class Receiving:
    """What a department does with files of other units; :attr:`Workspace.receiving`."""

    def __init__(self, bound: Bound, returning: Returning) -> None:
        """Bind what it works with; return files are handed on to ``returning``."""
        self._bound, self.returning = bound, returning

    # -- taking in --------------------------------------------------------------------------------

    def receive(
        self,
        paths: Iterable[Path],
        *,
        unit: str = "",
        period: str = "",
        came: date | None = None,
        progress: Progress | None = None,
    ) -> tuple[Outcome, ...]:
        """Take in packages, workbooks, return files, folders and archives of them; tell of each.

        ``unit`` and ``period`` are those that a person expects; a workbook that says neither is
        theirs. ``came`` is the day on which the files came, today if it is not said.
        """
        from exporters.incoming import UnreadFile, found

        now = datetime.fromisoformat(self._bound.now()).replace(tzinfo=None)
        when = now if came is None or came == now.date() else datetime.combine(came, time())
        round_ = _Round(self._bound, Asked(unit, period), when)
        return tuple(
            _unread(arrival) if isinstance(arrival, UnreadFile) else self._taken(round_, arrival)
            for arrival in _arrivals(found(paths), progress)
        )

    def _taken(self, round_: _Round, file: IncomingFile) -> Outcome:
        if file.kind == "return":
            return _came_back(file.name, self.returning.take(file.data))
        self._bound.store.require("consolidate")
        return round_.take(file)

    # -- looking in -------------------------------------------------------------------------------

    def inbox(
        self, form: str = "", period: str = "", state: ReceiptState | None = None
    ) -> tuple[InboxLine, ...]:
        """Return what came in, the newest first; what is left empty fits everything."""
        found = self._bound.inbox.receipts(form, period, "", state)
        return tuple(self._line(receipt) for receipt in reversed(found))

    def receipt(self, number: int) -> InboxLine:
        """Return one receipt as it is shown; raises ReceiptUnknown."""
        return self._line(self._bound.inbox.receipt(number))

    def _line(self, receipt: Receipt) -> InboxLine:
        unit, period = self._bound.registry.find(receipt.unit), parse_period(receipt.period)
        return InboxLine(
            receipt,
            unit.name if unit is not None else receipt.unit,
            title(period) if isinstance(period, Period) else receipt.period,
        )

    def decide(
        self, number: int, decision: Decision, reason: str, *, was: ReceiptState | None = None
    ) -> Receipt:
        """Accept or refuse what came in, for a written reason; ``was`` is the state as it is seen.

        Raises:
            Trouble: no reason, or a file that cannot be accepted: nothing of it could be read.
            ReceiptUnknown, ReceiptChanged: see there.
        """
        self._bound.store.require("consolidate")
        if not reason.strip():
            raise Trouble("Hãy ghi lý do.", code="REASON")
        receipt = self._bound.inbox.receipt(number)
        if decision == "accept":
            self._require_usable(receipt)
        state: ReceiptState = "accepted" if decision == "accept" else "refused"
        return self._bound.inbox.decide(
            number, state, reason, who=self._bound.who, was=was or receipt.state
        )

    def _require_usable(self, receipt: Receipt) -> None:
        """Refuse to count what cannot be read, or not be computed for want of its form."""
        number = str(receipt.number)
        if not receipt.data_sha256:
            message = f"Bản nhận số {number} không đọc được nên không nhận. Hãy xin lại tệp."
            raise Trouble(message, code="RCV-GENUINE", place=number)
        if self._bound.store.pack(receipt.form, receipt.pack_sha256) is None:
            message = (
                f"Máy này chưa có biểu {receipt.form} phiên bản {receipt.pack_version} của nơi gửi."
                " Hãy cài biểu rồi nhận lại tệp."
            )
            raise Trouble(message, code="RCV-VERSION", place=number)

    def open(self, number: int) -> ReceivedReport:
        """Open a received report to be read, with what this program finds in it.

        Raises:
            Trouble: its form is not at hand.
            ReceiptUnknown: no such receipt, or nothing of it could be read.
        """
        receipt = self._bound.inbox.receipt(number)
        content = decoded(self._bound.inbox.data(number))
        computation = opened_again(self._bound.catalog, receipt, content)
        found = _explained(computation.findings(), content)
        return ReceivedReport(receipt, content, computation, found)

    def original(self, number: int) -> Path:
        """Return where the file lies as it came; raises Trouble where it is gone."""
        receipt = self._bound.inbox.receipt(number)
        path = kept_at(self._bound.folder, receipt)
        if not path.is_file():
            message = f"Không còn tệp gốc {path}. Số liệu của bản nhận số {number} vẫn còn."
            raise Trouble(message, code="FILE-MISSING", place=str(path), exit_status=CALL_WRONG)
        return path


def kept_at(data_dir: Path, receipt: Receipt) -> Path:
    """Return where a received file is kept."""
    suffix = "xlsx" if receipt.kind == "sheet" else "zip"
    return data_dir / FOLDER / receipt.sha256[:2] / f"{receipt.sha256}.{suffix}"


def _arrivals(
    listed: tuple[Path | UnreadFile, ...], progress: Progress | None
) -> Iterator[IncomingFile | UnreadFile]:
    from exporters.incoming import UnreadFile, read

    for number, path in enumerate(listed):
        for arrival in (path,) if isinstance(path, UnreadFile) else read(path):
            if progress is not None and not progress(number, len(listed), arrival.name):
                return
            yield arrival
    if progress is not None:
        progress(len(listed), len(listed), "")


def _came_back(name: str, back: CameBack) -> Outcome:
    state = _OF_RETURN.get(back.judgement.code)
    return Outcome(name, state or "refused", (back.judgement,), report=back.report)


_OF_RETURN: Final[dict[str, Literal["reopened", "known", "superseded"]]] = {
    **dict.fromkeys(("RET-OPENED", "RET-ADDED"), "reopened"),
    "RET-KNOWN": "known",
    "RET-OLDER": "superseded",
}


def _unread(file: UnreadFile) -> Outcome:
    return Outcome(plain(file.name), "unread", (Judgement(file.code, file.message),))


class _Round:
    """One call of :meth:`Receiving.receive`: forms and units are looked up once."""

    def __init__(self, bound: Bound, asked: Asked, came: datetime) -> None:
        self._bound, self._asked, self._came = bound, asked, came
        self._leaves: dict[str, tuple[Leave, ...]] = {}
        self._reader = Reader(bound.catalog, bound.registry, bound.folder)
        self._unit = bound.unit()
        self._kept: set[str] = set()
        heads = bound.store.reports()
        self._typed = {(head.form, head.unit, head.period) for head in heads}

    def take(self, file: IncomingFile) -> Outcome:
        """Judge one file and keep it; somebody else may take in the same report meanwhile."""
        from db.problems import ReceiptChanged

        for _ in range(_TRIES - 1):
            try:
                return self._take(file)
            except ReceiptChanged:
                continue
        return self._take(file)

    def _take(self, file: IncomingFile) -> Outcome:
        inbox = self._bound.inbox
        before = inbox.of_file(file.sha256)
        taken = self._read(file)
        claims = taken.claims
        if claims.report:
            before = (*before, *inbox.of_report(claims.report))
        every = tuple(sorted({one.number: one for one in before}.values(), key=_number))
        verdict = judge(claims, self._about(taken, every))
        state = verdict.state
        if state == "known":
            return self._again(file, taken, verdict, every)
        receipt = self._receipt(file, taken, verdict, state)
        after = max((one.number for one in every), default=0)
        kept = self._keep(file, taken, receipt, after)
        return Outcome(file.name, kept.state, verdict.judgements, kept, verdict.replaces)

    def _read(self, file: IncomingFile) -> Taken:
        if file.kind == "package":
            return self._reader.package(file)
        report = self._reader.report_of(file, self._asked)
        sheets = self._bound.inbox.of_report(report) if report else ()
        standing = [one.revision for one in sheets if one.state != "refused"]
        at = self._bound.now()
        same = [one.revision for one in sheets if one.sha256 == file.sha256]
        revision = same[-1] if same else max(standing, default=0) + 1
        return self._reader.sheet(file, self._asked, revision=revision, at=at)

    def _about(self, taken: Taken, before: tuple[Receipt, ...]) -> Desk:
        claims = taken.claims
        return Desk(
            unit=self._unit,
            registry=self._bound.registry,
            workdays=self._bound.year.workdays,
            came=self._came,
            form=taken.rules,
            known_form=taken.known_form,
            asked=self._asked,
            until=self._granted(claims),
            typed=(claims.form, claims.unit, claims.period) in self._typed,
            before=before,
        )

    def _granted(self, claims: Claims) -> date | None:
        """Return the longer deadline that was granted to a file's unit for its period."""
        if claims.form not in self._leaves:
            self._leaves[claims.form] = self._bound.store.leaves.of(claims.form)
        return until_of(leave_of(self._leaves[claims.form], claims.unit, claims.period))

    def _came_at(self) -> str:
        """Return when the file came: now, or the begin of the day that a person has named."""
        now = datetime.fromisoformat(self._bound.now())
        if self._came.date() == now.date():
            return self._bound.now()
        return self._came.replace(tzinfo=now.tzinfo).isoformat()

    def _again(
        self, file: IncomingFile, taken: Taken, verdict: Verdict, before: tuple[Receipt, ...]
    ) -> Outcome:
        """Tell what is known; what waited for a form that is there by now waits no longer."""
        receipt = next(one for one in before if one.number == verdict.known)
        if receipt.state == "held":
            others = tuple(one for one in before if one is not receipt)
            anew = judge(taken.claims, self._about(taken, others))
            if anew.state in ("accepted", "superseded"):
                self._keep_form(taken)
                decided = self._bound.inbox.decide(
                    receipt.number, anew.state, anew.reason, who=self._bound.who, was="held"
                )
                return Outcome(file.name, decided.state, anew.judgements, decided, anew.replaces)
        return Outcome(file.name, "known", verdict.judgements, receipt)

    def _keep(self, file: IncomingFile, taken: Taken, receipt: Receipt, after: int) -> Receipt:
        from exporters.files import write_atomically

        path = kept_at(self._bound.folder, receipt)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, file.data)
        self._keep_form(taken)
        who = self._bound.who
        return self._bound.inbox.add(receipt, taken.data, taken.vector, who=who, after=after)

    def _receipt(
        self, file: IncomingFile, taken: Taken, verdict: Verdict, state: ReceiptState
    ) -> Receipt:
        claims = taken.claims
        return Receipt(
            number=0,
            sha256=file.sha256,
            name=plain(file.name),
            kind=claims.kind,
            state=state,
            at=self._came_at(),
            who=self._bound.who,
            form=claims.form,
            pack_version=claims.version,
            pack_sha256=taken.pack_sha256,
            unit=claims.unit,
            period=claims.period,
            report=claims.report,
            revision=claims.revision,
            data_sha256=claims.data_sha256,
            finalized_at=taken.finalized_at,
            warnings=taken.accepted,
            signers=claims.signers,
            late=verdict.late,
            reason=" ".join(verdict.reason.split()),
        )

    def _keep_form(self, taken: Taken) -> None:
        """Keep the form version for ever, so that the report can always be read again."""
        if taken.form is None or taken.pack_sha256 in self._kept:
            return
        self._kept.add(taken.pack_sha256)
        form, store = taken.form, self._bound.store
        if store.pack(form.id, taken.pack_sha256) is None:
            store.keep_pack(form.id, form.version, taken.pack_sha256, pack.canonical(form))


def _number(receipt: Receipt) -> int:
    return receipt.number


def _explained(findings: tuple[Finding, ...], content: DataFile) -> tuple[Finding, ...]:
    """Attach the sender's reasons to what is found again, word for word, at the same place."""
    reasons = {(one.code, one.place, one.message): one.reason for one in content.accepted}
    return tuple(
        replace(finding, reason=reasons.get((finding.code, finding.place, finding.message)))
        for finding in findings
    )
