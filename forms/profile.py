"""A unit's own profile: whose computer it is, how it signs, to whom it sends, by when it closes.

Set up once and kept with the reports; what a form says holds wherever the profile is silent.
People and posts change, so everything that depends on them has its days.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import msgspec

from forms.cards import F
from forms.model import SignatureDefault
from forms.periods import PeriodRule
from forms.units import Registry, Unit

if TYPE_CHECKING:
    from forms.composition import Office

MAX_BYTES: Final = 1 << 20
"""Most bytes of a profile's file."""

_IDENTIFIER: Final = re.compile(
    r"[A-Z][0-9]{2}(\.[A-Z0-9]+)*|[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}"
)
_LONGEST_IDENTIFIER: Final = 35
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_MONTHLY: Final = ("month", "quarter", "half", "nine_months", "year")
_CLOSING: Final = ("nd09", "calendar", "month_to_day")


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Common options of what a profile holds."""


class Letterhead(_Part, frozen=True, kw_only=True):
    """What the unit prints otherwise than the list of units says; ``None`` is as there.

    An empty ``superior`` means that none is printed. ``since`` bounds the reports: those whose
    last day lies before it keep the names of their own time.
    """

    superior: str | None = None
    issuer: str | None = None
    symbol: str | None = None
    place: str | None = None
    since: date | None = None


class Signatory(_Part, frozen=True, kw_only=True):
    """Somebody who signs, from ``since`` to ``until``, both inclusive and without limit if empty.

    ``authority``, ``head``, ``post`` and ``body`` are those of the signature block. ``forms`` are
    the forms that this person usually signs; nobody else's usual forms are then taken by default.
    """

    name: str
    post: str
    authority: str = ""
    head: str = ""
    body: str = ""
    since: date | None = None
    until: date | None = None
    forms: tuple[str, ...] = ()

    def signs_on(self, day: date) -> bool:
        """Return whether this person may sign on ``day``."""
        return self.signs_between(day, day)

    def signs_between(self, first: date, last: date) -> bool:
        """Return whether this person may sign on some day from ``first`` to ``last``."""
        begun = self.since is None or self.since <= last
        return begun and (self.until is None or first <= self.until)

    @property
    def block(self) -> SignatureDefault:
        """Return the signature block as a form gives its usual one."""
        return SignatureDefault(
            body=self.body,
            authority=self.authority,
            head=self.head,
            post=self.post,
            name=self.name,
        )


class CutOff(_Part, frozen=True, kw_only=True):
    """What this unit's superior has ordered for one form, where it differs from the form.

    ``day`` closes each month (31: its last day), ``due_days`` are the days allowed after it and
    ``hour`` is the time of that day.
    """

    day: Annotated[int, msgspec.Meta(ge=1, le=31)] | None = None
    due_days: Annotated[int, msgspec.Meta(ge=0, le=400)] | None = None
    hour: str | None = None


class Profile(_Part, frozen=True, kw_only=True):
    """Everything that is the unit's own.

    ``unit`` is its code, ``identifier`` its electronic one (Quyết định 20/2020/QĐ-TTg).
    ``recipients`` and ``cut_offs`` go by form. ``other_names`` are names by which people look for
    the unit. ``since`` is the day from which reports are owed here: what was due before is not
    asked for.
    """

    unit: str = ""
    identifier: str = ""
    letterhead: Letterhead = Letterhead()
    signatories: tuple[Signatory, ...] = ()
    recipients: dict[str, tuple[str, ...]] = {}
    cut_offs: dict[str, CutOff] = {}
    other_names: tuple[str, ...] = ()
    since: date | None = None

    def signatories_on(self, day: date) -> tuple[Signatory, ...]:
        """Return who may sign on ``day``, in the order of the list."""
        return tuple(one for one in self.signatories if one.signs_on(day))

    def signatory(self, form: str, day: date) -> Signatory | None:
        """Return who usually signs ``form`` on ``day``: whoever names it, else names none."""
        there = self.signatories_on(day)
        usual = [one for one in there if form in one.forms]
        return next(iter(usual or [one for one in there if not one.forms]), None)

    def office(self, unit: Unit, day: date) -> Office:
        """Return a unit's letterhead on ``day``; the own one with what the profile overrides."""
        # Composing pages is not read for a list of duties.
        from forms.composition import Office

        then, own = unit.on(day), self.letterhead
        if unit.code != self.unit or (own.since is not None and day < own.since):
            own = Letterhead()
        return Office(
            superior=then.superior if own.superior is None else own.superior,
            issuer=own.issuer or then.issuer,
            symbol=own.symbol or then.symbol,
            place=own.place or then.place,
            name=then.name,
        )

    def tailored(self, form: F) -> F:
        """Return a form, or its card, with the unit's own cut-off; itself where it has none."""
        cut = self.cut_offs.get(form.id)
        if cut is None:
            return form
        due = msgspec.structs.replace(
            form.due,
            days=form.due.days if cut.due_days is None else cut.due_days,
            hour=form.due.hour if cut.hour is None else cut.hour,
        )
        return msgspec.structs.replace(form, period=_closing(form.period, cut.day), due=due)


