"""The documents tell what the program does: each command, finding code and target is in them."""

import argparse
import importlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *DOCS]


def _text(files: list[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


# --- command line ---------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    module = pytest.importorskip("desktop.cli", reason="the command line is not there yet")
    return cast("argparse.ArgumentParser", module.build_parser())


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    choices = (action.choices for action in parser._actions if isinstance(action.choices, dict))
    return dict(itertools.chain.from_iterable(choice.items() for choice in choices))


def _options(parser: argparse.ArgumentParser) -> set[str]:
    own = {text for action in parser._actions for text in action.option_strings}
    return {text for text in own if text.startswith("--")} - {"--help"}


def _with_nested(
    parser: argparse.ArgumentParser, prefix: str = "baocao"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for name, nested in _commands(parser).items():
        yield f"{prefix} {name}", nested
        yield from _with_nested(nested, f"{prefix} {name}")


def test_every_command_is_documented() -> None:
    text = _text(DOCS)
    commands = dict(_with_nested(_parser()))
    assert commands
    assert [name for name in commands if name not in text] == []


def test_every_option_is_documented() -> None:
    parser = _parser()
    options = _options(parser).union(*(_options(nested) for _, nested in _with_nested(parser)))
    text = _text(DOCS)
    assert [option for option in sorted(options) if option not in text] == []


def test_the_documents_name_no_command_that_does_not_exist() -> None:
    known = set(_commands(_parser()))
    named = re.findall(r"(?:^|[`$/] ?)baocao ([a-z][a-z-]*)", _text(PAGES), re.MULTILINE)
    assert set(named) - known == set()


# --- findings -------------------------------------------------------------------------------------


def test_every_finding_code_is_documented() -> None:
    module = pytest.importorskip("forms.messages", reason="the catalogue is not there yet")
    codes = sorted(importlib.import_module(module.__name__).MESSAGES)
    assert codes
    text = _text(DOCS)
    assert [code for code in codes if f"`{code}`" not in text] == []


# --- make -----------------------------------------------------------------------------------------


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def test_every_target_is_documented() -> None:
    text = _text(DOCS)
    assert [name for name in sorted(_targets()) if f"`make {name}`" not in text] == []


def test_the_documents_name_no_target_that_does_not_exist() -> None:
    named = re.findall(r"(?:`|^)make ([a-z][a-z-]*)", _text(PAGES), re.MULTILINE)
    assert set(named) - _targets() == set()


def test_every_target_is_phony() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert declared is not None
    assert set(declared.group(1).split()) == _targets()


# --- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


# --- changelog ------------------------------------------------------------------------------------

KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def _headings() -> list[str]:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return re.findall(r"^## (.*)$", text, re.MULTILINE)


def _releases() -> list[tuple[int, ...]]:
    found = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}", text) for text in _headings()]
    return [tuple(map(int, match.group(1).split("."))) for match in found if match]


def test_the_changelog_lists_what_is_unreleased_and_then_every_release() -> None:
    assert _headings()[0] == "[Unreleased]"
    assert len(_releases()) == len(_headings()) - 1
    assert _releases() == sorted(_releases(), reverse=True)


def test_the_changelog_sorts_changes_by_kind_and_leaves_none_empty() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    kinds = re.findall(r"^### (.*)\n+(.?)", text, re.MULTILINE)
    assert {kind for kind, _ in kinds} <= KINDS
    assert {first for _, first in kinds} <= {"-"}


def test_the_version_is_the_newest_release_or_the_next_one() -> None:
    version = (ROOT / "resources" / "version.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert all(tuple(map(int, version.split("."))) >= release for release in _releases())
