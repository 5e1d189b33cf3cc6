"""Tries of credentials: where, which, how each ended, and when the next one is due."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of targets, tries, answers and due tries."""
    _of_incident(
        "probe_targets",
        *_texts("plane", "address"),
        _yes_no("addressable"),
        *_texts("old_as", "new_as"),
        _time("recorded_at"),
    )
    _of_incident("probe_tries", *_texts("role", "plane", "value", "vantage", "mark"), _time("at"))
    _of_incident("probe_next", _time("due_at"), *_texts("because"), _time("recorded_at"))
    op.create_table(
        "probe_answers",
        sa.Column("id", PlainText(), primary_key=True, nullable=False),
        *_texts("outcome", "identity", "said"),
        _time("answered_at"),
        sa.ForeignKeyConstraint(["id"], ["probe_tries.id"]),
    )
    op.create_index("ix_probe_targets_incident_identifier", "probe_targets", ["incident", "identifier"])
    op.create_index("ix_probe_tries_incident_identifier", "probe_tries", ["incident", "identifier"])
    op.create_index(
        "ix_probe_next_incident_identifier_recorded_at", "probe_next", ["incident", "identifier", "recorded_at"]
    )


def _of_incident(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", PlainText(), primary_key=True, nullable=False),
        *_texts("incident", "identifier"),
        *columns,
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )


def _texts(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, PlainText(), nullable=False) for name in names]


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcTime(), nullable=False)


def _yes_no(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False)