def _closing(rule: PeriodRule, day: int | None) -> PeriodRule:
    if day is None or not _closes_monthly(rule):
        return rule
    return msgspec.structs.replace(rule, rule="month_to_day", day=day)


def _closes_monthly(rule: PeriodRule) -> bool:
    return rule.rule in _CLOSING and rule.cycle in _MONTHLY


# --- files ---------------------------------------------------------------------------------------


class ProfileProblem(NamedTuple):
    """What is wrong with a profile: the path inside it, and a Vietnamese sentence."""

    place: str
    message: str


def read_profile(data: bytes) -> Profile | ProfileProblem:
    """Read a profile from its JSON, texts made NFC; whether it makes sense is :func:`problems`."""
    if len(data) > MAX_BYTES:
        return ProfileProblem("$", "Hồ sơ đơn vị lớn quá 1 MB. Hãy chọn đúng tệp.")
    try:
        content: object = msgspec.json.decode(data)
        return msgspec.convert(_clean(content), type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"Hồ sơ đơn vị không đọc được: {error}. Sửa tệp rồi làm lại."
        return ProfileProblem("$", message)


def write_profile(profile: Profile) -> bytes:
    """Write a profile as JSON for people: what is not its usual value, indented, a line each."""
    text = msgspec.json.encode(profile, order="deterministic")
    return msgspec.json.format(text, indent=2) + b"\n"


def _clean(value: object) -> object:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split(" ")).strip()
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


# --- checks --------------------------------------------------------------------------------------

_Problems = Iterator[ProfileProblem]


def problems(
    profile: Profile, registry: Registry, rules: Mapping[str, PeriodRule]
) -> tuple[ProfileProblem, ...]:
    """Return everything wrong with a profile; empty when it can be used.

    ``rules`` are the period rules of the forms there are, by id.
    """
    checks: tuple[Callable[[], _Problems], ...] = (
        lambda: _unit(profile, registry),
        lambda: _texts("", msgspec.to_builtins(profile)),
        lambda: _letterhead(profile.letterhead),
        lambda: _signatories(profile, rules),
        lambda: _recipients(profile, rules),
        lambda: _cut_offs(profile, rules),
    )
    return tuple(problem for check in checks for problem in check())


def _unit(profile: Profile, registry: Registry) -> _Problems:
    if registry.find(profile.unit) is None:
        message = f"Không có đơn vị mã “{profile.unit}”. Chọn lại đơn vị."
        yield ProfileProblem("unit", message)
    code = profile.identifier
    if code and not (len(code) <= _LONGEST_IDENTIFIER and _IDENTIFIER.fullmatch(code)):
        message = (
            f"Mã định danh điện tử “{code}” không đúng dạng. Mã có dạng H01.12.3 (chữ hoa, số,"
            f" dấu chấm, không quá {_LONGEST_IDENTIFIER} ký tự) hoặc 000.00.01.H01."
        )
        yield ProfileProblem("identifier", message)


