"""Lines break where they read well, and never inside a figure."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.fonts import NO_BREAK_SPACE, Face, width
from exporters.paper import lines as pdf_lines
from exporters.paper.words import Setting, plain_words, words_of
from forms.printed.document import Run

BODY = Setting(14)
ROOM = 467.7
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐ,.;%/-()0123456789 "


def justified(text: str, room: float = ROOM, indent: float = 0) -> list[str]:
    lines = pdf_lines.justified(plain_words(text, BODY, room - indent), room, indent=indent)
    return ["".join(mark.text for mark in line.marks).strip() for line in lines]


@given(st.text(LETTERS, max_size=600), st.floats(20, 500))
def test_no_letter_is_lost_and_no_line_too_long(text: str, room: float) -> None:
    for breaker in (pdf_lines.justified, pdf_lines.centred, pdf_lines.flush):
        lines = breaker(plain_words(text, BODY, room), room)
        printed = "".join(mark.text for line in lines for mark in line.marks)
        assert "".join(printed.split()) == "".join(text.split())
        for line in lines:
            assert line.width <= room + 0.01


@given(st.text(LETTERS, min_size=200, max_size=900))
def test_justified_lines_reach_both_margins(text: str) -> None:
    lines = pdf_lines.justified(plain_words(text, BODY, ROOM - 36), ROOM, indent=36)
    for line in lines[:-1]:
        if len("".join(mark.text for mark in line.marks).split()) > 1:
            start = line.marks[0].x
            assert start + line.width == pytest.approx(ROOM, abs=0.01)


@pytest.mark.parametrize(
    "figure",
    ["949/959", "98,96%", "2.695.002/2.695.002", "16/7/2024", "709/KH-UBND", "631/VPUBND-KGVX"],
)
def test_figures_dates_and_numbers_of_documents_stay_whole(figure: str) -> None:
    for before in range(0, 60, 3):
        text = "lời văn " * before + f"đạt {figure} trong kỳ báo cáo này"
        assert any(figure in line.split() for line in justified(text))


def test_a_symbol_of_a_third_of_a_line_breaks_at_its_signs_rather_than_leave_a_hole() -> None:
    symbol = "43/KHPH-TCTĐA06/CPTWTCTĐA06/CPAG,"
    broken = 0
    for before in range(2, 30):
        text = "đã nêu " * before + symbol + " trong kỳ báo cáo này" * 4
        lines = justified(text)
        assert "".join("".join(lines).split()).count(symbol) == 1
        broken += not any(symbol in line for line in lines)
        for line in lines[:-1]:
            assert width(line, Face.REGULAR, 14) > 0.75 * ROOM
            assert symbol[:3] not in line or not line.endswith(("T", "Đ", "P"))
    assert 0 < broken < 20


@pytest.mark.parametrize("pair", ["tháng 7/2024", "Điều 5", "số 06/QĐ-TTg", "(4) Khám"])
def test_what_belongs_to_a_number_is_rarely_parted_from_it(pair: str) -> None:
    parted = 0
    for before in range(10, 70):
        text = "và các xã " * before + pair + " nay đã đủ" * 30
        parted += not any(pair in line for line in justified(text))
    assert parted == 0


def test_a_dash_between_years_does_not_begin_a_line() -> None:
    for before in range(1, 40):
        text = "kế hoạch " * before + "giai đoạn 2022 - 2025, tầm nhìn đến năm 2030 " * 3
        assert not [line for line in justified(text) if line.startswith("-")]


def test_a_no_break_space_holds() -> None:
    for before in range(1, 40):
        text = "một hai " * before + f"100{NO_BREAK_SPACE}triệu đồng"
        assert any("100 triệu" in line for line in justified(text))


def test_several_no_break_spaces_make_a_blank_and_several_spaces_none() -> None:
    blank = pdf_lines.flush(plain_words(f"số{NO_BREAK_SPACE * 10}/BC", BODY, ROOM), ROOM)[0]
    tight = pdf_lines.flush(plain_words("số          /BC", BODY, ROOM), ROOM)[0]
    space = width(" ", Face.REGULAR, 14)
    assert blank.width - tight.width == pytest.approx(9 * space)


def test_an_address_breaks_at_its_signs_and_leaves_no_hole() -> None:
    address = "http://dichvucong.angiang.gov.vn/dichvucong/hoidap"
    for before in range(4, 24):
        text = "hỏi đáp " * before + address + ", tiếp nhận phản ánh " * 4
        lines = justified(text)
        assert "".join("".join(lines).split()).count(address) == 1
        for line in lines[:-1]:
            assert width(line, Face.REGULAR, 14) > 0.75 * ROOM


def test_styles_meet_without_a_gap_inside_a_word() -> None:
    runs = (Run("đạt "), Run("98,96%", bold=True, source="dvc12"), Run(", tăng"))
    words = words_of(runs, BODY, ROOM)
    assert [word.text for word in words] == ["đạt", "98,96%,", "tăng"]
    marks = pdf_lines.justified(words, ROOM)[0].marks
    assert [(mark.text, mark.face, mark.source) for mark in marks] == [
        ("đạt ", Face.REGULAR, ""),
        ("98,96%", Face.BOLD, "dvc12"),
        (", tăng", Face.REGULAR, ""),
    ]
    for mark, following in pairwise(marks):
        assert following.x == pytest.approx(mark.x + mark.width)


def test_a_mark_hangs_on_the_word_before_it() -> None:
    for text in ("33/42", "33/42 "):
        words = words_of((Run(text, note=4), Run(" mô hình")), BODY, ROOM)
        assert [word.notes for word in words] == [(4,), (), ()]
        assert words[0].text == "33/42 4"


def test_headings_of_two_lines_are_balanced() -> None:
    text = "Tình hình, kết quả thực hiện Đề án 06/CP trên địa bàn tỉnh tháng 7/2024 và quý III"
    lines = pdf_lines.centred(plain_words(text, Setting(14, bold=True), ROOM), ROOM)
    assert len(lines) == 2
    assert lines[0].width == pytest.approx(lines[1].width, rel=0.25)


def test_empty_text_has_no_lines() -> None:
    for breaker in (pdf_lines.justified, pdf_lines.centred, pdf_lines.flush):
        assert breaker(plain_words("  \n ", BODY, ROOM), ROOM) == []
