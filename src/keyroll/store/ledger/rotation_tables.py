"""The tables of rotations: the signed plans and approvals, and each step with its outcome."""

from sqlalchemy import Column, ForeignKey, Table

from keyroll.store.ledger.naming import metadata, sealed_by
from keyroll.store.ledger.types import PlainText, Structured, UtcTime, Whole

rotation_keys = Table(
    "rotation_keys",
    metadata,
    Column("public", PlainText, primary_key=True),  # ed25519, in hex: each key has one person
    Column("person", PlainText, nullable=False),
    Column("added_by", PlainText, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    sealed_by(),
)

rotation_confirmations = Table(
    "rotation_confirmations",
    metadata,
    Column("public", PlainText, primary_key=True),  # the confirmed key
    Column("by_public", PlainText, primary_key=True),  # the key of the person who confirms it
    Column("signature", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
    sealed_by(),
)

rotation_plans = Table(
    "rotation_plans",
    metadata,
    Column("id", PlainText, primary_key=True),  # the hash of the body
    Column("name", PlainText, nullable=False, unique=True),
    Column("body", PlainText, nullable=False),  # the signed canonical JSON: references at the most
    Column("public", PlainText, nullable=False),
    Column("signature", PlainText, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    sealed_by(),
)

rotation_approvals = Table(
    "rotation_approvals",
    metadata,
    Column("plan", PlainText, ForeignKey("rotation_plans.id"), primary_key=True),
    Column("public", PlainText, primary_key=True),
    Column("signature", PlainText, nullable=False),
    Column("approved_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    sealed_by(),
)

rotation_decisions = Table(
    "rotation_decisions",
    metadata,
    Column("plan", PlainText, ForeignKey("rotation_plans.id"), primary_key=True),
    Column("turn", Whole, primary_key=True, autoincrement=False),  # from 1, without a gap
    Column("identifier", PlainText, nullable=False),  # empty: the whole plan
    Column("wish", PlainText, nullable=False),
    Column("copy", PlainText, nullable=False),
    Column("because", PlainText, nullable=False),
    Column("person", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
    sealed_by(),
)

rotation_signatures = Table(
    "rotation_signatures",
    metadata,
    Column("plan", PlainText, ForeignKey("rotation_plans.id"), primary_key=True),
    Column("turn", Whole, primary_key=True, autoincrement=False),  # of the decision
    Column("public", PlainText, nullable=False),
    Column("signature", PlainText, nullable=False),
    sealed_by(),
)

rotation_steps = Table(
    "rotation_steps",
    metadata,
    Column("plan", PlainText, ForeignKey("rotation_plans.id"), primary_key=True),
    Column("identifier", PlainText, primary_key=True),
    Column("number", Whole, primary_key=True, autoincrement=False),  # from 1, without a gap
    Column("step", PlainText, nullable=False),  # committed before its effect
    Column("fence", Whole, nullable=False),
    Column("facts", Structured, nullable=False),  # ids and times, never a value
    Column("at", UtcTime, nullable=False),
    sealed_by(),
)

rotation_outcomes = Table(
    "rotation_outcomes",
    metadata,
    Column("plan", PlainText, primary_key=True),
    Column("identifier", PlainText, primary_key=True),
    Column("number", Whole, primary_key=True, autoincrement=False),  # a step without a row: its outcome is unknown
    Column("result", PlainText, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("facts", Structured, nullable=False),
    Column("ended_at", UtcTime, nullable=False),
    sealed_by(),
)
