"""Every target on what was ever found, and on bytes at random; the long search is ``make fuzz``."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.search import CASES
from tests.fuzz.targets import TARGETS

FOUND = sorted(path for path in CASES.glob("*/*") if path.is_file())
MARKS = (
    b"{{",
    b"}}",
    b"[",
    b"(" * 40,
    b"1.234",
    b",5",
    b"%",
    b"\xe1\xbb\x87",
    b"PK\x03\x04",
    b"\0",
)
WORDS = (
    b'{"id":',
    b"dvc[1:11].n",
    b"IF(",
    b" ng\xc3\xa0y ",
    b"2024-07",
    b"12/13 h\xe1\xbb\x93 s\xc6\xa1",
)
PIECES = st.sampled_from((*MARKS, *WORDS))
ANYTHING = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=30).map(b"".join))


@pytest.mark.parametrize("case", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_answered(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_anything_is_answered(name: str) -> None:
    tried = 0

    @given(data=ANYTHING)
    def answered(data: bytes) -> None:
        nonlocal tried
        tried += 1
        TARGETS[name](data)

    answered()
    sys.stdout.write(f"fuzz, {name}: {tried} bad inputs, 0 crashes\n")
