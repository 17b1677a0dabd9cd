"""LibreOffice as a judge of workbooks: it recalculates everything and gives what it gets."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl

Values = dict[tuple[str, str], object]
"""Cell values by sheet and address; blanks are left out."""

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def convert(judge: Callable[[str], Path], folder: Path, workbook: bytes, kind: str) -> Path:
    """Open a workbook in LibreOffice, recalculated whatever it stores, and save it as `kind`."""
    profile = folder / "profile"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        settings = profile / "user" / "registrymodifications.xcu"
        settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    (folder / "book.xlsx").write_bytes(workbook)
    out = folder / "out"
    subprocess.run(
        [
            judge("soffice"),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            out,
            folder / "book.xlsx",
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return out / f"book.{kind}"


def stored(path: Path) -> Values:
    """Read the stored values of a workbook."""
    return _values(path, formulas=False)


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Read the formulas of a workbook."""
    cells = _values(path, formulas=True)
    return {at: text for at, text in cells.items() if isinstance(text, str) and text[:1] == "="}


def _values(path: Path, *, formulas: bool) -> Values:
    workbook = openpyxl.load_workbook(path, data_only=not formulas)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        # Text that begins with an equals sign is no formula.
        if cell.value not in {None, ""} and (not formulas or cell.data_type == "f")
    }
