"""What is left of a sudden end: a report for the person who helps, and a word at the next start.

Every accepted edit is in the store before the cursor moves on, so nothing has to be recovered but
what was being typed. A report holds versions, where in the program it happened, and the log; no
figure, no text of a report.
"""

from __future__ import annotations

import faulthandler
import platform
import re
import traceback
from pathlib import Path
from typing import Final, NamedTuple, TextIO

import resources
from desktop.settings import LOG_NAME

FOLDER: Final = "crashes"
"""Where reports are kept inside the data folder."""
RUNNING: Final = "running.txt"
"""There while a window is open; still there at the next start, it tells of a sudden end."""
KEPT: Final = 10
NATIVE: Final = "native.txt"
_LOG_LINES: Final = 50
_DIGITS: Final = re.compile(r"\d")
_QUOTED: Final = re.compile(r"“[^”]*”|'[^'\n]*'|\"[^\"\n]*\"")


class Ended(NamedTuple):
    """A window that did not close by itself: when it was opened, and the report, if one is left."""

    since: str
    report: Path | None


def write(data_dir: Path, error: BaseException, *, at: str) -> Path:
    """Write a report of an exception that nobody expected; return its file."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"  {Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    lines = [
        f"{type(error).__module__}.{type(error).__qualname__}: {_redacted(str(error))}",
        *where,
    ]
    return _kept(data_dir, at, lines)


def begin(data_dir: Path, *, at: str) -> Ended | None:
    """Note that a window is open; return how the last one ended if it did not close."""
    marker = data_dir / RUNNING
    since = _text(marker)
    ended = None
    if since:
        native = _text(data_dir / FOLDER / NATIVE)
        report = _kept(data_dir, at, native.splitlines()) if native else _newest(data_dir, since)
        ended = Ended(since, report)
    marker.write_text(at, encoding="utf-8")
    return ended


def end(data_dir: Path) -> None:
    """Note that the window has closed."""
    (data_dir / RUNNING).unlink(missing_ok=True)


def watch(data_dir: Path) -> TextIO:
    """Have the place written down when the whole process dies; keep the file open meanwhile."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / NATIVE).open("w", encoding="utf-8")
    faulthandler.enable(file)
    return file


def unwatch(file: TextIO) -> None:
    """Stop writing the place down; the file holds nothing then."""
    faulthandler.disable()
    file.close()


def _redacted(text: str) -> str:
    """Return words for a report: without figures, and without what stands in quotation marks."""
    return _DIGITS.sub("#", _QUOTED.sub("“…”", text))


def versions() -> dict[str, str]:
    """Return what somebody who helps asks first."""
    return {
        "program": resources.path("version.txt").read_text(encoding="utf-8").strip(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def reports(data_dir: Path) -> tuple[Path, ...]:
    """Return the reports that are kept, the newest first."""
    folder = data_dir / FOLDER
    found = folder.glob("crash-*.txt") if folder.is_dir() else ()
    return tuple(sorted(found, reverse=True))


def last_log_lines(data_dir: Path) -> list[str]:
    """Return the end of the log, redacted."""
    return [_redacted(line) for line in _text(data_dir / LOG_NAME).splitlines()[-_LOG_LINES:]]


def _kept(data_dir: Path, at: str, lines: list[str]) -> Path:
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"crash-{re.sub('[^0-9]', '', at[:19])}.txt"
    told = [f"{name}: {value}" for name, value in versions().items()]
    content = [f"at: {at}", *told, "", *lines, "", "log:", *last_log_lines(data_dir)]
    path.write_text("\n".join(content) + "\n", encoding="utf-8")
    for old in reports(data_dir)[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def _newest(data_dir: Path, since: str) -> Path | None:
    """Return the newest report if it was written after the window was opened."""
    begun = f"crash-{re.sub('[^0-9]', '', since[:19])}.txt"
    return next((path for path in reports(data_dir) if path.name >= begun), None)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
