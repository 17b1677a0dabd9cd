"""The program proves itself where it is installed: ``baocao self-test``.

Runs the main job on the sample report in a folder of its own: opens the window without a screen,
makes a store, fills, checks, finalizes, exports all kinds, verifies, and looks at fonts and
resources. For the built program as much as for the source.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import resources
from desktop.problems import Trouble, attempt
from desktop.workspace import Workspace, verify

SAMPLE: Final = ("F02", "91", "2024-07")
FONTS: Final = ("Regular", "Bold", "Italic", "BoldItalic")
WANTED: Final = ("units.json", "style.qss", "version.txt", "samples/F02-2024-07.json")
_LATIN_AND_VIETNAMESE: Final = "Ưữặộệ₫–“”…%"
_TIME_LIMIT: Final = 60


class Step(NamedTuple):
    """One thing that was tried; ``detail`` says what went wrong."""

    name: str
    ok: bool
    detail: str = ""


def run(*, window: bool = True) -> list[Step]:
    """Try everything; a failing step does not stop the later ones that do not need it."""
    steps = [_tried("tài nguyên", _resources)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        steps.append(_tried("việc chính", lambda: _main_job(Path(folder))))
    if window:
        steps.append(_tried("cửa sổ", _window))
    return steps


def _tried(name: str, work: Callable[[], None]) -> Step:
    outcome = attempt(work)
    if isinstance(outcome, Trouble):
        return Step(name, ok=False, detail=outcome.message)
    return Step(name, ok=True)


def _need(condition: object, what: str) -> None:
    if not condition:
        raise Trouble(what, code="SELF-TEST")


def resource_problems() -> list[str]:
    """Return what is missing from the program's own files."""
    return list(_lacking())


def _lacking() -> Iterator[str]:
    for name in WANTED:
        if not resources.path(name).is_file():
            yield f"Thiếu tệp {name} của chương trình. Hãy cài lại."
    for face in FONTS:
        if not resources.path(f"fonts/BaoCaoSerif-{face}.ttf").is_file():
            yield f"Thiếu phông chữ {face}. Hãy cài lại."
    if not any(resources.path("packs").glob("*/form.json")):
        yield "Không có biểu mẫu nào. Hãy cài lại."


def _resources() -> None:
    problems = resource_problems()
    _need(not problems, " ".join(problems))


def _main_job(folder: Path) -> None:
    form, unit, period = SAMPLE
    with Workspace.open(folder / "data") as workspace:
        desk = workspace.desk(workspace.create(form, unit, period).id)
        for name in ("F02-2024-07.json", "F02-2024-07-corrections.json"):
            filled = desk.fill(resources.path(f"samples/{name}").read_bytes())
            _need(hasattr(filled, "changed"), f"Không điền được {name}: {filled}")
        for finding in desk.findings():
            if finding.severity == "warning":
                desk.accept(finding, "chạy thử")
        desk.finalize()
        paths = desk.export(folder / "out")
        _need(not workspace.check_store(), "Tệp số liệu không nguyên vẹn.")
    package = next(path for path in paths if path.suffix == ".zip")
    result = verify(package)
    _need(result.ok, f"Gói xuất ra không hợp lệ: {[p.code for p in result.problems]}")


def _window() -> None:
    """Open the window in a process of its own, without a screen, and close it again."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BAOCAO_CLOSE_AT_ONCE": "1"}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        frozen = getattr(sys, "frozen", False)
        program = [sys.executable] if frozen else [sys.executable, "-m", "desktop"]
        done = subprocess.run(  # noqa: S603 - our own program
            [*program, "--data-dir", folder],
            env=environment,
            capture_output=True,
            timeout=_TIME_LIMIT,
            check=False,
        )
    _need(done.returncode == 0, f"Cửa sổ không mở được: {done.stderr.decode(errors='replace')}")
