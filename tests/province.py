"""A province that hands in: real finalized packages of many units, with faults sown among them.

Everything is drawn from one seed. What each package says, and what a department must make of it,
is written down here from the figures as they were drawn; nothing is read back from the program.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final, Literal, NamedTuple, cast

import resources
from desktop.desk import Accepted, Desk
from desktop.workspace import Workspace
from forms.department.receipts import ReceiptState
from forms.duties import deadline
from forms.periods import Period, parse_period, span
from forms.units import Registry, Unit, read_units
from forms.workdays import read_workdays

Fault = Literal[
    "",
    "duplicate",
    "late",
    "corrected",
    "older",
    "conflict",
    "tampered",
    "missing",
    "foreign",
    "not_owing",
    "future",
]
"""What was sown at a package: ``corrected`` and ``older`` are pairs of submissions, in the right
order of arrival and in the wrong one; ``conflict`` are two different ones of the same number."""

SOWN: Final[tuple[Fault, ...]] = (
    *("duplicate", "late", "corrected", "older", "conflict", "tampered", "missing"),
)
"""Faults at units and periods that are owed; the others come on top."""
DEPARTMENT: Final = "91"
FOREIGN: Final = Unit(code="80001", name="Xã Bên Cạnh", issuer="ỦY BAN NHÂN DÂN", kind="xa")
_ROWS: Final = ("dvc12", "dvc13", "dvc14", "dvc16", "dvc17", "khac")
_RECEIVED: Final = ("tn_tt", "tn_mp", "tn_td", "tn_bc")

Figures = Mapping[str, int]
"""What was typed, by place (``tthc[1].tn_tt``)."""


class Sent(NamedTuple):
    """One file on its way.

    ``came`` is when it arrived, ISO 8601. ``state`` is what its receipt must end as when
    everything has arrived, empty where it must leave no receipt of its own. ``codes`` are the
    judgements that must be told when it comes in, ``RCV-UNSIGNED`` left out.
    """

    path: Path
    form: str
    unit: str
    period: str
    revision: int
    came: str
    fault: Fault
    state: ReceiptState | Literal[""]
    codes: tuple[str, ...]
    figures: Figures

    @property
    def counts(self) -> bool:
        return self.state == "accepted"


class Province(NamedTuple):
    """Everything that was sent, in the order of arrival; ``units`` are those that owe."""

    folder: Path
    units: tuple[str, ...]
    periods: tuple[str, ...]
    sent: tuple[Sent, ...]

    def deliveries(self) -> Iterator[tuple[str, tuple[Path, ...]]]:
        """The files by time of arrival, to be received in this order."""
        for came in sorted({one.came for one in self.sent}):
            yield came, tuple(one.path for one in self.sent if one.came == came)

    def counting(self, form: str, period: str) -> dict[str, Figures]:
        """What must count, by unit."""
        mine = (one for one in self.sent if (one.form, one.period) == (form, period))
        return {one.unit: one.figures for one in mine if one.counts}

    def missing(self, form: str, period: str) -> tuple[str, ...]:
        """The units of which nothing counts."""
        there = self.counting(form, period)
        return tuple(unit for unit in self.units if unit not in there)

    def total(self, form: str, period: str, place: str) -> int:
        """The sum of a place over what counts."""
        return sum(figures[place] for figures in self.counting(form, period).values())


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.at = "2025-07-01T08:00:00+07:00"

    def __call__(self) -> str:
        return self.at


def months(count: int, first: str = "2025-08") -> tuple[str, ...]:
    """So many months, the first one given."""
    year, month = map(int, first.split("-"))
    numbers = range(year * 12 + month - 1, year * 12 + month - 1 + count)
    return tuple(f"{number // 12}-{number % 12 + 1:02d}" for number in numbers)


def make(
    folder: Path,
    *,
    units: int = 12,
    periods: tuple[str, ...] = ("2025-08",),
    forms: tuple[str, ...] = ("F16",),
    seed: int = 91,
) -> Province:
    """Let ``units`` communes fill in every form of every period and send the packages off.

    At least one of every fault is sown, at units of its own where there are enough; about one
    package in twelve has one.
    """
    maker = _Maker(folder, Random(seed), units)  # noqa: S311 - drawn again from its seed
    for form in forms:
        maker.send_all(form, periods)
    sent = tuple(sorted(maker.sent, key=lambda one: (one.came, one.path.name)))
    return Province(folder, maker.units, periods, sent)


# --- figures -------------------------------------------------------------------------------------


def _sheet(chance: Random) -> tuple[dict[str, object], Figures]:
    """A month of F16: what came in has been dealt with, sent back, or is pending."""
    rows: dict[str, dict[str, int]] = {}
    for name in _ROWS:
        row = {part: chance.randrange(200) for part in ("ton_dau", *_RECEIVED)}
        left = sum(row.values())
        for part in ("gq_truoc", "gq_dung", "gq_qua", "tra", "dang_qua"):
            row[part] = chance.randrange(left // 3 + 1)
            left -= row[part]
        row["dang_han"] = left
        done = row["gq_truoc"] + row["gq_dung"] + row["gq_qua"]
        came = sum(row[part] for part in _RECEIVED)
        row |= {"so_hoa": chance.randrange(came + 1), "kq_dt": chance.randrange(done + 1)}
        rows[name] = row
    places = {
        f"tthc[{number}].{part}": value
        for number, name in enumerate(_ROWS, 1)
        for part, value in rows[name].items()
    }
    return {"tthc": rows}, places


def _day(chance: Random) -> tuple[dict[str, object], Figures]:
    """A day of F07."""
    names = ("n_dau", "n_tt_tp", "n_tt_mp", "n_tn", "n_bc")
    figures = {name: chance.randrange(10, 90) for name in names}
    left = sum(figures.values())
    for name in ("g_truoc", "g_dung", "g_qua", "g_tra", "n_cuoi_qua"):
        figures[name] = chance.randrange(left // 4 + 1)
        left -= figures[name]
    figures["n_cuoi_han"] = left
    return dict(figures), figures


_DRAWN: Final[Mapping[str, Callable[[Random], tuple[dict[str, object], Figures]]]] = {
    "F16": _sheet,
    "F07": _day,
}


def _sample(form: str) -> dict[str, object]:
    (path, *_) = sorted(resources.path("samples").glob(f"{form}-20*.json"))
    return cast("dict[str, object]", json.loads(path.read_bytes()))


# --- making --------------------------------------------------------------------------------------


class _Maker:
    def __init__(self, folder: Path, chance: Random, units: int) -> None:
        self.folder, self.chance = folder, chance
        registry = read_units(resources.path("units.json").read_bytes())
        communes = sorted(unit.code for unit in registry.under(DEPARTMENT) if unit.kind == "xa")
        self.units = tuple(communes[:units])
        self.registry = Registry((*registry.all(), FOREIGN))
        self.workdays = read_workdays(resources.path("holidays.json").read_bytes())
        self.clock = Clock()
        self.sent: list[Sent] = []

    def send_all(self, form: str, periods: tuple[str, ...]) -> None:
        with self.office(form) as office, self.office(f"{form}-other") as other:
            faults = self.faults(len(self.units) * len(periods))
            for period in periods:
                for unit in self.units:
                    _Sender(self, office, other, (form, unit, period)).send(next(faults))
            first = periods[0]
            for unit, fault in ((FOREIGN.code, "foreign"), ("91-STC", "not_owing")):
                _Sender(self, office, other, (form, unit, first)).send(cast("Fault", fault))
            ahead = _ahead(first)
            _Sender(self, office, other, (form, self.units[0], ahead)).send("future")

    def office(self, name: str) -> Workspace:
        """A computer that reports are typed on; it knows the unit from elsewhere, too."""
        opened = Workspace.open(self.folder / "offices" / name, now=self.clock, who="Lê Văn Cường")
        opened._registry = self.registry
        return opened

    def faults(self, places: int) -> Iterator[Fault]:
        sown = [*SOWN, *self.chance.choices(SOWN, k=max(places // 12 - len(SOWN), 0))]
        every = (sown + [""] * places)[:places]
        self.chance.shuffle(every)
        yield from every


def _ahead(period: str) -> str:
    return f"{int(period[:4]) + 2}{period[4:]}"


class _Sender:
    """One unit with one report of one period."""

    def __init__(
        self, maker: _Maker, office: Workspace, other: Workspace, report: tuple[str, str, str]
    ) -> None:
        self.maker, self.office, self.other = maker, office, other
        self.form, self.unit, self.period = report
        period = parse_period(self.period)
        assert isinstance(period, Period)
        form = office.form(self.form)
        ended = span(period, form.period)[1]
        self.due = deadline(form.due, ended, maker.workdays)
        self.ended = ended

    def send(self, fault: Fault) -> None:
        if fault == "missing":
            return
        if fault in ("corrected", "older"):
            self.pair(fault)
        elif fault == "conflict":
            self.file(self.office, fault, self.ended, "accepted")
            self.file(self.other, fault, self.due, "held", "RCV-CONFLICT")
        elif fault == "late":
            self.file(self.office, fault, self.due + timedelta(days=3), "accepted", "RCV-LATE")
        else:
            self.alone(fault)

    def alone(self, fault: Fault) -> None:
        expected: dict[Fault, tuple[ReceiptState, tuple[str, ...]]] = {
            "tampered": ("refused", ("RCV-GENUINE",)),
            "foreign": ("refused", ("RCV-UNIT",)),
            "not_owing": ("refused", ("RCV-OWES",)),
            "future": ("held", ("RCV-FUTURE",)),
        }
        state, codes = expected.get(fault, ("accepted", ()))
        sent = self.file(self.office, fault, self.ended, state, *codes)
        if fault == "tampered":
            sent.path.write_bytes(tampered(sent.path.read_bytes()))
        if fault == "duplicate":
            copy = sent.path.with_name(f"{sent.path.stem} (1).zip")
            copy.write_bytes(sent.path.read_bytes())
            again = _morning(self.due)
            self.note(sent._replace(path=copy, came=again, state="", codes=("RCV-SAME",)))

    def pair(self, fault: Fault) -> None:
        wrong = fault == "older"
        first = self.file(
            self.office,
            fault,
            self.due if wrong else self.ended,
            "superseded",
            *(["RCV-OLDER"] if wrong else []),
        )
        desk = self.office.desk(f"{self.form}-{self.unit}-{self.period}")
        desk.export(self.maker.folder / "offices" / "out")
        desk.reopen("Đính chính số liệu")
        figures = self.fill(desk)
        day = self.ended if wrong else self.due
        self.keep(desk, fault, day, ("accepted", () if wrong else ("RCV-NEWER",)), figures)
        assert first.revision == 1

    def file(
        self, office: Workspace, fault: Fault, day: date, state: ReceiptState, *codes: str
    ) -> Sent:
        """Fill the report in on the day, finalize and send it."""
        # A clock that is wrong lets one report on what has not happened yet.
        self.maker.clock.at = _morning(day)
        made = office.create(self.form, self.unit, self.period, blank=True)
        desk = office.desk(made.id)
        return self.keep(desk, fault, day, (state, codes), self.fill(desk))

    def fill(self, desk: Desk) -> Figures:
        drawn, figures = _DRAWN[self.form](self.maker.chance)
        sample = _sample(self.form)
        values = {**cast("dict[str, object]", sample["values"]), **drawn}
        content = {**sample, "period": self.period, "values": values}
        content.pop("unit", None)
        filled = desk.fill(json.dumps(content).encode())
        assert isinstance(filled, Accepted), filled
        for finding in desk.findings():
            if finding.severity in ("error", "warning"):
                desk.accept(finding, "Đã đối chiếu với sổ")
        return figures

    def keep(
        self,
        desk: Desk,
        fault: Fault,
        day: date,
        expected: tuple[ReceiptState, tuple[str, ...]],
        figures: Figures,
    ) -> Sent:
        head = desk.finalize()
        state, codes = expected
        came = _morning(min(day, date(2026, 10, 1)))
        folder = self.maker.folder / "mail" / came[:10]
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{head.form}_{head.unit}_{head.period}_v{head.revision}"
        path = folder / f"{name}.zip"
        if path.exists():
            path = folder / f"{name}b.zip"
        path.write_bytes(desk.files()["zip"])
        place = (head.form, head.unit, head.period, head.revision)
        return self.note(Sent(path, *place, came, fault, state, codes, figures))

    def note(self, sent: Sent) -> Sent:
        self.maker.sent.append(sent)
        return sent


def _morning(day: date) -> str:
    return f"{datetime.combine(day, time(8)).isoformat()}+07:00"


def tampered(package: bytes) -> bytes:
    """The package with one digit of its data changed, and nothing else."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".json") and entry.filename[0] == "F":
                content = content.replace(b'"tn_tt":', b'"tn_tt":1', 1).replace(
                    b'"n_dau":', b'"n_dau":1', 1
                )
            new.writestr(entry, content)
    return changed.getvalue()
