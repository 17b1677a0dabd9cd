"""Documents that the export benchmark prints: ten pages, and long tables.

The ten pages have what the targets were set with: about 18.000 letters of text, a table of 25
rows, 7 footnotes, letterhead and signature. All words and figures are the same on every run.
"""

from __future__ import annotations

from random import Random
from typing import Final

from exporters.check_code import CheckCode
from forms.printed.document import (
    Block,
    Document,
    Letterhead,
    Note,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
)

DATED = "2026-09-21T08:00:00+07:00"
CODE = CheckCode("F02", "1.0.0", "91", "2024-07", "3f2a9c0177ab12cd" * 4)
_TEXT: Final = (
    "thực hiện kết quả triển khai dịch vụ công trực tuyến hồ sơ thủ tục hành chính tỉnh huyện xã "
    "tiếp nhận giải quyết đúng hạn tỷ lệ người dân doanh nghiệp cơ sở dữ liệu quốc gia dân cư định "
    "danh xác thực điện tử chuyển đổi số phối hợp rà soát đôn đốc kiểm tra báo cáo tổng hợp"
)
_WORDS: Final = _TEXT.split(" ")
_PARAGRAPHS, _NOTES, _ROWS = 50, 7, 25


def ten_pages() -> Document:
    """Make the report of ten pages."""
    chance = Random(20_240_720)
    blocks: list[Block] = []
    notes: list[Note] = []
    for number in range(1, _PARAGRAPHS + 1):
        if number % 5 == 1:
            heading = Run(f"{number // 5 + 1}. {_sentence(chance, 9)}")
            blocks.append(Paragraph((heading,), "heading", 2))
        marked = number % 7 == 3 and len(notes) < _NOTES
        note = len(notes) + 1 if marked else None
        if marked:
            notes.append(Note(len(notes) + 1, (Run(_sentence(chance, 30)),)))
        words = " ".join(_sentence(chance, 24) for _ in range(3))
        blocks.append(Paragraph((Run(words, note=note), Run(" " + _sentence(chance, 8)))))
        if number == _PARAGRAPHS // 2:
            blocks.append(_table(_ROWS))
    return _letter(tuple(blocks), tuple(notes))


def long_table(rows: int) -> Document:
    """Make a report that is one table."""
    return _letter((_table(rows),), ())


def _sentence(chance: Random, words: int) -> str:
    said = " ".join(chance.choice(_WORDS) for _ in range(words))
    return f"{said.capitalize()} {chance.randint(2, 9_999):,}.".replace(",", ".")


def _table(rows: int) -> Table:
    chance = Random(rows)
    columns = (
        TableColumn("STT", 7, "center"),
        TableColumn("Tên dịch vụ", 48),
        TableColumn("Tiếp nhận trực tuyến", 15, "right"),
        TableColumn("Tổng tiếp nhận", 15, "right"),
        TableColumn("Tỷ lệ", 15, "right"),
    )
    body = []
    for number in range(1, rows + 1):
        name = " ".join(chance.choice(_WORDS) for _ in range(chance.randint(4, 16))).capitalize()
        whole = chance.randint(100, 20_000)
        body.append(TableRow((str(number), name, str(whole - 50), str(whole), "98,96%")))
    return Table(columns, tuple(body), caption="Kết quả tiếp nhận hồ sơ trực tuyến")


def _letter(blocks: tuple[Block, ...], notes: tuple[Note, ...]) -> Document:
    return Document(
        letterhead=Letterhead("", "ỦY BAN NHÂN DÂN TỈNH AN GIANG", "BC-UBND", "An Giang", "2024"),
        kind="BÁO CÁO",
        subject=("Tình hình, kết quả thực hiện Đề án 06/CP", "trên địa bàn tỉnh tháng 7/2024"),
        blocks=(*blocks, Paragraph((Run("Trên đây là báo cáo của tỉnh./."),), "closing")),
        notes=notes,
        recipients=("- Bộ Công an;", "- Văn phòng Chính phủ;", "- Lưu: VT."),
        signature=SignatureBlock(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Lê Văn Phước"),
        annexes=(),
        title="Báo cáo Đề án 06/CP tháng 7/2024",
        author="Ủy ban nhân dân tỉnh An Giang",
        dated=DATED,
    )
