"""Start: with arguments the command line, without them, or with a file of ours, the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.settings import COPY, UPDATE


def main(arguments: list[str] | None = None) -> int:
    """Run ``baocao``; return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    folder, file, others = _window_call(given)
    if others:
        from desktop.cli import main as run_command

        return run_command(given)
    if not _has_screen():
        sys.stderr.write(
            "Lỗi: Máy này không có màn hình để mở cửa sổ. Dùng dòng lệnh: baocao --help.\n"
        )
        return _NO_SCREEN
    from desktop.window.app import main as open_window

    status: int = open_window(folder, file)
    return status


def _window_call(given: list[str]) -> tuple[Path | None, Path | None, bool]:
    """Read ``[--data-dir FOLDER] [FILE]``, a call for the window; and whether it is none."""
    rest, folder, file = given, None, None
    if len(rest) > 1 and rest[0] == "--data-dir":
        folder, rest = Path(rest[1]), rest[2:]
    if len(rest) == 1 and rest[0].lower().endswith((COPY, UPDATE)):
        file, rest = Path(rest[0]).absolute(), []
    return folder, file, bool(rest)


def _has_screen() -> bool:
    """Return whether Qt can show a window; on Linux it would abort the process otherwise."""
    wanted = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in wanted)


_NO_SCREEN = 3

if __name__ == "__main__":
    sys.exit(main())
