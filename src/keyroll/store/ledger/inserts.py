"""The only function that adds rows to the ledger: each row once, also when a command is run again."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

from keyroll.store.ledger.seals import sealed

_BATCH = 1_000


def insert_new(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> int:
    """Add the rows whose keys are new, with a seal if their table has one; return their number."""
    sealing = "seal" in table.c
    added, source = 0, (sealed(connection, table, row) if sealing else row for row in rows)
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        inserted = postgresql.insert(table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    else:
        inserted = sqlite.insert(table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    while batch := list(islice(source, _BATCH)):
        added += len(connection.execute(inserted, batch).all())
    return added
