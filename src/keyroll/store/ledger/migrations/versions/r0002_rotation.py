"""Plans of rotations, their approvals, and their steps."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, Structured, UtcTime, Whole

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of rotations."""
    _plans()
    _steps()


def _plans() -> None:
    op.create_table(
        "rotation_keys",
        _column("public", PlainText(), primary_key=True),
        *(_column(name, PlainText()) for name in ("person", "added_by")),
        _column("added_at", UtcTime()),
        _column("seal", PlainText()),
    )
    op.create_table(
        "rotation_plans",
        _column("id", PlainText(), primary_key=True),
        *(_column(name, PlainText()) for name in ("name", "body", "public", "signature")),
        _column("made_at", UtcTime()),
        _column("seal", PlainText()),
        sa.UniqueConstraint("name", name="uq_rotation_plans_name"),
    )
    op.create_table(
        "rotation_approvals",
        *(_column(name, PlainText()) for name in ("plan", "public", "signature")),
        *(_column(name, UtcTime()) for name in ("approved_at", "expires_at")),
        _column("seal", PlainText()),
        sa.PrimaryKeyConstraint("plan", "public", name=op.f("pk_rotation_approvals")),
        sa.ForeignKeyConstraint(["plan"], ["rotation_plans.id"]),
    )
    op.create_table(
        "rotation_decisions",
        _column("plan", PlainText()),
        _column("turn", Whole()),
        *(_column(name, PlainText()) for name in ("identifier", "wish", "copy", "because", "person")),
        _column("at", UtcTime()),
        _column("seal", PlainText()),
        sa.PrimaryKeyConstraint("plan", "turn", name=op.f("pk_rotation_decisions")),
        sa.ForeignKeyConstraint(["plan"], ["rotation_plans.id"]),
    )


def _steps() -> None:
    op.create_table(
        "rotation_steps",
        *(_column(name, PlainText()) for name in ("plan", "identifier")),
        _column("number", Whole()),
        _column("step", PlainText()),
        _column("fence", Whole()),
        _column("facts", Structured()),
        _column("at", UtcTime()),
        _column("seal", PlainText()),
        sa.PrimaryKeyConstraint("plan", "identifier", "number", name=op.f("pk_rotation_steps")),
        sa.ForeignKeyConstraint(["plan"], ["rotation_plans.id"]),
    )
    op.create_table(
        "rotation_outcomes",
        *(_column(name, PlainText()) for name in ("plan", "identifier")),
        _column("number", Whole()),
        *(_column(name, PlainText()) for name in ("result", "said")),
        _column("facts", Structured()),
        _column("ended_at", UtcTime()),
        _column("seal", PlainText()),
        sa.PrimaryKeyConstraint("plan", "identifier", "number", name=op.f("pk_rotation_outcomes")),
    )


def _column(name: str, kind: sa.types.TypeDecorator[Any], *, primary_key: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, primary_key=primary_key, nullable=False, autoincrement=False)