def _texts(place: str, value: object) -> _Problems:
    """Refuse what cannot be seen: control and direction marks in any text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(f"{place}.{key}".lstrip("."), item)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _texts(f"{place}[{number}]", item)
    elif isinstance(value, str) and any(map(_unseen, value)):
        yield ProfileProblem(place, "Có ký tự không nhìn thấy được. Hãy gõ lại phần này.")


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")


def _letterhead(own: Letterhead) -> _Problems:
    for name, label in (("issuer", "tên cơ quan"), ("symbol", "ký hiệu"), ("place", "địa danh")):
        if getattr(own, name) == "":
            message = f"Phần {label} để trống. Ghi đủ, hoặc bỏ khóa này để dùng tên có sẵn."
            yield ProfileProblem(f"letterhead.{name}", message)
    if own.symbol and " " in own.symbol:
        yield ProfileProblem("letterhead.symbol", "Ký hiệu không có khoảng trắng.")


def _signatories(profile: Profile, rules: Mapping[str, PeriodRule]) -> _Problems:
    for number, one in enumerate(profile.signatories):
        place = f"signatories[{number}]"
        for message in _signing_faults(one):
            yield ProfileProblem(place, f"Người ký {one.name or f'thứ {number + 1}'}: {message}")
        yield from _known_forms(f"{place}.forms", one.forms, rules)


def _signing_faults(one: Signatory) -> Iterator[str]:
    from forms.printed.signing import AUTHORITIES, DEPUTY, ON_BEHALF, is_deputy

    if not (one.name and one.post):
        yield "ghi đủ họ tên và chức vụ."
    if one.authority not in AUTHORITIES:
        known = ", ".join(filter(None, AUTHORITIES))
        yield f"quyền ký là một trong {known} hoặc để trống."
    if one.authority in ON_BEHALF and not one.head:
        yield f"ký {one.authority} thì ghi chức vụ của người giao ký."
    if one.authority == DEPUTY and one.post and not is_deputy(one.post, one.head):
        yield f"ký {DEPUTY} {one.head} thì chức vụ phải là cấp phó của chức vụ đó."
    if one.since is not None and one.until is not None and one.until < one.since:
        yield "ngày thôi ký trước ngày bắt đầu."


def _recipients(profile: Profile, rules: Mapping[str, PeriodRule]) -> _Problems:
    yield from _known_forms("recipients", profile.recipients, rules)
    for form, names in profile.recipients.items():
        if not names or not all(names):
            message = f"Nơi nhận của biểu {form} để trống. Ghi từng nơi nhận, hoặc bỏ khóa này."
            yield ProfileProblem(f"recipients.{form}", message)


def _cut_offs(profile: Profile, rules: Mapping[str, PeriodRule]) -> _Problems:
    yield from _known_forms("cut_offs", profile.cut_offs, rules)
    for form, cut in profile.cut_offs.items():
        rule = rules.get(form)
        if cut.day is not None and rule is not None and not _closes_monthly(rule):
            message = f"Biểu {form} không chốt theo ngày trong tháng. Bỏ ngày chốt của biểu này."
            yield ProfileProblem(f"cut_offs.{form}.day", message)
        if cut.hour and not _HOUR.fullmatch(cut.hour):
            message = f"Giờ “{cut.hour}” không đúng. Ghi hai số giờ, hai số phút, ví dụ 16:30."
            yield ProfileProblem(f"cut_offs.{form}.hour", message)


def _known_forms(
    place: str, forms: Mapping[str, object] | tuple[str, ...], rules: Mapping[str, PeriodRule]
) -> _Problems:
    for form in forms:
        if form not in rules:
            yield ProfileProblem(place, f"Không có biểu mẫu “{form}”. Xem lại mã biểu.")
