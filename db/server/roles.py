"""Who may do what on a server, in the database itself: group roles, grants and row policies.

The roles are those of :mod:`forms.accounts`; nobody logs in as one, people's logins are members.
Everybody with a role reads everything, adds lines to the trail and changes or removes none. What
a clerk fills in are drafts; finalizing, deleting what others began and settings are for others:
the policies look at a report's state before and after. Whoever owns the tables, the login that
ran ``baocao database init``, stands above all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from db.tables import metadata
from forms.accounts import ROLES

PREFIX: Final = "baocao_"
EVERY: Final = tuple(f"{PREFIX}{role}" for role in ROLES)
_ALL: Final = ", ".join(EVERY)
_FILL: Final = "baocao_nhap, baocao_tong_hop"
_CHECK: Final = "baocao_kiem_tra"
_SIGN: Final = "baocao_ky_duyet"
_FINALIZE: Final = f"{_CHECK}, {_SIGN}"
_GATHER: Final = "baocao_tong_hop"
_ADMIN: Final = "baocao_quan_tri"

OWNER: Final = 'ALTER TABLE reports ADD COLUMN IF NOT EXISTS "owner" text DEFAULT session_user'
"""Whose draft a report is: the login that began it. Only the server has this column."""

_WRITE: Final = "INSERT, UPDATE, DELETE"


def _names(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in metadata.tables[table].c)


class Grant(NamedTuple):
    """What roles may do with a table, beside reading it; ``columns`` bounds updating."""

    table: str
    acts: str
    roles: str
    columns: str = ""


GRANTS: Final = (
    Grant("reports", "INSERT", _FILL, _names("reports")),
    Grant("reports", "UPDATE", _ALL, "pack_version, pack_sha256, revision, status, finalized_at"),
    Grant("fields", "INSERT", _ALL),
    Grant("parts", "INSERT", _ALL),
    Grant("cells", _WRITE, f"{_FILL}, {_FINALIZE}"),
    Grant("texts", _WRITE, f"{_FILL}, {_FINALIZE}"),
    Grant("acceptances", _WRITE, f"{_FILL}, {_FINALIZE}"),
    Grant("trail", "INSERT", _ALL),
    Grant("snapshots", "INSERT", _FINALIZE),
    Grant("packs", "INSERT", f"{_FILL}, {_ADMIN}"),
    Grant("settings", _WRITE, _ALL),
    Grant("receipts", "INSERT", _GATHER),
    Grant("receipts", "UPDATE", _GATHER, "state, reason, late"),
    Grant("receipt_data", "INSERT", _GATHER),
    Grant("returns", "INSERT", f"{_FILL}, {_CHECK}"),
    Grant("remarks", "INSERT", f"{_FILL}, {_CHECK}"),
    Grant("leaves", "INSERT", f"{_GATHER}, {_CHECK}"),
    Grant("runs", _WRITE, _GATHER),
    Grant("run_sources", _WRITE, _GATHER),
    Grant("contributions", _WRITE, _GATHER),
)


class Policy(NamedTuple):
    """Which rows roles may write: as they are (``using``) and as they become (``check``)."""

    table: str
    name: str
    act: str
    roles: str
    using: str = ""
    check: str = ""


_OWN_DELETED: Final = "status = 'deleted' AND finalized_at = '' AND \"owner\" = session_user"
_IN_DRAFT: Final = (
    "EXISTS (SELECT FROM reports WHERE reports.report_id = {0}.report_id AND status = 'draft')"
)
_KEPT: Final = (
    "EXISTS (SELECT FROM fields WHERE fields.field_id = {0}.field_id AND starts_with(name, '_'))"
)
"""Cells that finalizing itself writes, such as the letterhead of the day."""
_REPORTS: Final = (
    Policy(
        "reports",
        "begin",
        "INSERT",
        _FILL,
        check="status = 'draft' AND finalized_at = '' AND \"owner\" = session_user",
    ),
    Policy(
        "reports",
        "fill",
        "UPDATE",
        _FILL,
        using=f"status = 'draft' OR ({_OWN_DELETED})",
        check=f"(status = 'draft' AND finalized_at = '') OR ({_OWN_DELETED})",
    ),
    Policy(
        "reports",
        "sign",
        "UPDATE",
        _SIGN,
        using="status IN ('draft', 'finalized')",
        check="status IN ('draft', 'finalized')",
    ),
    Policy("reports", "check_and_put_away", "UPDATE", _CHECK, "true", "true"),
    Policy(
        "reports",
        "put_away",
        "UPDATE",
        _ADMIN,
        using="true",
        check="status = 'deleted' OR (status = 'draft' AND finalized_at = '')",
    ),
)
_SETTINGS: Final = (
    Policy("settings", "administer", "ALL", _ADMIN, "true", "true"),
    Policy("settings", "come_in", "ALL", _ALL, "name = 'accounts'", "name = 'accounts'"),
)


def _writing(table: str, name: str, roles: str, rows: str) -> Iterator[Policy]:
    yield Policy(table, f"{name}_add", "INSERT", roles, check=rows)
    yield Policy(table, f"{name}_change", "UPDATE", roles, using=rows, check=rows)
    yield Policy(table, f"{name}_remove", "DELETE", roles, using=rows)


def policies() -> tuple[Policy, ...]:
    """Return every policy; tables without one are held by their grants alone."""
    found = [*_REPORTS, *_SETTINGS]
    for table in ("cells", "texts"):
        draft = _IN_DRAFT.format(table)
        found += _writing(table, "fill", _FILL, draft)
        found += _writing(table, "keep", _FINALIZE, f"{draft} AND {_KEPT.format(table)}")
    found += _writing(
        "acceptances", "reason", f"{_FILL}, {_FINALIZE}", _IN_DRAFT.format("acceptances")
    )
    return tuple(found)


def statements(schema: str) -> Iterator[str]:
    """Return what makes grants and policies as they are here, whatever was there before."""
    yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {_ALL}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {_ALL}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {_ALL}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {_ALL}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {_ALL}"
    for table, acts, roles, columns in GRANTS:
        yield f"GRANT {acts}{f' ({columns})' if columns else ''} ON {table} TO {roles}"
    yield from _policies(policies())


def _policies(wanted: tuple[Policy, ...]) -> Iterator[str]:
    for table in dict.fromkeys(policy.table for policy in wanted):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS read ON {table}"
        yield f"CREATE POLICY read ON {table} FOR SELECT TO {_ALL} USING (true)"
    for table, name, act, roles, using, check in wanted:
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        bounds = f" USING ({using})" if using else ""
        bounds += f" WITH CHECK ({check})" if check else ""
        yield f"CREATE POLICY {name} ON {table} FOR {act} TO {roles}{bounds}"
