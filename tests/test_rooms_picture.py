"""The picture of the rooms in ARCHITECTURE.md is made of the imports as they are."""

import re
from collections import Counter
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from tests import scripts

ROOT = Path(__file__).parent.parent
SOME = 3
"""So few more or less are no reason to draw it anew."""


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    return scripts.script("draw_rooms")


def _kept() -> str:
    return (ROOT / "docs" / "images" / "rooms.svg").read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return re.findall(r"<line [^>]*?(?= stroke=)", text)


def _figures(text: str) -> list[int]:
    return [int(count) for count in re.findall(r">(?:\w+: )?(\d+)(?: modules)?</text>", text)]


def test_every_arrow_is_an_import_and_every_import_an_arrow(drawing: ModuleType) -> None:
    found = drawing.imports()
    assert _lines(_kept()) == _lines(drawing.picture(found))
    assert set(found.arrows) == {
        ("desktop", "db"),
        ("desktop", "exporters"),
        ("desktop", "forms"),
        ("desktop", "resources"),
        ("db", "forms"),
        ("exporters", "forms"),
        ("exporters", "resources"),
    }


def test_the_figures_are_about_right(drawing: ModuleType) -> None:
    now, kept = _figures(drawing.picture(drawing.imports())), _figures(_kept())
    assert len(now) == len(kept) > len(drawing.ROOMS)
    far = [pair for pair in zip(now, kept, strict=True)
           if abs(pair[0] - pair[1]) > max(SOME, pair[1] // 4)]  # fmt: skip
    assert far == []


def test_every_folder_of_a_room_is_named() -> None:
    named = re.findall(r">(\w+): \d+</text>", _kept())
    rooms = ("db", "desktop", "exporters", "forms")
    folders = [file.parent.name for room in rooms for file in (ROOT / room).glob("*/__init__.py")]
    assert sorted(named) == sorted(folders)


def test_a_drawing_is_sound_and_always_the_same(drawing: ModuleType) -> None:
    found = drawing.Imports(
        Counter(dict.fromkeys(drawing.ROOMS, 2)),
        Counter({("desktop", "forms"): 3}),
        {room: Counter() for room in drawing.ROOMS},
    )
    text = drawing.picture(found)
    assert text == drawing.picture(found)
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own
