"""Letters with places put together: marks, columns, tables, footnotes; no page breaks it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exporters.readers.pdf_page_text import Glyph, Page, Rule, page_parts
from forms.claims.passages import Line, Table

SIZE = 14.0


def letters(text: str, x: float, y: float, size: float = SIZE) -> tuple[Glyph, ...]:
    """Set a text on one line, half a size wide per letter; blanks are gaps."""
    made = []
    for letter in text:
        if letter != " ":
            made.append(Glyph(letter, x, y, x + size * 0.5, size))
        x += size * 0.5
    return tuple(made)


def page(*pieces: tuple[Glyph, ...], rules: tuple[Rule, ...] = ()) -> Page:
    return Page(3, 595.0, 842.0, tuple(glyph for piece in pieces for glyph in piece), rules)


def texts(made: Page) -> list[str]:
    return [part.text for part in page_parts(made) if isinstance(part, Line)]


def test_words_are_parted_by_gaps_and_lines_read_from_the_top() -> None:
    made = page(letters("dòng hai", 80, 680), letters("dòng một", 80, 700))
    assert texts(made) == ["dòng một", "dòng hai"]
    assert [part.number for part in page_parts(made)] == [1, 2]


def test_a_small_raised_number_is_a_mark() -> None:
    made = page(letters("949/959", 80, 700), letters("5", 129, 706, 8), letters("hồ sơ", 140, 700))
    assert texts(made) == ["949/959⁵ hồ sơ"]


def test_a_small_number_on_the_line_is_a_digit() -> None:
    assert texts(page(letters("H", 80, 700), letters("2", 87, 697, 8))) == ["H2"]


def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    rows = [("UBND XÃ", 720.0), ("Ô LÂM", 702.0)]
    left = [letters(text, 80, y) for text, y in rows]
    right = [letters(text, 320, y) for text, y in (("CỘNG HÒA", 720.0), ("Độc lập", 702.0))]
    below = letters("Kính gửi", 80, 640)
    assert texts(page(*left, *right, below)) == [
        "UBND XÃ",
        "Ô LÂM",
        "CỘNG HÒA",
        "Độc lập",
        "Kính gửi",
    ]


def test_rows_of_figures_in_columns_stay_rows() -> None:
    rows = [("Lĩnh vực", "Nhận", "Trả"), ("Hộ tịch", "12", "11"), ("Đất đai", "8", "8")]
    made = [
        letters(cell, x, 720.0 - 18 * row)
        for row, cells in enumerate(rows)
        for cell, x in zip(cells, (80, 240, 360), strict=True)
    ]
    assert texts(page(*made)) == [
        "Lĩnh vực    Nhận    Trả",
        "Hộ tịch    12    11",
        "Đất đai    8    8",
    ]


def test_page_numbers_at_the_edges_are_left_out_and_others_stay() -> None:
    made = page(letters("2", 290, 800), letters("có", 80, 700), letters("12", 80, 680),
                letters("hết", 80, 660))  # fmt: skip
    assert texts(made) == ["có", "12", "hết"]


def test_small_print_below_a_short_rule_is_a_footnote() -> None:
    body = [letters("chữ của thân bài", 80, y) for y in (700, 680, 660)]
    note = letters("1 Theo Công văn", 80, 100, 10)
    made = page(*body, note, rules=(Rule(80, 115, 200, 115),))
    last = page_parts(made)[-1]
    assert isinstance(last, Line)
    assert (last.note, last.text) == (True, "¹ Theo Công văn")


def test_ruled_cells_are_a_table_and_joined_cells_count_as_their_first() -> None:
    lying = tuple(Rule(80, y, 280, y) for y in (500.0, 520.0, 540.0))
    standing = (Rule(80, 500, 80, 540), Rule(280, 500, 280, 540), Rule(180, 520, 180, 540))
    made = page(
        letters("tên", 85, 525), letters("số", 185, 525), letters("tổng cộng 31", 85, 505),
        rules=(*lying, *standing),
    )  # fmt: skip
    (table,) = (part for part in page_parts(made) if isinstance(part, Table))
    assert table.rows == (("tên", "số"), ("tổng cộng 31", ""))
    assert (table.page, table.number) == (3, 1)


places = st.floats(-50, 900, width=32)
glyphs = st.builds(
    lambda text, x, y, width, size: Glyph(text, x, y, x + width, size),
    st.sampled_from("aĐ1(⁵ .%-"),
    places,
    places,
    st.floats(0, 20, width=32),
    st.floats(0, 40, width=32),
)
rules = st.builds(
    lambda x, y, length, lies: Rule(x, y, x + length * lies, y + length * (not lies)),
    places,
    places,
    st.floats(0, 500, width=32),
    st.booleans(),
)


@given(st.lists(glyphs, max_size=60), st.lists(rules, max_size=30))
def test_any_letters_and_rules_make_a_page(printed: list[Glyph], ruled: list[Rule]) -> None:
    parts = page_parts(Page(1, 595.0, 842.0, tuple(printed), tuple(ruled)))
    numbers = [part.number for part in parts]
    assert numbers == sorted(set(numbers))
    said = "".join(p.text if isinstance(p, Line) else str(p.rows) for p in parts)
    assert "\x1f" not in said
