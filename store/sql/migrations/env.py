"""Alembic's way in. The connection, and the transaction on it, are those of :mod:`store.sql.migrate`."""

from alembic import context

import store.sql.tables_rehearsal
import store.sql.tables_review
import store.sql.tables_scores  # noqa: F401 - their tables join the others
from store.sql.tables import meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
