"""What a server's address may say, and how what the driver tells becomes a problem."""

import pytest

from db.problems import StoreProblem, TextRefused
from db.server.postgres import ServerDoor, address_of
from db.server_problems import (
    ServerAddressWrong,
    ServerAway,
    ServerBusy,
    ServerLoginRefused,
    ServerLost,
    ServerUnencrypted,
    from_refusal,
    from_server,
)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "postgresql",
        "postgresql://may:chu/x",
        "mysql://may-chu/baocao",
        "postgresql://may-chu/",
        "postgresql://may-chu/baocao?options=-csearch_path%3Dx",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ServerAddressWrong):
        address_of(address)


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://may-chu/baocao", "require"),
        ("postgresql+psycopg://may-chu/baocao?sslmode=verify-full", "verify-full"),
        ("postgresql://127.0.0.1/baocao", None),
        ("postgresql://localhost/baocao", None),
        ("postgresql:///baocao?host=/run/postgresql", None),
    ],
)
def test_another_computer_is_spoken_to_encrypted(address: str, mode: str | None) -> None:
    url = address_of(address)
    assert url.drivername == "postgresql+psycopg"
    assert url.query.get("sslmode") == mode


def test_a_door_shows_no_password() -> None:
    door = ServerDoor("postgresql://ai:bi-mat@may-chu:5433/baocao", version=1)
    assert door.subject == "may-chu:5433/baocao"
    assert "bi-mat" not in door.address
    assert ServerDoor("postgresql:///baocao", version=1).subject == "localhost/baocao"


class OperationalError(Exception):
    """What the driver raises where there is no server."""


class DataError(Exception):
    """What it raises of itself for a text that cannot be sent."""


class Refused(Exception):
    """What the server itself refuses, with its state."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("said")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "writing", "kind"),
    [
        (OperationalError(), False, ServerAway),
        (OperationalError(), True, ServerLost),
        (DataError(), False, TextRefused),
        (ValueError(), False, None),
        (Refused("57P01"), False, ServerAway),
        (Refused("57P01"), True, ServerLost),
        (Refused("53300"), False, ServerBusy),
        (Refused("42601"), False, None),
    ],
)
def test_each_fault_of_a_server_has_its_problem(
    error: Exception, writing: bool, kind: type[StoreProblem] | None
) -> None:
    problem = from_server(error, "may-chu/baocao", writing=writing)
    assert type(problem) is (kind or type(None))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("FATAL: password authentication failed for user", ServerLoginRefused),
        ("FATAL: no pg_hba.conf entry for host, no encryption", ServerUnencrypted),
        ("server does not support SSL, but SSL was required", ServerUnencrypted),
        ("FATAL: sorry, too many clients already", ServerBusy),
        ("connection refused", ServerAway),
    ],
)
def test_a_refused_connection_says_why(words: str, kind: type[StoreProblem]) -> None:
    problem = from_refusal(OperationalError(f"{words}\n  at  line"), "may-chu/baocao")
    assert type(problem) is kind
    assert "\n" not in problem.detail
