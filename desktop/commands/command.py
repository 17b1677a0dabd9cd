"""What the groups of commands share: the answer of a command, its arguments, opening the store."""

from __future__ import annotations

import argparse
import getpass
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import msgspec

from desktop.desk import Desk
from desktop.problems import DONE, NOT_ALLOWED, Trouble, attempt
from desktop.settings import default_data_dir
from desktop.use_cases.accounts import Credentials
from desktop.use_cases.backups import daily
from desktop.workspace import Workspace

_LOG = logging.getLogger("baocao")

PASSWORD: Final = "BAOCAO_PASSWORD"  # noqa: S105 - the name of a variable
PASSPHRASE: Final = "BAOCAO_PASSPHRASE"  # noqa: S105 - the name of a variable
Payload = Mapping[str, object]


class Answer(msgspec.Struct, frozen=True):
    """What a command says: its JSON value, the same for people, and the exit status."""

    payload: Payload | list[object]
    lines: tuple[str, ...] = ()
    status: int = DONE


Argument = tuple[tuple[str, ...], dict[str, Any]]
"""The flags of one argument and its options, as argparse takes them."""


class Command(NamedTuple):
    """One command: what it is for (Vietnamese), its arguments, what it does."""

    words: str
    arguments: tuple[Argument, ...]
    run: Callable[[argparse.Namespace], Answer]


Commands = Mapping[str, Command]
REPORT: Final[Argument] = (("report",), {"metavar": "BÁO_CÁO", "help": "mã báo cáo"})
REASON: Final[Argument] = (("--reason",), {"required": True, "help": "lý do, ghi vào nhật ký"})


def credentials_of(options: argparse.Namespace) -> Credentials | None:
    """Return who ``--user`` says is working, with the password of the environment or typed."""
    if not options.user:
        return None
    return Credentials(options.user, secret_of(PASSWORD, f"Mật khẩu của {options.user}: "))


def passphrase_of(prompt: str) -> str:
    """Return the passphrase of a locked copy."""
    return secret_of(PASSPHRASE, prompt)


def new_passphrase() -> str:
    """Return the passphrase that a copy is to be locked with."""
    return new_secret_of(PASSPHRASE, "Cụm mật khẩu mới: ")


def new_secret_of(variable: str, prompt: str) -> str:
    """Return a new secret; typed unseen, it is asked for twice, or a slip would lock people out."""
    given = secret_of(variable, prompt)
    if variable not in os.environ and getpass.getpass("Gõ lại lần nữa: ") != given:
        raise Trouble("Hai lần gõ khác nhau nên chưa làm gì. Hãy làm lại.", code="USAGE")
    return given


def secret_of(variable: str, prompt: str) -> str:
    """Return what the environment says, or what somebody types unseen."""
    given = os.environ.get(variable)
    if given is None and sys.stdin.isatty():
        given = getpass.getpass(prompt)
    if given is None:
        message = f"Hãy cho biết mật khẩu qua biến môi trường {variable}."
        raise Trouble(message, code="SIGN-IN", exit_status=NOT_ALLOWED)
    return given


@contextmanager
def workspace_of(options: argparse.Namespace) -> Iterator[Workspace]:
    """Open the workspace of ``--data-dir``; the first command of a day leaves a backup."""
    folder = options.data_dir or default_data_dir()
    with Workspace.open(folder, credentials=credentials_of(options)) as workspace:
        failed = attempt(lambda: daily(folder))
        if isinstance(failed, Trouble):  # no reason to refuse the command
            _LOG.warning("no backup today: %s", failed.detail or failed.code)
        yield workspace


@contextmanager
def desk_of(options: argparse.Namespace) -> Iterator[Desk]:
    """Open the report that the command names."""
    with workspace_of(options) as workspace:
        yield workspace.desk(options.report)


def counts_of(counts: object) -> object:
    """Return counts of findings as JSON."""
    return msgspec.to_builtins(counts)
