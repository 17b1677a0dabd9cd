"""Guard the pin of PySide6.

PySide6 6.12.0 drops a reference to None with each void call and one to True with each signal, so
Python 3.11, where these are not immortal, aborts after some hundred clicks.
"""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LONG_SESSION = """
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

class Source(QObject):
    fired = Signal(bool)

app = QApplication([])
seen = []
source = Source()
source.fired.connect(seen.append)
for _ in range(2_000):
    source.fired.emit(True)
label = QLabel()
for number in range(20_000):
    label.setText(str(number))
assert len(seen) == 2_000 and label.text() == "19999"
print("whole")
"""


def test_two_thousand_signals_and_twenty_thousand_void_calls_are_survived() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LONG_SESSION],
        env={"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "whole\n"), done.stderr[-2000:]


@pytest.mark.parametrize("package", ["PySide6-Essentials", "shiboken6"])
def test_the_installed_version_is_the_pinned_one(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"{package}=={importlib.metadata.version(package)}" in project["dependencies"]
