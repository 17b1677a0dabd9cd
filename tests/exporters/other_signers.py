"""Signers of other makers: Apache PDFBox 2 and iText 5, run through small programs in Java.

They share no code with what writes our files nor with each other, and most signing tools of offices
are built on one of the two. iText is under the AGPL: it is a judge here and never shipped.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests import judges

FOLDER: Final = Path("/usr/share/java")
SIGNERS: Final = Path(__file__).parent / "signers"
_CRYPTOGRAPHY: Final = ("bcprov", "bcpkix", "bcutil")


class Maker(NamedTuple):
    """A library that signs: the program that calls it, and where Debian keeps it."""

    program: str
    libraries: tuple[str, ...]


PDFBOX: Final = Maker("PdfBoxSigner", ("pdfbox2", "fontbox2", "commons-logging", *_CRYPTOGRAPHY))
ITEXT: Final = Maker("IText5Signer", ("itext5", *_CRYPTOGRAPHY))


def run(maker: Maker, folder: Path, steps: Sequence[Sequence[str | Path]]) -> None:
    """Have a maker's library take steps one after the other; the programs say what steps are."""
    java = judges.find_judge("java")
    libraries = [FOLDER / f"{name}.jar" for name in maker.libraries]
    for library in libraries:
        judges.find_file(library)
    classes = ":".join(map(str, libraries))
    done = subprocess.run(
        [
            java,
            "-cp",
            classes,
            SIGNERS / f"{maker.program}.java",
            *("\t".join(map(str, step)) for step in steps),
        ],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
