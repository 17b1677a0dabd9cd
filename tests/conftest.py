"""What holds for every test: no noise, no network, no screen, nobody's real files."""

import logging
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.judges import find_judge

if TYPE_CHECKING:
    from tests.postgres import Server

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A test that forgets to name its folder writes into this one, never into a person's.
_home = tempfile.TemporaryDirectory(prefix="baocao-tests-", ignore_cleanup_errors=True)
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
    os.environ[_name] = str(Path(_home.name) / _name.lower())

# --- chance ---------------------------------------------------------------------------------------

# Time is no criterion on a shared machine; the quick profile draws the same examples each run.
settings.register_profile(
    "quick",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly",
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("BAOCAO_NIGHTLY") == "1":
        return
    skip = pytest.mark.skip(reason="large counts run with BAOCAO_NIGHTLY=1 (make nightly)")
    for item in items:
        if item.get_closest_marker("nightly"):
            item.add_marker(skip)


# --- network --------------------------------------------------------------------------------------

_NAME_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_ADDRESSED = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}


def is_local(host: object) -> bool:
    """Whether an address stays on this computer (None and '' are the wildcard of a listener)."""
    text = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    return text in {"localhost", "::1"} or re.fullmatch(r"127(\.\d{1,3}){3}", text) is not None


def _host_of(event: str, args: tuple[object, ...]) -> object:
    if event in _NAME_LOOKUPS:
        return args[0]
    address = args[1]
    # A Unix socket's address is a path, a connected socket's is None: both are local.
    return address[0] if isinstance(address, tuple) else None


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event not in _NAME_LOOKUPS and event not in _ADDRESSED:
        return
    host = _host_of(event, args)
    if not is_local(host):
        raise PermissionError(f"tests open no connection: {event} to {host!r}")


# An audit hook cannot be taken off or worked around for the rest of the run.
sys.addaudithook(_refuse_network)

# --- noise ----------------------------------------------------------------------------------------


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def _allowed_patterns(request: pytest.FixtureRequest) -> list[str]:
    return [str(mark.args[0]) for mark in request.node.iter_markers("allow_log")]


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless `allow_log` names it."""
    root = logging.getLogger()
    listener = _Listener()
    before = list(root.handlers)
    level = root.level
    root.addHandler(listener)
    yield
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    allowed = _allowed_patterns(request)
    noise = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in listener.records
        if not any(re.search(pattern, record.getMessage()) for pattern in allowed)
    ]
    if noise:
        pytest.fail("unexpected log records:\n" + "\n".join(noise))


# --- judges ---------------------------------------------------------------------------------------


@pytest.fixture
def judge() -> Callable[[str], Path]:
    """`judge("qpdf")`: the program's path, or the test is skipped with the reason."""
    return find_judge


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Server]":
    """A PostgreSQL server for the whole run, or the tests that ask for it are skipped."""
    from tests.postgres import running

    with running() as server:
        yield server
