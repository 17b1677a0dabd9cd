"""The forms of one data folder: those of the program, and those that its reports were typed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import resources
from desktop.problems import Trouble
from forms import pack
from forms.engine import Engine
from forms.model import Form
from forms.periods import Period, PeriodRule, current, previous, span
from forms.report import ReportHead

if TYPE_CHECKING:
    from db.store import Store


class FormLine(NamedTuple):
    """One form that can be filled; ``example`` is the code of the period to report on now."""

    id: str
    title: str
    version: str
    cycle: str
    example: str


class Catalog:
    """Which forms there are, and their compiled engines, each compiled once."""

    def __init__(self, store: Store, *, now: Callable[[], str]) -> None:
        """Bind an open store, which keeps the versions that reports are pinned to."""
        self._store, self._now = store, now
        self._engines: dict[tuple[str, str], Engine] = {}
        self._forms: dict[str, Form] = {}

    def forms(self) -> tuple[FormLine, ...]:
        """Return the forms of this program, by id."""
        today = datetime.fromisoformat(self._now()).date()
        lines = []
        for form_id in _shipped():
            form = self.form(form_id)
            due = _nearest(today, form.period).code
            lines.append(FormLine(form.id, form.title, form.version, form.period.cycle, due))
        return tuple(lines)

    def form(self, form_id: str, day: date | None = None) -> Form:
        """Return the version of a form that is valid on ``day`` (without one: today)."""
        del day
        if form_id not in self._forms:
            known = _shipped()
            if form_id not in known:
                message = f"Không có biểu mẫu “{form_id}”. Đang có: {', '.join(known)}."
                raise Trouble(message, code="FORM-UNKNOWN", place=form_id)
            data = resources.path(f"packs/{form_id}/form.json").read_bytes()
            self._forms[form_id] = pack.read_json(data)
        return self._forms[form_id]

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


def _shipped() -> list[str]:
    return sorted(found.parent.name for found in resources.path("packs").glob("*/form.json"))


def _nearest(today: date, rule: PeriodRule) -> Period:
    """Return the period whose last day is nearest: the one just ended, or the one that runs."""
    running = current(today, rule)
    ended = previous(running)
    since, left = today - span(ended, rule)[1], span(running, rule)[1] - today
    return ended if since < left else running
