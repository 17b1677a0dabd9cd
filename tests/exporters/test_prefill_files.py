"""July's report as other files: PDF, Word, workbook; its figures back into an empty form."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from exporters.pdf import render_pdf
from exporters.readers.pdf_reader import read_pdf
from exporters.readers.word_reader import read_word
from exporters.readers.workbook_text import read_sheets
from forms.cells import STATE
from forms.claims.passages import Table, Text
from forms.engine import Computation
from forms.model import Column, RowSpec
from forms.printed.document import Paragraph
from forms.sources.prefilling import Prefill, prefilled
from tests import f02
from tests.builders import form, grid, listing, report, table, whole
from tests.exporters.sample_f02 import ENGINE, PERIOD, document, july, workbook_of
from tests.exporters.word_files import docx, paragraph

JULY = july(corrected=False)
RESERVED = {"review", "sections", "signature", "recipients"}


def as_word() -> Text:
    blocks = document(JULY).blocks
    said = [paragraph(_plain(block.text)) for block in blocks if isinstance(block, Paragraph)]
    notes = [paragraph("".join(run.text for run in note.runs)) for note in document(JULY).notes]
    return read_word(docx(*said, *notes))


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


FILES: dict[str, tuple[Callable[[], Text], int]] = {
    "pdf": (lambda: read_pdf(render_pdf(document(JULY))), 95),
    "docx": (as_word, 95),
    # A workbook has no sentences: its tables name the single figures only.
    "xlsx": (lambda: read_sheets(workbook_of(JULY)), 50),
}


@pytest.fixture(scope="module", params=sorted(FILES))
def case(request: pytest.FixtureRequest) -> tuple[tuple[Prefill, ...], int]:
    read, least = FILES[request.param]
    return prefilled(f02.session("2024-07").computation, read()), least


def test_figures_are_placed_and_none_wrong(case: tuple[tuple[Prefill, ...], int]) -> None:
    offers, least = case
    taken = {offer.key: offer.value for offer in offers if offer.taken}
    fresh = f02.session("2024-07").computation
    full = ENGINE.open({**fresh.cells, **taken}, PERIOD)
    wanted = [
        key
        for key, value in JULY.cells.items()
        if key.field not in RESERVED and (isinstance(value, Decimal) or key.part == STATE)
    ]
    right = [
        key
        for key in wanted
        if (full.cells.get(key) if key.part == STATE else full.effective(key))
        in (JULY.cells[key], JULY.effective(key))
    ]
    wrong = [
        (key.place(), value)
        for key, value in taken.items()
        if isinstance(value, Decimal) and value not in (JULY.cells.get(key), JULY.effective(key))
    ]
    assert wrong == []
    assert len(wanted) > 150
    assert len(right) * 100 >= least * len(wanted)


def table_offers(*rows: tuple[str, ...]) -> dict[str, Prefill]:
    text = Text((Table(rows, 1, 1),), wrapped=False)
    return {o.key.place(): o for o in prefilled(f02.session("2024-07").computation, text)}


HEAD = ("STT", "Tên dịch vụ", "Tiếp nhận trực tuyến", "Tổng tiếp nhận", "Tỷ lệ (%)", "Ghi chú")


def test_rows_are_known_by_name_and_columns_by_heading() -> None:
    offers = table_offers(HEAD, ("12", "Đăng ký khai sinh", "949", "959", "97,54", ""))
    assert offers["dvc12.n"].value == 949
    assert offers["dvc12.d"].value == 959
    assert offers["dvc12.n"].taken
    assert not offers["dvc12.p"].taken
    assert offers["dvc12.n"].quote == "12 | Đăng ký khai sinh | 949 | 959 | 97,54"


def test_the_order_of_columns_is_that_of_the_table() -> None:
    turned = ("Tên dịch vụ", "Tổng tiếp nhận", "Tiếp nhận trực tuyến")
    offers = table_offers(turned, ("Đăng ký khai sinh", "959", "949"))
    assert [str(offers[f"dvc12.{part}"].value) for part in "nd"] == ["949", "959"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Tên", "Cột lạ", "Cột khác"), ("Đăng ký khai sinh", "949", "959")),
        (HEAD, ("12", "Đăng ký việc khác", "949", "959", "97,54", "")),
        (HEAD, ("12", "Đăng ký khai sinh", "chưa có", "-", "", "")),
        (("a",),),
    ],
)
def test_what_is_not_clear_is_left_alone(rows: tuple[tuple[str, ...], ...]) -> None:
    assert [offer for offer in table_offers(*rows).values() if offer.taken] == []


def test_a_sentence_and_a_table_that_differ_are_both_doubted() -> None:
    said = "(12) Đăng ký khai sinh: Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%."
    read = read_word(docx(paragraph(said)))
    both = Text((*read.parts, Table((HEAD, ("", "Đăng ký khai sinh", "940", "959", "", "")), 1, 9)))
    offers = {o.key.place(): o for o in prefilled(f02.session("2024-07").computation, both)}
    assert offers["dvc12.n"].note == "văn bản ghi số này ở hai chỗ khác nhau"
    assert not offers["dvc12.n"].taken
    assert offers["dvc12.d"].taken


def offers_of(c: Computation, *rows: tuple[str, ...]) -> dict[str, str]:
    text = Text((Table(rows, 1, 1),), wrapped=False)
    return {one.key.place(): str(one.value) for one in prefilled(c, text) if one.taken}


def test_a_table_of_the_form_is_known_by_its_own_rows_and_columns() -> None:
    named = Column(id="ten", label="Người làm")
    columns = [named, *(Column(id=x, label=f"Số {x}", kind="int") for x in ("giao", "xong"))]
    rows = [RowSpec(id="r1", label="Hộ tịch"), RowSpec(id="r2", label="Đất đai")]
    found = offers_of(
        report(form(table("t", columns, rows)), {}),
        ("Lĩnh vực", "Người làm", "Số xong", "Số giao"),
        ("Đất đai", "12", "30", "31"),
        ("Hộ tịch", "An", "7", "8"),
    )
    # Who did it is no figure, whatever stands there.
    assert found == {"t[1].giao": "8", "t[1].xong": "7", "t[2].giao": "31", "t[2].xong": "30"}


def test_a_row_that_the_period_does_not_have_gets_nothing() -> None:
    fields = (
        whole("cu", label="Thủ tục cũ", until="2023-12-31"),
        whole("moi", label="Thủ tục mới"),
        whole("rieng", label="Việc riêng", until="2023-12-31"),
    )
    c = report(form(*fields, grids=[grid("g", "cu", "moi")]), {})
    rows = ("Thủ tục cũ", "1"), ("Thủ tục mới", "2"), ("Việc riêng", "3")
    assert offers_of(c, ("Tên", "Số liệu"), *rows) == {"moi": "2"}


def test_a_form_of_lists_alone_takes_nothing_from_a_table() -> None:
    c = report(form(listing("viec", "so", label="Việc")), {})
    assert offers_of(c, ("Việc", "so"), ("Họp", "3")) == {}
