"""Accounts and who began which report, as a store keeps them."""

import pytest

from db.store import Store
from tests.db.samples import REPORT

ENGINES = ("file", "server")


def test_accounts_are_kept_and_their_change_stands_in_the_trail(store: Store) -> None:
    assert store.people.accounts() == ("", "")
    store.people.keep('{"a": 1}', "thêm a", who="quản trị")
    assert store.people.accounts() == ('{"a": 1}', "thêm a")
    assert [line.action for line in store.trail()][-1] == "accounts"
    assert list(store.verify_trail()) == []


def test_coming_in_is_kept_and_is_no_change_for_the_trail(store: Store) -> None:
    store.people.keep("{}", "bắt đầu", who="quản trị")
    lines = len(list(store.trail()))
    store.people.note('{"seen": 1}')
    assert store.people.accounts() == ('{"seen": 1}', "bắt đầu")
    assert len(list(store.trail())) == lines


@pytest.mark.parametrize("unknown", ["F99-00-2024-01"])
def test_each_report_has_who_began_it(store: Store, unknown: str) -> None:
    creators = store.people.creators()
    assert creators[REPORT]
    assert unknown not in creators
