"""The steps that made the schema what it is, one function each, in order.

A step that has been released is never changed: it spells out its own tables and does not look at
:mod:`db.tables`, which moves on. Steps use Alembic's operations, so they run on SQLite and on
PostgreSQL alike.
"""
