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


@pytest.fixture
def update(program: Program) -> Path:
    """A form of a later version, signed by an issuer whom the program trusts."""
    folder = program.folder
    shipped = json.loads(resources.path("packs/F16/form.json").read_bytes())
    later = folder / "F16-9.json"
    later.write_text(json.dumps({**shipped, "version": "9", "valid_from": "2026-01-01"}), "utf-8")
    program("keys", "make", "So KHCN", "--out", folder)
    signed = folder / "bieu.capnhat"
    program("update", later, "--make", "forms", "--key", folder / "So-KHCN.key", "--out", signed)
    program("keys", "add", folder / "So-KHCN.pub")
    return signed


def _refused(answer: dict[str, Any], code: str) -> None:
    """It says in a sentence of a person's language what was wrong and what to do."""
    assert answer["error"]["code"].startswith(code)
    assert re.search(r"[à-ỹ]", answer["error"]["message"])
    assert answer["error"]["message"].endswith(".")


def test_a_signed_update_is_taken_and_an_altered_one_refused(
    program: Program, update: Path
) -> None:
    whole = update.read_bytes()
    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 0x20]) + whole[middle + 1 :]
    for strange in (changed, whole[:-30], b"PK"):
        update.write_bytes(strange)
        _refused(program("update", update, expect=2), "UPDATE-")
    assert {form["version"] for form in program("forms")["forms"] if form["id"] == "F16"} == {"1"}
    update.write_bytes(whole)
    (taken,) = program("update", update)["forms"]
    assert (taken["form"], taken["version"]) == ("F16", "9")


def test_an_update_is_shown_by_the_window_and_not_taken(program: Program, update: Path) -> None:
    done = subprocess.run(
        [Path(STARTER).resolve(), "--data-dir", program.folder / "data", update],
        env={
            "HOME": str(program.folder), "PATH": "/nowhere", "QT_QPA_PLATFORM": "offscreen",
            "BAOCAO_CLOSE_AT_ONCE": "1", **_SYSTEM,
        },
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
    )  # fmt: skip
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert {form["version"] for form in program("forms")["forms"] if form["id"] == "F16"} == {"1"}


def test_an_altered_pack_and_a_wrong_preset_change_nothing(program: Program) -> None:
    pack = resources.path("packs/F16/form.json").read_text(encoding="utf-8")
    altered, preset = program.folder / "F16.json", program.folder / "unit.json"
    altered.write_text(pack.replace('"fields"', '"felds"', 1), encoding="utf-8")
    _refused(program("forms", "install", altered, expect=2), "")
    preset.write_text('{"profile": {"unit": "30292"}, "packs": ["F16.json"]}', encoding="utf-8")
    _refused(program("provision", preset, expect=2), "")
    assert program("profile")["set_up"] is False


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
