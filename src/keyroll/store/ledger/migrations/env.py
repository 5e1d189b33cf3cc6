"""Runs the steps on the connection that ``migrate`` passes, inside its transaction."""

from alembic import context

from keyroll.store.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
