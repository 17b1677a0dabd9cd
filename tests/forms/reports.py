"""A small form to fill in, and the document it makes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from forms.cells import CellKey, CellValue
from forms.composition import Office, compose
from forms.engine import Computation, Engine
from forms.model import AnnexSpec, Block, Field, Form, Grid, GridRow, Section, TextBlock
from forms.periods import Period, PeriodRule
from forms.printed.document import Document, Paragraph, Table

Typed = Mapping[str, str | int | Decimal]

JULY = Period("month", 2024, 7)
OFFICE = Office(
    superior="",
    issuer="Ủy ban nhân dân tỉnh An Giang",
    symbol="UBND",
    place="An Giang",
    name="Ủy ban nhân dân tỉnh An Giang",
)
RECEIVED = "Tiếp nhận {n}/{d} hồ sơ, đạt tỷ lệ {p}%."
NOTHING = "Trong tháng không phát sinh hồ sơ."

BIRTHS = Field(id="dvc12", kind="ratio", label="Đăng ký khai sinh", decimals=2, sentence=RECEIVED)
NEWS = Field(id="tt_tin", kind="int", label="Tin", unit="tin")
NOTE = Field(id="ghi_chu", kind="text", label="Ghi chú", required=False)
VIEW = Field(id="nhan_xet", kind="rich", label="Nhận xét", required=False)


def form(
    *blocks: Block,
    fields: tuple[Field, ...] = (BIRTHS, NEWS, NOTE, VIEW),
    grids: tuple[Grid, ...] = (),
    annexes: tuple[AnnexSpec, ...] = (),
    sections: tuple[Section, ...] = (),
    closing: str = "",
    subject: tuple[str, ...] = ("Tình hình {{period}}",),
) -> Form:
    body = Section(id="kq", heading="Kết quả", blocks=blocks)
    return Form(
        id="F00",
        version="1",
        title="Báo cáo thử",
        period=PeriodRule(cycle="month", rule="month_to_day", day=20),
        document_kind="BÁO CÁO",
        symbol="BC",
        subject=subject,
        sections=sections or (body,),
        fields=fields,
        grids=grids,
        annexes=annexes,
        closing=closing,
        state_sentences={"khong_phat_sinh": NOTHING},
    )


def cells(typed: Typed) -> dict[CellKey, CellValue]:
    """Cells by place: ``dvc12.n``, ``von_ds[3].tien``, ``tt_tin``; numbers become figures."""
    return {
        _key(place): Decimal(value) if isinstance(value, int) else value
        for place, value in typed.items()
    }


def _key(place: str) -> CellKey:
    whole, _, part = place.partition(".")
    field, _, row = whole.partition("[")
    return CellKey(field, int(row.rstrip("]") or 0), part or "value")


def opened(shape: Form, typed: Typed) -> Computation:
    return Engine(shape).open(cells(typed), JULY)


def made(shape: Form, typed: Typed) -> Document:
    return compose(opened(shape, typed), OFFICE, draft=False, dated="2024-07-22T08:00:00+07:00")


def body(document: Document) -> list[str]:
    """The body's paragraphs without the first heading."""
    return [block.text for block in document.blocks[1:] if isinstance(block, Paragraph)]


def printed(text: str, typed: Typed, **options: str) -> list[str]:
    block = TextBlock(text=text, **options)  # type: ignore[arg-type]
    return body(made(form(block), typed))


def table(document: Document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


PART = "Tiếp nhận {{tn}} hồ sơ; trong đó, đã giải quyết {{gq}} hồ sơ."
SERVICES = Grid(
    id="dvc",
    label="Dịch vụ",
    rows=(
        GridRow(id="cu"),
        GridRow(id="dvc12"),
        GridRow(
            id="dvc16",
            label="Liên thông",
            fields=("tn", "gq"),
            lines=(f"- Công an: {PART}", "- Tư pháp:", "+ {{tt_tin}} hồ sơ."),
        ),
        GridRow(id="dvc24", label="Tích hợp", fields=("tt_tin",), lines=("lũy kế {{tt_tin}}.",)),
    ),
)
SERVICE_FIELDS = (
    Field(id="cu", kind="ratio", label="Đã bỏ", until="2024-06-30"),
    BIRTHS,
    Field(id="tn", kind="int", label="Công an: Tiếp nhận"),
    Field(id="gq", kind="int", label="đã giải quyết"),
    NEWS,
)
SERVICE_CELLS: Typed = {
    "dvc12.n": 949,
    "dvc12.d": 959,
    "tn": 1125,
    "gq": 1027,
    "tt_tin": 3,
}
