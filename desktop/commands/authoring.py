"""What authors of forms do on the command line: take a form out to change it, see it before use."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from desktop import reporting
from desktop.commands.command import Answer, Argument, counts_of
from desktop.problems import Trouble
from desktop.use_cases.pack_files import read_pack
from desktop.use_cases.pack_preview import preview
from desktop.use_cases.year import period_of
from forms.model import Form
from forms.periods import Period, fits

OPTIONS: Final[tuple[Argument, ...]] = (
    (("--xlsx",), {"metavar": "TỆP", "help": "export: ghi biểu ra bảng tính để sửa"}),
    (("--toml",), {"metavar": "TỆP", "help": "export: ghi biểu ra TOML để sửa"}),
    (("--out",), {"metavar": "THƯ_MỤC", "help": "preview: nơi ghi PDF, Excel và ảnh trang"}),
    (("--period",), {"metavar": "KỲ", "help": "preview: kỳ của bản xem thử"}),
)


def wants_file(options: argparse.Namespace) -> bool:
    """Return whether ``export`` is to write a file that people change."""
    return bool(options.xlsx or options.toml)


def export_form(form: Form | None, options: argparse.Namespace) -> Answer:
    """Write a form as workbook, TOML or both; without a form an empty workbook to begin with."""
    from exporters.authoring.pack_toml import render_pack_toml
    from exporters.authoring.pack_workbook_pages import render_pack_workbook
    from exporters.files import write_atomically

    files: dict[str, bytes] = {}
    if options.xlsx:
        files[options.xlsx] = render_pack_workbook(form)
    if options.toml:
        if form is None:
            raise Trouble("Hãy nêu mã biểu cần ghi ra TOML.", code="USAGE", place="--toml")
        files[options.toml] = render_pack_toml(form)
    for name, data in files.items():
        write_atomically(Path(name), data)
    lines = tuple(f"Đã ghi {name}." for name in files)
    return Answer({"form": "" if form is None else form.id, "files": list(files)}, lines)


def preview_form(path: Path, options: argparse.Namespace) -> Answer:
    """Print a pack with example figures into a folder; the store is not opened."""
    if not options.out:
        raise Trouble("Hãy nêu nơi ghi bản xem thử: --out THƯ_MỤC.", code="USAGE", place="--out")
    engine = read_pack(path)
    seen = preview(engine, _period(engine.form, options.period))
    files = seen.write(Path(options.out))
    payload = {
        "form": engine.form.id,
        "period": seen.computation.period.code,
        "counts": counts_of(seen.tally),
        "findings": [reporting.described_finding(finding) for finding in seen.findings],
        "files": [str(file) for file in files],
    }
    grave = [found for found in seen.findings if found.severity != "note"]
    said = [f"Số liệu ví dụ: {reporting.finding_line(found)}" for found in grave]
    return Answer(payload, (*(f"Đã ghi {file}" for file in files), *said))


def _period(form: Form, text: str | None) -> Period | None:
    if not text:
        return None
    period = period_of(text, "--period")
    if not fits(period, form.period):
        message = f"Biểu {form.id} không có kỳ “{text}”."
        raise Trouble(message, code="PERIOD-KIND", place="--period")
    return period
