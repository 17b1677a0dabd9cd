"""All exports of a report say the same, and are the same bytes wherever and whenever made."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
import pytest

import resources
from exporters import data_json
from exporters.attachments import report_attachments
from exporters.check_code import CheckCode
from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.files import sha256
from exporters.manifest import Identity
from exporters.package import verify_package, write_package
from exporters.pdf import render_pdf
from exporters.word import render_word
from forms.cells import CellKey, CellValue
from forms.engine import Computation
from tests.exporters import sample_f02, sample_report
from tests.judges import find_judge
from tests.packs.pack_reports import document, engine, filled, sample

ROOT = Path(__file__).parent.parent.parent
SAMPLES = sorted(
    path.stem for path in resources.path("samples").glob("*.json") if "corrections" not in path.stem
)
AT_NIGHT = 1_000
BY_DAY = 12


def identity(c: Computation) -> Identity:
    report = sample_report.IDENTITY
    form, period = c.engine.form.id, c.period.code
    return msgspec.structs.replace(report, id=f"{form}-91-{period}", form=form, period=period)


def package(c: Computation) -> bytes:
    """Export a report whole."""
    report, paper, checked = identity(c), document(c), Checked(c.findings())
    data = data_json.render(c, report, checked, document=paper)
    hashed = sha256(data)
    pdf = render_pdf(paper, code=CheckCode.of(report, hashed))
    workbook = render_workbook(c, paper, report, checked, data_sha256=hashed)
    return write_package({"pdf": pdf, "xlsx": workbook, "json": data})


# --- the same figures -----------------------------------------------------------------------------


@cache
def shipped(name: str) -> Computation:
    return filled(sample(name))


def changed(c: Computation, chance: random.Random) -> Computation:
    """Give the report with other figures: of any size, some blank, rates that are ties."""
    cells: dict[CellKey, CellValue] = {}
    for key, value in c.cells.items():
        kind = chance.random()
        if not isinstance(value, Decimal) or kind < 0.1:
            cells[key] = value
        elif kind < 0.9:
            cells[key] = Decimal(chance.randint(0, 10 ** chance.randint(1, 9)))
    return engine(c.engine.form.id).open(cells, c.period)


def assert_one_content(chance: random.Random) -> None:
    c = changed(shipped(chance.choice(SAMPLES)), chance)
    verdict = verify_package(package(c))
    assert verdict.problems == ()
    assert verdict.data is not None
    assert verdict.data.figures == {
        place: data_json.figure(value) for place, value in computed(c).items()
    }


def computed(c: Computation) -> Mapping[str, Decimal]:
    keys = (
        key
        for field in c.engine.form.fields
        if c.has_field(field.id)
        for key in data_json.keys_of(c, field)
    )
    found = ((key.place(), c.effective(key)) for key in keys)
    return {place: value for place, value in found if isinstance(value, Decimal)}


@pytest.mark.parametrize("seed", range(BY_DAY))
def test_paper_workbook_and_data_of_random_reports_hold_the_same_figures(seed: int) -> None:
    assert_one_content(random.Random(seed))  # noqa: S311 - figures, not secrets


@pytest.mark.nightly
def test_many_random_reports_hold_the_same_figures() -> None:
    for seed in range(BY_DAY, AT_NIGHT):
        assert_one_content(random.Random(seed))  # noqa: S311 - as above


# --- the same bytes -------------------------------------------------------------------------------


def hashes() -> dict[str, str]:
    """Export July's report in every way there is, and give each file's hash."""
    july = sample_f02.july(corrected=True)
    paper, data = sample_f02.document(july), sample_f02.data_of(july)
    book = sample_f02.workbook_of(july)
    code = CheckCode.of(sample_f02.IDENTITY, sha256(data))
    carried = report_attachments(sample_f02.IDENTITY.stem, data, book)
    plain = render_pdf(paper, code=code)
    files = {
        "pdf": plain,
        "pdf with fields": render_pdf(paper, profile="o-ky", attachments=carried, code=code),
        "xlsx": book,
        "docx": render_word(paper),
        "json": data,
        "zip": write_package({"pdf": plain, "xlsx": book, "json": data}),
    }
    return {kind: sha256(content) for kind, content in files.items()}


_CHILD = """
import json, sys, time
from tests.exporters.test_export_agreement import hashes
print(json.dumps({"year": time.localtime().tm_year, **hashes()}))
"""


@pytest.mark.parametrize(
    ("moment", "zone", "locale"),
    [
        ("2031-02-28 23:59:58", "Asia/Ho_Chi_Minh", "vi_VN.UTF-8"),
        ("2024-02-29 00:00:01", "America/St_Johns", "C"),
    ],
)
def test_every_export_is_the_same_on_another_day_elsewhere(
    moment: str, zone: str, locale: str
) -> None:
    surroundings = {
        "TZ": zone,
        "LC_ALL": locale,
        "PYTHONHASHSEED": moment[:4],
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [find_judge("faketime"), moment, sys.executable, "-c", _CHILD],
        env=os.environ | surroundings,
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    told = json.loads(done.stdout)
    assert told.pop("year") == int(moment[:4])
    assert told == hashes()
