"""The store: reports, their cells and their change log, in SQLite or PostgreSQL.

May import: `forms`, SQLAlchemy, Alembic, sqlite3.  The only room that knows SQL.  psycopg comes in
through SQLAlchemy, and only for a server.
Never: Qt, `exporters`, `resources`, file formats.

Decisions:
- A figure is kept as a scaled integer with the decimals it was typed with.  SQLAlchemy's Numeric
  passes through floating point on SQLite and silently changes long figures.
- Every accepted edit is one short transaction that also writes its change-log row; the rows are
  chained by hash, so there is no Save to forget and no edit that leaves no trace.
- Only frozen values of `forms` leave this room.  No row object, session or cursor crosses the
  wall, so nothing outside can hold a transaction open.
"""
