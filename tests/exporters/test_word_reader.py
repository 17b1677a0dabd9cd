"""Word files as people write them, and as nobody should be able to."""

from __future__ import annotations

import contextlib
import random
import tracemalloc
from pathlib import Path

import pytest

from exporters.problems import ExportProblem
from exporters.readers.word_reader import read_word
from forms.claims.passages import Line, Table, Text
from forms.proofreading import proofread
from tests.exporters.word_files import (
    by_office,
    cited,
    docx,
    footnotes,
    numbering,
    paragraph,
    part,
    run,
    table,
    text_box,
    zipped,
)

TCVN3 = "\xd1y ban nh\xa9n d\xa9n x\xb7 \xae\xb7 ti\xd5p nh\xcbn v\xb5 gi\xb6i quy\xd5t h\xe5 s\xac"


def lines(text: Text) -> list[str]:
    return [part.text for part in text.parts if isinstance(part, Line) and not part.note]


def notes(text: Text) -> list[str]:
    return [part.text for part in text.parts if isinstance(part, Line) and part.note]


def tables(text: Text) -> list[tuple[tuple[str, ...], ...]]:
    return [part.rows for part in text.parts if isinstance(part, Table)]


def refusal(data: bytes) -> ExportProblem:
    with pytest.raises(ExportProblem) as caught:
        read_word(data)
    assert caught.value.message.endswith(".")
    return caught.value


# --- what people write ----------------------------------------------------------------------------


def test_runs_of_a_paragraph_are_one_text_in_nfc() -> None:
    text = read_word(docx(paragraph("Tiê", "\u0301p nhận ", "949/", "959 hồ sơ"), paragraph()))
    assert lines(text) == ["Tiếp nhận 949/959 hồ sơ"]
    assert not text.wrapped


def test_a_raised_mark_is_no_digit_of_the_figure_before_it() -> None:
    text = read_word(
        docx(paragraph("Tiếp nhận 949/959", run("5", raised=True), " hồ sơ, đạt tỷ lệ 98,96%."))
    )
    assert lines(text) == ["Tiếp nhận 949/959⁵ hồ sơ, đạt tỷ lệ 98,96%."]
    assert [(c.kind, c.verdict) for c in proofread(text)] == [("ratio", "right")]


def test_footnotes_are_numbered_by_their_marks_and_stand_at_the_end() -> None:
    data = docx(
        paragraph("Kỹ năng số", cited(9), " cho cán bộ", cited(4)),
        paragraph("Hết."),
        footnotes=footnotes(n4="Sau cùng.", n9="Tổ chức tập huấn."),
    )
    text = read_word(data)
    assert lines(text) == ["Kỹ năng số¹ cho cán bộ²", "Hết."]
    assert notes(text) == ["¹ Tổ chức tập huấn.", "² Sau cùng."]


def test_lists_get_the_numbers_that_word_shows() -> None:
    data = docx(
        paragraph("Kết quả", listed=(1, 0)),
        paragraph("Một", listed=(1, 1)),
        paragraph("Hai", listed=(1, 1)),
        paragraph("Gạch", listed=(1, 2)),
        paragraph("Tồn tại", listed=(1, 0)),
        paragraph("Ba", listed=(1, 1)),
        numbering=numbering(("upperRoman", "%1."), ("decimal", "%1.%2."), ("bullet", "\uf0b7")),
    )
    assert lines(read_word(data)) == [
        "I. Kết quả",
        "I.1. Một",
        "I.2. Hai",
        "- Gạch",
        "II. Tồn tại",
        "II.1. Ba",
    ]


def test_a_style_numbers_its_paragraphs() -> None:
    styles = (
        '<w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    data = docx(
        paragraph("Một", style="A"),
        paragraph("Hai", style="B"),
        numbering=numbering(("lowerLetter", "%1)")),
        styles=styles,
    )
    assert lines(read_word(data)) == ["a) Một", "b) Hai"]


def test_tables_are_rows_of_cells_and_joined_cells_keep_their_columns() -> None:
    data = docx(
        table(
            ("TT", "Đơn vị", "Số"), ("1", "A", "10"), ("2", "B", "20"), ("Tổng", "31"), spans=(2,)
        )
    )
    text = read_word(data)
    assert tables(text) == [
        (("TT", "Đơn vị", "Số"), ("1", "A", "10"), ("2", "B", "20"), ("Tổng", "", "31"))
    ]
    wrong = [claim for claim in proofread(text) if claim.verdict == "wrong"]
    assert [(claim.stated, claim.expected) for claim in wrong] == [("31", "30")]


def test_a_long_cell_is_proofread_as_a_paragraph_too() -> None:
    said = "Trong tháng đã tiếp nhận 949/959 hồ sơ khai sinh trên toàn xã, đạt tỷ lệ 97,54%."
    text = read_word(docx(table(("1", said), ("2", "Ngắn"))))
    assert [c.expected for c in proofread(text) if c.verdict == "wrong"] == ["98,96%"]


