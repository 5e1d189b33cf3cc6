"""The log of signed evidence."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the log, its signed heads and the public keys that signed."""
    op.create_table(
        "evidence",
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        *(_text(name) for name in ("statement_id", "incident", "identifier", "facts")),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("subtrees", sa.LargeBinary(), nullable=False),
        _text("envelope"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
        sa.UniqueConstraint("statement_id", name="uq_evidence_statement_id"),
    )
    op.create_index("ix_evidence_incident_identifier_sequence", "evidence", ["incident", "identifier", "sequence"])
    op.create_table(
        "tree_heads",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        _text("keyid"),
        _text("envelope"),
    )
    op.create_table("evidence_keys", sa.Column("keyid", PlainText(), primary_key=True, nullable=False), _text("public"))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, PlainText(), nullable=False)
