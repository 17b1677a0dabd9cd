"""System programs that judge our files: LibreOffice, poppler, qpdf, a virtual screen."""

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = os.environ.get("BAOCAO_REQUIRE_JUDGES") == "1"


def find_judge(program: str) -> Path:
    """Give the path of a system program; skip the test where there is none, or fail it.

    `.ci/run` sets BAOCAO_REQUIRE_JUDGES=1, under which a missing judge is a failure.
    """
    found = shutil.which(program)
    if found is not None:
        return Path(found)
    reason = f"the judge {program!r} is not installed (make setup installs it where it can)"
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)
