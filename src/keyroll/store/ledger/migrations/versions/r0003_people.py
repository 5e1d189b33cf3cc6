"""People who sign in to the console: passkeys, one-time links, sessions, and the audit log."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime, Whole

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "people",
        _text("name", primary_key=True),
        _text("role"),
        _time("made_at"),
        _text("made_by"),
        _time("ended_at", nullable=True),
        _text("seal"),
    )
    op.create_table(
        "passkeys",
        _text("id", primary_key=True),
        *(_text(name) for name in ("person", "public_key")),
        sa.Column("sign_count", Whole(), nullable=False),
        _text("label"),
        _time("made_at"),
        _time("ended_at", nullable=True),
        _text("seal"),
    )
    _sessions()


def _sessions() -> None:
    op.create_table(
        "sign_in_links",
        _text("value", primary_key=True),
        *(_text(name) for name in ("person", "role")),
        *(_time(name) for name in ("made_at", "until")),
        _text("made_by"),
        _time("used_at", nullable=True),
        _text("seal"),
    )
    op.create_table(
        "web_sessions",
        _text("value", primary_key=True),
        _text("person"),
        *(_time(name) for name in ("made_at", "until")),
        _time("ended_at", nullable=True),
        _text("seal"),
    )
    op.create_table(
        "audit",
        _text("id", primary_key=True),
        _time("at"),
        *(_text(name) for name in ("person", "act", "about", "outcome", "address", "seal")),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _text(name: str, *, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(name, PlainText(), primary_key=primary_key, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcTime(), nullable=nullable)
