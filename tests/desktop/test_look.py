"""Colours that can be read by everybody, letters in any size, and both kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.window import theme
from desktop.window.look import LOOK_NAME, SIZES, Look, Scheme, keep_look, read_look
from desktop.window.palettes import PALETTES
from tests.desktop.driver import JULY, Person, key

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

READABLE = 4.5
"""The contrast that WCAG 2.1 asks of text (1.4.3)."""
TOLD_APART = 15
"""Distance in CIE Lab; two shades side by side differ visibly from about 2."""
GROUNDS = {
    "ink": ("window", "paper", "stripe", "accent_soft", "derived", "warning_soft", "error_soft"),
    "soft": ("window", "paper"),
    "faint": ("window", "paper", "stripe"),
    "accent": ("window", "paper"),
    "accent_ink": ("accent",),
    "derived_ink": ("derived",),
    "error": ("paper", "stripe", "window", "error_soft", "accent_soft"),
    "warning": ("paper", "stripe", "warning_soft", "accent_soft"),
    "missing": ("paper", "stripe", "missing_soft", "accent_soft"),
    "note": ("paper",),
    "good": ("paper", "window", "good_soft", "accent_soft"),
}

Vector = Sequence[float]
# Machado, Oliveira and Fernandes 2009: what eyes without red and without green cones see.
_EYES: dict[str, tuple[Vector, Vector, Vector]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix: Sequence[Vector], vector: Vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def contrast(one: str, other: str) -> float:
    first, second = (times(_XYZ, linear(colour))[1] + 0.05 for colour in (one, other))
    return max(first, second) / min(first, second)


def lab(rgb: Vector) -> tuple[float, float, float]:
    shares = [part / white for part, white in zip(times(_XYZ, rgb), _WHITE, strict=True)]
    x, y, z = (s ** (1 / 3) if s > 0.008856 else 7.787 * s + 16 / 116 for s in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    return lab([min(max(part, 0.0), 1.0) for part in times(_EYES[eye], linear(colour))])


@pytest.mark.parametrize("scheme", PALETTES)
def test_words_stand_out_from_every_ground_they_stand_on(scheme: Scheme) -> None:
    colours = PALETTES[scheme]
    low = {
        (ink, ground): contrast(colours[ink], colours[ground])
        for ink, grounds in GROUNDS.items()
        for ground in grounds
        if contrast(colours[ink], colours[ground]) < READABLE
    }
    assert low == {}


def test_high_contrast_is_high() -> None:
    colours = PALETTES["contrast"]
    inks = ("ink", "soft", "faint", "accent", "error", "warning", "missing", "good")
    assert min(contrast(colours[ink], colours["paper"]) for ink in inks) >= 7
    assert contrast(colours["line"], colours["paper"]) >= 3


@pytest.mark.parametrize("eye", _EYES)
@pytest.mark.parametrize("scheme", PALETTES)
def test_states_are_told_apart_by_every_eye(scheme: Scheme, eye: str) -> None:
    colours = PALETTES[scheme]
    for one, other in itertools.combinations(("error", "warning", "good", "missing"), 2):
        first, second = seen(colours[one], eye), seen(colours[other], eye)
        distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
        assert distance >= TOLD_APART, (one, other)


def test_palettes_name_the_same_uses() -> None:
    assert {frozenset(palette) for palette in PALETTES.values()} == {frozenset(PALETTES["light"])}


# --- kept -----------------------------------------------------------------------------------------


def test_a_look_is_kept_and_read_back(tmp_path: Path) -> None:
    assert read_look(tmp_path) == Look()
    keep_look(tmp_path, Look("dark", 125))
    assert read_look(tmp_path) == Look("dark", 125)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"scheme": "pink"}', b'{"size": 4000}', b'{"size": "100"}']
)
def test_a_look_that_makes_no_sense_is_the_usual_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LOOK_NAME).write_bytes(content)
    assert read_look(tmp_path) == Look()


def test_sizes_go_up_and_down_and_end_somewhere() -> None:
    look, sizes = Look(), set()
    for _ in range(20):
        look = look.sized(1)
        sizes.add(look.size)
    assert look.size == max(SIZES)
    for _ in range(20):
        look = look.sized(-1)
        sizes.add(look.size)
    assert look.size == min(SIZES)
    assert sizes == set(SIZES)
    assert look.sized(0).size == 100


# --- in the window --------------------------------------------------------------------------------


@pytest.fixture
def usual_afterwards(dressed: QApplication) -> Iterator[None]:
    yield
    theme.apply(dressed, Look())


@pytest.mark.usefixtures("usual_afterwards")
def test_letters_grow_and_shrink_by_keys_and_stay_so(person: Person) -> None:
    view = person.window.work_list.view
    usual, height = view.font().pointSizeF(), view.rowHeight(0)
    for _ in range(3):
        person.press("Ctrl+Plus")
    assert view.font().pointSizeF() == pytest.approx(usual * 1.5)
    assert view.rowHeight(0) > height
    assert "150%" in person.window.bar.text
    assert read_look(person.window.data_dir) == Look("light", 150)
    person.press("Ctrl+Minus")
    assert read_look(person.window.data_dir).size == 125
    person.press("Ctrl+0")
    assert view.font().pointSizeF() == pytest.approx(usual)
    assert read_look(person.window.data_dir) == Look()


@pytest.mark.usefixtures("usual_afterwards")
def test_colours_change_at_once_and_nothing_typed_is_lost(person: Person) -> None:
    cell = key("dvc01", "n")
    person.open(JULY, cell)
    before = person.text(cell)
    person.type("7")
    person.press("Enter")
    person.go(cell)
    person.type("1234")
    person.window.perform("look_acts.dark")
    assert theme.colours() is PALETTES["dark"]
    assert read_look(person.window.data_dir).scheme == "dark"
    assert person.grid.current_key == cell
    assert person.text(cell) == "1.234"
    paper = person.editor.grab().toImage()
    shades = [paper.pixelColor(x, paper.height() // 2).lightness() for x in range(0, 900, 7)]
    assert sorted(shades)[len(shades) // 2] < 90
    person.press("Ctrl+Z", "Ctrl+Z")
    assert person.text(cell) == before


@pytest.mark.usefixtures("usual_afterwards")
@pytest.mark.parametrize("scheme", PALETTES)
def test_every_look_dresses_every_widget(person: Person, scheme: str) -> None:
    person.window.perform(f"look_acts.{scheme}")
    assert "@" not in theme.style_sheet()
    person.open(JULY)
    assert person.window.grab().toImage().width() > 0
    assert theme.look().scheme == scheme


def test_a_sign_is_one_picture_in_each_look(dressed: QApplication) -> None:
    shown = QLabel()
    usual = theme.look()
    pictures = []
    try:
        for scheme in PALETTES:
            theme.apply(dressed, Look(scheme))
            for severity in theme.LOOKS:
                one, other = (theme.sign_icon(severity, shown).pixmap(22) for _ in range(2))
                assert one.cacheKey() == other.cacheKey(), "Qt keeps every picture it has painted"
                pictures.append(one.toImage())
    finally:
        theme.apply(dressed, usual)
    assert all(a != b for a, b in itertools.combinations(pictures, 2))
