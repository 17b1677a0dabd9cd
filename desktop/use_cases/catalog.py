"""The forms of one data folder: which versions there are, and which one a period takes.

A form may have several versions side by side: those that come with the program, and those that were
installed. Each says from when to when it is valid. A report keeps the version it was started in;
only a new one asks which version its period takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import resources
from desktop.problems import Trouble
from forms import pack
from forms.authoring.differences import Difference, compare
from forms.cards import in_force, order
from forms.cut_offs import ordered
from forms.dates import printed_day
from forms.engine import Engine
from forms.model import Form
from forms.periods import Period, PeriodRule, current, fits, previous, span, title
from forms.report import KeptPack, ReportHead

if TYPE_CHECKING:
    from db.store import Store

_EVER: Final = "9999-12-31"


class FormLine(NamedTuple):
    """One form that can be filled; ``example`` is the code of the period to report on now."""

    id: str
    title: str
    version: str
    cycle: str
    example: str


class VersionLine(NamedTuple):
    """One version of a form; ``current`` is the one that a report of today takes."""

    id: str
    version: str
    title: str
    valid_from: str
    valid_to: str
    installed: bool
    current: bool
    sha256: str


class Installed(NamedTuple):
    """What installing a version did: ``fresh`` is false when it was there already.

    ``against`` is the version it is compared with, empty for a form that was not there before.
    """

    form: str
    version: str
    sha256: str
    fresh: bool
    against: str
    differences: tuple[Difference, ...]


class _Version(NamedTuple):
    form: Form
    sha256: str
    installed: bool


class Catalog:
    """Which forms there are, and their compiled engines, each compiled once."""

    def __init__(self, store: Store, *, now: Callable[[], str], who: str = "") -> None:
        """Bind an open store, which keeps installed versions and those of its reports."""
        self._store, self._who, self._now = store, who, now
        self._engines: dict[tuple[str, str], Engine] = {}
        self._shipped: dict[str, tuple[_Version, ...]] = {}
        self._kept: dict[KeptPack, Form] = {}

    # -- what there is --------------------------------------------------------------------------

    def forms(self) -> tuple[FormLine, ...]:
        """Return the forms that can be filled, by id, each in its version of today."""
        lines = []
        for form_id in self._ids():
            form = self.form(form_id)
            due = _nearest(self._today(), form.period).code
            lines.append(FormLine(form.id, form.title, form.version, form.period.cycle, due))
        return tuple(lines)

    def has(self, form_id: str) -> bool:
        """Return whether some version of a form is at hand."""
        return bool(self._known(form_id))

    def versions(self, form_id: str = "") -> tuple[VersionLine, ...]:
        """Return all versions in use, of one form or of all: by id, the oldest first."""
        lines = []
        for name in (form_id,) if form_id else self._ids():
            taken = self.form(name)
            for form, sha256, installed in self._versions(name):
                lines.append(
                    VersionLine(
                        id=form.id,
                        version=form.version,
                        title=form.title,
                        valid_from=form.valid_from,
                        valid_to=form.valid_to,
                        installed=installed,
                        current=form is taken,
                        sha256=sha256,
                    )
                )
        return tuple(lines)

    def form(self, form_id: str, day: date | None = None) -> Form:
        """Return the version of a form that is valid on ``day`` (without one: today).

        Where none is, the newest that was valid before, else the first one to come.
        """
        known = [version.form for version in self._versions(form_id)]
        return in_force(known, day or self._today())

    def fitting(self, form_id: str, period: Period) -> Form:
        """Return the version that a report of ``period`` is filled in.

        The newest one that is valid on the period's last day, else on any of its days; refused
        when there is none.
        """
        known = [version.form for version in self._versions(form_id)]
        of_kind = [form for form in known if fits(period, form.period)]
        if not of_kind:
            raise _other_cycle(self.form(form_id), period)
        valid = [form for form in of_kind if _overlaps(form, period)]
        if not valid:
            raise _out_of_range(of_kind[-1], period)
        return ([form for form in valid if _covers_end(form, period)] or valid)[-1]

    def find(self, form_id: str, version: str) -> Form:
        """Return one version of a form by its name, also one out of use that a report keeps."""
        for form in self._every(form_id):
            if form.version == version:
                return form
        known = ", ".join(form.version for form in self._every(form_id))
        message = f"Biểu {form_id} không có phiên bản “{version}”. Đang có: {known}."
        raise Trouble(message, code="FORM-VERSION", place=version)

    def engine(self, form: Form) -> Engine:
        """Return a form's compiled engine."""
        key = (form.id, pack.fingerprint(form))
        if key not in self._engines:
            self._engines[key] = Engine(form)
        return self._engines[key]

    def pinned(self, head: ReportHead) -> Engine:
        """Return the engine of the very version that a report was started in."""
        key = (head.form, head.pack_sha256)
        if key not in self._engines:
            data = self._store.pack(head.form, head.pack_sha256)
            if data is None:
                message = f"Thiếu phiên bản biểu mẫu của báo cáo {head.id}. Hãy khôi phục bản sao."
                raise Trouble(message, code="FORM-LOST", place=head.id)
            self._engines[key] = Engine(pack.read_json(data))
        return self._engines[key]

    def exact(self, form_id: str, version: str, sha256: str) -> Engine | None:
        """Return the engine of the very text of a form, ``None`` where it is not at hand.

        A text that only another cut-off tells from this program's version is found, too.
        """
        key = (form_id, sha256)
        if key not in self._engines:
            data = self._store.pack(form_id, sha256)
            form = pack.read_json(data) if data is not None else self._cut(form_id, version, sha256)
            if form is None:
                return None
            self._engines[key] = Engine(form)
        return self._engines[key]

    def _cut(self, form_id: str, version: str, sha256: str) -> Form | None:
        known = (one.form for one in self._known(form_id) if one.form.version == version)
        found = (ordered(form, sha256) for form in known)
        return next((form for form in found if form is not None), None)

    def elders(self, form: Form) -> tuple[Engine, ...]:
        """Return the versions of a form before this one that are at hand, the oldest first."""
        older = [other for other in self._every(form.id) if order(other) < order(form)]
        return tuple(self.engine(other) for other in older)

    # -- putting in and taking out --------------------------------------------------------------

    def install(self, form: Form, *, force: bool = False) -> Installed:
        """Put a checked form into use for new reports, with its line in the trail.

        Refused: a version that is there with another content, an id that is another form's;
        unless forced, a version older than the newest, or one that is not valid any more.
        """
        sha256 = pack.fingerprint(form)
        others = [other for other in self._every(form.id) if pack.fingerprint(other) != sha256]
        self._refuse_clash(form, others)
        known = {(v.form.version, v.sha256) for v in self._known(form.id)}
        fresh = (form.version, sha256) not in known
        if fresh and not force:
            _refuse_older(form, [version.form for version in self._known(form.id)])
            _refuse_expired(form, self._today())
        if fresh:
            kept = KeptPack(form.id, form.version, sha256)
            self._store.install_pack(kept, pack.canonical(form), who=self._who)
        against = _compared(form, others)
        found = () if against is None else compare(against, form)
        return Installed(
            form.id, form.version, sha256, fresh, against.version if against else "", found
        )

    def remove(self, form_id: str, version: str) -> KeptPack:
        """Take an installed version out of use; reports that were started in it keep it."""
        for found in self._versions(form_id):
            if found.form.version == version and found.installed:
                kept = KeptPack(form_id, version, found.sha256)
                self._store.remove_pack(kept, who=self._who)
                return kept
        if any(found.form.version == version for found in self._versions(form_id)):
            message = (
                f"Biểu {form_id} phiên bản {version} đi kèm chương trình, không gỡ được."
                " Hãy cài một phiên bản mới hơn."
            )
            raise Trouble(message, code="FORM-SHIPPED", place=version)
        known = ", ".join(found.form.version for found in self._versions(form_id))
        message = f"Biểu {form_id} không có phiên bản “{version}” đang dùng. Đang có: {known}."
        raise Trouble(message, code="FORM-VERSION", place=version)

    def _refuse_clash(self, form: Form, others: list[Form]) -> None:
        for name in self._ids():
            if name != form.id and name.casefold() == form.id.casefold():
                message = f"Đã có biểu “{name}”, chỉ khác “{form.id}” ở chữ hoa. Hãy dùng mã khác."
                raise Trouble(message, code="FORM-CLASH", place="id")
        if any(other.version == form.version for other in others):
            message = (
                f"Biểu {form.id} phiên bản {form.version} đã có với nội dung khác."
                " Đổi khóa version trong tệp biểu mẫu rồi cài lại."
            )
            raise Trouble(message, code="FORM-VERSION", place="version")
        if others and not any(_akin(other, form) for other in others):
            message = (
                f"Mã {form.id} đang là của biểu “{others[-1].title}”, không có chỉ tiêu nào chung."
                " Hãy dùng mã khác cho biểu mới."
            )
            raise Trouble(message, code="FORM-CLASH", place="id")

    # -- versions -------------------------------------------------------------------------------

    def _today(self) -> date:
        return datetime.fromisoformat(self._now()).date()

    def _ids(self) -> list[str]:
        installed = {kept.form for kept in self._store.packs(installed=True)}
        return sorted({*_shipped_ids(), *installed})

    def _versions(self, form_id: str) -> list[_Version]:
        """Return the versions in use, the oldest first; refused when there is no such form."""
        found = self._known(form_id)
        if not found:
            message = f"Không có biểu mẫu “{form_id}”. Đang có: {', '.join(self._ids())}."
            raise Trouble(message, code="FORM-UNKNOWN", place=form_id)
        return found

    def _known(self, form_id: str) -> list[_Version]:
        installed = [kept for kept in self._store.packs(installed=True) if kept.form == form_id]
        found = {version.sha256: version for version in self._of_program(form_id)}
        for kept in installed:
            found.setdefault(kept.sha256, _Version(self._stored(kept), kept.sha256, True))
        return sorted(found.values(), key=lambda version: order(version.form))

    def _every(self, form_id: str) -> list[Form]:
        """Return every version that is at hand, in use or kept by a report, the oldest first."""
        found = {version.sha256: version.form for version in self._of_program(form_id)}
        for kept in self._store.packs():
            if kept.form == form_id and kept.sha256 not in found:
                found[kept.sha256] = self._stored(kept)
        return sorted(found.values(), key=order)

    def _of_program(self, form_id: str) -> tuple[_Version, ...]:
        if form_id not in self._shipped:
            files = _shipped_files(form_id)
            forms = [pack.read_json(data) for data in files]
            self._shipped[form_id] = tuple(
                _Version(form, pack.fingerprint(form), installed=False) for form in forms
            )
        return self._shipped[form_id]

    def _stored(self, kept: KeptPack) -> Form:
        if kept not in self._kept:
            data = self._store.pack(kept.form, kept.sha256)
            if data is None:
                message = f"Thiếu biểu {kept.form} phiên bản {kept.version} trong kho số liệu."
                raise Trouble(message, code="FORM-LOST", place=kept.form)
            self._kept[kept] = pack.read_json(data)
        return self._kept[kept]


