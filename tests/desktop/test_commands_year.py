"""The year of a unit on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop import cli

SAMPLE = str(resources.path("samples/F02-2024-07.json"))
PROFILE = {
    "unit": "30313",
    "signatories": [{"name": "Nguyễn Văn An", "post": "CHỦ TỊCH", "until": "2024-06-30"}],
    "other_names": ["Cù lao Ông Hổ"],
    "since": "2025-12-01",
}

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a folder of its own; give its status and its JSON."""

    def one(*arguments: str) -> tuple[int, Any]:
        status = cli.main([*arguments, "--data-dir", str(tmp_path / "data"), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return one


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Run a command on the same folder; give what people read."""

    def one(*arguments: str) -> list[str]:
        assert cli.main([*arguments, "--data-dir", str(tmp_path / "data")]) == 0
        return capsys.readouterr().out.splitlines()

    return one


def _file(folder: Path, content: object) -> str:
    path = folder / "profile.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("my hoa hung", ["30313"]),
        ("thong tin va truyen thong", ["91-SKHCN"]),
        ("91-STTTT", ["91-SKHCN"]),
        ("đặc khu", ["31078", "31105", "31108"]),
        ("không có đâu", []),
    ],
)
def test_units_are_found_by_what_people_call_them(run: Run, words: str, codes: list[str]) -> None:
    status, found = run("units", words)
    assert status == 0
    assert [unit["code"] for unit in found["units"]] == codes


def test_all_units_are_listed_with_their_days(say: Callable[..., list[str]]) -> None:
    lines = say("units")
    assert sum(line.endswith("(từ 01/7/2025)") for line in lines) == 102
    assert any(line.startswith("91-SKHDT") and "(đến 28/02/2025)" in line for line in lines)
    assert say("units", "xyz") == ["Không có đơn vị nào khớp “xyz”."]


def test_a_profile_is_set_from_its_file_and_shown(
    run: Run, say: Callable[..., list[str]], tmp_path: Path
) -> None:
    assert run("profile")[1]["set_up"] is False
    status, shown = run("profile", _file(tmp_path, PROFILE))
    assert (status, shown["set_up"], shown["profile"]["unit"]) == (0, True, "30313")
    assert [unit["code"] for unit in run("units", "cu lao ong")[1]["units"]] == ["30313"]
    again = json.loads("\n".join(say("profile")))
    assert again == shown["profile"]
    assert run("profile", _file(tmp_path, again))[0] == 0


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"unit": "99999"}, "unit"),
        ({"unit": "91", "colour": 1}, "$"),
        ({"unit": "91", "recipients": {"F99": ["A"]}}, "recipients"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_place(
    run: Run, tmp_path: Path, content: object, place: str
) -> None:
    status, said = run("profile", _file(tmp_path, content))
    assert status == 2
    assert (said["error"]["code"], said["error"]["place"]) == ("PROFILE", place)
    assert run("profile")[1]["set_up"] is False


def test_what_is_due_is_listed_from_the_day_asked_for(
    run: Run, say: Callable[..., list[str]], tmp_path: Path
) -> None:
    run("profile", _file(tmp_path, PROFILE))
    status, found = run("due", "--on", "2025-12-03")
    assert (status, found["unit"], found["on"]) == (0, "30313", "2025-12-03")
    states = {(line["form"], line["period"]): line["state"] for line in found["duties"]}
    assert states["F07", "2025-12-01"] == "missing"
    assert states["F07", "2025-12-02"] == "not_started"
    assert ("F07", "2025-11-29") not in states
    assert ("F07", "2025-12-03") in states
    assert ("F07", "2025-12-04") not in states
    assert all(line["begun"] and line["days"] <= 14 for line in found["duties"])
    run("new", "F07", "--unit", "30313", "--period", "2025-12-01")
    lines = say("due", "--on", "3/12/2025")
    assert (
        lines[0] == f"{'01/12/2025':<16} {'F07':<10} {'ngày 30/11/2025':<16} thiếu, đã qua 2 ngày"
    )
    assert lines[1].endswith("quá hạn, đã qua 1 ngày")
    assert lines[2].endswith("chưa lập, hạn hôm nay")


def test_the_whole_year_of_another_unit(run: Run, say: Callable[..., list[str]]) -> None:
    found = run("due", "--unit", "91", "--on", "2024-12-31", "--all")[1]["duties"]
    codes = [line["period"] for line in found if line["form"] == "F02"]
    assert codes[-12:] == [f"2024-{month:02d}" for month in range(1, 13)]
    assert say("due", "--unit", "91-TTT", "--on", "2022-06-01") == [
        "Không có báo cáo quá hạn hoặc đến hạn trong 14 ngày tới."
    ]


def test_a_day_that_is_none_is_refused(run: Run) -> None:
    for text in ("44/6/2025", "", "mai"):
        status, said = run("due", f"--on={text}")
        assert status == 2
        assert said["error"]["place"] == "--on"


def test_an_earlier_submission_can_still_be_seen(
    run: Run, say: Callable[..., list[str]], tmp_path: Path
) -> None:
    report = run("new", "F02", "--unit", "91", "--period", "2024-07")[1]["report"]
    run("fill", report, SAMPLE)
    _settle(run, report)
    first = run("finalize", report)[1]["data_sha256"]
    run("export", report, "--out", str(tmp_path / "out"), "--only", "pdf")
    assert run("reopen", report, "--reason", "sửa số")[1]["revision"] == 2
    small = {"form": "F02", "values": {"dvc12": {"n": 950, "d": 959}}}
    run("fill", report, _file(tmp_path, small))
    _settle(run, report)
    run("finalize", report)
    one, two = (run("show", report, "--revision", n)[1] for n in ("1", "2"))
    assert one["data"]["figures"]["dvc12.n"] == 949
    assert two["data"]["figures"]["dvc12.n"] == 950
    assert (one["head"]["revision"], two["head"]["revision"]) == (1, 2)
    lines = say("show", report, "--revision", "1")
    assert first in lines[0]
    assert "dvc12.n: 949" in lines
    assert run("show", report, "--revision", "3")[1]["error"]["code"] == "REVISION"


def _settle(run: Run, report: str) -> None:
    run("repair", report, "--all")
    for finding in run("check", report)[1]["findings"]:
        if finding["severity"] in ("error", "warning") and finding["reason"] is None:
            run("accept", report, finding["id"], "--reason", "đã đối chiếu")
