"""Make the four slim faces in `resources/fonts/` from Liberation Serif (developers only).

    python packaging/build_fonts.py [FOLDER_WITH_LIBERATION_SERIF]

Times New Roman may not be shipped; Liberation Serif has the same advance widths, so lines break
where Word would break them. Only letters that a Vietnamese report can hold are kept: everything
else must be refused by the exporter rather than printed as an empty box. Loose combining marks are
left out on purpose, because without positioning tables they would print beside their letter.

Outlines and widths are put on a grid of 1,000 to the em, since a PDF gives widths in thousandths:
some readers (PDFium is one) cut what is finer off and place the letters of a line up to a third of
a point too far left. No width changes by more than half a thousandth, and the files become smaller.

The OFL forbids the reserved name in a changed font, hence the family "Bao Cao Serif". The script
reads the Debian package fonts-liberation2; the program needs the four results only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

SOURCE = Path("/usr/share/fonts/truetype/liberation2")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FAMILY = "Bao Cao Serif"
UNITS = 1000
FACES = {
    "Regular": "BaoCaoSerif-Regular.ttf",
    "Bold": "BaoCaoSerif-Bold.ttf",
    "Italic": "BaoCaoSerif-Italic.ttf",
    "BoldItalic": "BaoCaoSerif-BoldItalic.ttf",
}
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00AC),  # Latin-1 without the soft hyphen, which must be refused, not swallowed
    (0x00AE, 0x00FF),
    (0x0100, 0x017F),  # Latin Extended-A, with ă đ ĩ ũ
    (0x01A0, 0x01A1),  # ơ
    (0x01AF, 0x01B0),  # ư
    (0x1EA0, 0x1EF9),  # Vietnamese letters with tones
    (0x0391, 0x03C9),  # Greek, for units and formulas
    (0x2002, 0x2003),
    (0x2007, 0x200A),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x208E),
    (0x20AB, 0x20AC),  # đồng, euro
    (0x2105, 0x2122),
    (0x2153, 0x215E),
    (0x2190, 0x2195),
    (0x2200, 0x226B),
    (0x25A0, 0x25CF),
)
KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)


def slim(source: Path, style: str) -> TTFont:
    """Cut one face down, put it on the grid of PDF and rename it."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(
        hinting=False,
        layout_features=[],
        name_IDs=list(KEPT_NAMES),
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    cutter.subset(font)
    scale_upem(font, UNITS)
    _rename(font, style)
    return font


def _rename(font: TTFont, style: str) -> None:
    spoken = style.replace("BoldItalic", "Bold Italic")
    names = font["name"]
    names.names = [record for record in names.names if record.platformID == 3]
    full = FAMILY if style == "Regular" else f"{FAMILY} {spoken}"
    for name_id, text in (
        (1, FAMILY),
        (2, spoken),
        (3, f"{FAMILY} {spoken}, cut from version 2.1.5"),
        (4, full),
        (6, f"{FAMILY.replace(' ', '')}-{style}"),
    ):
        names.setName(text, name_id, 3, 1, 0x409)


def main(folder: Path) -> None:
    """Write the four faces and say how large they became."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for style, target in FACES.items():
        font = slim(folder / f"LiberationSerif-{style}.ttf", style)
        font.save(TARGET / target, reorderTables=True)
        print(f"{target}: {(TARGET / target).stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
