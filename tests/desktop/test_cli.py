"""The command line as a contract: exit statuses, JSON shapes, one sentence for bad input."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.cli import main
from tests.desktop.shell import CORRECTIONS, REPORT, Shell


def severe(answer: dict[str, Any], severity: str) -> dict[str, str]:
    return {f["place"]: f["code"] for f in answer["findings"] if f["severity"] == severity}


def test_the_published_report_has_exactly_its_three_errors(july: Shell) -> None:
    answer = july("check", REPORT, expect=1)
    assert severe(answer, "error") == {
        "dvc12": "RATIO",
        "gv_mn": "RATIO",
        "dvc_100_list": "XREF-LIST",
    }
    assert severe(answer, "warning")["dvc14"] == "RATIO-TRUNC"
    assert answer["counts"]["error"] == 3
    assert answer["counts"]["missing"] == 0


def test_findings_carry_the_numbers_and_the_repair(july: Shell) -> None:
    findings = {f["place"]: f for f in july("check", REPORT, expect=1)["findings"]}
    birth = findings["dvc12"]
    assert (birth["given"], birth["expected"], birth["difference"]) == ("97,54", "98,96", "-1,42")
    assert birth["repair"]["kind"] == "drop"
    teachers = findings["gv_mn"]
    assert (teachers["given"], teachers["expected"]) == ("97,66", "97,71")
    assert (findings["dvc14"]["given"], findings["dvc14"]["expected"]) == ("99,48", "99,49")
    listed = findings["dvc_100_list"]
    assert (listed["given"], listed["expected"]) == ("5", "6")


def test_repairing_leaves_no_error(july: Shell) -> None:
    answer = july("repair", REPORT, "RATIO@dvc12", "gv_mn")
    assert answer["changed"] == 2
    assert severe(july("check", REPORT, expect=1), "error") == {"dvc_100_list": "XREF-LIST"}
    july("repair", REPORT, "--all")
    assert july("check", REPORT)["counts"]["error"] == 0


def test_the_main_job_from_new_to_verified_package(july: Shell, tmp_path: Path) -> None:
    july("fill", REPORT, str(CORRECTIONS))
    july.accept_warnings()
    final = july("finalize", REPORT)
    files = july("export", REPORT, "--out", str(tmp_path / "out"))["files"]
    assert sorted(Path(name).suffix for name in files) == [".pdf", ".xlsx", ".zip"]
    package = next(name for name in files if name.endswith(".zip"))
    verified = july("verify", package)
    assert verified["ok"] is True
    assert verified["data_sha256"] == final["data_sha256"]
    assert july("doctor")["ok"] is True


def test_a_report_with_errors_is_not_finalized(july: Shell) -> None:
    said = july.refused("finalize", REPORT, expect=1)
    assert said["code"] == "BLOCKED"
    assert "3 lỗi" in said["message"]


def test_exporting_twice_gives_the_same_bytes(july: Shell, tmp_path: Path) -> None:
    first = july("export", REPORT, "--out", str(tmp_path / "a"))["files"]
    second = july("export", REPORT, "--out", str(tmp_path / "b"))["files"]
    pairs = [
        (Path(a).read_bytes(), Path(b).read_bytes()) for a, b in zip(first, second, strict=True)
    ]
    assert all(a == b for a, b in pairs)
    change = tmp_path / "change.json"
    change.write_text('{"values": {"dvc01": {"n": 56}}}', encoding="utf-8")
    july("fill", REPORT, str(change))
    third = july("export", REPORT, "--out", str(tmp_path / "c"))["files"]
    assert all(
        Path(a).read_bytes() != Path(c).read_bytes() for a, c in zip(first, third, strict=True)
    )


def test_only_one_kind_of_file(july: Shell, tmp_path: Path) -> None:
    files = july("export", REPORT, "--out", str(tmp_path), "--only", "pdf")["files"]
    assert [Path(name).suffix for name in files] == [".pdf"]


def test_deleting_and_bringing_back(july: Shell) -> None:
    july("delete", REPORT)
    assert july("show")["reports"] == []
    july.refused("check", REPORT)
    july("delete", "--undo", REPORT)
    assert [line["report"] for line in july("show")["reports"]] == [REPORT]


def test_reopening_needs_a_reason_and_a_finalized_report(july: Shell) -> None:
    july.refused("reopen", REPORT, "--reason", "nhầm")
    july.refused("reopen", REPORT, "--reason", "  ")


def test_fields_lists_every_id_with_its_shape(shell: Shell) -> None:
    answer = shell("fields", "F02")
    by_id = {field["id"]: field for field in answer["fields"]}
    assert by_id["dvc12"]["shape"].keys() >= {"n", "d", "p"}
    assert by_id["von_ds"]["parts"][-1]["kind"] == "money"
    assert by_id["dvc_100_list"]["shape"] == {"stated": 5}
    assert all(field["label"] for field in answer["fields"])


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ('{"values": {"khong_co": 1}}', "FIELD", "khong_co"),
        ('{"values": {"dvc12": {"n": "1,234.5"}}}', "NUM-AMBIGUOUS", "dvc12.n"),
        ('{"values": {"dvc12": {"n": "1e5"}}}', "NUM-EXPONENT", "dvc12.n"),
        ('{"values": {"dvc12": {"n": 949.5}}}', "FLOAT", "dvc12.n"),
        ('{"values": {"dvc12": 949}}', "FILL", "dvc12"),
        ('{"values": {"htich_asof": "44/6/2025"}}', "DATE-DAY", "htich_asof"),
        ('{"values": {"dvc11": {"state": "sai"}}}', "FILL", "dvc11.state"),
        ('{"gia_tri": {}}', "FILL", "gia_tri"),
        ('{"form": "F01"}', "FILL", "form"),
        ('{"sections_off": ["i"]}', "FILL", "sections_off"),
        ('{"values": {"dvc12": {"n": 949', "FILL", "bad.json"),
        ("", "FILL", "bad.json"),
    ],
)
def test_bad_figures_are_refused_with_their_place_and_nothing_changes(
    july: Shell, tmp_path: Path, content: str, code: str, place: str
) -> None:
    before = july("show", REPORT)["data"]["values"]
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    said = july.refused("fill", REPORT, str(file))
    assert (said["code"], Path(said["place"]).name) == (code, place)
    assert july("show", REPORT)["data"]["values"] == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("new", "F02", "--unit", "91", "--period", "2024-W26"), "PERIOD-KIND"),
        (("new", "F02", "--unit", "91", "--period", "2024-13"), "PERIOD-MONTH"),
        (("new", "F02", "--unit", "99999", "--period", "2024-08"), "UNIT-UNKNOWN"),
        (("new", "F99", "--unit", "91", "--period", "2024-08"), "FORM-UNKNOWN"),
        (("new", "F02", "--unit", "91", "--period", "2024-07"), "ReportExists"),
        (("check", "F02-91-2001-01"), "ReportUnknown"),
        (("fill", REPORT, "/khong/co.json"), "FILE-MISSING"),
        (("accept", REPORT, "RATIO@khong_co", "--reason", "x"), "FINDING"),
        (("repair", REPORT), "USAGE"),
        (("khong-co-lenh",), "USAGE"),
        ((), "USAGE"),
    ],
)
def test_wrong_calls_get_one_sentence(july: Shell, command: tuple[str, ...], code: str) -> None:
    assert july.refused(*command)["code"] == code


def test_a_hostile_pack_is_refused_with_its_path(shell: Shell, tmp_path: Path) -> None:
    good = json.loads(resources.path("packs/F02/form.json").read_text(encoding="utf-8"))
    good["fields"][0]["mau"] = "đỏ"
    file = tmp_path / "form.json"
    file.write_text(json.dumps(good), encoding="utf-8")
    said = shell.refused("forms", "check", str(file))
    assert said["place"] == "$.fields[0]"
    assert "mau" in said["message"]


def test_a_read_only_folder_is_this_computers_fault(july: Shell, tmp_path: Path) -> None:
    target = tmp_path / "khoa"
    target.mkdir()
    target.chmod(stat.S_IREAD | stat.S_IEXEC)
    if os.access(target, os.W_OK):
        pytest.skip("this account may write anywhere")
    said = july.refused("export", REPORT, "--out", str(target), expect=3)
    assert list(target.iterdir()) == []
    assert said["code"].startswith("FILE-")


def test_a_damaged_package_is_not_genuine(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "goi.zip"
    file.write_bytes(b"PK\x03\x04 cut off")
    answer = shell("verify", str(file), expect=1)
    assert answer["ok"] is False
    assert answer["problems"]


def test_shared_options_may_stand_before_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "named"
    assert main(["--data-dir", str(named), "--json", "new", "F02", "--period", "2024-07"]) == 0
    assert json.loads(capsys.readouterr().out) == {"report": REPORT}
    assert (named / "baocao.db").is_file()


def test_what_argparse_says_is_said_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    for command, words in (
        (["new"], "thiếu BIỂU, --period"),
        (["new", "F02", "--period"], "--period còn thiếu giá trị"),
        (
            ["forms", "bla"],
            "không có VIỆC “bla”, chỉ có list, check, install, remove, export, diff",
        ),
        (["check", REPORT, "--x"], "không có tham số --x"),
    ):
        assert main(command) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize("name", ["co.txt", "thu-muc.json", "khong-co.json"])
def test_a_wrong_path_is_a_wrong_call(july: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / "co.txt").write_text("{}", encoding="utf-8")
    (tmp_path / "thu-muc.json").mkdir()
    said = july.refused("fill", REPORT, str(tmp_path / name))
    assert said["place"] == str(tmp_path / name)


def test_people_get_plain_lines(july: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", REPORT, "--data-dir", str(july.folder)])
    out, err = capsys.readouterr()
    assert status == 1
    assert err == ""
    assert "949/959" in out
    assert out.splitlines()[-1].startswith("Còn 3 lỗi")
    assert main(["check", "F02-91-2001-01", "--data-dir", str(july.folder)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Lỗi: ")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_the_window_says_so() -> None:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [sys.executable, "-m", "desktop"], env=kept, capture_output=True, check=False, text=True
    )
    assert done.returncode == 3
    assert done.stderr.startswith("Lỗi: Máy này không có màn hình")
