"""Qt for Python's own Python as the built program carries it: byte code, two modules fewer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import shiboken6

from tests import scripts

WORKING = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel

class Source(QObject):
    fired = Signal(int)

app = QApplication([])
label, seen, source = QLabel(), [], Source()
source.fired.connect(seen.append)
source.fired.emit(7)
label.setText("chữ")
print(seen, label.text())
for wrong in (lambda: label.setText(1, 2), lambda: label.resize("x"), lambda: QColor(object())):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(sys.modules["shibokensupport.signature.loader"].__spec__.origin, file=sys.stderr)
print("shibokensupport.signature.lib.enum_sig" in sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def support() -> ModuleType:
    return scripts.script("qt_support")


def test_a_window_works_with_it_and_wrong_calls_are_told(
    support: ModuleType, tmp_path: Path
) -> None:
    own = Path(shiboken6.__file__).parent
    shutil.copytree(own, tmp_path / "shiboken6", ignore=shutil.ignore_patterns("include", "lib"))
    support.write(tmp_path / support.PLACE)
    theirs, carried = _working(), _working(PYTHONPATH=str(tmp_path))
    assert (theirs.returncode, carried.returncode) == (0, 0), carried.stderr[-2000:]
    assert carried.stdout == theirs.stdout
    assert carried.stdout.count("Error") == 3
    place, loaded = carried.stderr.splitlines()
    assert (place, loaded) == (str(tmp_path / support.PLACE / support.CHANGED) + "c", "False")


def _working(**more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WORKING],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **more},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_changed_source_says_what_was_changed_and_loses_nothing_else(
    support: ModuleType,
) -> None:
    import shibokensupport  # type: ignore[import-not-found, unused-ignore]

    archive = shibokensupport.__spec__.loader.zfile
    before = archive.read(support.CHANGED).decode().splitlines()
    after = support.sources()[support.CHANGED].splitlines()
    notice, kept = after[:2], after[2:]
    assert "Changed on 2026-11-22" in notice[0]
    assert [line for line in before if line not in kept] == [
        "    put_into_package(PySide6.support.signature.lib, enum_sig)",
        "    put_into_package(PySide6.support.signature.lib, pyi_generator)",
        "from shibokensupport.signature.lib import enum_sig",
        "from shibokensupport.signature.lib import pyi_generator",
    ]
    assert [line for line in kept if line not in before] == []


def test_the_same_sources_give_the_same_bytes_without_a_folder_in_them(
    support: ModuleType, tmp_path: Path
) -> None:
    made = [support.write(tmp_path / name) for name in ("a", "b")]
    first, second = ([Path(file).read_bytes() for file, _ in files] for files in made)
    assert first == second
    assert not any(str(tmp_path).encode() in data for data in first)
