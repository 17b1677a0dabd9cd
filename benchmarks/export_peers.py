"""The ten pages of the export benchmark as other libraries make them: fpdf2, typst, WeasyPrint.

Runs in an environment of its own (`packaging/bench.lock`), which knows nothing of this program:
the words come as JSON (see `export_beside`), the result is a line of JSON. Each library is used as
its manual shows it, with our four faces, letterhead, headings, justified text, one table whose
head repeats, the notes (at the foot of their page where the library can), recipients, signature,
and the highest conformance that it offers for such a file in one option.
"""

from __future__ import annotations

import html
import importlib
import json
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

FONTS: Final = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FACES: Final = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
WARM: Final = 5
Content = dict[str, Any]
_MARGINS: Final = {"left": 30, "right": 15, "top": 20, "bottom": 20}
"""Millimetres, as ours."""


# --- fpdf2 ----------------------------------------------------------------------------------------


def fpdf2(content: Content) -> bytes:
    """Make the pages with fpdf2; notes at the end, since it has none at the foot of a page."""
    fpdf = importlib.import_module("fpdf")
    pdf = fpdf.FPDF(format="A4", enforce_compliance="PDF/A-3B")
    for style, face in FACES.items():
        pdf.add_font("Serif", style, FONTS / f"BaoCaoSerif-{face}.ttf")
    pdf.set_margins(_MARGINS["left"], _MARGINS["top"], _MARGINS["right"])
    pdf.set_auto_page_break(auto=True, margin=_MARGINS["bottom"])
    pdf.set_title(content["title"])
    pdf.set_lang("vi-VN")
    pdf.add_page()
    newline = {"new_x": "LMARGIN", "new_y": "NEXT"}
    for left, right in content["head"]:
        pdf.set_font("Serif", "B", 13)
        pdf.cell(75, 7, left, align="C")
        pdf.cell(90, 7, right, align="C", **newline)
    for line in content["subject"]:
        pdf.cell(0, 7, line, align="C", **newline)
    for block in content["blocks"]:
        if "rows" in block:
            _fpdf2_table(pdf, block)
            continue
        pdf.set_font("Serif", "B" if block["heading"] else "", 14)
        words = "".join(_marked(run, "{}") for run in block["runs"])
        pdf.multi_cell(0, 6.5, words, align="J", **newline)
        pdf.ln(2)
    pdf.set_font("Serif", "", 10)
    for number, note in enumerate(content["notes"], 1):
        pdf.multi_cell(0, 5, f"{number} {note}", **newline)
    for left, right in content["foot"]:
        pdf.cell(80, 6, left)
        pdf.cell(80, 6, right, align="C", **newline)
    return bytes(pdf.output())


def _fpdf2_table(pdf: Any, block: Content) -> None:  # noqa: ANN401 - a library without types here
    pdf.set_font("Serif", "", 12)
    with pdf.table(col_widths=block["widths"], text_align="LEFT") as table:
        for cells in (block["columns"], *block["rows"]):
            row = table.row()
            for cell in cells:
                row.cell(cell)


# --- typst ----------------------------------------------------------------------------------------


def typst(content: Content) -> bytes:
    """Make the pages with typst."""
    source = "\n".join(_typst(content)).encode()
    compiler = importlib.import_module("typst")
    made = compiler.compile(
        source, font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_standards=["a-3a", "ua-1"]
    )
    return bytes(made)


def _typst(content: Content) -> Iterator[str]:
    sides = ", ".join(f"{side}: {size}mm" for side, size in _MARGINS.items())
    yield f"#set document(title: {_quoted(content['title'])})"
    yield f'#set page(paper: "a4", margin: ({sides}), numbering: "1")'
    yield '#set text(font: "Bao Cao Serif", size: 14pt, lang: "vi")'
    yield "#set par(justify: true, first-line-indent: (amount: 12.7mm, all: true))"
    yield "#show heading: set text(size: 14pt)"
    for left, right in content["head"]:
        sides = f"[*{_words(left)}*], [*{_words(right)}*]"
        yield f"#grid(columns: (45%, 55%), align: center, {sides})"
    for line in content["subject"]:
        yield f"#align(center)[*{_words(line)}*]"
    for block in content["blocks"]:
        if "rows" in block:
            widths = ", ".join(f"{width}fr" for width in block["widths"])
            head = ", ".join(f"[*{_words(cell)}*]" for cell in block["columns"])
            cells = ", ".join(f"[{_words(cell)}]" for row in block["rows"] for cell in row)
            yield f"#table(columns: ({widths}), table.header({head}), {cells})"
            continue
        words = "".join(_typst_run(run, content["notes"]) for run in block["runs"])
        yield f"= {words}\n" if block["heading"] else f"{words}\n"
    for left, right in content["foot"]:
        yield f"#grid(columns: (1fr, 1fr), [{_words(left)}], align(center)[*{_words(right)}*])"


