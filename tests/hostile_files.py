"""One corpus of files made to break what reads them, for every reader of the program.

Archives that escape, explode, lie or hide; XML that expands; workbooks with macros, formulas and
stray cells; PDFs, databases and keys that are cut, altered or foreign; texts with marks nobody
sees; numbers of ten thousand digits. Made anew for each run; the same bytes each time.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Final

import resources
from tests import hostile_packs

_SHEET: Final = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
)
_ENTITIES: Final = (
    '<!DOCTYPE x [<!ENTITY a "'
    + "ha" * 50
    + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
_OUTSIDE: Final = '<!DOCTYPE x [<!ENTITY xx SYSTEM "file:///etc/passwd">]>'


def write_all(folder: Path) -> dict[str, Path]:
    """Write every file of the corpus; return the paths by the names of the cases."""
    found: dict[str, Path] = {}
    for name, data in {**_plain(), **_workbooks(), **_words(), **_zips()}.items():
        found[name] = folder / name
        found[name].write_bytes(data)
    _databases(folder, found)
    return found


def _plain() -> dict[str, bytes]:
    pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Kids[2 0 R]/Count 9>>"
    deep = json.dumps({"values": {}})[:-1].encode() + b"[" * 50_000
    return {
        "empty.json": b"",
        "empty.pdf": b"",
        "nothing-but-nul.txt": b"\0" * 4_096,
        "cut.pdf": pdf,
        "ring-of-pages.pdf": pdf + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "deep.json": deep,
        "deep.toml": b"a=" + b"[" * 20_000,
        "long-number.json": b'{"values":{"htich_tong":' + b"9" * 10_000 + b"}}",
        "float.json": b'{"values":{"htich_tong":1e400}}',
        "twice.json": b'{"values":{"htich_tong":1,"htich_tong":2}}',
        "surrogate.json": b'{"text":{"khong_co":"\\ud800"}}',
        "bidi.json": '{"values":{"htich_tong":"\u202e123"}}'.encode(),
        "not-utf8.txt": bytes(range(128, 256)) * 40,
        "utf16.json": '{"values":{}}'.encode("utf-16"),
        "script.html": b"<script>alert(1)</script>" * 100,
        "old-office.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
        "program.exe": b"MZ" + b"\x90" * 2_000,
        "key.pub": b"baocao-key " + b"zz" * 32,
        "unit.ini": b"[unit]\ncode\n[[",
        "formula.csv": b'=HYPERLINK("http://x");1\n+1;-1\n@SUM(A1);2\n',
    }


def _workbook(sheet: bytes, **more: bytes) -> bytes:
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/%s" Target="%s"/></Relationships>'
    )
    types = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    book = (
        b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        b'2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    members = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations % (b"officeDocument", b"xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations % (b"worksheet", b"worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
        **more,
    }
    return _zip(members)


def _workbooks() -> dict[str, bytes]:
    def sheet(rows: str, doctype: str = "") -> bytes:
        return _SHEET.format(rows=rows, doctype=doctype).encode()

    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return {
        "entities.xlsx": _workbook(sheet("<row><c><v>&j;</v></c></row>", _ENTITIES)),
        "outside.xlsx": _workbook(sheet("<row><c><v>&xx;</v></c></row>", _OUTSIDE)),
        "far-cell.xlsx": _workbook(sheet(far)),
        "deep.xlsx": _workbook(sheet("<row>" * 20_000)),
        "macro.xlsm": _workbook(sheet(""), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}),
        "cut.xlsx": _workbook(sheet("<row/>"))[:-200],
        "giant-number.xlsx": _workbook(sheet(f"<row><c><v>{'9' * 100_000}</v></c></row>")),
    }


def _words() -> dict[str, bytes]:
    def document(body: str, doctype: str = "") -> bytes:
        return _zip(
            {"[Content_Types].xml": b"<Types/>", "word/document.xml": f"{doctype}{body}".encode()}
        )

    return {
        "entities.docx": document("<x>&j;</x>", _ENTITIES),
        "outside.docx": document("<x>&xx;</x>", _OUTSIDE),
        "deep.docx": document("<x>" * 50_000),
        "no-text.docx": _zip({"word/other.xml": b"<x/>"}),
    }


def _zips() -> dict[str, bytes]:
    def bomb() -> bytes:
        return _zip({"a.json": b"\0" * (80 << 20)})

    inner = bomb()
    return {
        **{f"{name.replace(' ', '-')}.zip": make() for name, make in hostile_packs.ZIPS.items()},
        "bomb.zip": inner,
        "bomb-in-bomb.zip": _zip({"b.zip": inner}),
        "update-unsigned.capnhat": _zip({"update.json": b"{}", "update.sig": b"\0" * 64}),
        "whole.baocao": _zip({"manifest.json": b"{}", "../out.db": b"x"}),
        "twins.zip": _zip({"B\u1ea1n.pdf": b"1", "Ba\u0323n.pdf": b"2"}),
    }


def _databases(folder: Path, found: dict[str, Path]) -> None:
    sample = resources.path("samples/F02-2024-07.json").read_bytes()
    for name, content in {
        "foreign.db": b"",
        "cut.db": b"SQLite format 3\0" + b"\0" * 600,
        "text.db": sample,
    }.items():
        found[name] = folder / name
        if content:
            found[name].write_bytes(content)
        else:
            with sqlite3.connect(found[name]) as other:
                other.execute("CREATE TABLE people (name TEXT)")
            other.close()
    found["a-folder.zip"] = folder / "a-folder.zip"
    found["a-folder.zip"].mkdir()
    found["link.json"] = folder / "link.json"
    found["link.json"].symlink_to("/dev/zero")
    found["missing.json"] = folder / "missing.json"


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
