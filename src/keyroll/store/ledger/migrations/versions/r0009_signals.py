"""Security event tokens as they came, before anything follows from them; and what did."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the table of what came, and the column; of tokens before nobody noted which incident they opened."""
    op.create_table(
        "received",
        *(sa.Column(name, PlainText(), nullable=False) for name in ("issuer", "jti", "stream", "claims", "token")),
        *(sa.Column(name, UtcTime(), nullable=False) for name in ("issued_at", "received_at")),
        sa.PrimaryKeyConstraint("issuer", "jti", name=op.f("pk_received")),
    )
    op.create_index("ix_received_received_at", "received", ["received_at"])
    op.add_column("signals", sa.Column("incident", PlainText(), nullable=True))
