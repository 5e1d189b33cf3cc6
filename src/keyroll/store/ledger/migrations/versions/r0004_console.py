"""People's decisions in the console: work on stories, saved views, channels, schedules. Rows are only added."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, Structured, UtcTime, Whole

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "console_decisions",
        *(sa.Column(name, PlainText(), nullable=False) for name in ("kind", "about")),
        sa.Column("turn", Whole(), nullable=False, autoincrement=False),
        sa.Column("verb", PlainText(), nullable=False),
        sa.Column("given", Structured(), nullable=False),
        *(sa.Column(name, PlainText(), nullable=False) for name in ("because", "person")),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("seal", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "about", "turn", name=op.f("pk_console_decisions")),
    )
