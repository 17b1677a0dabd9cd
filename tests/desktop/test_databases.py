"""An office on a server: made, tested, moved to and back, copied; refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.cli import main
from desktop.workspace import Workspace
from tests.postgres import OWNER, PASSWORD, Server

REPORT = "F02-91-2024-07"
SAMPLE = str(resources.path("samples/F02-2024-07.json"))
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the data folder of this test; its JSON."""

    def command(*words: str, expect: int = 0, folder: str = "data") -> dict[str, Any]:
        status = main([*words, "--json", "--data-dir", str(tmp_path / folder)])
        out, err = capsys.readouterr()
        assert (status, err) == (expect, ""), out
        assert PASSWORD not in out
        answer: dict[str, Any] = json.loads(out)
        return answer

    return command


@pytest.fixture
def empty(postgres: Server) -> Iterator[str]:
    """The address of a database with nothing in it."""
    with postgres.database(empty=True) as name:
        yield postgres.loopback(name)


@pytest.fixture
def address(postgres: Server) -> str:
    """The address of an empty store."""
    return postgres.loopback(postgres.emptied())


def filled(run: Run, *words: str) -> None:
    run("new", "F02", "--unit", "91", "--period", "2024-07", *words)
    run("fill", REPORT, SAMPLE, *words)


def test_a_store_is_made_tested_and_made_again(run: Run, empty: str) -> None:
    facts = run("database", "test", empty, expect=3)
    assert (facts["ready"], facts["schema"], facts["login"]) == (False, 0, OWNER)
    assert facts["tls"].startswith("TLSv1.")
    made = run("database", "init", empty)
    assert (made["before"], made["version"]) == (0, facts["known"])
    assert run("database", "init", empty)["before"] == facts["known"]
    again = run("database", "test", empty)
    assert (again["ready"], again["owner"]) == (True, True)
    assert again["latency_us"] > 0


def test_a_report_is_typed_checked_and_listed_on_the_server(run: Run, address: str) -> None:
    filled(run, "--database", address)
    there = run("check", REPORT, "--database", address, expect=1)
    filled(run, "--database", "file")
    here = run("check", REPORT, expect=1)
    assert there["counts"] == here["counts"]
    assert run("doctor", "--database", address)["problems"] == []


def test_the_environment_and_the_settings_name_the_server_too(
    run: Run, address: str, postgres: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as there:
        there.setenv("BAOCAO_DATABASE", address)
        filled(run)
    assert run("show")["reports"] == []
    trusted = postgres.address(postgres.emptied())
    run("database", "use", trusted)
    filled(run)
    assert [one["report"] for one in run("show")["reports"]] == [REPORT]
    with Workspace.open(tmp_path / "data") as opened:
        assert [line.head.id for line in opened.reports()] == [REPORT]
    run("database", "use", "file")
    assert run("show")["reports"] == []


def test_an_office_moves_to_the_server_and_back(run: Run, address: str, tmp_path: Path) -> None:
    filled(run)
    before = run("show", REPORT)
    moved = run("database", "move", address)
    assert moved["rows"]["reports"] == 1
    kept = (tmp_path / "data" / "baocao.toml").read_text()
    assert "postgresql+psycopg://" in kept
    assert PASSWORD.split()[0] not in kept
    assert run("show", REPORT, "--database", address) == before
    run("accept", REPORT, "RATIO@dvc12", "--reason", "Đã công bố.", "--database", address)

    refused = run("database", "move", address, "--back", expect=2)["error"]
    assert refused["code"] == "StoreNotEmpty"
    refused = run("database", "move", address, expect=2)["error"]
    assert refused["code"] == "StoreNotEmpty"

    back = run("database", "move", address, "--back", folder="home")
    assert (back["seq"], back["hash"]) != (moved["seq"], moved["hash"])
    assert run("show", REPORT, folder="home")["report"] == before["report"]
    assert run("doctor", folder="home")["problems"] == []


def test_a_dump_opens_as_a_file_and_goes_back_into_an_empty_store(
    run: Run, address: str, postgres: Server, tmp_path: Path
) -> None:
    filled(run, "--database", address)
    folder = tmp_path / "copies"
    folder.mkdir()
    file = run("database", "dump", str(folder), "--database", address)["file"]
    assert [one.name for one in folder.iterdir()] == [Path(file).name]
    run("restore", file, folder="opened")
    assert run("show", REPORT, folder="opened") == run("show", REPORT, "--database", address)

    said = run("database", "restore", file, "--database", address, expect=2)["error"]
    assert said["code"] == "StoreNotEmpty"
    clean = postgres.loopback(postgres.emptied())
    assert run("database", "restore", file, "--database", clean)["rows"]["reports"] == 1
    assert run("doctor", "--database", clean)["problems"] == []


def test_what_is_for_files_only_is_refused_on_a_server(
    run: Run, address: str, tmp_path: Path
) -> None:
    for words in (("backup", str(tmp_path / "x.db")), ("restore", SAMPLE)):
        said = run(*words, "--database", address, expect=2)["error"]
        assert said["code"] == "ON-SERVER"
        assert "baocao database dump" in said["message"]


@pytest.mark.parametrize(
    ("wrong", "code", "status"),
    [
        ("mysql://x/y", "ServerAddressWrong", 2),
        ("postgresql+psycopg://x@/y?options=-c", "ServerAddressWrong", 2),
        ("postgresql+psycopg://127.0.0.1:1/baocao", "ServerAway", 3),
        ("postgresql+psycopg://binh:bimat@127.0.0.1:1/baocao", "ServerAway", 3),
    ],
)
def test_a_wrong_address_is_said_in_a_sentence(
    run: Run, wrong: str, code: str, status: int
) -> None:
    said = run("show", "--database", wrong, expect=status)["error"]
    assert said["code"] == code
    assert said["message"].endswith(".")
    assert "bimat" not in said["message"]


def test_what_is_missing_in_a_call_is_named(run: Run) -> None:
    assert run("database", "test", expect=2)["error"]["code"] == "NO-DATABASE"
    assert run("database", "dump", "x.db", expect=2)["error"]["code"] == "NO-DATABASE"
    said = run("database", "dump", "--database", "postgresql://x/y", expect=2)["error"]
    assert said["code"] == "USAGE"
    said = run("database", "move", "postgresql://x/y", expect=2)["error"]
    assert said["code"] == "BACKUP-EMPTY"


def test_a_settings_file_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "baocao.toml").write_text("database = [")
    said = run("show", expect=2)["error"]
    assert said["code"] == "SETTINGS"
    assert "baocao.toml" in said["message"]
