"""The comparison with other programs names proofs that exist and sources that are listed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
TABLES, _, SOURCES = TEXT.partition("## Sources")
PROOFS = sorted(set(re.findall(r"`(tests/[^`]+)`", TABLES)))


def _rows() -> Iterator[list[str]]:
    for line in TABLES.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def test_there_are_proofs() -> None:
    assert len(PROOFS) > 30


@pytest.mark.parametrize("proof", PROOFS)
def test_a_named_proof_exists(proof: str) -> None:
    name, _, function = proof.partition("::")
    file = ROOT / name
    assert file.is_file()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not function or function in functions


def test_every_row_is_proved_measured_or_denied() -> None:
    told = ("`tests/", "measured", "**no**", "**none**", "never on Windows")
    bare = [row[0] for row in _rows() if row[0] and not any(words in row[-1] for words in told)]
    assert bare == []


def test_what_is_said_of_others_has_its_source() -> None:
    plain = {"not seen", "not known", "not looked for", "not public", "–"}
    said = [(row[0], cell) for row in _rows() if row[0] for cell in row[1:-1]]
    assert said
    sourced = re.compile(r"\[[A-Z]\d+\]|measured")
    assert [one for one in said if one[1] not in plain and not sourced.search(one[1])] == []


def test_every_row_speaks_of_every_program() -> None:
    assert {len(row) for row in _rows()} == {9}


def test_every_source_that_is_named_is_listed() -> None:
    named = set(re.findall(r"\[([A-Z]\d+)\]", TABLES))
    listed = set(re.findall(r"\b([A-Z]\d+)\b", SOURCES))
    assert named
    assert named - listed == set()
    assert listed - named == set()
