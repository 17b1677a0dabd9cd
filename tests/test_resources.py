import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import resources

ROOT = Path(__file__).parent.parent


def test_a_name_becomes_a_path_inside_the_folder() -> None:
    assert resources.path("version.txt").read_text(encoding="utf-8").strip() == "0.2.0"
    assert resources.path("fonts/x.ttf") == ROOT / "resources" / "fonts" / "x.ttf"
    assert resources.path("") == ROOT / "resources"


@pytest.mark.parametrize(
    "name", ["../LICENSE", "/etc/passwd", "fonts/../../LICENSE", "..", "..\\LICENSE", "a\\b"]
)
def test_a_name_that_leaves_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="leaves the folder"):
        resources.path(name)


def test_the_current_directory_does_not_matter(tmp_path: Path) -> None:
    code = "import resources; print(resources.path('version.txt'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(ROOT / "resources" / "version.txt")


def test_every_folder_of_resources_is_packed() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    packed = {pattern.split("/")[0] for pattern in tools["setuptools"]["package-data"]["resources"]}
    folders = {
        entry.name
        for entry in (ROOT / "resources").iterdir()
        if entry.is_dir() and entry.name != "__pycache__"
    }
    assert folders <= packed


def test_every_folder_with_code_is_a_package_and_so_is_packed() -> None:
    rooms = ["desktop", "forms", "db", "exporters", "resources"]
    folders = {file.parent for room in rooms for file in (ROOT / room).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
