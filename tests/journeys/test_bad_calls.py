"""Wrong files, wrong calls and rough handling: one Vietnamese sentence, and nothing changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.cli import main
from tests.journeys.months import JULY

REPORT = "F02-91-2024-07"
DEEP = 50_000


def started(folder: Path, *command: str | Path) -> subprocess.Popen[str]:
    program: Sequence[str | Path] = (sys.executable, "-m", "desktop", *command)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*program, "--data-dir", folder], stdout=pipe, stderr=pipe, encoding="utf-8"
    )


def called(folder: Path, *command: str | Path) -> tuple[int, str, str]:
    running = started(folder, *command)
    out, err = running.communicate(timeout=120)
    assert "Traceback" not in out + err
    return running.returncode, out, err


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with July 2024 in it."""
    folder = tmp_path_factory.mktemp("store")
    file = folder / "july.json"
    file.write_text(json.dumps(JULY), encoding="utf-8")
    assert called(folder, "new", "F02", "--period", "2024-07")[0] == 0
    assert called(folder, "fill", REPORT, file)[0] == 0
    return folder


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "bad.json"),
    "half written": (b'{"values": {"dvc12": {"n": 949, "d":', "bad.json"),
    "binary": (bytes(range(256)) * 20, "bad.json"),
    "another encoding": ('{"values": {}}'.encode("utf-16"), "bad.json"),
    "too large": (b" " * (9 * 1024 * 1024), "bad.json"),
    "deep arrays": (b"[" * DEEP, "bad.json"),
    "deep objects": (b'{"values":' * DEEP, "bad.json"),
    "not an object": (b"[1, 2]", "bad.json"),
    "null": (b"null", "bad.json"),
    "not a number": (b'{"values": {"hoi_nct": NaN}}', "bad.json"),
    "a key twice": (b'{"values": {"dvc12": {"n": 1, "n": 2}}}', "n"),
    "a field twice": (b'{"values": {"hoi_nct": 1, "hoi_nct": 2}}', "hoi_nct"),
    "an unknown key": (b'{"figures": {}}', "figures"),
    "an unknown field": (b'{"values": {"dvc26": {"n": 1, "d": 2}}}', "dvc26"),
    "an unknown part": (b'{"values": {"dvc12": {"m": 1}}}', "dvc12.m"),
    "an unknown column": (b'{"values": {"von_ds": [{"vien": 1}]}}', "von_ds[1].vien"),
    "another period": (b'{"period": "2024-08"}', "period"),
    "another form": (b'{"form": "F03"}', "form"),
    "another unit": (b'{"unit": "91-SKHCN"}', "unit"),
    "a fraction": (b'{"values": {"dvc12": {"p": 97.54}}}', "dvc12.p"),
    "English notation": (b'{"values": {"hoi_nct": "1,304.5"}}', "hoi_nct"),
    "an exponent": (b'{"values": {"lh_tien": "1e9"}}', "lh_tien"),
    "a negative figure": (b'{"values": {"hoi_nct": -1}}', "hoi_nct"),
    "too many digits": (b'{"values": {"hoi_nct": 9999999999999999999999}}', "hoi_nct"),
    "a truth": (b'{"values": {"hoi_nct": true}}', "hoi_nct"),
    "one number of two": (b'{"values": {"dvc12": 949}}', "dvc12"),
    "three numbers": (b'{"values": {"dvc12": "1/2/3"}}', "dvc12"),
    "no numbers": (b'{"values": {"dvc12": "/"}}', "dvc12"),
    "a list for a pair": (b'{"values": {"dvc12": [949, 959]}}', "dvc12"),
    "a figure for a record": (b'{"values": {"bt_xa": 10}}', "bt_xa"),
    "an object for a list": (b'{"values": {"von_ds": {"a": 1}}}', "von_ds.a"),
    "a row of nothing": (b'{"values": {"von_ds": [null]}}', "von_ds[1]"),
    "a document as text": (b'{"documents": ["709/KH-UBND"]}', "documents[1]"),
    "a signature as text": (b'{"signature": "KT."}', "signature"),
    "a number as a text": (b'{"text": {"uu_diem": 5}}', "text.uu_diem"),
    "a state where none is": (
        b'{"values": {"tt_tin": {"state": "khong_phat_sinh"}}}',
        "tt_tin.state",
    ),
    "a day that is not": (b'{"values": {"htich_asof": "31/6/2024"}}', "htich_asof"),
    "a part that stays": (b'{"sections_off": ["muc_dvc"]}', "sections_off"),
    "good and bad": (b'{"values": {"hoi_nct": 70000, "hoi_nd": "x"}}', "hoi_nd"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_by_place_and_changes_nothing(
    store: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, place = FILES[name]
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    before = (store / "baocao.db").read_bytes()
    status = main(["fill", REPORT, str(file), "--json", "--data-dir", str(store)])
    out, err = capsys.readouterr()
    assert (status, err) == (2, "")
    said = json.loads(out)["error"]
    assert said["place"].removeprefix(f"{tmp_path}{os.sep}") == place
    assert said["message"].endswith((".", "}"))
    assert (store / "baocao.db").read_bytes() == before


def test_people_read_one_line(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"values": {"hoi_nct": "1e9"}}', encoding="utf-8")
    status, out, err = called(store, "fill", REPORT, file)
    assert (status, out) == (2, "")
    assert err.startswith("Lỗi [hoi_nct]: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("status", "command"),
    [
        (2, ("new", "F02", "--period", "2024-Q3")),
        (2, ("new", "F02", "--period", "2021-05")),
        (2, ("new", "F02", "--unit", "9", "--period", "2024-08")),
        (2, ("new", "F99", "--period", "2024-08")),
        (2, ("new", "F02")),
        (2, ("check", "F02-91-1999-01")),
        (2, ("fill", REPORT, "/")),
        (2, ("fill", REPORT, "khong-co.json")),
        (2, ("verify", "khong-co.zip")),
        (2, ("accept", REPORT, "RATIO@dvc12", "--reason", "x")),
        (2, ("export", REPORT)),
        (2, ("bay",)),
    ],
)
def test_a_wrong_call_is_one_sentence(store: Path, status: int, command: tuple[str, ...]) -> None:
    got, out, err = called(store, *command)
    assert (got, out) == (status, "")
    assert err.startswith("Lỗi")
    assert err.count("\n") == 1


def test_a_store_that_cannot_be_made_is_this_computers_fault(tmp_path: Path) -> None:
    (tmp_path / "tep").write_bytes(b"")
    status, out, err = called(tmp_path / "tep" / "sau", "forms")
    assert (status, out) == (3, "")
    assert "hãy" in err


def test_one_of_two_that_fill_at_once_is_kept_whole(store: Path, tmp_path: Path) -> None:
    running = []
    for number in (71_001, 71_002, 71_003):
        file = tmp_path / f"{number}.json"
        figures = {"hoi_nct": number, "hoi_nd": number, "ld_tt": number}
        file.write_text(json.dumps({"values": figures}), encoding="utf-8")
        running.append(started(store, "fill", REPORT, file))
    said = [process.communicate(timeout=120) for process in running]
    assert 0 in [process.returncode for process in running]
    assert {process.returncode for process in running} <= {0, 2, 3}
    assert "Traceback" not in str(said)
    assert len(_kept(store, "hoi_nct", "hoi_nd", "ld_tt")) == 1


@pytest.mark.parametrize("moment", [0.15, 0.3, 0.4, 0.5, 0.6, 0.8])
def test_a_killed_fill_leaves_all_or_nothing(store: Path, tmp_path: Path, moment: float) -> None:
    number = 80_000 + int(100 * moment)
    names = ("hoi_nct", "hoi_nd", "hoi_ccb", "hoi_ctd", "ld_tt")
    file = tmp_path / "fill.json"
    first = {"values": dict.fromkeys(names, 79_999)}
    file.write_text(json.dumps(first), encoding="utf-8")
    assert called(store, "fill", REPORT, file)[0] == 0
    file.write_text(json.dumps({"values": dict.fromkeys(names, number)}), encoding="utf-8")
    running = started(store, "fill", REPORT, file)
    time.sleep(moment)
    running.kill()
    running.communicate(timeout=60)
    assert _kept(store, *names) in ({79_999}, {number})
    assert called(store, "doctor")[0] == 0


def _kept(store: Path, *names: str) -> set[int]:
    shown = json.loads(called(store, "--json", "show", REPORT)[1])["data"]["values"]
    return {shown[name] for name in names}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_said(store: Path) -> None:
    command: list[str | Path] = [sys.executable, "-m", "desktop", "--data-dir", store]
    command += ["--json", "fields", "F02"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr.decode().startswith("Lỗi: ")
    assert b"Traceback" not in done.stderr


def test_a_reader_may_stop_reading(store: Path) -> None:
    running = started(store, "--json", "fields", "F02")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == ""
    running.stderr.close()
    assert running.wait(timeout=60) == 0
