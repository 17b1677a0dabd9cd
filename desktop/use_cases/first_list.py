"""The first work list of a start, out of a glance at the store's file.

The workspace needs libraries that take longer to load than a window to be painted; the same lines
are made here of the same rules without them, and the workspace's own take their place as soon as it
is open. Whatever is out of the ordinary waits for the workspace: a store on a server, one that has
to be made, brought up to date or rescued, people who have to say who they are, something wrong with
a form, the profile or the list of holidays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import msgspec

import resources
from desktop.clock import clock
from desktop.problems import Trouble
from desktop.settings import store_path
from desktop.use_cases.issued import Issued, issued
from desktop.use_cases.profile import PROFILE, blank_profile, read
from desktop.use_cases.report_lines import ReportLine, in_order, uncounted
from desktop.use_cases.store_choice import store_target
from desktop.use_cases.year import DutyLine, Year, about
from forms.cards import Card, in_force, order, read_card
from forms.units import Registry, Unit, read_units

if TYPE_CHECKING:
    from db.glance import Glance
    from db.store import Store


class FirstList(NamedTuple):
    """What the work list shows first: the reports, the duties of ``today``'s year."""

    reports: tuple[ReportLine, ...]
    duties: tuple[DutyLine, ...]
    today: date


def first_list(data_dir: Path, *, now: Callable[[], str] = clock) -> FirstList | None:
    """Return what the workspace of a data folder would list; ``None`` where only it can tell."""
    from db.glance import glance

    try:
        if store_target(data_dir) != store_path(data_dir):
            return None
        seen = glance(store_path(data_dir))
        if seen is None or seen.has_accounts or _is_to_be_set_up(seen):
            return None
        return _Lister(seen, data_dir, now).listed()
    except (Trouble, msgspec.DecodeError, LookupError, ValueError, OSError):
        return None


def _is_to_be_set_up(seen: Glance) -> bool:
    """Return whether a preset beside the program will be taken when the workspace is opened."""
    if seen.setting(PROFILE) is not None:
        return False
    from desktop.use_cases.provisioning import beside

    return beside() is not None


class _Lister:
    """Makes the lines of what was seen."""

    def __init__(self, seen: Glance, folder: Path, now: Callable[[], str]) -> None:
        self._seen, self._folder, self._now = seen, folder, now
        self._today = datetime.fromisoformat(now()).date()
        self._registry: Registry = read_units(resources.path("units.json").read_bytes())
        self._pinned: dict[tuple[str, str], Card] = {}

    def listed(self) -> FirstList:
        gone = issued(self._seen.issues())
        lines = (
            uncounted(head, self._card(head.form, head.pack_sha256), self._unit(head.unit), said)
            for head in self._seen.reports()
            for said in (gone.get(head.id, Issued()),)
        )
        return FirstList(in_order(lines), self._duties(), self._today)

    def _unit(self, code: str) -> Unit:
        found = self._registry.find(code)
        if found is None:
            raise LookupError(code)
        return found

    def _card(self, form: str, sha256: str) -> Card:
        """Return the card of a form version that the store keeps."""
        key = (form, sha256)
        if key not in self._pinned:
            data = self._seen.pack(*key)
            if data is None:
                raise LookupError(form)
            self._pinned[key] = read_card(data)
        return self._pinned[key]

    def _duties(self) -> tuple[DutyLine, ...]:
        """Return what is owed; nobody owes anything before it is known whose computer this is."""
        kept = self._seen.setting(PROFILE)
        if kept is None:
            self._unit(blank_profile(self._seen.setting).unit)
            return ()
        profile = read(kept.encode())
        # Of the store only the heads are asked for, and those were seen.
        year = Year(cast("Store", self._seen), self._registry, self._folder, now=self._now)
        forms = (in_force(known, self._today) for known in self._in_use().values())
        return year.lines(forms, self._unit(profile.unit), profile, about(self._today))

    def _in_use(self) -> dict[str, list[Card]]:
        """Return the versions in use by form, the oldest first: the program's, the installed."""
        from hashlib import sha256

        found: dict[str, dict[str, Card]] = {}
        for file in sorted(resources.path("packs").glob("*/form*.json")):
            data = file.read_bytes().strip()
            found.setdefault(file.parent.name, {})[sha256(data).hexdigest()] = read_card(data)
        for kept in self._seen.installed():
            of_form = found.setdefault(kept.form, {})
            of_form.setdefault(kept.sha256, self._card(kept.form, kept.sha256))
        return {form: sorted(found[form].values(), key=order) for form in sorted(found)}
