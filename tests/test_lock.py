"""The lock file serves every machine the program supports and names no server."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
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
    asked = [*PROJECT["dependencies"], *optional["dev"], *optional["server"]]
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


@pytest.mark.nightly
def test_windows_gets_a_ready_made_file_of_everything_that_is_shipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted, wheels = tmp_path / "windows.lock", tmp_path / "wheels"
    names = _for_windows()
    wanted.write_text("".join(_entry(name) for name in names), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
         "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp",
         "--only-binary", ":all:", "--dest", wheels, "-r", wanted],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = sorted(wheels.iterdir(), key=lambda file: -file.stat().st_size)
    assert len(files) == len(names)
    assert {file.suffix for file in files} == {".whl"}
    with capsys.disabled():
        print("\n" + _sizes(files))  # noqa: T201 - the table is what the nightly run is read for


def _for_windows() -> list[str]:
    """Names of what is shipped, and of what only Windows needs for it or to build it."""
    only_there = {name for name, (_, marker, _) in _pins().items() if "win32" in marker}
    return sorted(_needed(PROJECT["dependencies"]) | only_there)


def _entry(name: str) -> str:
    """Give a package's lines of the lock file, without the marker: pip asks this computer."""
    lines = re.search(rf"^{re.escape(name)}==.*\n(?:    --hash=.*\n)+", LOCK, re.MULTILINE)
    assert lines is not None, name
    return re.sub(r" ; .*? \\\n", r" \\\n", lines[0], count=1)


def _sizes(files: list[Path]) -> str:
    """Print what is fetched and what it unpacks to, in MB (10^6 bytes)."""
    unpacked = [sum(member.file_size for member in _members(file)) for file in files]
    fetched = [file.stat().st_size for file in files]
    rows = [
        *zip((file.name.split("-")[0] for file in files), fetched, unpacked, strict=True),
        ("all", sum(fetched), sum(unpacked)),
    ]
    return "\n".join(f"{name:<28}{a / 1e6:>9.2f}{b / 1e6:>9.2f}" for name, a, b in rows)


def _members(file: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(file) as wheel:
        return wheel.infolist()


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
