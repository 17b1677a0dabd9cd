"""Everything a person can do with the program, without Qt: the window and ``baocao`` drive this.

Opening a workspace imports the store (the dearest import), so the window does it after its first
paint, in a worker thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from msgspec.structs import replace

import resources
from desktop.clock import clock
from desktop.desk import Accepted, Desk, Outcome, Refused
from desktop.problems import Trouble
from desktop.settings import start_log, user_name
from desktop.use_cases import accounts, homecoming, moving, provisioning, upgrades
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.board import Board
from desktop.use_cases.catalog import Catalog, FormLine, Installed, VersionLine
from desktop.use_cases.cell_notes import without_notes
from desktop.use_cases.consolidating import Around, Consolidating
from desktop.use_cases.history import earlier_reports
from desktop.use_cases.issuing import House, parted
from desktop.use_cases.library import Library
from desktop.use_cases.neighbours import Neighbours, Place
from desktop.use_cases.profile import OwnUnit
from desktop.use_cases.receiving import Bound, Receiving
from desktop.use_cases.report_lines import Finder, ReportLine, ReportLines
from desktop.use_cases.returning import Returning
from desktop.use_cases.search import ReportSearch
from desktop.use_cases.store_choice import store_target
from desktop.use_cases.year import DutyLine, Year, about, period_of, refuse_absent
from forms import pack
from forms.accounts import Act
from forms.cells import Cells
from forms.composition import Office
from forms.engine import Computation, Context, Engine
from forms.model import Form
from forms.periods import as_of, title
from forms.profile import Profile, ProfileProblem, problems
from forms.report import KeptPack, ReportHead
from forms.sources.carrying import Start
from forms.sources.upgrading import Upgrade
from forms.units import Registry, Unit, read_units

if TYPE_CHECKING:
    from desktop.use_cases.guard import GuardedStore
    from exporters.package import Verification
    from exporters.signed_pdf import SignedPaper

__all__ = ["Accepted", "Desk", "FormLine", "Outcome", "Refused", "ReportLine", "Workspace"]


class Begun(NamedTuple):
    """A new report, what it starts with, and the report that comes from (empty: from none)."""

    head: ReportHead
    start: Start
    source: str


class Workspace:
    """The forms, units and reports of one data folder."""

    def __init__(
        self, store: GuardedStore, folder: Path, *, who: str, now: Callable[[], str]
    ) -> None:
        """Bind an open store; use :meth:`open`."""
        self._store, self._who, self._now = store, who, now
        self._folder = folder
        self._catalog = Catalog(store, now=now, who=who)
        self._registry: Registry = read_units(resources.path("units.json").read_bytes())
        self._neighbours = Neighbours(store, self._catalog, self._registry)
        self._own = OwnUnit(store, self._registry)
        self._year = Year(store, self._registry, folder, now=now)
        self._libraries: dict[str, Library] = {}
        self._search = ReportSearch(store)
        tally = Finder(self.unit, lambda report: self.desk(report).tally(), self._state)
        self._lines = ReportLines(store, self._catalog, tally)
        places = (self._registry, self._year, folder, self._home)
        bound = Bound(store, self._catalog, *places, who, now)
        self.returning = Returning(bound)
        self.receiving, self.board = Receiving(bound, self.returning), Board(bound)
        self.preset_problem = ""
        self.account_book = accounts.AccountBook(store, who=who, now=now)
        around = Around(self.create, self.desk, self._started)
        self.consolidating = Consolidating(
            store, self._neighbours, self._registry, around, who=who, now=now
        )

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], str] = clock,
        who: str = "",
        credentials: Credentials | None = None,
    ) -> Workspace:
        """Open the store of ``data_dir``, its file or the server's database that it stands for.

        A missing file is made. Raises the families of db.problems and db.server_problems.

        Where the computer's people have accounts, ``credentials`` say who comes in.
        """
        from desktop.use_cases.guard import GuardedStore

        target = store_target(data_dir)
        if isinstance(target, str):  # logs and received files still lie in the folder
            data_dir.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            store = GuardedStore.open(target, now=now)
            undo.callback(store.close)
            account = accounts.enter(store, credentials, now())
            start_log(data_dir)
            undo.pop_all()
        name = account.name if account else who or user_name()
        workspace = cls(store, data_dir, who=name, now=now)
        workspace.preset_problem = provisioning.first_start(workspace, data_dir)
        return workspace

    def close(self) -> None:
        """Close the store; nothing is pending, every change is already on the disk."""
        self._store.close()

    def __enter__(self) -> Self:
        """Return the workspace, closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    # -- forms and units --------------------------------------------------------------------------

    def forms(self) -> tuple[FormLine, ...]:
        """Return the forms of this program, by id."""
        return self._catalog.forms()

    def form(self, form_id: str) -> Form:
        """Return the version of a form that is valid today."""
        return self._catalog.form(form_id)

    def form_for(self, form_id: str, period_text: str) -> Form:
        """Return the version of a form that the own unit fills a report of a period in."""
        form = self._catalog.fitting(form_id, period_of(period_text))
        return self._own.tailored(form, self._home())

    def engine(self, form_id: str) -> Engine:
        """Return the compiled version of a form that is valid today."""
        return self._catalog.engine(self.form(form_id))

    def versions(self, form_id: str = "") -> tuple[VersionLine, ...]:
        """Return the versions in use, of one form or of all, the oldest first."""
        return self._catalog.versions(form_id)

    def form_version(self, form_id: str, version: str) -> Form:
        """Return one version of a form, also one out of use that a report keeps."""
        return self._catalog.find(form_id, version)

    def install(self, form: Form, *, force: bool = False) -> Installed:
        """Put a checked form (:mod:`desktop.use_cases.pack_files`) into use for new reports."""
        return self._catalog.install(form, force=force)

    def remove_form(self, form_id: str, version: str) -> KeptPack:
        """Take an installed version out of use; reports that were started in it keep it."""
        return self._catalog.remove(form_id, version)

    def units(self) -> tuple[Unit, ...]:
        """Return all reporting units."""
        return self._registry.all()

    def unit(self, code: str) -> Unit:
        """Return one unit; refused with the next step when the code is unknown."""
        found = self._registry.find(code)
        if found is None:
            message = f"Không có đơn vị mã “{code}”. Mã tỉnh là 91, mã xã có năm chữ số."
            raise Trouble(message, code="UNIT-UNKNOWN", place=code)
        return found

    # -- the own unit and its year ----------------------------------------------------------------

    @property
    def own_unit(self) -> str:
        """Return the code of the unit this computer fills reports for."""
        return self._own.profile.unit

    @property
    def today(self) -> date:
        """Return the day on the wall calendar."""
        return self._year.now.date()

    def clock(self) -> str:
        """Return the time now with its zone, to the second."""
        return self._now()

    def letterhead(self) -> Office:
        """Return the own unit's letterhead as it is today."""
        return self._own.office(self._home(), self.today)

    def _home(self) -> Unit:
        return self.unit(self.own_unit)

    @property
    def profile(self) -> Profile:
        """Return the own unit's profile."""
        return self._own.profile

    @property
    def needs_profile(self) -> bool:
        """Return whether nobody has set the profile up yet: the first run asks for it."""
        return self._own.needed

    def set_profile(self, profile: Profile) -> Profile:
        """Keep the own unit's profile; refused with the first thing that is wrong with it."""
        return self._own.set(profile, {form.id: form.period for form in self._forms()})

    def profile_problems(self, profile: Profile) -> tuple[ProfileProblem, ...]:
        """Return everything that is wrong with a profile; nothing is kept."""
        rules = {form.id: form.period for form in self._forms()}
        return problems(profile, self._registry, rules)

    def duties(
        self,
        unit_code: str = "",
        *,
        on: date | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> tuple[DutyLine, ...]:
        """Return what a unit (the own one) owes, by deadline, as it stands on a day (today).

        ``first`` and ``last`` bound the deadlines; without them
        :func:`desktop.use_cases.year.about` does.
        """
        days = about(on or self.today)
        days = days._replace(first=first or days.first, last=last or days.last)
        unit = self.unit(unit_code or self.own_unit)
        return self._year.lines(self._forms(), unit, self.profile, days)

    def _forms(self) -> tuple[Form, ...]:
        return tuple(self.form(line.id) for line in self.forms())

    # -- reports ----------------------------------------------------------------------------------

    def reports(self, *, deleted: bool = False, counted: bool = True) -> tuple[ReportLine, ...]:
        """Return the work list, the latest period first.

        Without ``counted`` no report is opened: the drafts' counts are those known by now.
        """
        lines = self._lines.lines(deleted=deleted)
        if not counted:
            return lines
        with self._neighbours.one_list():
            return tuple(map(self._lines.counted, lines))

    def counted(self, line: ReportLine) -> ReportLine:
        """Return a line of the work list with what is open in its report now."""
        return self._lines.counted(line)

    def _state(self) -> tuple[int, date, Profile]:
        """Return what a report's findings hang on besides its form: all that was ever written."""
        return self._store.archive.last, self.today, self.profile

    def create(
        self, form_id: str, unit_code: str, period_text: str, *, blank: bool = False
    ) -> ReportHead:
        """Start a report as :meth:`begin` does, and return its head."""
        return self.begin(form_id, unit_code, period_text, blank=blank).head

    def begin(
        self, form_id: str, unit_code: str, period_text: str, *, blank: bool = False
    ) -> Begun:
        """Start a report with what it takes over from the newest earlier one of its unit.

        With ``blank`` nothing is taken over. Refused when the period does not fit or the report is
        there already.
        """
        head, place, own = self._fresh(form_id, unit_code, period_text)
        form = place.engine.form
        self._store.keep_pack(form.id, form.version, head.pack_sha256, pack.canonical(form))
        begun = self._neighbours.start(place, own, blank=blank)
        self._store.create_report(head, begun[0].cells, who=self._who)
        return Begun(head, *begun)

    def _fresh(
        self, form_id: str, unit_code: str, period_text: str
    ) -> tuple[ReportHead, Place, Cells]:
        """Return the head of a report to be started, where it stands, its unit's own cells.

        Refused when the period does not fit.
        """
        unit, period = self.unit(unit_code), period_of(period_text)
        form = self._own.tailored(self._catalog.fitting(form_id, period), unit)
        self._year.refuse_future(period, form.period)
        refuse_absent(unit, period, form.period, self._registry)
        engine = self._catalog.engine(form)
        head = ReportHead(
            id=f"{form.id}-{unit.code}-{period.code}",
            form=form.id,
            pack_version=form.version,
            pack_sha256=pack.fingerprint(form),
            unit=unit.code,
            period=period.code,
            created_at=self._now(),
        )
        own = self._own.cells(form, unit, as_of(period, form.period))
        return head, Place("", engine, unit, period), own

    def _started(
        self, form_id: str, period_text: str, unit_code: str
    ) -> tuple[ReportHead, Computation]:
        """Return what :meth:`begin` would make, computed; nothing is kept."""
        head, place, own = self._fresh(form_id, unit_code, period_text)
        cells = self._neighbours.start(place, own)[0].cells
        context = self._neighbours.context(place)
        return head, place.engine.open(cells, place.period, context=context)

    def desk(self, report_id: str) -> Desk:
        """Open a report in the very form version it was started in."""
        stored = self._store.load(report_id)
        if stored.head.status == "deleted":
            message = f"Báo cáo {report_id} đã xóa. Khôi phục báo cáo trước khi mở."
            raise Trouble(message, code="ReportDeleted", place=report_id)
        engine = self._catalog.pinned(stored.head)
        unit, period = self.unit(stored.head.unit), period_of(stored.head.period)
        place = Place(report_id, engine, unit, period)
        ended = as_of(period, engine.form.period)
        signers = self._own.signers(unit, ended, max(ended, self._year.now.date()))
        stored_cells, notes = without_notes(stored.cells)
        cells, kept = parted(stored_cells)
        computation = engine.open(cells, period, context=self._context(place, stored.head))
        origin = self.consolidating.origin(computation, stored.head, unit)
        remarks = self.returning.remarks(stored.head, engine)
        return Desk(
            self._store,
            stored.head,
            computation,
            unit=unit,
            acceptances=stored.acceptances,
            who=self._who,
            now=self._now,
            fed=partial(self._neighbours.fed, place),
            past=partial(earlier_reports, self._store, self._catalog, place),
            house=House(self._own.office(unit, ended), signers, kept, notes, origin, remarks),
        )

    def _context(self, place: Place, head: ReportHead) -> Context:
        """Return what a report is compared with; one that left is not measured by later ones."""
        known = self._neighbours.context(place)
        if head.finalized_at:
            return replace(known, signing=date.fromisoformat(head.finalized_at[:10]))
        today, begun = self._year.now.date(), place.occasion.first
        return replace(
            known,
            cited=self.library(head.unit).others(head.id),
            # A clock that stands before the period is wrong.
            signing=today if today >= begun else None,
        )

    def library(self, unit_code: str) -> Library:
        """Return the documents that a unit's reports have cited."""
        code = self.unit(unit_code).code
        return self._libraries.setdefault(code, Library(self._store, code))

    def upgrade_plan(self, report_id: str, version: str = "") -> Upgrade:
        """Return what moving a draft to its period's version (or a named one) would do."""
        stored = self._store.load(report_id)
        return upgrades.planned(self._catalog, stored, period_of(stored.head.period), version)[0]

    def upgrade(self, report_id: str, version: str = "") -> Upgrade:
        """Move a draft there, head and values in one step; an open desk of it is stale then."""
        stored = self._store.load(report_id)
        moved = upgrades.planned(self._catalog, stored, period_of(stored.head.period), version)
        return upgrades.upgrade(self._store, stored, moved, who=self._who)

    def undo_upgrade(self, report_id: str) -> KeptPack:
        """Take the last upgrade back; refused once anything else was done to the report."""
        return upgrades.take_back(self._store, self._store.load(report_id), who=self._who)

    def move(self, report_id: str, period_text: str) -> ReportHead:
        """Move a draft with all that is in it to another period, and return its new head.

        Its id changes with the period; what is there already is refused. Moving it back undoes it.
        """
        head, period = self._store.load(report_id).head, period_of(period_text)
        self._store.require("fill")
        moving.refuse(self._store, self._catalog, head, (period_of(head.period), period))
        rule = self._catalog.pinned(head).form.period
        self._year.refuse_future(period, rule)
        refuse_absent(self.unit(head.unit), period, rule, self._registry)
        to = moving.new_id(head, period)
        self._store.archive.move(report_id, to, period.code, who=self._who)
        return self._store.load(to).head

    def find(self, query: str) -> frozenset[str]:
        """Return the reports at hand that hold every word of a query, marks or no marks.

        Form, unit and period, the words written in them, how they were sent and their receipt.
        """
        known = {
            head.id: f"{self._catalog.pinned(head).form.title} {self.unit(head.unit).name}"
            f" {title(period_of(head.period))}"
            for head in self._store.reports()
        }
        return self._search.find(query, known)

    @property
    def locked(self) -> tuple[str, ...]:
        """Return what IT keeps people from changing on this computer."""
        return self._store.locked

    def unlocked(self, locks: Iterable[str] | None) -> AbstractContextManager[None]:
        """Let everything be changed in the block; afterwards ``locks`` hold, as IT has set them."""
        self.require("administer")
        return self._store.unlocked(locks)

    def require(self, act: Act) -> None:
        """Refuse what the roles of the person at work do not allow."""
        self._store.require(act)

    def delete(self, report_id: str) -> None:
        """Put a report aside; it can be brought back."""
        self._store.delete(report_id, who=self._who)

    def restore(self, report_id: str) -> None:
        """Bring a deleted report back."""
        self._store.restore(report_id, who=self._who)

    # -- what comes back --------------------------------------------------------------------------

    def attach(self, report_id: str, path: Path) -> homecoming.Attached:
        """Take in the signed copy of a finalized report; refused when it is not that paper."""
        desk = self.desk(report_id)
        return homecoming.attach(self._store, desk, path, data_dir=self._folder, who=self._who)

    def mark_sent(self, report_id: str, sent: homecoming.Sending) -> None:
        """Note that a finalized report was handed in."""
        desk, today = self.desk(report_id), self.today
        homecoming.mark_sent(self._store, desk, sent, today=today, who=self._who)

    def check_file(self, path: Path) -> Verification | SignedPaper:
        """Check a package or a signed PDF from outside, with the certificates installed here."""
        return homecoming.check_file(path, self._folder)

    # -- files and health -------------------------------------------------------------------------

    def check_store(self) -> tuple[str, ...]:
        """Return what is wrong with the store's file and its log; empty when all is well."""
        altered = filter(None, (self.account_book.problem(),))
        return (*self._store.check_integrity(), *self._store.verify_trail(), *altered)


def verify(path: Path) -> Verification:
    """Verify a package file; what is wrong with it is in the result, never an exception."""
    from exporters.files import read_limited
    from exporters.package import LIMITS, verify_package

    return verify_package(read_limited(path, LIMITS.packed))
