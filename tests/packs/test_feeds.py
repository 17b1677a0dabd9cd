"""Which reports feed which: every place of a feed is there on both sides, of the same kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import resources
from forms.checking.linking import links
from forms.engine import Engine
from forms.formula.expression import parse
from forms.formula.syntax import Ref
from forms.model import Feed
from forms.periods import span
from forms.sources.feeding import feeds_of, sums_units
from tests.builders import month
from tests.packs.pack_reports import engine

FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))
EXPECTED = {
    "F01": ["F02", "F14"],
    "F02": ["F01", "F03", "F14", "F02-BHXH", "F02-CAT", "F02-DIEN", "F02-DP", "F02-HOI", "F02-PTTH",
            "F02-SGDDT", "F02-SGTVT", "F02-SKHDT", "F02-SLDTBXH", "F02-STC", "F02-STNMT", "F02-STP",
            "F02-STTTT", "F02-SYT", "F02-THUE"],
    "F02-CAT": ["F14", "F02-DP"],
    "F02-PTTH": ["F03"],
    "F02-STTTT": ["F01"],
    "F02-DP": ["F16"],
    "F02-STP": ["F02-DP"],
    "F03": ["F02", "F08"],
    "F04": ["F05"],
    "F06-A": ["F05", "F08", "F09"],
    "F06-B": ["F05", "F02", "F15"],
    "F06-C": ["F05", "F16"],
    "F08": ["F07"],
    "F09": ["F07"],
    "F10": ["F05"],
    "F15": ["F15"],
    "F16": ["F07"],
}  # fmt: skip


def test_the_forms_feed_each_other_as_the_inventory_says() -> None:
    found = {name: sorted(feed.form for feed in feeds_of(engine(name).form)) for name in FORMS}
    assert {name: feeds for name, feeds in found.items() if feeds} == {
        name: sorted(feeds) for name, feeds in EXPECTED.items()
    }


def _declared() -> Iterator[tuple[str, Feed]]:
    for name in FORMS:
        for feed in engine(name).form.feeds:
            yield name, feed


DECLARED = list(_declared())


def _kind(form: Engine, place: str) -> str:
    """Return what stands at a place of a form: the kind of its field or of its one cell."""
    if place in form.fields:
        return form.fields[place].kind
    ref = parse(place)
    assert isinstance(ref, Ref)
    return form.names.spot(ref).column.kind


@pytest.mark.parametrize(
    ("name", "feed"), DECLARED, ids=[f"{name} from {feed.form}" for name, feed in DECLARED]
)
def test_every_place_of_a_feed_is_on_both_sides(name: str, feed: Feed) -> None:
    target, source = engine(name), engine(feed.form)
    for mine, theirs in feed.fields.items():
        assert _kind(target, mine) == _kind(source, theirs), (mine, theirs)
    shared = target.fields.keys() & source.fields.keys() - {"signature", "recipients"}
    assert feed.fields or feed.compares or shared


def test_sums_over_units_belong_to_forms_of_communes_and_the_province() -> None:
    summed = [name for name in FORMS if sums_units(engine(name).form) is not None]
    assert summed == ["F15"]


@pytest.mark.parametrize(
    ("name", "period", "places"),
    [
        ("F07", "2025-08-05", {"n_dau", "l_tong", "l_gq"}),
        ("F16", "2025-08", {"tthc"}),
        ("II06a", "2026-Q3", {"bang"}),
        ("F04", "2025-07-30", {"da06_ht", "da06_tx", "da06_dang"}),
    ],
)
def test_openings_and_running_totals_are_links(name: str, period: str, places: set[str]) -> None:
    form = engine(name)
    day = span(month(period), form.form.period)[1]
    linked = {link.spot.field for link in links(form, day)}
    assert places <= linked
