"""The manual's worked example: a form from nothing, in a workbook, checked, seen, put to use."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

import pytest

import resources
from desktop.cli import main
from desktop.use_cases.pack_files import read_pack
from exporters.authoring.pack_sheets import FORM_SHEET, FREE_SHEETS, plans
from exporters.authoring.pack_workbook_pages import render_pack_workbook
from exporters.pages import page_count
from forms import pack
from tests.authoring import PAGE, PICTURE, ROOT, SAMPLE, form, picture, tables, typed
from tests.desktop.shell import Shell
from tests.exporters.test_workbook_reader import HOSTILE

REPORT = "VD02-30313-2025-09"
FIGURES = resources.path("samples/authoring/VD02-2025-09.json")
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "data", capsys)


def said(*command: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    main([*command, "--data-dir", str(folder / "data")])
    return capsys.readouterr().out


def outputs() -> list[str]:
    return re.findall(r"^```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_shipped_workbook_is_the_one_that_the_page_makes() -> None:
    assert SAMPLE.read_bytes() == render_pack_workbook(form()), "python -m tests.authoring"
    assert pack.canonical(read_pack(SAMPLE).form) == pack.canonical(form())


def test_the_picture_is_of_the_page_s_preview() -> None:
    size = slice(16, 24)
    shown, made = (struct.unpack(">2I", data[size]) for data in (PICTURE.read_bytes(), picture()))
    assert shown == made


def test_the_example_is_checked_in_the_words_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "VD02.xlsx"
    right, wrong = outputs()
    file.write_bytes(typed())
    assert said("forms", "check", str(file), folder=tmp_path, capsys=capsys) == right
    file.write_bytes(typed({"cot!E2": "chắc", "quan_he!C2": "tong_lout"}))
    assert said("forms", "check", str(file), folder=tmp_path, capsys=capsys) == wrong


def test_the_example_is_one_page_and_its_preview_opens_no_store(
    tmp_path: Path, shell: Shell
) -> None:
    out = tmp_path / "xem-thu"
    answer = shell("forms", "preview", str(SAMPLE), "--out", str(out))
    assert answer["counts"] == {"error": 0, "warning": 0, "note": 0, "missing": 0, "accepted": 0}
    assert page_count((out / "xem-thu-VD02.pdf").read_bytes()) == 1
    assert sorted(file.name for file in out.iterdir()) == sorted(
        Path(file).name for file in answer["files"]
    )
    assert not shell.folder.exists()


def test_the_example_is_installed_filled_and_found_right(shell: Shell) -> None:
    assert shell("forms", "install", str(SAMPLE))["installed"]
    made = shell("new", "VD02", "--unit", "30313", "--period", "2025-09")
    assert made["report"] == REPORT
    shell("fill", REPORT, str(FIGURES))
    counts = shell("check", REPORT)["counts"]
    assert (counts["error"], counts["warning"], counts["missing"]) == (0, 0, 0)
    shell("finalize", REPORT)


def test_a_form_goes_out_and_comes_back_in_both_notations(tmp_path: Path, shell: Shell) -> None:
    book, text = tmp_path / "F07.xlsx", tmp_path / "F07.toml"
    shell("forms", "export", "F07", "--xlsx", str(book), "--toml", str(text))
    first, second = (shell("forms", "check", str(file))["sha256"] for file in (book, text))
    shipped = resources.path("packs/F07/form.json").read_bytes()
    assert first == second == pack.fingerprint(pack.read_json(shipped))


def test_an_empty_workbook_to_begin_with_is_written(tmp_path: Path, shell: Shell) -> None:
    file = tmp_path / "moi.xlsx"
    assert shell("forms", "export", "--xlsx", str(file))["files"] == [str(file)]
    answer = shell("forms", "check", str(file), expect=2)
    assert {"place": "bieu!B2", "message": "chưa ghi “Mã biểu”"}.items() <= (
        answer["mistakes"][0].items()
    )


@pytest.mark.parametrize(
    "command",
    [
        ("export", "--toml", "a.toml"),
        ("preview", str(SAMPLE)),
        ("preview", str(SAMPLE), "--out", "x", "--period", "2025-W01"),
        ("preview", str(SAMPLE), "--out", "x", "--period", "hôm nay"),
        ("preview", "không-có.xlsx", "--out", "x"),
    ],
)
def test_a_wrong_call_is_refused_and_writes_nothing(
    tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    shell.refused("forms", *command)
    assert [file for file in tmp_path.iterdir() if file.name != "data"] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("macros", "có macro"),
        ("other workbooks", "từ tệp hoặc nơi khác"),
        ("far cell", "quá xa"),
        ("entities", "không được phép"),
        ("bomb in a sheet", "quá lớn"),
        ("old or locked", "mật khẩu"),
        ("empty file", "hỏng"),
    ],
)
@pytest.mark.parametrize("act", ["check", "install"])
def test_a_hostile_workbook_is_refused_in_a_sentence_and_changes_nothing(
    tmp_path: Path, shell: Shell, act: str, name: str, words: str
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(HOSTILE[name][0]())
    before = shell("forms")
    assert words in shell.refused("forms", act, str(file))["message"]
    assert shell("forms") == before


def test_a_workbook_in_a_folder_or_a_zip_is_a_pack_too(tmp_path: Path, shell: Shell) -> None:
    folder = tmp_path / "bieu"
    folder.mkdir()
    (folder / "pack.xlsx").write_bytes(SAMPLE.read_bytes())
    packed = tmp_path / "bieu.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(folder / "pack.xlsx", "bieu/pack.xlsx")
    answers = [shell("forms", "check", str(place)) for place in (folder, packed, SAMPLE)]
    assert answers[0] == answers[1] == answers[2]


def test_mistakes_of_a_text_are_told_by_their_lines(tmp_path: Path, shell: Shell) -> None:
    file = tmp_path / "pack.toml"
    shell("forms", "export", "F07", "--toml", str(file))
    text = file.read_text(encoding="utf-8").replace('kind = "int"', 'kind = "itn"', 1)
    file.write_text(text, encoding="utf-8")
    (mistake,) = shell("forms", "check", str(file), expect=2)["mistakes"]
    line = text.split("\n").index('kind = "itn"') + 1
    assert mistake["place"].endswith(f"(dòng {line})")
    assert "“int”" in mistake["hint"]


# --- the page -------------------------------------------------------------------------------------


def test_the_page_names_every_sheet() -> None:
    table = TEXT.partition("## 1. ")[2].partition("Quy tắc chung")[0]
    named = re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)
    assert named == [FREE_SHEETS[0], FORM_SHEET, *plans()]
    assert f"`{FREE_SHEETS[1]}`" in table


def test_the_example_uses_headings_that_exist() -> None:
    for name, lines in tables().items():
        if name != FORM_SHEET:
            known = {column.heading for column in plans()[name].columns}
            assert {heading for heading in lines[0] if heading} <= known


def test_what_the_page_says_that_the_program_says_is_in_the_program() -> None:
    rows = re.findall(r"^\| ([^|`]+?) \| .+ \|$", TEXT.partition("## 3. ")[2], re.MULTILINE)
    sources = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ("exporters", "forms")
        for file in sorted((ROOT / room).rglob("*.py"))
    ).casefold()
    phrases = {row.partition(" “")[0].partition(",")[0].casefold() for row in rows[1:]}
    assert len(phrases) >= 8
    assert [phrase for phrase in sorted(phrases) if phrase not in sources] == []
