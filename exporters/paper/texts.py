"""Name every text of a document and its place, so that a letter that cannot be printed is found."""

from __future__ import annotations

from collections.abc import Iterator

from forms.printed.charts import Chart
from forms.printed.document import Block, Document, Table

_QUOTED: int = 40


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Give pairs of a Vietnamese place and the text printed there."""
    head = document.letterhead
    for text in (head.superior, head.issuer, head.symbol, head.place, head.year, head.about):
        yield "phần đầu văn bản", text
    for text in (document.kind, *document.subject):
        yield "tên báo cáo", text
    for text in document.addressees:
        yield "mục Kính gửi", text
    yield from _block_texts(document.blocks, "")
    for note in document.notes:
        for run in note.runs:
            yield f"chú thích {note.number}", run.text
    for text in document.recipients:
        yield "mục Nơi nhận", text
    for text in (*document.signature.lines, document.signature.name):
        yield "phần ký tên", text
    for annex in document.annexes:
        name = f"phụ lục {annex.number}".strip()
        for text in (annex.number, annex.title, annex.reference):
            yield name, text
        yield from _block_texts(annex.blocks, f"{name}, ")
        yield from _chart_texts(annex.charts, f"{name}, ")


def _block_texts(blocks: tuple[Block, ...], within: str) -> Iterator[tuple[str, str]]:
    heading = "phần mở đầu"
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield from _table_texts(block, f"{within}bảng {tables}")
            continue
        if block.style == "heading":
            heading = f"mục “{_short(block.text)}”"
        for run in block.runs:
            yield within + heading, run.text


def _chart_texts(charts: tuple[Chart, ...], within: str) -> Iterator[tuple[str, str]]:
    for chart in charts:
        names = (series.name for series in chart.series)
        for text in (chart.title, chart.unit, *chart.periods, *names):
            yield f"{within}biểu đồ “{_short(chart.title)}”", text


def _table_texts(table: Table, name: str) -> Iterator[tuple[str, str]]:
    yield name, table.caption
    for column in table.columns:
        yield f"{name}, đầu cột", column.title
        yield f"{name}, đầu nhóm cột", column.group
    for number, row in enumerate(table.rows, 1):
        for column, text in zip(table.columns, row.cells, strict=True):
            yield f"{name}, dòng {number}, cột “{_short(column.title)}”", text


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"
