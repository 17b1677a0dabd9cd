"""Lines become passages, and every offset leads back to page, line and column."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from forms.claims.passages import (
    Line,
    Passage,
    Spot,
    Table,
    Text,
    note_numbers,
    passages,
    plain_text,
)

LONG = "Ủy ban nhân dân xã báo cáo kết quả thực hiện nhiệm vụ được giao trong tháng, cụ thể là"


def read(*lines: str) -> tuple[Passage, ...]:
    return passages(plain_text("\n".join(lines)))


def texts(found: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in found]


def test_hard_wrapped_lines_are_one_passage() -> None:
    found = read(LONG, "tiếp nhận 120 hồ sơ.", "Xã cũng giải quyết 118 hồ sơ.")
    assert texts(found) == [f"{LONG} tiếp nhận 120 hồ sơ.", "Xã cũng giải quyết 118 hồ sơ."]


def test_empty_lines_between_wrapped_lines_do_not_break_a_passage() -> None:
    assert len(read(LONG, "", "tiếp nhận 120 hồ sơ.")) == 1


def test_a_symbol_broken_at_its_hyphen_is_whole_again() -> None:
    (found,) = read(LONG + " theo Kế hoạch số 109/KH-", "UBND ngày 05/02/2024.")
    assert "109/KH-UBND" in found.text


def test_items_and_headings_begin_passages_of_their_own() -> None:
    found = read("I. KẾT QUẢ", "1. Dịch vụ công", "- Tiếp nhận 5 hồ sơ;", "+ Trả 5 hồ sơ.")
    markers = [passage.marker for passage in found]
    assert markers == ["roman", "arabic", "dash", "plus"]


def test_a_number_alone_is_no_text() -> None:
    (found,) = read(LONG, "2", "tiếp nhận 120 hồ sơ.")
    assert found.text == f"{LONG}² tiếp nhận 120 hồ sơ."


def test_a_footnote_block_does_not_tear_the_paragraph_above_it() -> None:
    found = read(
        LONG + " triển khai1",
        "",
        "1 Công văn số 12/UBND-VX ngày 02/3/2024.",
        " 33/42 mô hình trên địa bàn.",
    )
    assert [passage.note for passage in found] == [0, 1]
    assert found[0].text.endswith("triển khai1 33/42 mô hình trên địa bàn.")


def test_raised_marks_are_no_digits_of_the_figure_before_them() -> None:
    line = Line("đạt 143/1605 hồ sơ", 3, 7, marks=((11, 12),))
    (found,) = passages(Text((line,)))
    assert found.text == "đạt 143/160⁵ hồ sơ"


def test_a_place_leads_back_to_page_line_and_column() -> None:
    parts = (Line("  Tiếp nhận 12", 2, 40), Line("hồ sơ trong tháng.", 3, 41))
    (found,) = passages(Text(parts))
    assert found.spot(found.text.index("12")) == Spot(2, 40, 12)
    assert found.spot(found.text.index("hồ sơ")) == Spot(3, 41, 0)


def test_form_feeds_count_pages_and_tabs_make_tables() -> None:
    text = plain_text("Trang một.\fTrang hai.\nXã\tSố hộ\nA\t12\nB\t15\n")
    lines = [part for part in text.parts if isinstance(part, Line)]
    assert [line.page for line in lines if line.text] == [1, 2]
    assert Table((("Xã", "Số hộ"), ("A", "12"), ("B", "15")), 2, 2, (2, 3, 4)) in text.parts


def test_text_that_is_not_wrapped_keeps_its_lines() -> None:
    parts = (Line("Tiếp nhận 12 hồ sơ"), Line("trả 11 hồ sơ"))
    assert len(passages(Text(parts, wrapped=False))) == 2


@given(st.lists(st.text(alphabet="aÂ1²/-.;:() \t|\u0301I", max_size=30), max_size=12))
def test_every_character_of_a_passage_has_its_place(lines: list[str]) -> None:
    for passage in passages(plain_text("\n".join(lines))):
        for offset in range(len(passage.text)):
            spot = passage.spot(offset)
            assert 1 <= spot.line <= len(lines)
            assert spot.column >= 0


def test_columns_kept_by_wide_gaps_and_rows_apart_make_a_table() -> None:
    text = plain_text("Xã     Nhận     Trả\n\nA      12       11\n\nB      15       15\n\nHết.")
    tables = [part for part in text.parts if isinstance(part, Table)]
    assert tables == [
        Table((("Xã", "Nhận", "Trả"), ("A", "12", "11"), ("B", "15", "15")), 1, 1, (1, 3, 5))
    ]


def test_lines_wrapped_twice_break_sentences_nowhere() -> None:
    # A text file of full lines that another program has set on narrower pages.
    text = """
II. KẾT QUẢ
Trong tháng, Bộ phận Một cửa của Ủy ban nhân dân xã tiếp nhận hồ sơ của công
dân trong
xã và các xã bên cạnh, qua Cổng dịch vụ công là 1.250 hồ sơ, trong đó có tới
950 hồ sơ
toàn trình; đã giải quyết xong và trả kết quả cho công dân đúng ngày hẹn tất cả
là được
1.200 hồ sơ, đạt tỷ lệ 96%; còn lại 50 hồ sơ đang trong hạn giải quyết theo quy
định.
"""
    assert [p.text[:11] for p in passages(plain_text(text))] == ["II. KẾT QUẢ", "Trong tháng"]


def test_notes_without_a_block_of_their_own_are_known_by_their_running_numbers() -> None:
    apart = Text((Line("Đạt 143/1605 hồ sơ."), Line("⁵ Theo Công văn số 12.", note=True)))
    running = Text((Line("1 Sở Y tế."), Line("Đạt 9/102 hồ sơ."), Line("2 Sở Công Thương.")))
    assert note_numbers(passages(apart)) == {5}
    assert note_numbers(passages(running)) == {1, 2}
    assert not note_numbers(passages(Text((Line("7 Sở Y tế."), Line("12 Sở Công Thương.")))))


def test_cells_that_lack_and_figures_that_touch_keep_their_columns() -> None:
    text = plain_text(
        "Nội dung             Tổng    Mới   Cũ   Trả\n"
        "Hộ tịch             1.733  1.284    412 1.708\n"
        "Xây dựng               24             9    21\n"
    )
    (table,) = (part for part in text.parts if isinstance(part, Table))
    assert table.rows[1:] == (
        ("Hộ tịch", "1.733", "1.284", "412", "1.708"),
        ("Xây dựng", "24", "", "9", "21"),
    )
