"""The first layout."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    _home()
    _incidents()
    _findings()
    _input()


def _text(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, PlainText(), primary_key=primary_key, nullable=False)


def _home() -> None:
    op.create_table("meta", _text("key", primary_key=True), _text("value"))
    op.create_table(
        "leases",
        _text("name", primary_key=True),
        _text("holder"),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("acquired_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "aliases",
        _text("old", primary_key=True),
        _text("new", primary_key=True),
        sa.Column("turn", sa.Integer(), primary_key=True, nullable=False),
        _text("cause"),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("undone_at", UtcTime()),
    )
    standing = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_aliases_standing", "aliases", ["old", "new"], unique=True, sqlite_where=standing, postgresql_where=standing
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        _text("name", primary_key=True),
        _text("vendor"),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("window_from", UtcTime(), nullable=False),
        sa.Column("window_to", UtcTime(), nullable=False),
        _text("confidence"),
        _text("source_text"),
        _text("policy"),
        sa.Column("opened_at", UtcTime(), nullable=False),
        _text("opened_by"),
    )
    op.create_table(
        "incident_scope",
        _text("id", primary_key=True),
        _text("incident"),
        _text("identifier"),
        _text("reason"),
        sa.Column("added_at", UtcTime(), nullable=False),
        _text("person"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_incident_scope_incident", "incident_scope", ["incident"])
    op.create_table(
        "items",
        _text("incident", primary_key=True),
        _text("identifier", primary_key=True),
        _text("name"),
        _text("kind"),
        _text("source"),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("first_exposed_at", UtcTime()),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )


def _findings() -> None:
    op.create_table(
        "verdicts",
        _text("id", primary_key=True),
        _text("incident"),
        _text("identifier"),
        _text("verdict"),
        _text("grade"),
        _text("because"),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_verdicts_incident_identifier_decided_at", "verdicts", ["incident", "identifier", "decided_at"])
    op.create_table(
        "answers",
        _text("id", primary_key=True),
        _text("about"),
        _text("question"),
        _text("answer"),
        _text("person"),
        _text("note"),
        sa.Column("said_at", UtcTime(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_answers_about", "answers", ["about"])


def _input() -> None:
    op.create_table(
        "quarantine",
        _text("id", primary_key=True),
        _text("source"),
        _text("log_or_endpoint"),
        _text("file"),
        sa.Column("place", sa.BigInteger(), nullable=False),
        _text("reason"),
        _text("raw"),
        sa.Column("first_seen_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_quarantine_source_log_or_endpoint", "quarantine", ["source", "log_or_endpoint"])
    op.create_table(
        "raws",
        _text("sha256", primary_key=True),
        _text("file"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _text("how"),
        _text("path"),
        sa.Column("seen_at", UtcTime(), nullable=False),
    )
