"""The first layout."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText, Raw, Structured, UtcTime, Whole, YesNo

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables."""
    _home()
    _incidents()
    _campaigns()
    _tokens()
    _findings()
    _input()
    _evidence()
    _probes()


def _home() -> None:
    op.create_table("meta", _text("key", primary_key=True), _text("value"))
    op.create_table(
        "leases",
        _text("name", primary_key=True),
        _text("holder"),
        _whole("fence"),
        *(_time(name) for name in ("acquired_at", "expires_at")),
    )
    op.create_table(
        "aliases",
        *(_text(name) for name in ("old", "new")),
        _whole("turn"),
        _text("cause"),
        _time("recorded_at"),
        _time("undone_at", nullable=True),
        _text("undone_because", nullable=True),
        sa.PrimaryKeyConstraint("old", "new", "turn", name=op.f("pk_aliases")),
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
        _json("products"),
        *(_time(name) for name in ("window_from", "window_to")),
        *(_text(name) for name in ("confidence", "source_text", "policy")),
        _time("opened_at"),
        _text("opened_by"),
        _text("story", nullable=True),
        _json("subjects", nullable=True),
    )
    op.create_table(
        "incident_scope",
        _text("id", primary_key=True),
        *(_text(name) for name in ("incident", "identifier", "reason")),
        _time("added_at"),
        _text("person"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_incident_scope_incident", "incident_scope", ["incident"])
    op.create_table(
        "items",
        *(_text(name) for name in ("incident", "identifier", "name", "kind", "source")),
        _json("reason"),
        _time("first_exposed_at", nullable=True),
        _time("last_exposed_at", nullable=True),
        sa.PrimaryKeyConstraint("incident", "identifier", name=op.f("pk_items")),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )


def _campaigns() -> None:
    op.create_table(
        "campaign_terms",
        _text("id", primary_key=True),
        _text("incident"),
        _whole("turn"),
        _time("deadline", nullable=True),
        _whole("watch_seconds"),
        _text("person"),
        _time("recorded_at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_campaign_terms_incident", "campaign_terms", ["incident"])
    op.create_table(
        "excepted",
        _text("id", primary_key=True),
        _text("incident"),
        _whole("turn"),
        *(_text(name) for name in ("identifier", "because", "person")),
        *(_time(name) for name in ("until", "made_at")),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_excepted_incident", "excepted", ["incident"])
    op.create_table(
        "reminders",
        _text("id", primary_key=True),
        *(_text(name) for name in ("incident", "owner", "channel", "day")),
        _whole("turn"),
        _text("body"),
        _time("at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_reminders_incident", "reminders", ["incident"])
    op.create_table(
        "reminder_answers",
        _text("id", primary_key=True),
        _yes_no("sent"),
        _text("said"),
        _time("answered_at"),
        sa.ForeignKeyConstraint(["id"], ["reminders.id"]),
    )


def _tokens() -> None:
    op.create_table(
        "signals",
        *(_text(name) for name in ("issuer", "jti")),
        *(_time(name) for name in ("issued_at", "recorded_at")),
        _text("incident", nullable=True),
        _text("seal"),
        sa.PrimaryKeyConstraint("issuer", "jti", name=op.f("pk_signals")),
    )
    op.create_table(
        "received",
        *(_text(name) for name in ("issuer", "jti", "stream", "claims", "token")),
        *(_time(name) for name in ("issued_at", "received_at")),
        _text("seal"),
        sa.PrimaryKeyConstraint("issuer", "jti", name=op.f("pk_received")),
    )
    op.create_index("ix_received_received_at", "received", ["received_at"])
    op.create_table(
        "machine_tokens",
        _text("name", primary_key=True),
        _text("value"),
        _json("scopes"),
        *(_time(name) for name in ("made_at", "until")),
        _text("made_by"),
        _time("ended_at", nullable=True),
        _text("seal"),
    )
    op.create_index("ix_machine_tokens_value", "machine_tokens", ["value"])
    op.create_table(
        "jobs",
        _text("id", primary_key=True),
        *(_text(name) for name in ("kind", "incident", "identifier")),
        _json("spec"),
        _time("due_at", nullable=True),
        _whole("runs"),
        _text("said"),
        _time("changed_at"),
        _text("seal"),
    )
    op.create_index("ix_jobs_due_at", "jobs", ["due_at"])


def _findings() -> None:
    op.create_table(
        "verdicts",
        _text("id", primary_key=True),
        *(_text(name) for name in ("incident", "identifier", "verdict", "grade", "because")),
        _json("evidence"),
        *(_time(name) for name in ("decided_at", "recorded_at")),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_verdicts_incident_identifier_decided_at", "verdicts", ["incident", "identifier", "decided_at"])
    op.create_table(
        "answers",
        _text("id", primary_key=True),
        *(_text(name) for name in ("about", "question", "answer", "person", "note")),
        *(_time(name) for name in ("said_at", "recorded_at")),
    )
    op.create_index("ix_answers_about", "answers", ["about"])


def _input() -> None:
    op.create_table(
        "quarantine",
        _text("id", primary_key=True),
        *(_text(name) for name in ("source", "log_or_endpoint", "file")),
        _whole("place"),
        *(_text(name) for name in ("reason", "raw")),
        _time("first_seen_at"),
    )
    op.create_index("ix_quarantine_source_log_or_endpoint", "quarantine", ["source", "log_or_endpoint"])
    op.create_table(
        "raws",
        _text("sha256", primary_key=True),
        _text("file"),
        _whole("size"),
        *(_text(name) for name in ("how", "path")),
        _time("seen_at"),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        _whole("sequence", primary_key=True),
        *(_text(name) for name in ("statement_id", "chain")),
        _raw("leaf"),
        _raw("subtrees"),
        _text("envelope"),
        sa.UniqueConstraint("statement_id", name="uq_evidence_statement_id"),
    )
    op.create_index("ix_evidence_chain_sequence", "evidence", ["chain", "sequence"])
    op.create_table(
        "chains",
        _whole("place", primary_key=True),
        _text("chain"),
        _whole("length"),
        _text("last"),
        sa.UniqueConstraint("chain", name="uq_chains_chain"),
    )
    op.create_table(
        "tree_heads",
        _whole("number", primary_key=True),
        _whole("size"),
        _raw("root"),
        *(_text(name) for name in ("keyid", "envelope")),
    )
    op.create_table(
        "head_stamps",
        *(_text(name) for name in ("head", "authority")),
        _raw("token"),
        sa.PrimaryKeyConstraint("head", "authority", name=op.f("pk_head_stamps")),
    )
    op.create_table("evidence_keys", _text("keyid", primary_key=True), *(_text(name) for name in ("public", "seal")))


def _probes() -> None:
    op.create_table(
        "probe_targets",
        _text("id", primary_key=True),
        *(_text(name) for name in ("incident", "identifier", "plane", "address")),
        _yes_no("addressable"),
        *(_text(name) for name in ("old_as", "new_as")),
        _time("recorded_at"),
        _whole("turn"),
        _text("seal"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_probe_targets_incident_identifier", "probe_targets", ["incident", "identifier"])
    op.create_table(
        "probe_tries",
        _text("id", primary_key=True),
        *(_text(name) for name in ("incident", "identifier", "role", "plane", "value", "vantage", "mark")),
        _time("at"),
        _whole("turn"),
        _text("seal"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index("ix_probe_tries_incident_identifier", "probe_tries", ["incident", "identifier"])
    _probe_answers()


def _probe_answers() -> None:
    op.create_table(
        "probe_answers",
        _text("id", primary_key=True),
        *(_text(name) for name in ("outcome", "identity", "said")),
        _time("answered_at"),
        _text("seal"),
        sa.ForeignKeyConstraint(["id"], ["probe_tries.id"]),
    )
    op.create_table(
        "probe_next",
        _text("id", primary_key=True),
        *(_text(name) for name in ("incident", "identifier")),
        _time("due_at"),
        _text("because"),
        _time("recorded_at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.name"]),
    )
    op.create_index(
        "ix_probe_next_incident_identifier_recorded_at", "probe_next", ["incident", "identifier", "recorded_at"]
    )


def _column(
    name: str, kind: sa.types.TypeDecorator[Any], *, primary_key: bool = False, nullable: bool = False
) -> sa.Column[object]:
    return sa.Column(name, kind, primary_key=primary_key, nullable=nullable, autoincrement=False)


def _text(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[object]:
    return _column(name, PlainText(), primary_key=primary_key, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return _column(name, UtcTime(), nullable=nullable)


def _whole(name: str, *, primary_key: bool = False) -> sa.Column[object]:
    return _column(name, Whole(), primary_key=primary_key)


def _yes_no(name: str) -> sa.Column[object]:
    return _column(name, YesNo())


def _raw(name: str) -> sa.Column[object]:
    return _column(name, Raw())


def _json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return _column(name, Structured(), nullable=nullable)
