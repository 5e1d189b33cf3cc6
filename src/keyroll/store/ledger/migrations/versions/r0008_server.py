"""What the server does later, and the tokens of machines that may speak to it."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables of jobs and of machine tokens."""
    op.create_table(
        "jobs",
        sa.Column("id", PlainText(), primary_key=True, nullable=False),
        *(sa.Column(name, PlainText(), nullable=False) for name in ("kind", "incident", "identifier")),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("said", PlainText(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_jobs_due_at", "jobs", ["due_at"])
    op.create_table(
        "machine_tokens",
        sa.Column("name", PlainText(), primary_key=True, nullable=False),
        sa.Column("value", PlainText(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        *(sa.Column(name, UtcTime(), nullable=False) for name in ("made_at", "until")),
        sa.Column("made_by", PlainText(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_machine_tokens_value", "machine_tokens", ["value"])
