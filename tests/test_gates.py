"""The gates of conftest.py themselves: a gate that lets everything pass looks like a quiet test."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import judges

ROOT = Path(__file__).parent.parent


def test_a_connection_to_elsewhere_is_refused() -> None:
    with socket.socket() as plain, pytest.raises(PermissionError, match="no connection"):
        plain.connect(("192.0.2.1", 80))


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid", "127.0.0.1.invalid"])
def test_a_name_of_elsewhere_is_not_looked_up(host: str) -> None:
    with pytest.raises(PermissionError, match="no connection"):
        socket.getaddrinfo(host, 80)


def test_loopback_and_unix_sockets_work(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0] as peer,
    ):
        client.sendall(b"x")
        assert peer.recv(1) == b"x"
    with socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "s"))
        assert (tmp_path / "s").exists()


NOISY = """
import logging, warnings
import pytest
from PySide6.QtCore import qWarning

def test_log(): logging.getLogger("forms.x").warning("loud")
def test_qt(): qWarning("loud")
def test_warning(): warnings.warn("loud", UserWarning)
@pytest.mark.allow_log("lou[d]")
def test_allowed(): logging.getLogger("forms.x").warning("loud")
@pytest.mark.unheard_of
def test_marker(): pass
"""


def test_noise_fails_a_test(tmp_path: Path) -> None:
    noisy = tmp_path / "test_noisy.py"
    noisy.write_text(NOISY.replace("@pytest.mark.unheard_of\n", ""), encoding="utf-8")
    text = _run_pytest(noisy)
    # The log gate speaks when a test is taken down, so pytest calls it an error.
    assert "ERROR ::test_log" in text
    assert "FAILED ::test_qt" in text
    assert "FAILED ::test_warning" in text
    assert "2 failed, 3 passed, 1 error" in text


def test_an_unknown_marker_is_refused(tmp_path: Path) -> None:
    noisy = tmp_path / "test_marker.py"
    noisy.write_text(NOISY, encoding="utf-8")
    assert "'unheard_of' not found in `markers`" in _run_pytest(noisy)


def _run_pytest(file: Path) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            ROOT / "pyproject.toml",
            "--rootdir",
            ROOT,
            "-p",
            "tests.conftest",
            "-q",
            file,
        ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_missing_judge_skips_with_a_reason(
    judge: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judge("sh").name == "sh"
    monkeypatch.setattr(judges, "REQUIRED", False)
    with pytest.raises(pytest.skip.Exception, match="no-such-judge"):
        judge("no-such-judge")
    monkeypatch.setattr(judges, "REQUIRED", True)
    with pytest.raises(pytest.fail.Exception, match="no-such-judge"):
        judge("no-such-judge")
