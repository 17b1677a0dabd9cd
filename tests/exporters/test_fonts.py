"""The four faces: complete for Vietnamese, measured like Times New Roman, free to ship."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from exporters.fonts import Face, clean, face, load, require_letters, width
from exporters.problems import ExportProblem
from resources import path

DEBIAN = Path("/usr/share/fonts/truetype/liberation2")
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


def opened(name: Face) -> TTFont:
    return TTFont(path(f"fonts/{name.value}.ttf"))


def vietnamese() -> set[str]:
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    return {"đ", "Đ"} | small | {letter.upper() for letter in small}


@pytest.mark.parametrize("name", list(Face))
def test_every_vietnamese_letter_is_there(name: Face) -> None:
    letters = vietnamese()
    assert len(letters) == 146
    known = opened(name).getBestCmap()
    assert not [
        letter for letter in letters | set("“”‘’–—…₫°×÷≤≥%‰½²³") if ord(letter) not in known
    ]


def test_the_four_faces_hold_the_same_letters() -> None:
    assert len({frozenset(opened(name).getBestCmap()) for name in Face}) == 1


@pytest.mark.parametrize("name", list(Face))
def test_the_family_is_renamed_and_small(name: Face) -> None:
    font = opened(name)
    assert font["name"].getDebugName(1) == "Bao Cao Serif"
    assert font["name"].getDebugName(6) == name.value
    for record in (1, 3, 4, 6):
        assert "Liberation" not in font["name"].getDebugName(record)
    assert path(f"fonts/{name.value}.ttf").stat().st_size < 40_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in path("fonts/OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("name", list(Face))
def test_widths_are_those_of_the_original_to_half_a_thousandth(name: Face) -> None:
    source = DEBIAN / f"LiberationSerif-{name.value.removeprefix('BaoCaoSerif-')}.ttf"
    if not source.exists():
        pytest.skip("fonts-liberation2 is not installed: nothing to compare with")
    ours, theirs = opened(name), TTFont(source)
    scale = ours["head"].unitsPerEm / theirs["head"].unitsPerEm
    letters, others = ours.getBestCmap(), theirs.getBestCmap()
    for code, glyph in letters.items():
        original = theirs["hmtx"][others[code]][0] * scale
        assert abs(ours["hmtx"][glyph][0] - original) <= 0.5
    for field in ("ascent", "descent", "lineGap"):
        original = getattr(theirs["hhea"], field) * scale
        assert abs(getattr(ours["hhea"], field) - original) <= 0.5


@pytest.mark.parametrize("name", list(Face))
def test_widths_are_whole_thousandths_as_a_pdf_gives_them(name: Face) -> None:
    assert opened(name)["head"].unitsPerEm == 1000
    assert {type(width) for width in load(name).face.charWidths.values()} <= {int, float}
    assert all(float(width).is_integer() for width in load(name).face.charWidths.values())


def test_known_widths_in_millimetres() -> None:
    # what the metrics of Times New Roman give
    assert width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Face.BOLD, 12) / 72 * 25.4 == pytest.approx(
        88.3, abs=0.1
    )
    assert width("Độc lập - Tự do - Hạnh phúc", Face.BOLD, 13) / 72 * 25.4 == pytest.approx(
        56.1, abs=0.3
    )


def test_faces_by_style() -> None:
    assert face() is Face.REGULAR
    assert face(bold=True) is Face.BOLD
    assert face(italic=True) is Face.ITALIC
    assert face(bold=True, italic=True) is Face.BOLD_ITALIC


def test_line_ends_and_tabs_are_spaces_and_text_is_composed() -> None:
    assert clean("a\tb\r\nc") == "a b  c"
    assert clean(unicodedata.normalize("NFD", "Ủy")) == "Ủy"


def test_a_loose_mark_is_refused_by_name() -> None:
    with pytest.raises(ExportProblem) as caught:
        require_letters([("ghi chú", "b\u0309")])
    assert "U+0309" in caught.value.message
    assert "\u0309" not in caught.value.message.split("“")[0]


def test_texts_that_can_be_printed_pass() -> None:
    require_letters([("ghi chú", "Đạt 98,96% – “tốt”…\nLần 2"), ("x", "")])
