"""Claims in a paragraph that is being written, placed in the text as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.claims.narrative_claims import typed_claims

FIGURES = {"dvc12.n": "949", "dvc12.d": "959", "cau": "Tiếp nhận 949/959 hồ sơ"}


def printed(token: str) -> str:
    return FIGURES.get(token.strip(), "")


def found(text: str) -> list[tuple[str, str, str]]:
    claims = typed_claims(text, printed)
    return [(text[c.start : c.end], c.claim.verdict, c.claim.expected) for c in claims]


def test_a_wrong_claim_is_placed_in_its_line() -> None:
    text = "Ưu điểm.\n- Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 97,54%.\nHết."
    ((words, verdict, expected),) = found(text)
    assert words.endswith("949/959 hồ sơ, đạt tỷ lệ 97,54%")
    assert (verdict, expected) == ("wrong", "98,96%")


def test_right_claims_say_nothing() -> None:
    assert found("Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%.") == []
    assert found("") == []


def test_figures_of_the_form_count_as_they_print() -> None:
    text = "Tiếp nhận {{dvc12.n}}/{{dvc12.d}} hồ sơ, đạt tỷ lệ 97,54%."
    ((words, _, expected),) = found(text)
    assert words.endswith("{{dvc12.d}} hồ sơ, đạt tỷ lệ 97,54%")
    assert expected == "98,96%"
    assert found(text.replace("97,54", "98,96")) == []


def test_a_sentence_of_the_form_may_hold_the_figures() -> None:
    ((words, _, _),) = found("{{cau}}, đạt tỷ lệ 97,54%.")
    assert words.startswith("{{cau}}")


def test_footnotes_and_marks_do_not_stand_between() -> None:
    ((words, _, _),) = found("Tiếp nhận 949/959[^Theo báo cáo 5/6] hồ sơ<<, đạt tỷ lệ 97,54%>>.")
    assert words.startswith("949/959")


@pytest.mark.parametrize("text", ["đạt 97,54% 949/959 " * 2_000, "e\u0301 949/959, đạt 97,54%"])
def test_what_is_too_long_or_not_composed_is_left_alone(text: str) -> None:
    assert typed_claims(text, printed) == ()


@given(st.text(alphabet="0123456789/%,. đạt{}[^]<>\ngồm:;()", max_size=120))
def test_spans_lie_within_the_text(text: str) -> None:
    for start, end, _ in typed_claims(text, lambda _: "1/2"):
        assert 0 <= start <= end <= len(text)
