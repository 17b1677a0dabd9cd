"""`baocao documents`: the library of a unit on the command line."""

from __future__ import annotations

from desktop.cli import main
from tests.desktop.shell import Shell


def test_a_document_is_found_as_it_is_typed_in_a_hurry(july: Shell) -> None:
    answer = july("documents", "ly", "lich", "709")
    (found,) = answer["documents"]
    assert answer["unit"] == "91"
    assert (found["ten_loai"], found["so"], found["ky_hieu"], found["ngay"]) == (
        "Kế hoạch",
        "709",
        "KH-UBND",
        "2024-07-16",
    )
    assert found["report"] == "F02-91-2024-07"
    assert found["text"].startswith("Kế hoạch số 709/KH-UBND ngày 16/7/2024")
    assert len(july("documents")["documents"]) > 20


def test_people_get_one_line_each(july: Shell) -> None:
    assert main(["documents", "709", "--data-dir", str(july.folder)]) == 0
    lines = july.capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Kế hoạch số 709/KH-UBND ngày 16/7/2024")
    assert lines[0].endswith("[F02-91-2024-07]")
    assert lines[-1].endswith(": tìm được 1 văn bản đã dẫn.")


def test_another_unit_has_its_own(july: Shell) -> None:
    assert july("documents", "--unit", "91-STP") == {
        "unit": "91-STP",
        "documents": [],
    }
    assert main(["documents", "--unit", "nowhere", "--data-dir", str(july.folder)]) == 2
    assert "nowhere" in july.capsys.readouterr().err
