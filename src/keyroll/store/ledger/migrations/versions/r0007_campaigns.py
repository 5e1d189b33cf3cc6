"""Terms of campaigns, exceptions, and reminders: an intent when one is about to be sent, an answer when it was."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables."""
    _of_incident(
        "campaign_terms",
        _whole("turn"),
        _time("deadline", nullable=True),
        sa.Column("watch_seconds", sa.BigInteger(), nullable=False),
        *_texts("person"),
        _time("recorded_at"),
    )
    _of_incident(
        "excepted", _whole("turn"), *_texts("identifier", "because", "person"), _time("until"), _time("made_at")
    )
    _of_incident("reminders", *_texts("owner", "channel", "day"), _whole("turn"), *_texts("body"), _time("at"))
    op.create_table(
        "reminder_answers",
        sa.Column("id", PlainText(), primary_key=True, nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        *_texts("said"),
        _time("answered_at"),
        sa.ForeignKeyConstraint(["id"], ["reminders.id"]),
    )
    for table in ("campaign_terms", "excepted", "reminders"):
        op.create_index(f"ix_{table}_incident", table, ["incident"])


def _of_incident(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", PlainText(), primary_key=True, nullable=False),
        *_texts("incident"),
        *columns,
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )


def _texts(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, PlainText(), nullable=False) for name in names]


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcTime(), nullable=nullable)
