"""The Word copy goes out through the command line and its corrected wording comes back."""

from pathlib import Path

import docx
import pytest

from tests.desktop.shell import REPORT, Shell


def copy_of(shell: Shell, folder: Path) -> Path:
    answer = shell("export", REPORT, "--out", str(folder), "--only", "docx")
    (name,) = answer["files"]
    return Path(name)


def edit(path: Path, old: str, new: str) -> None:
    """Write other words as somebody does in Word, in the run where they stand."""
    word = docx.Document(str(path))
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            if old in run.text:
                run.text = run.text.replace(old, new)
    word.save(str(path))


def text_of(shell: Shell, field: str) -> str:
    return str(shell("show", REPORT)["data"]["text"][field])


def test_the_copy_is_named_like_the_files_of_the_report(july: Shell, tmp_path: Path) -> None:
    path = copy_of(july, tmp_path)
    assert path.name == "F02_91_2024-07_v1.docx"
    assert path.read_bytes() == copy_of(july, tmp_path / "again").read_bytes()


def test_an_untouched_copy_says_nothing_else(july: Shell, tmp_path: Path) -> None:
    answer = july("reword", REPORT, str(copy_of(july, tmp_path)))
    assert (answer["taken"], answer["blocks"], answer["questions"]) == ([], [], [])


def test_other_words_are_shown_and_then_taken_over(july: Shell, tmp_path: Path) -> None:
    path = copy_of(july, tmp_path)
    edit(path, "mô hình phải chờ giải pháp", "mô hình còn đợi giải pháp")
    before = text_of(july, "ton_tai_mh")
    answer = july("reword", REPORT, str(path), "--preview")
    assert [block["field"] for block in answer["blocks"]] == ["ton_tai_mh"]
    assert "còn đợi" in answer["blocks"][0]["lines"][0]["after"]
    assert text_of(july, "ton_tai_mh") == before
    assert july("reword", REPORT, str(path))["taken"] == ["ton_tai_mh"]
    assert text_of(july, "ton_tai_mh") == before.replace("phải chờ", "còn đợi")
    assert "{{mh_con}}" in text_of(july, "ton_tai_mh")
    assert july("reword", REPORT, str(path))["blocks"] == []


def test_blocks_are_taken_one_by_one(july: Shell, tmp_path: Path) -> None:
    path = copy_of(july, tmp_path)
    edit(path, "mô hình phải chờ giải pháp", "mô hình còn đợi giải pháp")
    edit(path, "Đôn đốc các sở", "Nhắc các sở")
    assert july("reword", REPORT, str(path), "nhiem_vu")["taken"] == ["nhiem_vu"]
    assert "phải chờ" in text_of(july, "ton_tai_mh")
    assert july.refused("reword", REPORT, str(path), "uu_diem")["code"] == "REWORD-FIELD"


def test_a_figure_edited_in_the_copy_is_asked_about_and_never_taken(
    july: Shell, tmp_path: Path
) -> None:
    path = copy_of(july, tmp_path)
    edit(path, "949", "950")
    before = july("show", REPORT)["data"]
    answer = july("reword", REPORT, str(path))
    assert answer["taken"] == []
    assert [each["why"] for each in answer["questions"]] == ["figure"]
    assert answer["questions"][0]["figures"] == ["949", "950"]
    assert july("show", REPORT)["data"]["values"] == before["values"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("x.pdf", b"%PDF", "FILE-KIND"), ("x.docx", b"PK\x03\x04 cut", "DOCX-DAMAGED")],
)
def test_a_strange_file_is_one_sentence(
    july: Shell, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert july.refused("reword", REPORT, str(path))["code"] == code
    assert july.refused("reword", REPORT, str(tmp_path / "no.docx"))["code"] == "FILE-MISSING"
