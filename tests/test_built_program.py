"""The built folder does what the source does: run by `make dist` on what it has just built."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import resources
from exporters.pdf import render_pdf
from tests.exporters import sample_f02
from tests.exporters.pades import LEADER, Authority, sign
from tests.exporters.word_files import docx, paragraph, run

ROOT = Path(__file__).parent.parent
REPORT = "F02-91-2024-07"
STARTER = os.environ.get("BAOCAO_PROGRAM", "")
TIME_LIMIT = 300

pytestmark = pytest.mark.skipif(
    not STARTER, reason="`make dist` names the built program in BAOCAO_PROGRAM"
)


# Without it no program of Windows finds the system's own libraries.
_SYSTEM = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


class Program:
    """The built program on a data folder, in an environment that names no Python and no Qt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *command: str | Path, expect: int = 0) -> dict[str, Any]:
        data = str(self.folder / "data")
        done = subprocess.run(
            [Path(STARTER).resolve(), *command, "--json", "--data-dir", data],
            env={"HOME": str(self.folder), "PATH": "/nowhere", **_SYSTEM},
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        log = self.folder / "data" / "baocao.log"
        assert done.returncode == expect, (done, log.read_text("utf-8") if log.is_file() else "")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def july(program: Program) -> Program:
    program("new", "F02", "--unit", "91", "--period", "2024-07")
    for name in ("F02-2024-07.json", "F02-2024-07-corrections.json"):
        program("fill", REPORT, resources.path(f"samples/{name}"))
    return program


def test_it_proves_itself_with_its_window(program: Program) -> None:
    steps = program("self-test")["steps"]
    assert len(steps) >= 3
    assert [step for step in steps if not step["ok"]] == []


def test_the_manual_and_its_pictures_come_with_it() -> None:
    pages = {page.name: page for page in (ROOT / "docs" / "huong-dan").iterdir()}
    carried = list(Path(STARTER).resolve().parent.rglob("resources/manual/*.md"))
    assert {page.name for page in carried} == set(pages)
    for page in carried:
        assert page.read_bytes() == pages[page.name].read_bytes()
        named = re.findall(r"\]\((\.\./images/[^)]+)\)", page.read_text(encoding="utf-8"))
        assert [name for name in named if not (page.parent / name).is_file()] == []


def test_every_kind_of_file_is_written_and_the_package_is_whole(july: Program) -> None:
    paths = july("export", REPORT, "--out", july.folder / "out")["files"]
    assert {Path(path).suffix for path in paths} >= {".pdf", ".xlsx", ".zip"}
    (package,) = (path for path in paths if path.endswith(".zip"))
    july("verify", package)


def test_its_own_workbook_is_read_back(july: Program) -> None:
    paths = july("export", REPORT, "--out", july.folder / "out", "--only", "xlsx")["files"]
    july("fill", REPORT, paths[0], "--preview")


def test_a_word_copy_is_written_and_taken_back(july: Program) -> None:
    (copy,) = july("export", REPORT, "--out", july.folder / "out", "--only", "docx")["files"]
    answer = july("reword", REPORT, copy, "--preview")
    assert (answer["taken"], answer["questions"]) == ([], [])


def test_every_form_that_is_shipped_is_there(program: Program) -> None:
    shipped = {path.parent.name for path in resources.path("packs").glob("*/form.json")}
    assert {form["id"] for form in program("forms")["forms"]} == shipped


def test_a_signed_paper_is_read_without_the_network_client(program: Program) -> None:
    paper = render_pdf(sample_f02.document(sample_f02.july(corrected=True)))
    signed = program.folder / "signed.pdf"
    signed.write_bytes(
        sign(paper, Authority().signer(LEADER), "Signature1", box=(330, 40, 520, 90))
    )
    (signature,) = program("verify", signed, expect=1)["signatures"]
    assert (signature["signer"], signature["status"]) == (LEADER, "whole")


def test_a_report_written_in_word_is_read(program: Program) -> None:
    written = program.folder / "report.docx"
    written.write_bytes(docx(paragraph(run("Tổng số hồ sơ tiếp nhận là 10 hồ sơ."))))
    program("proofread", written)


def test_nothing_in_it_names_the_folder_it_was_built_in() -> None:
    folder = Path(STARTER).resolve().parent
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".so"]
    assert [path for path in files if str(ROOT).encode() + b"/" in path.read_bytes()] == []


def test_everything_it_is_made_of_is_named_with_a_licence() -> None:
    folder = Path(STARTER).resolve().parent
    bill = json.loads((folder / "sbom.cdx.json").read_bytes())
    packages = [part for part in bill["components"] if part["type"] == "library"]
    assert len(packages) > 15
    assert [part["name"] for part in packages if not part["licenses"]] == []
    third_party = (folder / "licenses" / "THIRD-PARTY.md").read_text("utf-8").lower()
    names = {re.sub(r"[-_.]+", "-", name) for name in re.findall(r"[\w.-]+", third_party)}
    spelled = {re.sub(r"[-_.]+", "-", part["name"].lower()) for part in packages}
    assert sorted(spelled - names) == []


@pytest.mark.parametrize(
    "name", ["aiohttp", "fontTools", "numpy", "pytest", "mypy", "ssl", "readline", "psycopg"]
)
def test_what_is_not_needed_is_not_in_it(name: str) -> None:
    folder = Path(STARTER).resolve().parent
    found = [path for path in folder.rglob("*") if re.match(rf"_?{name}(-|\.|$)", path.name)]
    assert found == []
