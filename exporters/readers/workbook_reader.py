"""Workbooks that people edited, read with care: measured first, then handed to openpyxl.

A workbook from outside may be a bomb, carry macros, point at other files, hold one stray cell a
million rows away. All of that is looked for in the bytes before any parser builds anything, and
each refusal is a sentence. What is read are values exactly as stored: whole numbers, decimals by
their shortest text, days, words; a formula is told apart and never taken for its last result.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import msgspec

from exporters.archive import Limits, PackageProblem, open_archive, printable
from exporters.problems import ExportProblem
from exporters.workbook.cells import letters

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.workbook.workbook import Workbook as OpenedWorkbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

CellKind = Literal["text", "number", "date", "time", "bool", "formula", "error"]


class Bounds(NamedTuple):
    """The most that a workbook may hold: bytes, files inside, and per sheet rows and columns.

    ``cells`` and ``letters`` count over the whole workbook.
    """

    packed: int = 8 << 20
    unpacked: int = 32 << 20
    members: int = 300
    rows: int = 5_000
    columns: int = 200
    cells: int = 200_000
    letters: int = 4_000_000


class SheetCell(NamedTuple):
    """One filled cell: a number, day (ISO) or time (``16:30``) as text, ``có``/``không``, words.

    A number of the format ``%`` is a ``percent``: its text is what is shown, ``98.96`` for 0.9896.
    """

    text: str
    kind: CellKind
    percent: bool = False


class WorkbookSheet(msgspec.Struct, frozen=True):
    """One sheet: its filled cells by row and column, both from 1; ``merged`` are its ranges."""

    name: str
    rows: Mapping[int, Mapping[int, SheetCell]]
    hidden: bool = False
    merged: tuple[str, ...] = ()


class Workbook(NamedTuple):
    """All sheets of a file, and what its names stand for: ``'Chỉ tiêu'!$E$9:$E$12``, ``"F02"``.

    Names of a single sheet are left out.
    """

    sheets: tuple[WorkbookSheet, ...]
    names: Mapping[str, str]


def place_name(sheet: str, row: int, column: int) -> str:
    """Name a cell as people do: ``chi_tieu!D7``; row and column count from 1."""
    return f"{sheet}!{letters(column - 1)}{row}"


def read_workbook(data: bytes, bounds: Bounds | None = None) -> tuple[WorkbookSheet, ...]:
    """Read all sheets of an .xlsx file, see `read_named`."""
    return read_named(data, bounds).sheets


def read_named(data: bytes, bounds: Bounds | None = None, *, results: bool = False) -> Workbook:
    """Read all sheets of an .xlsx file and its names.

    With ``results`` a formula is read as its last stored result, blank where it has none.

    Raises:
        ExportProblem: Not a workbook, too large in any respect, or with contents that a file of
            plain values does not need. ``place`` is the sheet or the part inside the file.
    """
    limits = bounds or Bounds()
    members = _opened(data, limits)
    merged = _scanned(members, limits)
    declared = sum(
        sum(1 for _ in _SHEET.finditer(content))
        for name, content in members.items()
        if name.endswith("/workbook.xml")
    )
    try:
        found = _read(data, merged, limits, results=results)
    except _DAMAGE as error:
        raise _refused("XLSX-DAMAGED", detail=repr(error)) from error
    if not found.sheets or len(found.sheets) < declared:
        raise _refused("XLSX-DAMAGED", detail=f"{len(found.sheets)} of {declared} sheets")
    return found


_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # of which the XML parser's errors are a kind
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
    EOFError,
)
"""What openpyxl raises for a workbook that is not what it says."""

# --- before any parser -------------------------------------------------------------------------

_OLE: Final = b"\xd0\xcf\x11\xe0"
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([^\"'>]{0,40})")
_PREFIX: Final = rb"<(?:[A-Za-z_][\w.-]{0,40}:)?"
_CELL: Final = re.compile(_PREFIX + rb"c(?=[\s/>])")
_AT: Final = re.compile(
    _PREFIX + rb"c\s[^<>]{0,300}?\br\s{0,9}=\s{0,9}[\"']([A-Za-z]{1,9})([0-9]{1,9})[\"']"
)
_ROW: Final = re.compile(
    _PREFIX + rb"row\s[^<>]{0,300}?\br\s{0,9}=\s{0,9}[\"']([0-9]{1,12})[\"'][^<>]{0,300}>\s{0,99}"
    rb"<(?:[A-Za-z_][\w.-]{0,40}:)?c[\s/>]"
)
"""A row that holds a cell: programs also write empty rows, at the very end of the sheet even."""
_SHEET: Final = re.compile(_PREFIX + rb"sheet\s")
_STRING: Final = re.compile(_PREFIX + rb"si(?=[\s/>])")
_MERGED: Final = re.compile(
    _PREFIX + rb"mergeCell\s[^<>]{0,300}?\bref\s{0,9}=\s{0,9}[\"']([A-Za-z0-9:$]{1,40})[\"']"
)
_LINKED: Final = re.compile(rb"TargetMode\s{0,9}=\s{0,9}[\"']External[\"']", re.IGNORECASE)
_PLAIN_LINK: Final = re.compile(rb"relationships/hyperlink[\"']")
_RELATION: Final = re.compile(rb"<(?:\w{1,40}:)?Relationship\s[^<>]{0,4000}>")
_MACROS: Final = re.compile(r"vbaproject|macrosheets/|dialogsheets/|activex/", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"externallinks/|/connections\.xml|querytables/", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')
"""What a number format shows as it stands."""
_UTF8: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})


def _opened(data: bytes, limits: Bounds) -> Mapping[str, bytes]:
    if data.startswith(_OLE):
        raise _refused("XLSX-OLD")
    size = Limits(limits.packed, limits.unpacked, limits.members, flat=False, ratio=400)
    opened = open_archive(data, size)
    if opened.problems:
        raise _of_archive(opened.problems[0], limits)
    if "[Content_Types].xml" not in opened.members:
        raise _refused("XLSX-KIND")
    return opened.members


def _of_archive(problem: PackageProblem, limits: Bounds) -> ExportProblem:
    code = {"PKG-SIZE": "XLSX-SIZE", "PKG-BOMB": "XLSX-SIZE", "PKG-MEMBERS": "XLSX-SIZE"}.get(
        problem.code, "XLSX-DAMAGED"
    )
    if problem.code == "PKG-ENCRYPTED":
        code = "XLSX-OLD"
    return _refused(code, place=problem.file, limit=limits.unpacked >> 20, detail=problem.code)


def _scanned(members: Mapping[str, bytes], limits: Bounds) -> dict[str, tuple[str, ...]]:
    """Look through all parts; give the merged ranges by part. Raises ExportProblem."""
    cells = strings = 0
    merged: dict[str, tuple[str, ...]] = {}
    for name in sorted(members):
        content = members[name]
        _refuse_kind(name, content)
        if name.endswith((".xml", ".rels")):
            _refuse_xml(name, content)
        cells += _counted(name, content, limits)
        strings += sum(1 for _ in _STRING.finditer(content))
        if max(cells, strings) > limits.cells:
            raise _refused("XLSX-CELLS", place=name, limit=limits.cells)
        merged[name] = tuple(found.decode("ascii") for found in _MERGED.findall(content))
    return merged


def _refuse_kind(name: str, content: bytes) -> None:
    if _MACROS.search(name) or (name == "[Content_Types].xml" and b"macroEnabled" in content):
        raise _refused("XLSX-MACRO", place=name)
    if _OUTSIDE.search(name):
        raise _refused("XLSX-LINK", place=name)
    if name.endswith(".rels") and _LINKED.search(content):
        links = [one for one in _RELATION.findall(content) if _LINKED.search(one)]
        if not links or not all(_PLAIN_LINK.search(one) for one in links):
            raise _refused("XLSX-LINK", place=name)


def _refuse_xml(name: str, content: bytes) -> None:
    """Refuse what could hide or grow: a document type, another encoding than UTF-8."""
    encoding = _ENCODING.search(content[:400])
    strange = encoding is not None and encoding[1].strip().lower() not in _UTF8
    if strange or b"\x00" in content or _DTD.search(content):
        raise _refused("XLSX-XML", place=name)


def _counted(name: str, content: bytes, limits: Bounds) -> int:
    """Count the cells of a part and refuse those too far out, whatever it says of its size."""
    if b"sheetData" not in content:
        return 0
    count = 0
    for count, _ in enumerate(_CELL.finditer(content), 1):
        if count > limits.cells:
            raise _refused("XLSX-CELLS", place=name, limit=limits.cells)
    for column, row in _AT.findall(content):
        if int(row) > limits.rows or _number_of(column) > limits.columns:
            place = f"{(column + row).decode('ascii').upper()}"
            raise _refused("XLSX-FAR", place=place, limit=limits.rows, columns=limits.columns)
    for row in _ROW.findall(content):
        if int(row) > limits.rows:
            raise _refused("XLSX-FAR", place=row.decode("ascii"), limit=limits.rows)
    return count


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


# --- the values --------------------------------------------------------------------------------


def _read(
    data: bytes, merged: Mapping[str, tuple[str, ...]], limits: Bounds, *, results: bool
) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # It warns of everything that it does not take over; nothing but values is wanted.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False, data_only=results)
        try:
            sheets = tuple(_sheets(book, merged, limits))
            names = {name: str(each.attr_text or "") for name, each in book.defined_names.items()}
            return Workbook(sheets, names)
        finally:
            book.close()


def _sheets(
    book: OpenedWorkbook, merged: Mapping[str, tuple[str, ...]], limits: Bounds
) -> Iterator[WorkbookSheet]:
    room = limits.letters
    for sheet in cast("list[ReadOnlyWorksheet]", book.worksheets):
        rows = _rows(sheet, limits)
        room -= sum(len(cell.text) for row in rows.values() for cell in row.values())
        if room < 0:
            raise _refused("XLSX-SIZE", place=sheet.title, limit=limits.letters >> 20)
        part = str(cast("Any", sheet)._worksheet_path).lstrip("/")  # noqa: SLF001 - told nowhere else
        hidden = sheet.sheet_state != "visible"
        yield WorkbookSheet(sheet.title, rows, hidden, merged.get(part, ()))


def _rows(sheet: ReadOnlyWorksheet, limits: Bounds) -> dict[int, dict[int, SheetCell]]:
    sheet.reset_dimensions()
    found: dict[int, dict[int, SheetCell]] = {}
    lines = cast("Any", sheet).iter_rows(max_row=limits.rows, max_col=limits.columns)
    for number, line in enumerate(lines, 1):
        cells = {at: cell for at, one in enumerate(line, 1) if (cell := _cell(one)) is not None}
        if cells:
            found[number] = cells
    return found


def _cell(cell: ReadOnlyCell | EmptyCell) -> SheetCell | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return SheetCell(str(value) if isinstance(value, str) else "=", "formula")
    if cell.data_type == "e":
        return SheetCell(str(value), "error")
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_percent(cell):
        return SheetCell(f"{Decimal(repr(value)).scaleb(2):f}", "number", percent=True)
    return _valued(value)


def _is_percent(cell: ReadOnlyCell | EmptyCell) -> bool:
    return "%" in _QUOTED.sub("", str(cell.number_format))


def _valued(value: object) -> SheetCell | None:
    if isinstance(value, bool):
        return SheetCell("có" if value else "không", "bool")
    if isinstance(value, int | float):
        return SheetCell(f"{Decimal(repr(value)):f}", "number")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return SheetCell(value.date().isoformat() if midnight else str(value), "date")
    if isinstance(value, date):
        return SheetCell(value.isoformat(), "date")
    if isinstance(value, time):
        return SheetCell(value.strftime("%H:%M"), "time")
    text = unicodedata.normalize("NFC", str(value)).replace("_x000D_", "").replace("\r\n", "\n")
    return SheetCell(text, "text") if text.strip() else None


# --- sentences ---------------------------------------------------------------------------------

_SENTENCES: Final = {
    "XLSX-KIND": "Tệp này không phải bảng tính .xlsx. Hãy lưu lại từ Excel hoặc LibreOffice.",
    "XLSX-OLD": "Bảng tính đặt mật khẩu hoặc ở dạng .xls cũ. Hãy bỏ mật khẩu và lưu dạng .xlsx.",
    "XLSX-DAMAGED": "Bảng tính hỏng hoặc ghi sai cách nên không đọc được. Hãy mở bằng Excel hoặc"
    " LibreOffice rồi lưu lại dạng .xlsx.",
    "XLSX-SIZE": "Bảng tính quá lớn (trên {limit} MB khi mở) nên không đọc.",
    "XLSX-MACRO": "Bảng tính có macro nên không đọc. Hãy lưu lại dạng .xlsx không có macro.",
    "XLSX-LINK": "Bảng tính lấy dữ liệu từ tệp hoặc nơi khác nên không đọc. Hãy bỏ liên kết"
    " (Dữ liệu, Sửa liên kết) rồi lưu lại.",
    "XLSX-XML": "Phần “{place}” của bảng tính ghi theo cách không được phép nên không đọc.",
    "XLSX-CELLS": "Bảng tính có quá {limit} ô nên không đọc.",
    "XLSX-FAR": "Bảng tính có ô “{place}” ở quá xa: nhiều nhất {limit} dòng và {columns} cột."
    " Hãy xóa các dòng, cột thừa rồi lưu lại.",
}


def _refused(
    code: str, *, place: str = "", limit: int = 0, columns: int = 200, detail: str = ""
) -> ExportProblem:
    shown = printable(place)
    said = _SENTENCES[code].format(place=shown, limit=limit, columns=columns)
    return ExportProblem(said, detail or shown, code=code, place=shown)
