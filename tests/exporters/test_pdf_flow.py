"""Pages break where a typist would break them, whatever the length of the report."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from exporters.fonts import Face
from exporters.paper.flow import Frame, paginate, tie_lines
from exporters.paper.layout import lay_out as lay_out_whole
from exporters.paper.marks import Mark, RuleMark, Sheet, Slab, TextMark
from exporters.pdf import render_pdf
from forms.numbers import format_number
from forms.printed.document import (
    Block,
    Document,
    Note,
    Paragraph,
    Run,
    Table,
    TableColumn,
    TableRow,
)
from tests.exporters.pdf_reading import read_pages
from tests.exporters.sample_document import closing, heading, letter, paragraph, service_table

MM = 72 / 25.4
SENTENCE = "Các sở, ngành, địa phương tiếp tục rà soát số liệu và báo cáo đúng hạn hằng tháng. "


def lay_out(document: Document) -> tuple[Sheet, ...]:
    return lay_out_whole(document).sheets


def texts(sheet: Sheet) -> list[TextMark]:
    return [mark for mark in sheet.marks if isinstance(mark, TextMark)]


def words(sheets: Sequence[Sheet]) -> str:
    return "".join("".join(mark.text.split()) for sheet in sheets for mark in texts(sheet))


def page_of(sheets: Sequence[Sheet], text: str) -> int:
    pages = [
        index
        for index, sheet in enumerate(sheets)
        if text in "".join(mark.text for mark in texts(sheet))
    ]
    assert len(pages) == 1, (text, pages)
    return pages[0]


def lines(sheet: Sheet) -> list[list[TextMark]]:
    rows: dict[float, list[TextMark]] = {}
    for mark in texts(sheet):
        rows.setdefault(round(mark.y, 1), []).append(mark)
    return [row for _, row in sorted(rows.items())]


def filler(count: int) -> list[Block]:
    return [paragraph(f"Dòng {number}.") for number in range(count)]


# --- sharing slabs out ----------------------------------------------------------------------------


def named(name: str, height: float = 10, *, tie: bool = False, notes: tuple[int, ...] = ()) -> Slab:
    mark = TextMark(0, height, name, Face.REGULAR, 10, 10)
    return Slab(height, (mark,), before=2, tie=tie, notes=notes)


def names(page: Sequence[Mark]) -> list[str]:
    return [mark.text for mark in page if isinstance(mark, TextMark)]


@given(
    st.lists(
        st.tuples(st.integers(5, 30), st.booleans(), st.integers(0, 12)), min_size=0, max_size=80
    )
)
def test_nothing_is_lost_or_pushed_over_the_edge(shape: list[tuple[int, bool, int]]) -> None:
    frame = Frame(100, 200)
    notes = {
        index: tie_lines([named(f"n{index}.{line}", 6) for line in range(size)], first=3, last=2)
        for index, (_, _, size) in enumerate(shape)
        if size
    }
    slabs = [
        named(f"s{index}", height, tie=tie, notes=(index,) if size else ())
        for index, (height, tie, size) in enumerate(shape)
    ]
    pages = paginate(slabs, notes, frame)
    printed = [name for page in pages for name in names(page)]
    assert [name for name in printed if name[0] == "s"] == [f"s{i}" for i in range(len(shape))]
    expected = [f"n{i}.{line}" for i, (_, _, size) in enumerate(shape) for line in range(size)]
    assert [name for name in printed if name[0] == "n"] == expected
    for page in pages:
        assert all(0 <= mark.y <= frame.height + 0.001 for mark in page)
        assert names(page) or not shape


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60))
def test_a_tied_stretch_that_fits_a_page_is_never_broken(stretches: list[int]) -> None:
    slabs = [
        named(f"{group}", tie=index < ties)
        for group, ties in enumerate(stretches)
        for index in range(ties + 1)
    ]
    pages = paginate(slabs, {}, Frame(100, 100))
    groups = [set(names(page)) for page in pages]
    assert sum(len(group) for group in groups) == len(stretches)


def test_a_note_that_does_not_fit_goes_on_at_the_next_foot() -> None:
    body = [named(f"s{index}", notes=(1,) if index == 2 else ()) for index in range(6)]
    notes = {1: tie_lines([named(f"n{line}", 10) for line in range(14)], first=3, last=2)}
    first, second = (names(page) for page in paginate(body, notes, Frame(100, 150)))
    assert first[:3] == ["s0", "s1", "s2"]
    assert first[3:] == [f"n{line}" for line in range(len(first) - 3)]
    assert len(first) - 3 >= 3
    assert second[:3] == ["s3", "s4", "s5"]
    assert second[3:] == [f"n{line}" for line in range(len(first) - 3, 14)]
    assert len(second) - 3 >= 2


def test_a_note_longer_than_pages_fills_them() -> None:
    notes = {1: [named(f"n{line}", 10) for line in range(60)]}
    pages = paginate([named("s0", notes=(1,)), named("s1")], notes, Frame(100, 150))
    assert [name for page in pages for name in names(page) if name[0] == "n"] == [
        f"n{line}" for line in range(60)
    ]
    assert [name for page in pages for name in names(page) if name[0] == "s"] == ["s0", "s1"]


def test_ties_longer_than_a_page_are_broken_rather_than_looped_over() -> None:
    pages = paginate([named(f"{index}", tie=True) for index in range(100)], {}, Frame(100, 100))
    assert [name for page in pages for name in names(page)] == [f"{i}" for i in range(100)]


# --- tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("above", [0, 11, 23])
def test_tables_of_every_length(above: int) -> None:
    for rows in range(61):
        table = service_table(rows)
        document = letter((*filler(above), table, closing()))
        sheets = lay_out(document)
        sources = [mark.source for sheet in sheets for mark in texts(sheet)]
        printed = list(dict.fromkeys(source for source in sources if source))
        assert printed == [f"dvc{number:02}" for number in range(1, rows + 1)]
        for sheet in sheets:
            has_rows = any(mark.source for mark in texts(sheet))
            heads = sum(mark.text == "STT" for mark in texts(sheet))
            assert heads == has_rows or (not rows and heads == 1)
        if rows:
            total = page_of(sheets, "Tổng cộng")
            assert any(mark.source == f"dvc{rows:02}" for mark in texts(sheets[total]))


@pytest.mark.parametrize("last", ["body", "total"])
def test_the_last_row_of_a_table_is_never_alone_on_a_page(last: str) -> None:
    columns = (TableColumn("STT", 1, "center"), TableColumn("Tên", 6))
    for count in range(20, 60):
        rows = [TableRow((f"{n}", "Tên dịch vụ"), source=f"r{n}") for n in range(count)]
        if last == "total":
            rows.append(TableRow(("", "Tổng cộng"), "total", source="sum"))
        sheets = lay_out(letter((Table(columns, tuple(rows)), closing())))
        final = {mark.source for sheet in sheets[-1:] for mark in texts(sheet)} - {""}
        other = {mark.source for sheet in sheets[:-1] for mark in texts(sheet)} - {""}
        assert len(final) != 1
        assert not final & other


def test_the_caption_never_parts_from_its_table() -> None:
    for above in range(45):
        sheets = lay_out(letter((*filler(above), service_table(3), closing())))
        caption = page_of(sheets, "Kết quả tiếp nhận hồ sơ trực tuyến")
        assert any(mark.source == "dvc01" for mark in texts(sheets[caption]))


def test_a_row_higher_than_a_page_is_cut_into_strips_and_loses_nothing() -> None:
    columns = (TableColumn("STT", 1, "center"), TableColumn("Nội dung", 6))
    table = Table(columns, (TableRow(("1", SENTENCE * 80)), TableRow(("2", "Ngắn"))))
    sheets = lay_out(letter((table, closing())))
    assert words(sheets).count("hằngtháng.") == 80
    assert len(sheets) > 1
    for sheet in sheets:
        bottom = max(mark.y2 for mark in sheet.marks if isinstance(mark, RuleMark))
        assert bottom < sheet.height - 20 * MM + 0.1


def test_a_group_heading_spans_and_stays_with_its_first_row() -> None:
    columns = (TableColumn("STT", 1, "center"), TableColumn("Tên", 4), TableColumn("Số", 2))
    group = TableRow(("", "", ""), "group")
    for count in range(30, 50):
        rows = (
            *(TableRow((str(number), "Tên", "1")) for number in range(count)),
            structs.replace(group, cells=("II. Nhóm các dịch vụ của Sở Tư pháp", "", "")),
            TableRow(("1", "Dòng đầu của nhóm", "2"), source="first"),
        )
        sheets = lay_out(letter((Table(columns, rows), closing())))
        page = page_of(sheets, "II. Nhóm các dịch vụ của Sở Tư pháp")
        assert any(mark.source == "first" for mark in texts(sheets[page]))


def test_a_table_too_wide_is_set_smaller_before_words_are_cut() -> None:
    columns = tuple(TableColumn(f"Chỉ tiêu {number}", 1, "right") for number in range(7))
    table = Table(columns, (TableRow(("85.526.922.228",) * 7),))
    sheet = lay_out(letter((table, closing())))[0]
    cells = [mark for mark in texts(sheet) if mark.text == "85.526.922.228"]
    assert len(cells) == 7
    assert {mark.size for mark in cells} == {9.0}


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=14),
    st.integers(0, 30),
    st.sampled_from(["", "thông", "https://dichvucong.gov.vn/ho-so/2024/bao-cao"]),
)
def test_no_figure_is_cut_in_two(digits: list[int], share: int, word: str) -> None:
    figures = [format_number(Decimal("987654321"[:count])) for count in digits]
    columns = (
        TableColumn("Nội dung", share + 1),
        *(TableColumn(f"Tiếp nhận trực tuyến {word}", 1, "right") for _ in figures),
    )
    rows = (TableRow((word or "Đăng ký khai sinh", *figures)), TableRow(("", *figures), "total"))
    sheets = lay_out(letter((Table(columns, rows), closing())))
    shown = [mark.text for sheet in sheets for mark in texts(sheet)]
    for figure in figures:
        assert shown.count(figure) >= 2, (figure, shown)


def test_words_wider_than_their_column_are_cut_not_lost() -> None:
    columns = (TableColumn("A", 1), *(TableColumn(f"Cột {number}", 3) for number in range(8)))
    table = Table(columns, (TableRow(("x" * 200, *("1",) * 8)),))
    sheet = lay_out(letter((table, closing())))[0]
    assert "".join(mark.text for mark in texts(sheet)).count("x") == 200


# --- the signature --------------------------------------------------------------------------------


def signature_stands_well(document: Document, last_words: Sequence[str]) -> None:
    sheets = lay_out(document)
    page = page_of(sheets, "Lê Văn Phước")
    assert page == len(sheets) - 1
    assert page_of(sheets, "Nơi nhận:") == page_of(sheets, "PHÓ CHỦ TỊCH") == page
    assert page_of(sheets, "Lưu: HCTC, CAT-PC06.") == page
    title = next(mark.y for mark in texts(sheets[page]) if mark.text == "Nơi nhận:")
    body = [row for row in lines(sheets[page]) if row[0].y < title - 1 and row[0].size == 14]
    body = [row for row in body if row[0].y > 20 * MM]
    assert len(body) >= 2
    printed = "".join(mark.text for row in body for mark in row)
    for word in last_words:
        assert word in printed


def test_the_signature_stands_with_the_closing_lines_at_every_fill_of_the_page() -> None:
    for count in range(48):
        document = letter((*filler(count), closing()))
        signature_stands_well(document, ["chỉ đạo./."])


def test_a_closing_of_one_line_brings_the_paragraph_above_along() -> None:
    for count in range(20, 48):
        document = letter((*filler(count), paragraph("Xin báo cáo./.", "closing")))
        signature_stands_well(document, ["Xin báo cáo./.", f"Dòng {count - 1}."])


def test_long_closings_are_cut_two_lines_before_the_signature_at_the_most() -> None:
    for count in range(20, 40):
        document = letter((*filler(count), paragraph(SENTENCE * 9 + "Hết./.", "closing")))
        signature_stands_well(document, ["Hết./."])


def test_a_report_that_ends_in_a_table_keeps_its_last_row_with_the_signature() -> None:
    for rows in range(5, 40):
        sheets = lay_out(letter((service_table(rows),)))
        page = page_of(sheets, "Nơi nhận:")
        assert any(mark.source == f"dvc{rows:02}" for mark in texts(sheets[page]))


# --- paragraphs, headings, notes ------------------------------------------------------------------


@given(st.lists(st.sampled_from(["h1", "h2", "p1", "p2", "p3", "p7", "t"]), max_size=60))
def test_no_heading_ends_a_page_and_no_line_stands_alone(kinds: list[str]) -> None:
    blocks: list[Block] = []
    for number, kind in enumerate(kinds):
        if kind == "t":
            blocks.append(service_table(3))
        elif kind[0] == "h":
            blocks.append(heading(f"H{number}. Tiêu đề", int(kind[1])))
        else:
            repeats = {"p1": 0, "p2": 2, "p3": 3, "p7": 8}[kind]
            blocks.append(paragraph(f"P{number} bắt đầu. {SENTENCE * repeats}kết thúc."))
    sheets = lay_out(letter((*blocks, closing())))
    for sheet in sheets[:-1]:
        last = lines(sheet)[-1]
        assert not last[0].text.startswith("H")
        starts_paragraph = last[0].x > 30 * MM + 30
        assert not starts_paragraph or last[-1].text.endswith(("thúc.", "%"))
    for sheet in sheets[1:]:
        first = lines(sheet)[1]
        if first[0].x < 30 * MM + 1 and first[0].face == Face.REGULAR and first[0].size == 14:
            assert not first[-1].text.endswith("kết thúc.")


def test_an_announcement_stays_with_what_it_announces() -> None:
    for count in range(45):
        blocks = (*filler(count), paragraph("Cụ thể như sau:"), paragraph("Mục đầu tiên."))
        sheets = lay_out(letter((*blocks, closing())))
        assert page_of(sheets, "Cụ thể như sau:") == page_of(sheets, "Mục đầu tiên.")


@given(
    st.lists(st.tuples(st.integers(0, 14), st.integers(1, 40)), min_size=1, max_size=12),
    st.integers(0, 20),
)
def test_notes_of_any_number_and_length_begin_on_the_page_of_their_mark(
    shapes: list[tuple[int, int]], above: int
) -> None:
    blocks: list[Block] = filler(above)
    notes = []
    for number, (lines_before, sentences) in enumerate(shapes, 1):
        blocks += [paragraph(f"Đoạn {number}-{line}.") for line in range(lines_before)]
        blocks.append(Paragraph((Run(f"Nội dung có chú thích@{number}@", note=number), Run("."))))
        notes.append(Note(number, (Run(f"Bắt đầu~{number}~ {SENTENCE * sentences}"),)))
    sheets = lay_out(letter((*blocks, closing()), tuple(notes)))
    for number in range(1, len(shapes) + 1):
        assert page_of(sheets, f"thích@{number}@") == page_of(sheets, f"đầu~{number}~")
    whole = words(sheets)
    assert whole.count("tháng.") == sum(sentences for _, sentences in shapes)
    for sheet in sheets:
        assert max(mark.y for mark in texts(sheet)) < sheet.height - 20 * MM


def test_a_note_marked_twice_is_printed_once() -> None:
    blocks = (
        Paragraph((Run("Lần đầu", note=1), Run("."))),
        Paragraph((Run("Lần sau", note=1), Run("."))),
        closing(),
    )
    assert words(lay_out(letter(blocks, (Note(1, (Run("Xem phụ lục."),)),)))).count("phụlục.") == 1


@pytest.mark.parametrize(
    ("blocks", "notes"),
    [
        ((Paragraph((Run("Có dấu", note=2),)),), ()),
        ((paragraph("Không dấu."),), (Note(1, (Run("Chú thích."),)),)),
    ],
)
def test_marks_and_notes_that_do_not_belong_together_are_refused(
    blocks: tuple[Block, ...], notes: tuple[Note, ...]
) -> None:
    with pytest.raises(ValueError, match="footnotes marked"):
        lay_out(letter(blocks, notes))


def test_the_drawn_file_has_the_pages_that_were_laid_out() -> None:
    for rows in (0, 1, 17, 60):
        document = letter((service_table(rows), closing()))
        assert len(read_pages(render_pdf(document))) == len(lay_out(document))
