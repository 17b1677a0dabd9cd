"""The people of a store: who began which report, and the accounts as they are kept."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from db import shelf, trail
from db.connection import typed
from db.session import Session
from db.tables import settings

_NAME: Final = "accounts"
_KEPT: Final = select(settings.c.value).where(settings.c.name == _NAME)


class People:
    """A part of :class:`db.store.Store`; raises what that does."""

    def __init__(self, session: Session) -> None:
        """Share the store's session."""
        self._session = session

    def creators(self) -> dict[str, str]:
        """Return by report who began it."""
        with self._session.reading() as connection:
            return trail.creators(connection)

    def accounts(self) -> tuple[str, str]:
        """Return the accounts as they are kept, and what the trail says of them last."""
        with self._session.reading() as connection:
            value = connection.execute(_KEPT).scalar()
            return typed(value or "", str), trail.last(connection, trail.ACCOUNTS)

    def keep(self, accounts: str, said: str, *, who: str) -> None:
        """Keep the accounts and say in the trail what was changed."""
        with self._session.writing() as connection:
            shelf.set_setting(connection, _NAME, accounts)
            self._session.log(connection, None, trail.ACCOUNTS, who, said)

    def note(self, accounts: str) -> None:
        """Keep when somebody came in, or failed to; that is no change for the trail."""
        with self._session.writing() as connection:
            shelf.set_setting(connection, _NAME, accounts)