def test_text_boxes_are_read_once() -> None:
    data = docx(paragraph("Ngoài khung", text_box(paragraph("Trong khung"))))
    assert sorted(lines(read_word(data))) == ["Ngoài khung", "Trong khung"]


def test_deleted_and_hidden_words_and_tab_stops_are_not_there() -> None:
    deleted = "<w:del><w:r><w:t>xóa</w:t></w:r></w:del>"
    hidden = run("ẩn", more="<w:vanish/>")
    assert lines(read_word(docx(paragraph("Còn ", deleted, hidden, "lại")))) == ["Còn lại"]


def test_pages_are_those_that_word_noted() -> None:
    broken = "<w:r><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r>"
    text = read_word(docx(paragraph("Trang một"), paragraph(broken), paragraph("Cũng thế")))
    assert [p.page for p in text.parts] == [1, 1, 2]
    assert [p.page for p in read_word(docx(paragraph("Không rõ"))).parts] == [0]


def test_an_old_font_is_read_by_its_own_table_and_its_capitals_stay() -> None:
    data = docx(
        paragraph(run(TCVN3[:20], font=".VnTime"), run(TCVN3[20:], font=".VnTime")),
        paragraph(run("b\xb8o c\xb8o", font=".VnTimeH")),
        paragraph(run("Tháng này", font=".VnTime")),
    )
    assert lines(read_word(data))[1:] == ["BÁO CÁO", "Tháng này"]
    assert lines(read_word(data))[0].endswith("đã tiếp nhận và giải quyết hồ sơ")


def test_paragraphs_broken_by_hand_are_joined() -> None:
    said = ["Trong tháng, toàn xã đã tiếp nhận", "949/959 hồ sơ khai sinh, đạt", "tỷ lệ 98,96%."]
    text = read_word(docx(*(paragraph(one) for one in said * 5)))
    assert text.wrapped
    assert [c.verdict for c in proofread(text) if c.kind == "ratio"][:1] == ["right"]


def test_what_another_program_writes(tmp_path: Path) -> None:
    page = (
        "<html><body><p>I. KẾT QUẢ</p><ol><li>Khai sinh: Tiếp nhận 949/959<sup>5</sup> hồ sơ, đạt"
        " tỷ lệ 97,54%.</li><li>Khai tử.</li></ol><table border=1><tr><td>TT<td>Số</tr><tr><td>1"
        "<td>10</tr><tr><td>2<td>20</tr><tr><td>Tổng<td>30</tr></table></body></html>"
    )
    data = by_office(page.encode(), ".html", "docx:MS Word 2007 XML", tmp_path, "HTML (StarWriter)")
    text = read_word(data)
    said = [" ".join(line.split()) for line in lines(text)]
    assert said[:2] == ["I. KẾT QUẢ", "1. Khai sinh: Tiếp nhận 949/959⁵ hồ sơ, đạt tỷ lệ 97,54%."]
    assert tables(text) == [(("TT", "Số"), ("1", "10"), ("2", "20"), ("Tổng", "30"))]


# --- what nobody should be able to do -------------------------------------------------------------


def test_other_files_are_refused_in_one_sentence() -> None:
    assert refusal(b"%PDF-1.7").code == "DOCX-DAMAGED"
    assert refusal(b"").code == "DOCX-DAMAGED"
    assert refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600).code == "DOCX-OLD"
    assert refusal(zipped({"xl/workbook.xml": b"<a/>"})).code == "DOCX-KIND"


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY e "e">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a><b></a>",
        b"",
        b"<a>" * 300 + b"</a>" * 300,
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_xml_that_could_grow_or_is_none_is_refused(content: bytes) -> None:
    assert refusal(zipped({"word/document.xml": content})).code == "DOCX-DAMAGED"


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    huge = zipped({"word/document.xml": b" " * (41 << 20)})
    tracemalloc.start()
    try:
        assert refusal(huge).code == "DOCX-SIZE"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100 << 20


def test_damaged_files_are_read_or_refused_never_anything_else() -> None:
    good = docx(paragraph("Tiếp nhận 949/959"), table(("a", "b"), ("1", "2")))
    chance = random.Random(7)  # noqa: S311 - spoils files, keeps no secret
    for _ in range(200):
        spoiled = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        with contextlib.suppress(ExportProblem):
            read_word(bytes(spoiled))
    assert lines(read_word(good)) == ["Tiếp nhận 949/959"]


def test_elements_in_strange_order_do_no_harm() -> None:
    odd = "<w:tc><w:tr/></w:tc><w:t>lạc</w:t></w:tbl><w:tbl>".replace("</w:tbl><w:tbl>", "")
    text = read_word(zipped({"word/document.xml": part("document", odd + paragraph("Chữ"))}))
    assert lines(text) == ["Chữ"]