def _shipped_ids() -> list[str]:
    """Return the ids of the forms that come with the program."""
    return sorted(found.parent.name for found in resources.path("packs").glob("*/form.json"))


def _shipped_files(form_id: str) -> Iterable[bytes]:
    """Return a form's shipped versions: ``form.json``, and earlier ones as ``form-*.json``."""
    if form_id not in _shipped_ids():
        return []
    found = sorted(resources.path(f"packs/{form_id}").glob("form*.json"))
    return [file.read_bytes() for file in found]


def _akin(old: Form, new: Form) -> bool:
    before = {field.id for field in old.fields}
    after = {field.id for field in new.fields}
    return bool(before & after or {name.partition(".")[0] for name in new.renames} & before)


def _compared(form: Form, others: list[Form]) -> Form | None:
    """Return the version to compare with: the last one before, else the first one after."""
    before = [other for other in others if order(other) <= order(form)]
    known = before or others[:1]
    return known[-1] if known else None


def _refuse_older(form: Form, known: list[Form]) -> None:
    newest = max(known, key=order, default=None)
    if newest is not None and order(form) < order(newest):
        message = (
            f"Biểu {form.id} phiên bản {form.version} cũ hơn phiên bản {newest.version} đang dùng."
            " Nếu vẫn muốn cài cho các kỳ cũ, thêm --force."
        )
        raise Trouble(message, code="FORM-OLDER", place="version")


