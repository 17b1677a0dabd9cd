"""LibreOffice as a judge of workbooks: it recalculates everything and gives what it gets."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

Judge = Callable[[str], Path]
Values = dict[tuple[str, str], object]
"""Cell values by sheet and address; blanks are left out."""

AT_ONCE = 50
"""LibreOffice gives up after some two hundred files in one run."""

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def convert(
    judge: Judge, folder: Path, workbooks: Mapping[str, bytes], kind: str
) -> dict[str, Path]:
    """Open workbooks in LibreOffice, recalculated whatever they store, and save them as `kind`."""
    profile = folder / "profile"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        settings = profile / "user" / "registrymodifications.xcu"
        settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    for name, data in workbooks.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    names = list(workbooks)
    for start in range(0, len(names), AT_ONCE):
        command: list[str | Path] = [judge("soffice"), f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--headless", "--convert-to", kind, "--outdir", folder / "out"]
        command += [folder / f"{name}.xlsx" for name in names[start : start + AT_ONCE]]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: folder / "out" / f"{name}.{kind}" for name in workbooks}


def recalculated(judge: Judge, folder: Path, workbooks: Mapping[str, bytes]) -> dict[str, Values]:
    """Give what LibreOffice computes for every cell."""
    paths = convert(judge, folder, workbooks, "xlsx")
    return {name: stored(path) for name, path in paths.items()}


def stored(path: Path) -> Values:
    """Read the stored values of a workbook."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in {None, ""}
    }


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Read the formulas of a workbook; text that begins with an equals sign is none."""
    workbook = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differences(mine: Values, theirs: Values) -> dict[tuple[str, str], tuple[object, object]]:
    """Compare all cells; figures to twelve decimals, as a spreadsheet shows fifteen digits."""
    return {
        at: (mine.get(at), theirs.get(at))
        for at in sorted(mine.keys() | theirs.keys())
        if not _same(mine.get(at), theirs.get(at))
    }


def _same(mine: object, theirs: object) -> bool:
    if isinstance(mine, int | float) and isinstance(theirs, int | float):
        return abs(mine - theirs) <= 1e-12 * max(abs(mine), 1)
    return mine == theirs


def saved_twice(judge: Judge, folder: Path, workbooks: Mapping[str, bytes]) -> dict[str, bytes]:
    """Open workbooks in LibreOffice, save them in its own format, and back from there."""
    own = convert(judge, folder, workbooks, "ods")
    command: list[str | Path] = [judge("soffice")]
    command += [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", folder / "back", *own.values()]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: (folder / "back" / f"{name}.xlsx").read_bytes() for name in workbooks}
