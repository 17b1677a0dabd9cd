"""The program proves itself where it is installed: ``baocao self-test``.

Runs the main job on the sample report in a folder of its own: opens the window without a screen,
makes a store, fills, checks, finalizes, exports all kinds, verifies, and looks at fonts and
resources; then what stands beside it: the manual, a locked copy of everything, a signed update, a
package received and added up. For the built program as much as for the source.
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
from desktop.workspace import Desk, Workspace, verify

SAMPLE: Final = ("F02", "91", "2024-07")
FONTS: Final = ("Regular", "Bold", "Italic", "BoldItalic")
WANTED: Final = ("units.json", "style.qss", "version.txt", "samples/F02-2024-07.json")
ADDED_UP: Final = ("F07", "30292", "91-SKHCN", "2025-08-05")
_MOMENT: Final = "2026-01-02T08:00:00+07:00"
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
        place = Path(folder)
        steps += [
            _tried("việc chính", lambda: _main_job(place)),
            _tried("hướng dẫn", _manual),
            _tried("mật khẩu", _passwords),
            _tried("bản sao có khóa", lambda: _locked_copy(place)),
            _tried("cập nhật có chữ ký", lambda: _update(place)),
            _tried("nhận và tổng hợp", lambda: _adding_up(place)),
        ]
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
        _finalize(desk)
        paths = desk.export(folder / "out", charts=True)
        _need(not workspace.check_store(), "Tệp số liệu không nguyên vẹn.")
    package = next(path for path in paths if path.suffix == ".zip")
    result = verify(package)
    _need(result.ok, f"Gói xuất ra không hợp lệ: {[p.code for p in result.problems]}")


def _manual() -> None:
    from desktop.use_cases import manual

    _need(manual.search("sao lưu"), "Thiếu tài liệu hướng dẫn. Hãy cài lại.")


def _passwords() -> None:
    """Compute the third example of RFC 7914, section 12: a packed Python may lack scrypt."""
    import hashlib

    made = hashlib.scrypt(b"pleaseletmein", salt=b"SodiumChloride", n=16384, r=8, p=1, dklen=64)
    _need(made.hex().startswith("7023bdcb3afd7348"), "Mật khẩu không tính được. Hãy cài lại.")


def _locked_copy(folder: Path) -> None:
    """Lock a copy of everything with a passphrase, and bring it back into an empty folder."""
    from desktop.use_cases import backups, whole

    passphrase = "năm từ dễ nhớ thôi"  # noqa: S105 - of a copy that is thrown away
    copy = folder / f"thu{whole.SUFFIX}"
    whole.make(folder / "data", copy, made=_MOMENT, passphrase=passphrase)
    with whole.opened(copy, folder / "back", passphrase) as source:
        backups.restore(folder / "back", source.store)
    with Workspace.open(folder / "back") as workspace:
        _need(len(workspace.reports()) == 1, "Bản sao có khóa không đưa về đủ báo cáo.")


def _update(folder: Path) -> None:
    """Sign an update with a key made for it; it is taken from whoever is trusted, and only then."""
    from desktop.use_cases import updates

    private, public = updates.make_keys(folder, "thu")
    form = resources.path(f"packs/{SAMPLE[0]}/form.json")
    file = updates.sign(
        [form], private, folder / "thu.capnhat", kind="forms", issued=_MOMENT, version="1"
    )
    data = folder / "trusting"
    refused = attempt(lambda: updates.opened(data, file))
    _need(isinstance(refused, Trouble), "Bản cập nhật của khóa lạ không bị từ chối.")
    updates.trust(data, public)
    with Workspace.open(data) as workspace:
        found = updates.forms_of(workspace, updates.opened(data, file))
        _need([one.id for one in found] == [SAMPLE[0]], "Bản cập nhật có chữ ký không đọc được.")


def _finalize(desk: Desk) -> None:
    for finding in desk.findings():
        if finding.severity == "warning":
            desk.accept(finding, "chạy thử")
    desk.finalize()


def _adding_up(folder: Path) -> None:
    """Hand in a day of a commune, take it in at a department and add it up."""
    form, unit, department, day = ADDED_UP
    with Workspace.open(folder / "commune") as commune:
        desk = commune.desk(commune.create(form, unit, day, blank=True).id)
        desk.fill(resources.path(f"samples/{form}-{day}.json").read_bytes())
        _finalize(desk)
        packages = desk.export(folder / "sent", "package")
    with Workspace.open(folder / "department") as office:
        (came,) = office.receiving.receive(packages)
        _need(came.genuine, f"Gói nộp không nhận được: {came}")
        done = office.consolidating.run(form, day, department)
    _need(any(line.taken for line in done.lines), "Số liệu nhận về không cộng được.")


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
