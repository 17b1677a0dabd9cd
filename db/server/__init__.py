"""The store on a PostgreSQL server: its address and errors, its schema, its roles, moving there.

The only connection that the program ever makes, and only where IT has configured it.
"""
