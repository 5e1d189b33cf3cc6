"""The signatures of persons who confirm the key of another person."""

from alembic import op

from keyroll.store.ledger.types import UtcTime

revision = "format_3"
down_revision = "format_2"


def upgrade() -> None:
    """Create the table of confirmations."""
    moment = UtcTime().compile(op.get_bind().dialect)
    op.execute(f"""
        CREATE TABLE rotation_confirmations (
            public TEXT NOT NULL,
            by_public TEXT NOT NULL,
            signature TEXT NOT NULL,
            at {moment} NOT NULL,
            seal TEXT NOT NULL,
            CONSTRAINT pk_rotation_confirmations PRIMARY KEY (public, by_public)
        )
    """)
