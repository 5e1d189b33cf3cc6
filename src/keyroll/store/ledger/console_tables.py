"""The table of people's decisions in the console."""

from sqlalchemy import Column, Table

from keyroll.store.ledger.naming import metadata, sealed_by
from keyroll.store.ledger.types import PlainText, Structured, UtcTime, Whole

console_decisions = Table(
    "console_decisions",
    metadata,
    Column("kind", PlainText, primary_key=True),
    Column("about", PlainText, primary_key=True),
    Column("turn", Whole, primary_key=True, autoincrement=False),  # from 1, without a gap
    Column("verb", PlainText, nullable=False),
    Column("given", Structured, nullable=False),
    Column("because", PlainText, nullable=False),
    Column("person", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
    sealed_by(),
)
