"""The settings that each release leaves behind: written once, read by every later one.

``python -m tests.old_settings FOLDER`` writes them with the program as it stands; the folder then
goes to ``tests/data/old/settings/`` under the release's number and is never written again. That of
`0.1.0` was written by the first build that was packed, which kept the unit's profile and nothing
else; `0.1.9` is no release, as in `old_store`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from desktop.settings import STORE_NAME
from desktop.use_cases.store_choice import keep_database
from desktop.window.look import Look, keep_look
from desktop.workspace import Workspace
from forms.profile import Profile, ProfileProblem, read_profile
from tests.old_store import UNIT, now

OPEN: Final = f"F16-{UNIT}-2026-06"
LOOK: Final = Look("contrast", 125)
SERVER: Final = "postgresql+psycopg://binh@may-chu:5432/baocao"
INI: Final = f"""\
[unit]
code = {UNIT}
[signatory.1]
name = Trần Thị Lan
post = PHÓ CHỦ TỊCH
authority = KT.
head = CHỦ TỊCH
[recipients]
F07 = Sở Khoa học và Công nghệ; Lưu: VT
[locked]
settings = profile; forms
"""
JSON: Final = f"""\
{{
  "format": "baocao-preset/1",
  "profile": {{
    "unit": "{UNIT}",
    "signatories": [
      {{"name": "Trần Thị Lan", "post": "PHÓ CHỦ TỊCH", "authority": "KT.", "head": "CHỦ TỊCH"}}
    ],
    "recipients": {{"F07": ["Sở Khoa học và Công nghệ", "Lưu: VT"]}}
  }},
  "locked": ["profile", "forms"]
}}
"""


def profile(folder: Path) -> Profile:
    """Return the profile that a release was given."""
    found = read_profile((folder / "profile.json").read_bytes())
    assert not isinstance(found, ProfileProblem)
    return found


def write(folder: Path, given: Profile) -> None:
    """Set a profile, a look, a server and a preset, each in the file it is kept in."""
    with Workspace.open(folder, now=now, who="Trần Thị Bình") as workspace:
        workspace.set_profile(given)
        workspace.create("F16", UNIT, "2026-06", blank=True)
    keep_look(folder, LOOK)
    keep_database(folder, SERVER)
    for name, text in (("unit.ini", INI), ("unit.json", JSON)):
        (folder / name).write_text(text, encoding="utf-8")
    for left in folder.glob(f"{STORE_NAME}-*"):
        left.unlink()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    write(target, profile(target))
