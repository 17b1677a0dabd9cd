from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.printed.templates import (
    MAX_LENGTH,
    MAX_NESTING,
    Footnote,
    Literal,
    Node,
    Optional,
    Own,
    Reference,
    Template,
    TemplateError,
    own_parts,
    parse,
    problems,
    read_narrative,
    tokens,
)


def written(template: Template) -> str:
    """The text that reads as the template."""
    return "".join(map(_written, template))


def _written(node: Node) -> str:
    if isinstance(node, Literal):
        return node.text
    if isinstance(node, Own):
        return f"{{{node.part}}}"
    if isinstance(node, Footnote):
        return f"[^{written(node.nodes)}]"
    if isinstance(node, Optional):
        return f"<<{written(node.nodes)}>>"
    return node.typed


def test_a_field_sentence() -> None:
    assert parse("Tiếp nhận {n}/{d} hồ sơ, đạt tỷ lệ {p}%.") == (
        Literal("Tiếp nhận "),
        Own("n"),
        Literal("/"),
        Own("d"),
        Literal(" hồ sơ, đạt tỷ lệ "),
        Own("p"),
        Literal("%."),
    )


def test_tokens_name_field_part_and_row() -> None:
    template = parse("{{dvc12}} {{dvc12.p}} {{bt[bt_tinh].tslcd}} {{von_ds[3].tien}}")
    assert tokens(template) == (
        Reference("dvc12", None, None),
        Reference("dvc12", "p", None),
        Reference("bt", "tslcd", "bt_tinh"),
        Reference("von_ds", "tien", "3"),
    )


def test_footnotes_and_segments_hold_tokens() -> None:
    template = parse("đạt {{a}}[^Gồm: {{b}}]<<, còn {{c.r}} dữ liệu[^Theo {{d}}]>>.")
    assert [reference.field for reference in tokens(template)] == ["a", "b", "c", "d"]
    assert isinstance(template[2], Footnote)
    assert isinstance(template[3], Optional)


def test_own_parts() -> None:
    assert own_parts(parse("{so}<< ngày {ngay}>>{{x}}")) == ("so", "ngay")


def test_brackets_inside_a_footnote_stay_inside() -> None:
    template = parse("kỹ năng số[^Xem mục [1] và [2].] cho")
    assert template == (
        Literal("kỹ năng số"),
        Footnote((Literal("Xem mục [1] và [2]."),)),
        Literal(" cho"),
    )


def test_brackets_outside_are_words() -> None:
    assert parse("[a] b]") == (Literal("[a] b]"),)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("đạt {{dvc12", 4),
        ("đạt dvc12}}", 9),
        ("đạt {{Dvc12}}", 4),
        ("đạt {{dvc12.}}", 4),
        ("đạt {{dvc 12}}", 4),
        ("{{}}", 0),
        ("số[^chú thích", 2),
        ("số[^]", 2),
        ("số[^a[^b]]", 5),
        ("số <<còn {{a}}", 3),
        ("số {{a}}>>", 8),
        ("<<không có gì>>", 0),
        ("{N}", 0),
        ("{n", 0),
        ("n}", 1),
        ("{" + "a" * 41 + "}", 0),
    ],
)
def test_a_pack_is_refused_its_first_malformed_piece(text: str, position: int) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(text)
    assert caught.value.problem.position == position
    assert str(caught.value).startswith(f"Ký tự thứ {position + 1}: ")


@pytest.mark.parametrize(
    "text",
    ["đạt {{dvc12", "số[^chú thích", "<<Đề án>>", "a >> b", "{{Ô 1}}", "[^a <<b] {{c}} c>>"],
)
def test_a_clerk_gets_malformed_pieces_as_typed_and_is_told(text: str) -> None:
    assert written(read_narrative(text)) == text
    assert problems(text)


def test_single_braces_are_words_in_a_narrative() -> None:
    assert read_narrative("tập {a, b} và {n}") == (Literal("tập {a, b} và {n}"),)
    assert problems("tập {a, b} và {n}") == ()


def test_only_the_malformed_piece_is_lost() -> None:
    template = read_narrative("{{a}} [^thiếu {{b}}")
    assert tokens(template) == (Reference("a", None), Reference("b", None))
    assert [problem.position for problem in problems("{{a}} [^thiếu {{b}}")] == [6]


def test_nesting_has_a_limit() -> None:
    deep = "<<" * MAX_NESTING + "{{a}}" + ">>" * MAX_NESTING
    assert written(parse(deep)) == deep
    with pytest.raises(TemplateError, match="Lồng nhau"):
        parse(f"<<{deep}>>")


def test_length_has_a_limit() -> None:
    assert parse("a" * MAX_LENGTH) == (Literal("a" * MAX_LENGTH),)
    with pytest.raises(TemplateError, match="dài quá"):
        parse("a" * (MAX_LENGTH + 1))
    assert read_narrative("{{a}}" * MAX_LENGTH) == (Literal("{{a}}" * MAX_LENGTH),)


_SCRAPS = st.sampled_from(
    ["{{", "}}", "{", "}", "[^", "[", "]", "<<", ">>", "a1", ".", "n", "{{a.b}}", "{n}", "ệ", " "]
)


@given(st.lists(_SCRAPS, max_size=40).map("".join) | st.text(max_size=60))
def test_no_narrative_raises_or_loses_a_letter(text: str) -> None:
    assert written(read_narrative(text)) == text


@given(st.lists(_SCRAPS, max_size=40).map("".join))
def test_what_is_read_reads_again_as_the_same(text: str) -> None:
    template = read_narrative(text)
    assert read_narrative(written(template)) == template
    assert all(0 <= problem.position < len(text) for problem in problems(text))


@given(st.lists(_SCRAPS, max_size=40).map("".join))
def test_a_pack_text_is_refused_or_loses_nothing(text: str) -> None:
    with contextlib.suppress(TemplateError):
        assert written(parse(text)) == text
