"""System programs that judge our files: LibreOffice, poppler, qpdf, a virtual screen."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

REQUIRED = os.environ.get("BAOCAO_REQUIRE_JUDGES") == "1"


def find_judge(program: str) -> Path:
    """Give the path of a system program; skip the test where there is none, or fail it.

    `.ci/run` sets BAOCAO_REQUIRE_JUDGES=1, under which a missing judge is a failure.
    """
    found = shutil.which(program)
    if found is None:
        lack(f"the judge {program!r} is not installed (make setup installs it where it can)")
    return Path(found)


def find_file(path: Path) -> Path:
    """Give the path of a file that a judge needs; skip or fail the test as above."""
    if not path.exists():
        lack(f"{path.name} of a judge is missing (make setup installs it where it can)")
    return path


def lack(reason: str) -> NoReturn:
    """Skip the test for want of a judge, or fail it where judges are required."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)