def _refuse_expired(form: Form, today: date) -> None:
    if form.valid_to and form.valid_to < today.isoformat():
        message = (
            f"Biểu {form.id} phiên bản {form.version} hết hiệu lực từ {printed_day(form.valid_to)},"
            " không dùng cho kỳ này. Nếu vẫn muốn cài cho các kỳ cũ, thêm --force."
        )
        raise Trouble(message, code="FORM-EXPIRED", place="valid_to")


# --- periods -------------------------------------------------------------------------------------


def _covers_end(form: Form, period: Period) -> bool:
    last = span(period, form.period)[1].isoformat()
    return form.valid_from <= last <= (form.valid_to or _EVER)


def _overlaps(form: Form, period: Period) -> bool:
    first, last = (day.isoformat() for day in span(period, form.period))
    return form.valid_from <= last and first <= (form.valid_to or _EVER)


def _other_cycle(form: Form, period: Period) -> Trouble:
    cycle = _CYCLES[form.period.cycle]
    message = f"Biểu {form.id} không có kỳ “{period.code}”. Kỳ của biểu là {cycle}."
    return Trouble(message, code="PERIOD-KIND", place="period")


def _out_of_range(form: Form, period: Period) -> Trouble:
    since = f" từ {printed_day(form.valid_from)}" if form.valid_from else ""
    until = f" đến {printed_day(form.valid_to)}" if form.valid_to else ""
    limits = f"Biểu có hiệu lực{since}{until}. Chọn kỳ khác hoặc biểu khác."
    message = f"Biểu {form.id} không dùng cho {title(period)}. {limits}"
    return Trouble(message, code="PERIOD-RANGE", place="period")


_CYCLES: Final = {
    "day": "ngày, ví dụ 2026-11-22",
    "week": "tuần, ví dụ 2025-W26",
    "month": "tháng, ví dụ 2024-07",
    "quarter": "quý, ví dụ 2026-Q3",
    "half": "nửa năm, ví dụ 2026-H1",
    "nine_months": "chín tháng, ví dụ 2026-9M",
    "year": "năm, ví dụ 2024",
}


def _nearest(today: date, rule: PeriodRule) -> Period:
    """Return the period whose last day is nearest: the one just ended, or the one that runs."""
    running = current(today, rule)
    ended = previous(running)
    since, left = today - span(ended, rule)[1], span(running, rule)[1] - today
    return ended if since < left else running
