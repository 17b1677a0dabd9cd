"""Commands on the accounts of a shared computer."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

from desktop.clock import clock
from desktop.commands.command import Answer, Command, Commands, new_secret_of, workspace_of
from desktop.problems import Trouble
from desktop.settings import default_data_dir
from desktop.use_cases.accounts import AccountBook, Credentials
from forms.accounts import ROLES, Account, Role

NEW_PASSWORD: Final = "BAOCAO_NEW_PASSWORD"  # noqa: S105 - the name of a variable
_ON_OFF: Final = ("on", "off")


def _account(options: argparse.Namespace) -> Answer:
    if options.act == "recover":
        return _recover(options)
    with workspace_of(options) as workspace:
        return _ACTS[options.act](workspace.account_book, options)


def _list(book: AccountBook, _options: argparse.Namespace) -> Answer:
    accounts = book.accounts
    payload = {
        "accounts": [_described(one) for one in accounts.people],
        "four_eyes": accounts.four_eyes,
        "login_first": accounts.login_first,
        "problem": book.problem(),
    }
    lines = tuple(_line(one) for one in accounts.people)
    none = ("Chưa có tài khoản nào: ai mở máy cũng làm được mọi việc.",)
    return Answer(payload, (*(lines or none), *filter(None, (book.problem(),))))


def _add(book: AccountBook, options: argparse.Namespace) -> Answer:
    added = book.add(_name(options), _new_password(), options.role or [])
    lines = [f"Đã thêm {_line(added.account)}"]
    if added.code:
        lines.append(f"Mã khôi phục (in ra, cất trong két): {added.code}")
        lines.append("Mất cả mật khẩu quản trị và mã này thì không ai mở lại quyền được.")
    return Answer({**_described(added.account), "recovery_code": added.code}, tuple(lines))


def _roles(book: AccountBook, options: argparse.Namespace) -> Answer:
    return _told(book.change_roles(_name(options), options.role or []))


def _password(book: AccountBook, options: argparse.Namespace) -> Answer:
    return _told(book.set_password(_name(options), _new_password()))


def _disable(book: AccountBook, options: argparse.Namespace) -> Answer:
    return _told(book.disable(_name(options), disabled=options.act == "disable"))


def _rules(book: AccountBook, options: argparse.Namespace) -> Answer:
    chosen = {"on": True, "off": False, None: None}
    book.set_rules(four_eyes=chosen[options.four_eyes], login_first=chosen[options.login_first])
    listed, rules = _list(book, options), book.accounts
    return Answer(
        listed.payload,
        (
            f"Bốn mắt (người nhập không tự chốt): {'bật' if rules.four_eyes else 'tắt'}",
            f"Máy đã hỏi mật khẩu khi mở: {'bật' if rules.login_first else 'tắt'}",
        ),
    )


def _remove_all(book: AccountBook, _options: argparse.Namespace) -> Answer:
    book.remove_all()
    return Answer({"accounts": []}, ("Đã bỏ mọi tài khoản. Ai mở máy cũng làm được mọi việc.",))


def _recover(options: argparse.Namespace) -> Answer:
    from desktop.use_cases.accounts import recover
    from desktop.use_cases.guard import GuardedStore
    from desktop.use_cases.store_choice import store_target

    given = Credentials(_name(options), _new_password())
    folder = options.data_dir or default_data_dir()
    with GuardedStore.open(store_target(folder), now=clock) as store:
        code = recover(store, options.code or "", given, now=clock())
    lines = (f"Đã khôi phục quyền quản trị cho {given.name}.", f"Mã khôi phục mới: {code}")
    return Answer({"name": given.name, "recovery_code": code}, lines)


_Act = Callable[[AccountBook, argparse.Namespace], Answer]
_ACTS: Final[dict[str, _Act]] = {
    "list": _list,
    "add": _add,
    "roles": _roles,
    "password": _password,
    "disable": _disable,
    "enable": _disable,
    "rules": _rules,
    "remove-all": _remove_all,
}


def _told(account: Account) -> Answer:
    return Answer(_described(account), (_line(account),))


def _described(account: Account) -> dict[str, object]:
    roles: list[Role] = list(account.roles)
    return {
        "name": account.name,
        "roles": roles,
        "disabled": account.disabled,
        "used": account.used,
    }


def _line(account: Account) -> str:
    roles = ", ".join(ROLES[role] for role in account.roles)
    return f"{account.name}: {roles}{', đang ngừng' if account.disabled else ''}"


def _name(options: argparse.Namespace) -> str:
    if not options.name:
        raise Trouble("Lệnh chưa đúng: thiếu tên tài khoản.", code="USAGE")
    return str(options.name)


def _new_password() -> str:
    return new_secret_of(NEW_PASSWORD, "Mật khẩu mới: ")


COMMANDS: Final[Commands] = {
    "account": Command(
        "tài khoản của những người dùng chung máy",
        (
            (("act",), {"choices": (*_ACTS, "recover"), "help": "việc cần làm"}),
            (("name",), {"metavar": "TÊN", "nargs": "?", "help": "tên tài khoản"}),
            (
                ("--role",),
                {"choices": tuple(ROLES), "action": "append", "help": "vai trò, lặp lại được"},
            ),
            (("--code",), {"metavar": "MÃ", "help": "mã khôi phục, cho recover"}),
            (("--four-eyes",), {"choices": _ON_OFF, "help": "người nhập không tự chốt"}),
            (
                ("--login-first",),
                {"choices": _ON_OFF, "help": "máy đã có đăng nhập riêng: mật khẩu từ 8 ký tự"},
            ),
        ),
        _account,
    ),
}
