"""What Alembic runs; see :mod:`store.sql.migrate`."""
