"""What becomes of a file that came in: accepted, held for a person, refused, or known already.

`judge` looks at what a file says, what is known of forms, units and days, and what came in of the
same report before. The order in which files arrive does not matter: the newest submission counts
in the end. Each judgement has one of these codes:

    RCV-GENUINE    not genuine: the check of the package or of the workbook found something
    RCV-IDENTITY   the report's id is not that of its form, unit and period
    RCV-DRAFT      a report that was not finalized
    RCV-FORM       this program does not know the form
    RCV-VERSION    it does not know this version of the form
    RCV-UNIT       no such unit
    RCV-FOREIGN    the unit does not report to this one
    RCV-OWES       the unit does not owe this form
    RCV-PERIOD     the form has no such period
    RCV-ASKED      another unit or period than the one that is being received
    RCV-FUTURE     the period has not begun
    RCV-EARLY      the period has not ended
    RCV-SIGNATURE  a digital signature is not whole
    RCV-UNSIGNED   no digital signature
    RCV-FIGURES    computed figures are not those that this program computes
    RCV-SAME       the same submission came in before; nothing changes
    RCV-OLDER      a newer submission is there
    RCV-NEWER      takes the place of an earlier submission
    RCV-CONFLICT   another report of the same submission number is there
    RCV-LATE       came after the deadline
    RCV-TYPED      the same report was typed on this computer, too; the unit's own counts
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple

from forms.dates import format_date
from forms.department.receipts import Receipt, ReceiptState
from forms.duties import deadline, owes
from forms.model import Form
from forms.periods import Period, fits, parse_period, span, title
from forms.units import Registry, Unit
from forms.workdays import Workdays

Outcome = ReceiptState | Literal["known"]
"""``known`` leaves no receipt of its own."""

_STATES: Final[dict[str, ReceiptState]] = {
    **dict.fromkeys(("RCV-GENUINE", "RCV-IDENTITY", "RCV-DRAFT", "RCV-UNIT"), "refused"),
    **dict.fromkeys(("RCV-FOREIGN", "RCV-OWES", "RCV-PERIOD"), "refused"),
    **dict.fromkeys(("RCV-FORM", "RCV-VERSION", "RCV-ASKED", "RCV-FUTURE"), "held"),
    **dict.fromkeys(("RCV-SIGNATURE", "RCV-FIGURES", "RCV-CONFLICT"), "held"),
    "RCV-OLDER": "superseded",
}
"""What a judgement makes of a file; the others leave it accepted."""
_WORST_FIRST: Final[tuple[ReceiptState, ...]] = ("refused", "held", "superseded")


class Judgement(NamedTuple):
    """One thing that is to be said of a file: its code, and a Vietnamese sentence."""

    code: str
    message: str


class Verdict(NamedTuple):
    """What becomes of a file, and why.

    ``known`` is the number of the receipt that holds the same submission, ``replaces`` are those
    of the submissions whose place this one takes.
    """

    state: Outcome
    judgements: tuple[Judgement, ...] = ()
    late: bool = False
    known: int = 0
    replaces: tuple[int, ...] = ()

    @property
    def reason(self) -> str:
        """Return why it is not simply accepted; empty when it is."""
        told = (each for each in self.judgements if each.code != "RCV-UNSIGNED")
        return " ".join(each.message for each in told)


class Claims(NamedTuple):
    """What a file says of itself, as far as it could be read.

    ``faults`` are why it is not genuine; the rest is empty then. ``broken`` names the signers
    whose signatures are not whole, ``differing`` places whose figures this program computes
    otherwise. ``finalized`` tells whether the report was.
    """

    sha256: str
    kind: Literal["package", "sheet"] = "package"
    faults: tuple[Judgement, ...] = ()
    form: str = ""
    version: str = ""
    unit: str = ""
    period: str = ""
    report: str = ""
    revision: int = 0
    data_sha256: str = ""
    finalized: bool = True
    signers: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


class Asked(NamedTuple):
    """The unit and period that a person is receiving; empty means any."""

    unit: str = ""
    period: str = ""


class Desk(NamedTuple):
    """Who receives, and what is known there.

    ``form`` is the very version that the file was filled in, ``known_form`` tells whether any
    version is known. ``came`` is when the file came, on the wall clock; ``until`` a later deadline
    than the form's own, if one was granted. ``typed`` tells whether somebody has begun the same
    report here. ``before`` is what came in of it.
    """

    unit: Unit
    registry: Registry
    workdays: Workdays
    came: datetime
    form: Form | None = None
    known_form: bool = False
    asked: Asked = Asked()
    until: date | None = None
    typed: bool = False
    before: tuple[Receipt, ...] = ()


def judge(claims: Claims, desk: Desk) -> Verdict:
    """Return what becomes of a file."""
    same = next((one for one in desk.before if _is_same(claims, one)), None)
    if same is not None:
        told = Judgement("RCV-SAME", f"Đã nhận trước đây, là bản nhận số {same.number}.")
        return Verdict("known", (*claims.faults, told), same.late, same.number)
    found = (*_own(claims, desk), *_among(claims, desk.before), *_typed_here(claims, desk))
    states = {_STATES.get(each.code) for each in found}
    state: Outcome = next((state for state in _WORST_FIRST if state in states), "accepted")
    late = any(each.code == "RCV-LATE" for each in found)
    replaced = _replaced(claims, desk.before) if state == "accepted" else ()
    return Verdict(state, found, late, 0, tuple(one.number for one in replaced))


def _own(claims: Claims, desk: Desk) -> Iterator[Judgement]:
    """Judge the file by itself; later questions are asked where the earlier ones are answered."""
    if claims.faults:
        first = claims.faults[0]
        yield Judgement("RCV-GENUINE", f"{first.message} ({first.code})")
        return
    unit = desk.registry.find(claims.unit)
    about = [*_of_report(claims), *_of_unit(claims, unit, desk)]
    yield from about
    if desk.form is None:
        yield _unknown_form(claims, desk)
    elif unit is not None and not about:
        yield from _of_period(claims, unit, desk.form, desk)
    yield from _of_content(claims)


def _of_report(claims: Claims) -> Iterator[Judgement]:
    name = f"{claims.form}-{claims.unit}-{claims.period}"
    extra = claims.report.removeprefix(name)
    numbered = extra.startswith("-") and extra[1:].isdecimal()
    if not claims.report.startswith(name) or (extra and not numbered):
        what = f"Mã báo cáo “{claims.report}” không khớp với biểu, đơn vị, kỳ ghi trong tệp."
        yield Judgement("RCV-IDENTITY", what)
    if not claims.finalized:
        what = "Báo cáo trong tệp chưa chốt. Hãy xin lại gói đã chốt từ nơi gửi."
        yield Judgement("RCV-DRAFT", what)


def _of_unit(claims: Claims, unit: Unit | None, desk: Desk) -> Iterator[Judgement]:
    if unit is None:
        yield Judgement("RCV-UNIT", f"Không có đơn vị mã “{claims.unit}” trong danh mục.")
    elif not reports_to(unit, desk.unit, desk.registry):
        what = f"{unit.name} không báo cáo lên {desk.unit.name}."
        yield Judgement("RCV-FOREIGN", what)
    if desk.asked.unit and desk.asked.unit != claims.unit:
        what = f"Tệp là của đơn vị mã {claims.unit}, không phải {desk.asked.unit} đang nhận."
        yield Judgement("RCV-ASKED", what)


def reports_to(unit: Unit, receiver: Unit, registry: Registry) -> bool:
    """Return whether a unit hands in to a receiver; a department receives for its superior."""
    head = receiver.code if registry.under(receiver.code) else receiver.parent
    code, seen = unit.parent, {unit.code}
    while code and code not in seen:
        if code == head:
            return True
        seen.add(code)
        above = registry.find(code)
        code = "" if above is None else above.parent
    return False


def _unknown_form(claims: Claims, desk: Desk) -> Judgement:
    if not desk.known_form:
        what = f"Máy này chưa có biểu {claims.form}. Hãy cài biểu rồi nhận lại tệp."
        return Judgement("RCV-FORM", what)
    what = f"Máy này chưa có biểu {claims.form} đúng phiên bản {claims.version} của nơi gửi."
    return Judgement("RCV-VERSION", f"{what} Hãy cài phiên bản đó rồi nhận lại tệp.")


def _of_period(claims: Claims, unit: Unit, form: Form, desk: Desk) -> Iterator[Judgement]:
    period = parse_period(claims.period)
    if not isinstance(period, Period) or not fits(period, form.period):
        yield Judgement("RCV-PERIOD", f"Biểu {form.id} không có kỳ “{claims.period}”.")
        return
    first, last = span(period, form.period)
    if not owes(form, unit, desk.registry, last):
        what = f"{unit.name_on(last)} không phải nộp biểu {form.id} của {title(period)}."
        yield Judgement("RCV-OWES", what)
    if desk.asked.period and desk.asked.period != period.code:
        what = f"Tệp là của kỳ {period.code}, không phải {desk.asked.period} đang nhận."
        yield Judgement("RCV-ASKED", what)
    yield from _of_days(period, form, (first, last), desk)


def _of_days(
    period: Period, form: Form, days: tuple[date, date], desk: Desk
) -> Iterator[Judgement]:
    first, last = days
    came = desk.came.date()
    if came < first:
        what = f"Kỳ {title(period)} bắt đầu ngày {format_date(first)}, chưa đến."
        yield Judgement("RCV-FUTURE", f"{what} Hãy hỏi lại nơi gửi.")
    elif came < last:
        what = f"Nộp khi kỳ chưa hết (kỳ chốt ngày {format_date(last)})."
        yield Judgement("RCV-EARLY", what)
    due = None if form.due.on_demand else deadline(form.due, last, desk.workdays)
    if due is not None and desk.came >= late_from(due, form.due.hour, desk.until):
        last_day = max(due, desk.until or due)
        yield Judgement("RCV-LATE", f"Nộp muộn, hạn là ngày {format_date(last_day)}.")


def late_from(due: date, hour: str, granted: date | None) -> datetime:
    """Return the moment from which a report is late; ``granted`` is a longer deadline's day."""
    if granted is not None and granted > due:
        return datetime.combine(granted + timedelta(days=1), time())
    if hour:
        return datetime.combine(due, time.fromisoformat(hour))
    return datetime.combine(due + timedelta(days=1), time())


