"""Mistakes in an author's text are told by their lines."""

from __future__ import annotations

import pytest

from forms.authoring.pack_schema import Steps
from forms.authoring.toml_lines import line_of

TEXT = """\
id = "VD01"
title = "Biểu"

[period]
cycle = "month"
rule = "nd09"

[[fields]]   # một
id = "a"
kind = "int"
choices = [
    { code = "x", label = "X" },
]

[[fields]]
id = "b"
kind = "int"

[[sections]]
id = "m"

[[sections.blocks]]
kind = "text"
text = "một"

[[sections.blocks]]
kind = "text"
text = "hai"

[[sections]]
id = "n"

[[sections.blocks]]
kind = "text"
text = "ba"
"""


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("id",), 'id = "VD01"'),
        (("period", "cycle"), 'cycle = "month"'),
        (("period",), "[period]"),
        (("fields", 0), "[[fields]]   # một"),
        (("fields", 1, "kind"), 'kind = "int"'),
        (("fields", 0, "choices", 0, "code"), "choices = ["),
        (("sections", 0, "blocks", 1, "text"), 'text = "hai"'),
        (("sections", 1, "blocks", 0, "text"), 'text = "ba"'),
        (("sections", 1, "fields"), "[[sections]]"),
        (("fields", 1, "unit"), "[[fields]]"),
        (("relations", 3), ""),
    ],
)
def test_the_line_is_the_one_that_says_it(steps: Steps, words: str) -> None:
    line = line_of(TEXT, steps)
    assert (TEXT.split("\n")[line - 1] if line else "") == words


def test_the_second_of_two_like_records_is_told_apart() -> None:
    lines = TEXT.split("\n")
    assert line_of(TEXT, ("fields", 1, "kind")) == lines.index('id = "b"') + 2
    assert line_of(TEXT, ("sections", 1)) > line_of(TEXT, ("sections", 0))


def test_any_steps_are_no_trouble() -> None:
    for steps in ((), ("fields",), ("fields", 99), ("x", 0, "y", 0, "z"), (0,)):
        assert line_of(TEXT, steps) >= 0
