"""Figures of a typed text that equal the form's, offered to be linked to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forms.claims.figure_links import NamedFigure, figure_links

FORM = (
    NamedFigure("dvc12.n", "Khai sinh: trực tuyến", "949"),
    NamedFigure("dvc12.d", "Khai sinh: tổng số", "959"),
    NamedFigure("dvc12.p", "Khai sinh: tỷ lệ", "98,96"),
    NamedFigure("dvc13.n", "Khai tử: trực tuyến", "12"),
    NamedFigure("dvc13.d", "Khai tử: tổng số", "16"),
    NamedFigure("dvc13.p", "Khai tử: tỷ lệ", "75"),
    NamedFigure("dvc14.d", "Kết hôn: tổng số", "959"),
    NamedFigure("von", "Vốn", "1.245"),
    NamedFigure("ten", "Tên", "949 hồ sơ"),
)


def link(text: str) -> str:
    """Put tokens in place of the figures that are offered, as the window does."""
    for offer in reversed(figure_links(text, FORM)):
        text = f"{text[: offer.start]}{{{{{offer.figure.token}}}}}{text[offer.end :]}"
    return text


def test_a_figure_that_only_one_field_has_is_linked() -> None:
    text = "Bố trí 1.245 triệu đồng."
    (offer,) = figure_links(text, FORM)
    assert (text[offer.start : offer.end], offer.figure.label) == ("1.245", "Vốn")
    assert link(text) == "Bố trí {{von}} triệu đồng."


def test_neighbours_tell_which_of_two_fields_is_meant() -> None:
    text = "- Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%."
    assert link(text) == "- Tiếp nhận {{dvc12.n}}/{{dvc12.d}} hồ sơ, đạt tỷ lệ {{dvc12.p}}%."
    assert link("Tổng số 959 hồ sơ.") == "Tổng số 959 hồ sơ."


def test_small_figures_need_a_neighbour_of_their_field() -> None:
    assert link("Có 12 ấp.") == "Có 12 ấp."
    assert link("Nhận 12/16 hồ sơ.") == "Nhận {{dvc13.n}}/{{dvc13.d}} hồ sơ."


def test_what_is_no_quantity_or_a_mark_already_is_left_alone() -> None:
    for text in (
        "Công văn số 949/UBND-NC ngày 12/9/2024.",
        "Tiếp nhận {{dvc12.n}} hồ sơ của hơn 949 người.",
        "Trong năm 1245, ở Điều 959.",
        "",
    ):
        assert link(text) == text


def test_offsets_count_over_lines_and_footnotes() -> None:
    text = "  Mở đầu.\n\n- Vốn 1.245 triệu đồng[^ gồm 949 hồ sơ].\n"
    assert link(text) == "  Mở đầu.\n\n- Vốn {{von}} triệu đồng[^ gồm {{dvc12.n}} hồ sơ].\n"


@given(st.text(alphabet="0123459/.,% {}[]^<>hồsơ-\n", max_size=120))
def test_linking_keeps_everything_else(text: str) -> None:
    offers = figure_links(text, FORM)
    assert all(text[o.start : o.end] == o.figure.said for o in offers)
    assert [o.start for o in offers] == sorted(o.start for o in offers)
    said = {f"{{{{{f.token}}}}}": f.said for f in FORM}
    back = link(text)
    for token, words in said.items():
        if token not in text:
            back = back.replace(token, words)
    assert back == text or any(token in text for token in said)
