"""ICU's data as the package for Linux carries it: a twentieth, and letters in the same order."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

from tests import scripts

LIBRARIES = sorted((Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*"))
LOCALE = """
import functools
from PySide6.QtCore import QCollator, QDate, QLocale, QStringDecoder

words = ["đa", "da", "ă", "â", "a", "Đông", "xã", "Xa", "ộ", "o", "ơ", "F10", "F2", "ữ", "ư"]
for name in ("vi_VN", "en_US", "C"):
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    print(sorted(words, key=functools.cmp_to_key(collator.compare)))
vietnamese = QLocale("vi_VN")
print(vietnamese.toString(QDate(2026, 11, 22), QLocale.FormatType.LongFormat))
print(vietnamese.toUpper("đường ơ ữ"), vietnamese.toDouble("1.234,5"))
print(QStringDecoder("UTF-8").isValid(), QStringDecoder("UTF-16").isValid())
"""

pytestmark = [
    pytest.mark.skipif(not LIBRARIES, reason="Qt brings no data of ICU on this system"),
    pytest.mark.skipif(
        not (shutil.which("objcopy") and shutil.which("ld")), reason="needs binutils"
    ),
]


@pytest.fixture(scope="module")
def icu() -> ModuleType:
    return scripts.script("icu_data")


@pytest.fixture
def slim(icu: ModuleType, tmp_path: Path) -> Path:
    shutil.copy(LIBRARIES[0], tmp_path)
    (found,) = icu.slim(tmp_path)
    assert isinstance(found, Path)
    return found


def _told(**more: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", LOCALE],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_names_stand_in_the_same_order_and_dates_read_the_same(slim: Path) -> None:
    # Of two libraries of one name the first that is loaded serves all.
    assert _told(LD_PRELOAD=str(slim)) == _told()
    assert slim.stat().st_size * 15 < LIBRARIES[0].stat().st_size


def test_the_same_library_gives_the_same_bytes(icu: ModuleType, slim: Path) -> None:
    before = slim.read_bytes()
    shutil.copy(LIBRARIES[0], slim)
    icu.slim(slim.parent)
    assert slim.read_bytes() == before


def test_something_else_is_refused(icu: ModuleType) -> None:
    with pytest.raises(ValueError, match="no file of ICU's data"):
        icu.cut(bytes(64))
