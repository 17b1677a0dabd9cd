"""Start: with arguments the command line, without them the window."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run ``baocao``; return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    if given and not (len(given) == _WINDOW_ARGUMENTS and given[0] == "--data-dir"):
        from desktop.cli import main as run_command

        return run_command(given)
    if not _has_screen():
        sys.stderr.write(
            "Lỗi: Máy này không có màn hình để mở cửa sổ. Dùng dòng lệnh: baocao --help.\n"
        )
        return _NO_SCREEN
    from pathlib import Path

    from desktop.app import main as open_window

    status: int = open_window(Path(given[1]) if given else None)
    return status


def _has_screen() -> bool:
    """Return whether Qt can show a window; on Linux it would abort the process otherwise."""
    wanted = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in wanted)


_WINDOW_ARGUMENTS = 2
_NO_SCREEN = 3

if __name__ == "__main__":
    sys.exit(main())
