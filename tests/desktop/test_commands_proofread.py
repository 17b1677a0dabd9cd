"""`baocao proofread`: the claims of a text file, for people and for programs."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from tests.exporters.pdf_reading import pdftotext

WRONG = "Khai sinh: tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 97,54%.\n"
RIGHT = "Khai tử: tiếp nhận 816/828 hồ sơ, đạt tỷ lệ 98,55%.\n"
CUT = "Kết hôn: tiếp nhận 969/974 hồ sơ, đạt tỷ lệ 99,48%.\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "bao-cao.txt"
    path.write_text(text, encoding=encoding)
    return str(path)


def as_json(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(capsys.readouterr().out)


def test_a_wrong_claim_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write(tmp_path, RIGHT + WRONG)
    assert main(["proofread", name, "--json"]) == 1
    found = as_json(capsys)
    assert found["counts"] == {
        "wrong": 1,
        "truncated": 0,
        "doubtful": 0,
        "right": 1,
        "unverifiable": 0,
    }
    claim = found["claims"][1]
    assert claim["file"] == name
    assert (claim["page"], claim["line"], claim["kind"]) == (1, 2, "ratio")
    assert (claim["stated"], claim["expected"]) == ("97,54%", "98,96%")
    assert claim["operands"] == ["949", "959"]
    assert WRONG[claim["column"] : claim["end_column"]].endswith("97,54%")


@pytest.mark.parametrize("text", ["", RIGHT, CUT])
def test_nothing_wrong_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["proofread", write(tmp_path, text)]) == 0
    assert capsys.readouterr().out


def test_people_read_a_list_and_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["proofread", write(tmp_path, WRONG + CUT + RIGHT)])
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("SAI")
    assert "Trang 1, dòng 1" in first
    assert "98,96%" in first
    assert second.startswith("CẮT ĐUÔI")
    assert last == "Đã soát 3 chỗ: 1 đúng, 1 sai, 1 cần xem lại, 0 không kiểm được."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_unicode_of_every_kind_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    assert main(["proofread", write(tmp_path, WRONG, encoding), "--json"]) == 1
    assert as_json(capsys)["claims"][0]["line"] == 1


def test_a_file_that_cannot_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "cu.txt"
    old.write_bytes(b"B\xb8o c\xb8o")
    assert main(["proofread", str(old), "--json"]) == 2
    assert as_json(capsys)["error"]["code"] == "FILE-TEXT"
    assert main(["proofread", str(tmp_path / "x.png"), "--json"]) == 2
    assert as_json(capsys)["error"]["code"] == "FILE-KIND"
    assert main(["proofread", str(tmp_path / "khong-co.txt"), "--json"]) == 2


def test_several_files_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(WRONG, encoding="utf-8")
    second.write_text(RIGHT, encoding="utf-8")
    assert main(["proofread", str(first), str(second)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [told[0], told[3]] == [f"{first}:", f"{second}:"]
    assert main(["proofread", str(second), str(first), "--json"]) == 1
    assert [claim["file"] for claim in as_json(capsys)["claims"]] == [str(second), str(first)]


def test_each_text_gets_its_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [write(tmp_path, WRONG)]
    (tmp_path / "khac").mkdir()
    names.append(write(tmp_path / "khac", RIGHT))
    call = ["--data-dir", str(tmp_path / "kho"), "--json", "proofread", *names]
    assert main([*call, "--sheet", str(tmp_path / "phieu")]) == 1
    sheets = [Path(path) for path in as_json(capsys)["sheets"]]
    assert [path.stem for path in sheets] == ["Phieu-soat-bao-cao", "Phieu-soat-bao-cao-2"]
    told = " ".join(pdftotext(sheets[0].read_bytes(), tmp_path).split())
    assert "PHIẾU SOÁT SỐ LIỆU" in told
    assert "98,96%" in told
