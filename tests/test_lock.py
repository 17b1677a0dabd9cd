"""The lock file serves every machine the program supports and names no server."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins() -> dict[str, tuple[str, str, int]]:
    """Name to (version, marker, number of hashes)."""
    entry = re.compile(r"^([\w.-]+)==(\S+)(?: ; (.*?))? \\\n((?:    --hash=.*\n)+)", re.MULTILINE)
    return {
        name: (version, marker, hashes.count("--hash=sha256:"))
        for name, version, marker, hashes in entry.findall(LOCK)
    }


def test_it_pins_everything_the_project_asks_for() -> None:
    optional = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *optional["dev"], *optional["postgres"]]
    names = {_canonical(re.split(r"[<>=\[]", text)[0]) for text in asked}
    assert names <= set(_pins())


def test_no_line_is_without_its_hashes() -> None:
    named = re.findall(r"^[A-Za-z][\w.-]*==", LOCK, re.MULTILINE)
    assert len(named) == len(_pins())
    assert all(count > 0 for _, _, count in _pins().values())


@pytest.mark.parametrize("package", ["msgspec", "pikepdf", "pillow", "sqlalchemy", "numpy"])
def test_compiled_packages_list_a_file_for_each_python_and_system(package: str) -> None:
    # Three Pythons on three systems.
    assert _pins()[package][2] >= 9


def test_it_holds_no_package_for_one_python_only() -> None:
    assert not [name for name, (_, marker, _) in _pins().items() if "python_version" in marker]
    assert not [name for name, (_, marker, _) in _pins().items() if "python_full" in marker]


def test_it_names_no_server() -> None:
    assert re.search(r"://|--index|--extra-index|--find-links|--trusted-host", LOCK) is None


def test_the_running_environment_is_the_locked_one() -> None:
    pins = {name: version for name, (version, marker, _) in _pins().items() if not marker}
    assert {name: importlib.metadata.version(name) for name in pins} == pins


def test_the_licence_of_everything_shipped_is_named() -> None:
    named = {_canonical(word) for word in re.findall(r"[\w.-]+", _third_party())}
    assert sorted(_needed(PROJECT["dependencies"]) - named) == []


def _third_party() -> str:
    return (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")


def _needed(asked: list[str]) -> set[str]:
    """Names of packages and of what they need in turn."""
    waiting, found = [Requirement(text) for text in asked], set[str]()
    while waiting:
        requirement = waiting.pop()
        name = _canonical(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        waiting += [Requirement(text) for text in importlib.metadata.requires(name) or []]
    return found
