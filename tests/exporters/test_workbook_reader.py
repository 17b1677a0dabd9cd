"""Workbooks from anywhere: values exactly as typed, and a sentence for everything hostile."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from exporters.problems import ExportProblem
from exporters.readers.workbook_reader import (
    Bounds,
    SheetCell,
    WorkbookSheet,
    place_name,
    read_workbook,
)

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEGABYTE = 1 << 20
MOST_MEMORY = 80 * MEGABYTE
Members = dict[str, bytes]


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def plain() -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Mã", "Nhãn"])
    page.append(["a", 5])
    return saved(book)


def members(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(**parts: bytes) -> bytes:
    return zipped({**members(plain()), **parts})


def with_part(name: str, content: bytes) -> bytes:
    return zipped({**members(plain()), name: content})


def sheet(rows: bytes, head: bytes = b"", tail: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        + head
        + f'<worksheet xmlns="{MAIN}"><dimension ref="A1:B2"/><sheetData>'.encode()
        + rows
        + b"</sheetData>"
        + tail
        + b"</worksheet>"
    )


def with_sheet(rows: bytes, head: bytes = b"", tail: bytes = b"") -> bytes:
    return with_part(SHEET, sheet(rows, head, tail))


def cell(ref: str, value: str = "1") -> bytes:
    return f'<c r="{ref}"><v>{value}</v></c>'.encode()


def row(number: int, *refs: str) -> bytes:
    return f'<row r="{number}">'.encode() + b"".join(map(cell, refs)) + b"</row>"


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    parts = members(plain())
    assert old in parts[name]
    return with_part(name, parts[name].replace(old, new))


def external(kind: str) -> bytes:
    return (
        b'<?xml version="1.0"?><Relationships '
        b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b"relationships/" + kind.encode() + b'" Target="file:///c:/a" TargetMode="External"/>'
        b"</Relationships>"
    )


BILLION = (
    b"<!DOCTYPE a [<!ENTITY b 'x'>"
    + b"".join(f"<!ENTITY b{i} '&b{i - 1 or ''};&b{i - 1 or ''};'>".encode() for i in range(1, 30))
    + b"]>"
)

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty file": (lambda: b"", "XLSX-DAMAGED"),
    "words": (lambda: b"M\xc3\xa3,Nh\xc3\xa3n\n", "XLSX-DAMAGED"),
    "cut off": (lambda: plain()[:-100], "XLSX-DAMAGED"),
    "another zip": (lambda: zipped({"pack.toml": b"id = 1"}), "XLSX-KIND"),
    "old or locked": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "XLSX-OLD"),
    "too long": (lambda: plain() + bytes(9 * MEGABYTE), "XLSX-SIZE"),
    "bomb in a part": (lambda: with_part("xl/media/a.xml", bytes(30 * MEGABYTE)), "XLSX-SIZE"),
    "bomb in a sheet": (
        lambda: with_sheet(b"<row>" + b" " * (40 * MEGABYTE) + b"</row>"),
        "XLSX-SIZE",
    ),
    "many parts": (
        lambda: zipped({**members(plain()), **{f"xl/a{i}.xml": b"<a/>" for i in range(400)}}),
        "XLSX-SIZE",
    ),
    "way out": (lambda: with_part("../../a.xml", b"<a/>"), "XLSX-DAMAGED"),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "XLSX-MACRO"),
    "macro type": (
        lambda: replaced(TYPES, b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"),
        "XLSX-MACRO",
    ),
    "macro sheet": (lambda: with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "XLSX-MACRO"),
    "controls": (lambda: with_part("xl/activeX/activeX1.bin", b"x"), "XLSX-MACRO"),
    "other workbooks": (
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<a/>"),
        "XLSX-LINK",
    ),
    "a database": (lambda: with_part("xl/connections.xml", b"<a/>"), "XLSX-LINK"),
    "outside target": (
        lambda: with_part("xl/worksheets/_rels/sheet1.xml.rels", external("oleObject")),
        "XLSX-LINK",
    ),
    "entities": (lambda: with_sheet(row(1, "A1"), head=BILLION), "XLSX-XML"),
    "entity from a file": (
        lambda: with_sheet(row(1, "A1"), head=b'<!DOCTYPE a SYSTEM "file:///etc/passwd">'),
        "XLSX-XML",
    ),
    "entities in shared strings": (
        lambda: with_part("xl/sharedStrings.xml", BILLION + b"<sst/>"),
        "XLSX-XML",
    ),
    "another encoding": (
        lambda: with_part(SHEET, sheet(b"").decode().encode("utf-16")),
        "XLSX-XML",
    ),
    "a hiding encoding": (
        lambda: replaced(SHEET, b"<worksheet", b'<?xml version="1.0" encoding="cp037"?><worksheet'),
        "XLSX-XML",
    ),
    "far cell": (lambda: with_sheet(row(1, "A1") + row(1_048_576, "XFD1048576")), "XLSX-FAR"),
    "far column": (lambda: with_sheet(row(1, "A1", "XFD1")), "XLSX-FAR"),
    "far row without names": (
        lambda: with_sheet(b'<row r="1048576"><c><v>1</v></c></row>'),
        "XLSX-FAR",
    ),
    "beyond any sheet": (lambda: with_sheet(row(1, "ZZZZZZ999999999")), "XLSX-FAR"),
    "100,000 rows": (
        lambda: with_sheet(b"".join(row(i, f"A{i}") for i in range(1, 100_001))),
        "XLSX-FAR",
    ),
    "too many cells": (lambda: with_sheet(b"<row>" + b"<c/>" * 200_001 + b"</row>"), "XLSX-CELLS"),
    "too many strings": (
        lambda: with_part("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 200_001 + b"</sst>"),
        "XLSX-CELLS",
    ),
    "deep": (lambda: with_sheet(b"<row>" * 100_000), "XLSX-DAMAGED"),
    "no workbook": (
        lambda: zipped({k: v for k, v in members(plain()).items() if "workbook" not in k}),
        "XLSX-DAMAGED",
    ),
    "no sheet": (
        lambda: zipped({k: v for k, v in members(plain()).items() if k != SHEET}),
        "XLSX-DAMAGED",
    ),
    "strings that are not there": (
        lambda: with_sheet(b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        "XLSX-DAMAGED",
    ),
    "not a number": (
        lambda: with_sheet(b'<row r="1"><c r="A1"><v>1x</v></c></row>'),
        "XLSX-DAMAGED",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    with pytest.raises(ExportProblem) as refused:
        read_workbook(data)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("name", ["bomb in a sheet", "far cell", "entities", "100,000 rows"])
def test_a_hostile_workbook_takes_little_memory(name: str) -> None:
    data = HOSTILE[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(ExportProblem):
            read_workbook(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < MOST_MEMORY


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(1, 40))
def test_a_damaged_workbook_is_read_or_refused(at: int, byte: int, length: int) -> None:
    data = bytearray(plain())
    at %= len(data)
    data[at : at + length] = bytes([byte]) * length
    try:
        sheets = read_workbook(bytes(data))
    except ExportProblem as problem:
        assert problem.code.startswith("XLSX-")  # noqa: PT017 - both ends are right
    else:
        assert all(isinstance(one, WorkbookSheet) for one in sheets)


def test_empty_rows_at_the_end_of_the_sheet_do_no_harm() -> None:
    (page,) = read_workbook(with_sheet(row(1, "A1") + b'<row r="1048576"></row>'))
    assert page.rows == {1: {1: SheetCell("1", "number")}}


def test_links_to_pages_do_no_harm() -> None:
    data = with_part("xl/worksheets/_rels/sheet1.xml.rels", external("hyperlink"))
    assert read_workbook(data)[0].rows[2][1] == SheetCell("a", "text")


def test_values_are_taken_exactly() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([5, 1.5, 0.1, 123456789012345, date(2024, 7, 1), time(16, 30), True, " a\n", None])
    page.append([datetime(2024, 7, 1, 8, 30), "=A1+1", "#REF!", "Ủ", ""])  # noqa: DTZ001
    (found,) = read_workbook(saved(book))
    assert found.rows == {
        1: {
            1: SheetCell("5", "number"),
            2: SheetCell("1.5", "number"),
            3: SheetCell("0.1", "number"),
            4: SheetCell("123456789012345", "number"),
            5: SheetCell("2024-07-01", "date"),
            6: SheetCell("16:30", "time"),
            7: SheetCell("có", "bool"),
            8: SheetCell(" a\n", "text"),
        },
        2: {
            1: SheetCell("2024-07-01 08:30:00", "date"),
            2: SheetCell("=A1+1", "formula"),
            3: SheetCell("#REF!", "error"),
            4: SheetCell("Ủ", "text"),
        },
    }


def test_a_whole_number_of_any_length_keeps_its_digits() -> None:
    number = "9007199254740993"
    data = with_sheet(f'<row r="1"><c r="A1"><v>{number}</v></c></row>'.encode())
    assert read_workbook(data)[0].rows[1][1] == SheetCell(number, "number")


def test_hidden_sheets_and_merged_cells_are_told() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.merge_cells("A1:B2")
    page["A1"] = "x"
    hidden = book.create_sheet("an")
    hidden["A1"] = 1
    hidden.sheet_state = "veryHidden"
    first, second = read_workbook(saved(book))
    assert (first.merged, first.hidden) == (("A1:B2",), False)
    assert (second.merged, second.hidden) == ((), True)


def test_bounds_are_the_caller_s() -> None:
    bounds = Bounds(rows=1)
    with pytest.raises(ExportProblem, match="nhiều nhất 1 dòng"):
        read_workbook(plain(), bounds)
    assert read_workbook(plain(), Bounds(rows=2))


def test_cells_are_named_as_people_do() -> None:
    assert place_name("chi_tieu", 7, 4) == "chi_tieu!D7"
    assert place_name("a", 1, 27) == "a!AA1"