def _typst_run(run: Content, notes: list[str]) -> str:
    note = f"#footnote[{_words(notes[run['note'] - 1])}]" if run["note"] else ""
    return f"{_words(run['text'])}{note}"


def _quoted(text: str) -> str:
    """Write a text as one of typst's strings."""
    return json.dumps(text, ensure_ascii=False)


def _words(text: str) -> str:
    """Write a text among typst's words."""
    return f"#{_quoted(text)};"


# --- WeasyPrint -----------------------------------------------------------------------------------


def weasyprint(content: Content) -> bytes:
    """Make the pages with WeasyPrint."""
    library = importlib.import_module("weasyprint")
    made = library.HTML(string="".join(_html(content)))
    return bytes(made.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True))


def _html(content: Content) -> Iterator[str]:
    sides = " ".join(f"{_MARGINS[side]}mm" for side in ("top", "right", "bottom", "left"))
    faces = "".join(
        f"@font-face{{font-family:Serif06;src:url({(FONTS / f'BaoCaoSerif-{face}.ttf').as_uri()});"
        f"font-weight:{'bold' if 'B' in style else 'normal'};"
        f"font-style:{'italic' if 'I' in style else 'normal'}}}"
        for style, face in FACES.items()
    )
    yield f'<html lang="vi"><head><title>{html.escape(content["title"])}</title><style>{faces}'
    yield f"@page{{size:A4;margin:{sides};@top-center{{content:counter(page)}}}}"
    yield "body{font:14pt Serif06;text-align:justify}p{text-indent:12.7mm;margin:6pt 0}"
    yield "h1{font-size:14pt}td,th{border:.5pt solid;padding:2pt}table{border-collapse:collapse}"
    yield ".n{float:footnote;font-size:10pt}.h td{border:0;text-align:center;font-weight:bold}"
    yield "</style></head><body>"
    yield _html_table("h", content["head"])
    yield "".join(f"<p><b>{html.escape(line)}</b></p>" for line in content["subject"])
    for block in content["blocks"]:
        if "rows" in block:
            head = "".join(f"<th>{html.escape(cell)}</th>" for cell in block["columns"])
            yield _html_table("t", block["rows"], f"<thead><tr>{head}</tr></thead>")
            continue
        words = "".join(_html_run(run, content["notes"]) for run in block["runs"])
        yield f"<h1>{words}</h1>" if block["heading"] else f"<p>{words}</p>"
    yield _html_table("h", content["foot"]) + "</body></html>"


def _html_run(run: Content, notes: list[str]) -> str:
    note = f'<span class="n">{html.escape(notes[run["note"] - 1])}</span>' if run["note"] else ""
    return html.escape(run["text"]) + note


def _html_table(name: str, rows: list[list[str]], head: str = "") -> str:
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    return f'<table class="{name}">{head}{"".join(f"<tr>{line}</tr>" for line in lines)}</table>'


# --- the process ----------------------------------------------------------------------------------


def _marked(run: Content, mark: str) -> str:
    return str(run["text"]) + (mark.format(run["note"]) if run["note"] else "")


PEERS: Final[dict[str, Callable[[Content], bytes]]] = {
    "fpdf2": fpdf2,
    "typst": typst,
    "WeasyPrint": weasyprint,
}


def main(name: str, content: Path, made: Path) -> None:
    """Make the pages once for the cold figures and some times more for the warm ones."""
    make, words = PEERS[name], json.loads(content.read_text(encoding="utf-8"))
    pdf = make(words)
    wall, seconds = perf_counter() - STARTED, process_time()
    made.write_bytes(pdf)
    warm = []
    for _ in range(WARM):
        begun = process_time()
        make(words)
        warm.append(process_time() - begun)
    told = {"wall": wall, "seconds": seconds, "warm": statistics.median(warm), "size": len(pdf)}
    print(json.dumps(told))


STARTED = perf_counter() - process_time()
"""When this process began: nothing but importing has run so far, and that never waits long."""

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
