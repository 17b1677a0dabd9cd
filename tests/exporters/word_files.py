"""A tiny writer of .docx files for tests, and LibreOffice where another program should write."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.judges import REQUIRED, find_judge

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_OPEN}/package/2006/'
    f'relationships"><Relationship Id="r1" Type="{_OPEN}/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)


def run(words: str, *, raised: bool = False, font: str = "", more: str = "") -> str:
    look = '<w:vertAlign w:val="superscript"/>' if raised else ""
    look += f'<w:rFonts w:ascii="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{look}{more}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, listed: tuple[int, int] | None = None, style: str = "") -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        look += f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
    said = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{look}<w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{said}</w:p>"


def table(*rows: tuple[str, ...], spans: tuple[int, ...] = ()) -> str:
    made = ""
    for number, row in enumerate(rows):
        last = number == len(rows) - 1
        cells = (
            _cell(text, spans[at] if last and at < len(spans) else 1) for at, text in enumerate(row)
        )
        made += f"<w:tr>{''.join(cells)}</w:tr>"
    return f"<w:tbl><w:tblGrid/>{made}</w:tbl>"


def _cell(text: str, span: int) -> str:
    look = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span > 1 else ""
    inside = text if text.startswith("<") else paragraph(text)
    return f"<w:tc>{look}{inside}</w:tc>"


def cited(note: int) -> str:
    return f'<w:r><w:rPr/><w:footnoteReference w:id="{note}"/></w:r>'


def text_box(*inside: str) -> str:
    box = f"<w:txbxContent>{''.join(inside)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
        f'compatibility/2006"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )


def numbering(*levels: tuple[str, str]) -> str:
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum w:abstractNumId="7">{made}</w:abstractNum>'
    return f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'


def footnotes(**texts: str) -> str:
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    notes = (
        f'<w:footnote w:id="{key.removeprefix("n")}">{paragraph(run("", more=""), text)}'
        "</w:footnote>"
        for key, text in texts.items()
    )
    return separator + "".join(notes)


def part(root: str, content: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<w:{root} xmlns:w="{W}">{content}</w:{root}>'.encode()


def docx(*body: str, **parts: str) -> bytes:
    """Write a document; ``parts`` are the contents of its other parts by their root's name."""
    members = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _RELATIONS.encode(),
        "word/document.xml": part("document", f"<w:body>{''.join(body)}</w:body>"),
        **{f"word/{name}.xml": part(name, content) for name, content in parts.items()},
    }
    return zipped(members)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def by_office(source: bytes, suffix: str, wanted: str, folder: Path, filter_in: str = "") -> bytes:
    """Convert a file with LibreOffice; the test is skipped where its Writer is not installed."""
    office = find_judge("soffice")
    file = folder / f"source{suffix}"
    file.write_bytes(source)
    profile = f"-env:UserInstallation=file://{folder / 'office'}"
    reading = [f"--infilter={filter_in}"] if filter_in else []
    subprocess.run(
        [
            office,
            profile,
            "--headless",
            *reading,
            "--convert-to",
            wanted,
            "--outdir",
            "made",
            file.name,
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )
    made = folder / "made" / f"source.{wanted.partition(':')[0]}"
    if not made.exists():
        reason = "LibreOffice Writer is not installed (package libreoffice-writer-nogui)"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return made.read_bytes()
