"""The own unit's profile, as this computer keeps it: read, checked, used for new reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from desktop.problems import Trouble
from forms.cells import CellKey, CellValue
from forms.model import RECIPIENTS, SIGNATURE, Form
from forms.periods import PeriodRule
from forms.profile import (
    Profile,
    ProfileProblem,
    Signatory,
    problems,
    read_profile,
    write_profile,
)
from forms.units import Registry, Unit

if TYPE_CHECKING:
    from db.store import Store
    from forms.composition import Office

DEFAULT_UNIT: Final = "91"
PROFILE: Final = "profile"
"""The name of the setting that keeps it."""
_OWN_UNIT: Final = "own_unit"


class OwnUnit:
    """The profile of the unit that this computer fills reports for."""

    def __init__(self, store: Store, registry: Registry) -> None:
        """Bind an open store and the list of units."""
        self._store, self._registry = store, registry
        self._kept: tuple[str, Profile] = ("", Profile())

    @property
    def profile(self) -> Profile:
        """Return the profile as it is kept; one without anything but a unit if none is."""
        kept = self._store.setting(PROFILE)
        if kept is None:
            return blank_profile(self._store.setting)
        if kept != self._kept[0]:
            self._kept = (kept, read(kept.encode()))
        return self._kept[1]

    @property
    def needed(self) -> bool:
        """Return whether nobody has set the profile up yet: the first run asks for it."""
        return self._store.setting(PROFILE) is None

    def set(self, profile: Profile, rules: Mapping[str, PeriodRule]) -> Profile:
        """Keep a profile; refused with the first thing that is wrong with it.

        ``rules`` are the period rules of the forms there are, by id.
        """
        found = self._registry.find(profile.unit)
        kept = profile if found is None else replace(profile, unit=found.code)
        wrong = problems(kept, self._registry, rules)
        if wrong:
            more = f" (và {len(wrong) - 1} chỗ khác)" if len(wrong) > 1 else ""
            raise Trouble(wrong[0].message + more, code="PROFILE", place=wrong[0].place)
        self._store.set_setting(PROFILE, write_profile(kept).decode())
        return kept

    # -- what reports take from it ----------------------------------------------------------------

    def _of(self, unit: Unit) -> Profile:
        profile = self.profile
        return profile if profile.unit == unit.code else Profile()

    def tailored(self, form: Form, unit: Unit) -> Form:
        """Return the form as ``unit`` fills it: with the own unit's cut-off where it has one."""
        return self._of(unit).tailored(form)

    def office(self, unit: Unit, day: date) -> Office:
        """Return a unit's letterhead on ``day``."""
        return self._of(unit).office(unit, day)

    def cells(self, form: Form, unit: Unit, day: date) -> dict[CellKey, CellValue]:
        """Return the recipients and the signature that a new report of ``unit`` starts with.

        Without what the profile does not say: then the form's own hold.
        """
        profile = self._of(unit)
        rows = enumerate(profile.recipients.get(form.id, ()), 1)
        cells: dict[CellKey, CellValue] = {CellKey(RECIPIENTS, n, "ten"): name for n, name in rows}
        signatory = profile.signatory(form.id, day)
        if signatory is not None:
            cells.update(_signature_cells(signatory))
        return cells

    def signers(self, unit: Unit, first: date, last: date) -> tuple[str, ...] | None:
        """Return who may sign for ``unit`` on some day from ``first`` to ``last``.

        ``None`` where no list says so.
        """
        listed = self._of(unit).signatories
        there = (one for one in listed if one.signs_between(first, last))
        return tuple(one.name for one in there) if listed else None


def blank_profile(setting: Callable[[str], str | None]) -> Profile:
    """Return the profile of a computer where none is kept: only the unit that was chosen."""
    return Profile(unit=setting(_OWN_UNIT) or DEFAULT_UNIT)


def _signature_cells(signatory: Signatory) -> dict[CellKey, CellValue]:
    """Return somebody's signature block as the cells of a report, blank parts left out."""
    block = signatory.block
    said = {
        "co_quan": block.body,
        "quyen_ky": block.authority,
        "cua_ai": block.head,
        "chuc_vu": block.post,
        "ho_ten": block.name,
    }
    return {CellKey(SIGNATURE, 0, part): text for part, text in said.items() if text}


def read(data: bytes) -> Profile:
    """Read a profile's JSON; raises Trouble for what is none."""
    found = read_profile(data)
    if isinstance(found, ProfileProblem):
        raise Trouble(found.message, code="PROFILE", place=found.place)
    return found
