"""How the window looks on this computer, chosen by whoever sits at it and kept in the data folder.

Read before the first paint, so nothing dear is imported here.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

LOOK_NAME: Final = "look.json"
Scheme = Literal["light", "dark", "contrast"]
SIZES: Final = (80, 90, 100, 110, 125, 150, 175, 200)
"""The sizes of text to choose from, in per cent."""
USUAL_SIZE: Final = 100


class Look(NamedTuple):
    """The colours of the window, and the size of its text in per cent."""

    scheme: Scheme = "light"
    size: int = USUAL_SIZE

    def sized(self, steps: int) -> Look:
        """Return the look with the text so many steps larger (or smaller); 0 is the usual size."""
        if not steps:
            return Look(self.scheme)
        nearest = min(range(len(SIZES)), key=lambda place: abs(SIZES[place] - self.size))
        return Look(self.scheme, SIZES[min(max(nearest + steps, 0), len(SIZES) - 1)])


def read_look(data_dir: Path) -> Look:
    """Return the look kept in a data folder; the usual one where there is none to be read."""
    with suppress(OSError, ValueError):
        kept = (data_dir / LOOK_NAME).read_text(encoding="utf-8")
        # Only where somebody chose another look has it to be read.
        import json

        return _read(json.loads(kept))
    return Look()


def _read(kept: object) -> Look:
    given: dict[str, Any] = kept if isinstance(kept, dict) else {}
    scheme, size = given.get("scheme", "light"), given.get("size", USUAL_SIZE)
    known = scheme in get_args(Scheme) and isinstance(size, int) and size in SIZES
    return Look(scheme, size) if known else Look()


def keep_look(data_dir: Path, look: Look) -> None:
    """Keep the look for the next start; raises OSError where the folder takes no files."""
    import json

    (data_dir / LOOK_NAME).write_text(json.dumps(look._asdict()), encoding="utf-8")
