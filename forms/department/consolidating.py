"""One report of many: each field of the units' reports brought together by its own rule.

The reports of one unit come first, by how each figure behaves over the periods (days into a month);
then the units, by the rule of :mod:`forms.department.gather_rules`. Every result keeps whose
figures it was made of. Who did not report is named and never counted as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from forms.behaviours import behaviour_of
from forms.cells import NO_OCCURRENCE, SEASONAL, STATE, CellKey, CellValue
from forms.department.gather_rules import rule_of
from forms.department.gathered_words import gather_words
from forms.department.receipts import Contribution
from forms.department.submissions import Giver, Read, Submission, Unit, by_unit, read
from forms.engine import Engine
from forms.layout import Strip, from_units
from forms.sources.feeding import Amount, Folded, Gathered, fold
from forms.vocabulary import Gather

_ADDED: Final = frozenset({"int", "money"})
_IDLE: Final = frozenset({NO_OCCURRENCE, SEASONAL})
_OVER_UNITS: Final[Mapping[Gather, Callable[[Sequence[int]], int]]] = {
    "sum": sum,
    "max": max,
    "min": min,
    "count": lambda values: sum(value != 0 for value in values),
}

Contributions = Mapping[CellKey, tuple[Contribution, ...]]


class Consolidated(NamedTuple):
    """What the reports of one form say together, under ``engine``, the form's newest version.

    ``figures`` are in vector units, those ``computed`` too that the form makes of others; ``words``
    are texts, choices, rows of lists and states.
    ``contributions`` are, by cell, what each report gave. ``lacking`` names, by field that has
    something, the expected units that gave nothing to it. ``short`` are the units that sent fewer
    reports than expected, with how many they sent; ``outside`` those that nobody expected, whose
    reports are left out.
    """

    engine: Engine
    figures: Mapping[CellKey, Amount]
    words: Mapping[CellKey, CellValue]
    contributions: Contributions
    expected: tuple[Giver, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    lacking: Mapping[str, tuple[str, ...]]
    short: Mapping[str, int]
    outside: tuple[str, ...]
    sources: tuple[Submission, ...]
    computed: frozenset[CellKey]

    @property
    def cells(self) -> dict[CellKey, CellValue]:
        """Return everything as cells of the form itself, but for what it computes."""
        stated = {key.field for key in self.words if key.part == STATE}
        shown = {
            key: one
            for key, one in self.figures.items()
            if key.field not in stated and (one.stated or key not in self.computed)
        }
        return {
            **{key: from_units(one.column, one.units) for key, one in shown.items()},
            **self.words,
        }

    @property
    def wanted(self) -> int:
        """Return how many reports there should be."""
        return sum(one.reports for one in self.expected)

    def gathered(self) -> Gathered:
        """Return the same as a feed gives it."""
        reports = tuple(sorted(one.report for one in self.sources))
        form = self.engine.form.id
        return Gathered(form, self.figures, self.words, self.engine, reports, self.wanted)


def consolidate(
    engine: Engine, sources: Iterable[Submission], expected: Sequence[Giver]
) -> Consolidated:
    """Bring ``sources``, reports of the form of ``engine``, together.

    ``expected`` are the units that should report, in the order in which rows of lists and texts
    follow one another. With a single one of them everything is copied as it stands, what has no
    rule included. The order of ``sources`` does not matter.
    """
    known = {one.code for one in expected}
    given = tuple(sources)
    reads = [read(engine, one) for one in given if one.unit in known]
    units = by_unit(reads, expected)
    words = gather_words(engine, units, alone=len(expected) == 1)
    figures = _Figures(engine, units, alone=len(expected) == 1)
    amounts = {**figures.amounts, **dict(_zeros(engine, words.cells))}
    counted = tuple(each.source for unit in units for each in unit.reads)
    contributions = {**figures.contributions, **words.contributions}
    present = {unit.giver.code: len(unit.reads) for unit in units}
    return Consolidated(
        engine=engine,
        figures=amounts,
        words=words.cells,
        contributions={key: tuple(each) for key, each in contributions.items()},
        expected=tuple(expected),
        present=tuple(present),
        missing=tuple(one.code for one in expected if one.code not in present),
        lacking=_lacking(contributions, expected, units),
        short={
            one.code: present[one.code]
            for one in expected
            if 0 < present.get(one.code, 0) < one.reports
        },
        outside=tuple(sorted({one.unit for one in given} - known)),
        sources=counted,
        computed=_computed(units, amounts),
    )


def _lacking(
    contributions: Mapping[CellKey, Iterable[Contribution]],
    expected: Sequence[Giver],
    units: Sequence[Unit],
) -> dict[str, tuple[str, ...]]:
    gave: dict[str, set[str]] = {}
    for key, each in contributions.items():
        gave.setdefault(key.field, set()).update(one.unit for one in each)
    for unit in units:
        newest = unit.reads[-1]
        for field, named in gave.items():
            if field in newest.off or newest.computation.state(field) in _IDLE:
                named.add(unit.giver.code)
    lacking = {
        field: tuple(one.code for one in expected if one.code not in named)
        for field, named in gave.items()
    }
    return {field: named for field, named in lacking.items() if named}


def _computed(units: Sequence[Unit], keys: Iterable[CellKey]) -> frozenset[CellKey]:
    newest = [unit.reads[-1].computation for unit in units[:1]]
    return frozenset(key for key in keys if any(c.is_derived(key) for c in newest))


def _zeros(engine: Engine, words: Mapping[CellKey, CellValue]) -> Iterator[tuple[CellKey, Amount]]:
    """Yield a zero for each count and amount of a field that nobody has anything to report in."""
    idle = {key.field for key, state in words.items() if key.part == STATE and state in _IDLE}
    for strip in engine.layout.strips.values():
        if strip.field in idle and strip.column.kind in _ADDED:
            for offset in range(strip.length):
                yield strip.key(offset), Amount(strip.column, 0)


class _Given(NamedTuple):
    """What one unit gives to a cell: its figure, and the reports it is made of."""

    units: int
    reads: tuple[Read, ...]


class _Figures:
    """The cells of the vector: what each unit gives, and what it comes to."""

    def __init__(self, engine: Engine, units: Sequence[Unit], *, alone: bool) -> None:
        self.engine, self.units, self.alone = engine, units, alone
        self.amounts: dict[CellKey, Amount] = {}
        self.contributions: dict[CellKey, list[Contribution]] = {}
        for strip in engine.layout.strips.values():
            self._strip(strip)

    def _strip(self, strip: Strip) -> None:
        field = self.engine.fields[strip.field]
        rule, behaviour = rule_of(field, strip.column), behaviour_of(field, strip.column)
        reads = [_speaking(unit, strip.field, behaviour) for unit in self.units]
        for offset in range(strip.length):
            slot = strip.start + offset
            given = [
                found
                for each in reads
                if (found := self._of_unit(each, slot, strip, behaviour)) is not None
            ]
            units = self._over_units(given, rule)
            if units is not None:
                key = strip.key(offset)
                used = [each for one in given for each in one.reads]
                stated = any(slot in each.alone for each in used)
                self.amounts[key] = Amount(strip.column, units, stated)
                self.contributions[key] = [
                    each.contribution(key, each.value(strip, offset)) for each in used
                ]

    def _of_unit(
        self, reads: Sequence[Read], slot: int, strip: Strip, behaviour: str
    ) -> _Given | None:
        values = [each.figures[slot] for each in reads]
        rule = rule_of(self.engine.fields[strip.field], strip.column)
        found = fold(values, behaviour, added=strip.column.kind in _ADDED and rule != "latest")
        if found is None:
            found = _measured(values, rule)
        return (
            None if found is None else _Given(found.units, tuple(reads[i] for i in found.given_by))
        )

    def _over_units(self, given: Sequence[_Given], rule: Gather) -> int | None:
        if not given:
            return None
        if rule in _OVER_UNITS:
            return _OVER_UNITS[rule]([one.units for one in given])
        if rule == "latest":
            return max(given, key=lambda one: one.reads[-1].rank).units
        return given[0].units if self.alone else None


def _speaking(unit: Unit, field: str, behaviour: str) -> tuple[Read, ...]:
    """Return the reports of a unit that count for a field, the oldest first.

    Of a state of things the newest word holds: what was before a report that says that there is
    nothing does not count any more.
    """
    if behaviour == "K":
        return unit.reads
    silent = [i for i, each in enumerate(unit.reads) if each.computation.state(field)]
    return unit.reads[silent[-1] + 1 :] if silent else unit.reads


def _measured(values: Sequence[int | None], rule: Gather) -> Folded | None:
    """Return one unit's figure of several periods of what cannot be added: by its rule."""
    given = [(value, place) for place, value in enumerate(values) if value is not None]
    if not given or rule not in ("max", "min", "latest"):
        return None
    if rule == "latest":
        value, place = given[-1]
    else:
        value, place = max(given) if rule == "max" else min(given)
    return Folded(value, (place,))


__all__ = ["Consolidated", "Giver", "Submission", "consolidate"]
