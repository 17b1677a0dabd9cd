"""Make `resources/fonts/sRGB.icc`, the colour profile that an archived PDF names (developers only).

    python packaging/build_colours.py

PDF/A wants the meaning of colours in the file. Little CMS (in Pillow) builds the profile from the
published primaries of sRGB; it is marked "No copyright, use freely". Its date of making is set to
that of the standard (IEC 61966-2-1:1999), so that the same file comes out on any day.
"""

from __future__ import annotations

from pathlib import Path

from PIL import ImageCms

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "sRGB.icc"
DATE_AT = 24  # ICC.1:2010, 7.2: six numbers of two bytes, year to second
ID_AT = 84  # the MD5 of the profile, not wanted


def main() -> None:
    """Write the profile and say how large it became."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    date = (1999, 1, 1, 0, 0, 0)
    profile[DATE_AT : DATE_AT + 12] = b"".join(number.to_bytes(2, "big") for number in date)
    profile[ID_AT : ID_AT + 16] = bytes(16)
    TARGET.write_bytes(profile)
    print(f"{TARGET.name}: {len(profile)} bytes")


if __name__ == "__main__":
    main()
