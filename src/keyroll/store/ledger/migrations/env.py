"""Runs the steps on the connection that ``migrate`` hands over, inside its transaction."""

from alembic import context

from keyroll.store.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite too: the engine begins transactions itself
)
with context.begin_transaction():
    context.run_migrations()