def _of_content(claims: Claims) -> Iterator[Judgement]:
    if claims.broken:
        names = ", ".join(claims.broken)
        what = f"Chữ ký số của {names} không còn nguyên vẹn. Hãy xin lại tệp từ nơi gửi."
        yield Judgement("RCV-SIGNATURE", what)
    elif not claims.signers:
        yield Judgement("RCV-UNSIGNED", "Tệp chưa có chữ ký số.")
    if claims.differing:
        named = ", ".join(claims.differing[:_TOLD])
        what = f"{len(claims.differing)} số tính được khác với số máy này tính: {named}."
        yield Judgement("RCV-FIGURES", f"{what} Hãy hỏi lại nơi gửi.")


_TOLD: Final = 5


# --- beside what came before ---------------------------------------------------------------------


def _is_same(claims: Claims, one: Receipt) -> bool:
    """Return whether a receipt holds this submission: the same bytes, or the same data."""
    if not claims.data_sha256 or claims.kind == "sheet":
        return one.sha256 == claims.sha256 and one.report == claims.report
    return one.report == claims.report and one.data_sha256 == claims.data_sha256


def _among(claims: Claims, before: Sequence[Receipt]) -> Iterator[Judgement]:
    if claims.faults:
        return
    standing = [one for one in before if one.state != "refused"]
    counting = next((one for one in reversed(standing) if one.counts), None)
    if counting is not None and claims.revision < counting.revision:
        what = f"Đã có lần nộp {counting.revision} mới hơn, là bản nhận số {counting.number}."
        yield Judgement("RCV-OLDER", what)
        return
    twin = next((one for one in standing if one.revision == claims.revision), None)
    if twin is not None:
        what = f"Khác số liệu với bản nhận số {twin.number} dù cùng lần nộp {claims.revision}."
        yield Judgement("RCV-CONFLICT", f"{what} Hãy hỏi lại nơi gửi rồi chọn một bản.")
        return
    if any(one.revision < claims.revision for one in standing):
        what = f"Lần nộp {claims.revision}, thay cho các lần nộp trước."
        yield Judgement("RCV-NEWER", what)


def _typed_here(claims: Claims, desk: Desk) -> Iterator[Judgement]:
    if desk.typed and not claims.faults:
        what = (
            "Trên máy này cũng có báo cáo này do người ở đây nhập; tổng lấy số của tệp nhận được."
        )
        yield Judgement("RCV-TYPED", what)


def _replaced(claims: Claims, before: Sequence[Receipt]) -> tuple[Receipt, ...]:
    """Return the receipts whose place a submission takes."""
    return tuple(
        one
        for one in before
        if one.counts or (one.state == "held" and one.revision < claims.revision)
    )
