"""Alembic's way in. The connection, and the transaction on it, are those of :mod:`store.sql.migrate`."""

from alembic import context

import store.sql.rows  # noqa: F401 - it knows every table
from store.sql.tables import meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
