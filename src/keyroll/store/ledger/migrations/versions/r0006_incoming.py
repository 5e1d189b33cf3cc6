"""Where an incident comes from, until when a value was exposed, and which signals were taken."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and the table; of incidents before, none came from a story."""
    op.add_column("incidents", sa.Column("story", PlainText(), nullable=True))
    op.add_column("incidents", sa.Column("subjects", sa.JSON(), nullable=True))
    op.add_column("items", sa.Column("last_exposed_at", UtcTime(), nullable=True))
    op.create_table(
        "signals",
        sa.Column("issuer", PlainText(), nullable=False),
        sa.Column("jti", PlainText(), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "jti", name=op.f("pk_signals")),
    )
