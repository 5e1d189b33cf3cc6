"""The ledger's tables. Rows are added and, with few exceptions, never rewritten.

The exceptions are ``meta``, ``leases``, ``jobs`` (work to do, not results), ``chains``, ``undone_at``, ``ended_at``,
``used_at`` and ``sign_count``.
Anyone who can write to the database may change any of them. So an incident's evidence is read only from signed
statements (``evidence``), and rows with a ``seal`` count only if it is valid.
"""

from sqlalchemy import Column, ForeignKey, Index, Table, text

from keyroll.store.ledger.console_tables import console_decisions
from keyroll.store.ledger.naming import metadata, sealed_by
from keyroll.store.ledger.people_tables import audit, passkeys, people, sign_in_links, web_sessions
from keyroll.store.ledger.rotation_tables import (
    rotation_approvals,
    rotation_confirmations,
    rotation_decisions,
    rotation_keys,
    rotation_outcomes,
    rotation_plans,
    rotation_signatures,
    rotation_steps,
)
from keyroll.store.ledger.types import PlainText, Raw, Structured, UtcTime, Whole, YesNo

__all__ = [
    "audit",
    "console_decisions",
    "metadata",
    "passkeys",
    "people",
    "rotation_approvals",
    "rotation_confirmations",
    "rotation_decisions",
    "rotation_keys",
    "rotation_outcomes",
    "rotation_plans",
    "rotation_signatures",
    "rotation_steps",
    "sign_in_links",
    "web_sessions",
]

#: The number of this version's layout, equal to the newest migration's revision.
FORMAT = 3


def _incident(*, primary_key: bool = False) -> Column[str]:
    return Column("incident", PlainText, ForeignKey("incidents.name"), primary_key=primary_key, nullable=False)


meta = Table(
    "meta",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("value", PlainText, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", PlainText, primary_key=True),
    Column("holder", PlainText, nullable=False),  # empty: free; the row stays, so that the fence never falls
    Column("fence", Whole, nullable=False),
    Column("acquired_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("name", PlainText, primary_key=True),
    Column("vendor", PlainText, nullable=False),
    Column("products", Structured, nullable=False),
    Column("window_from", UtcTime, nullable=False),
    Column("window_to", UtcTime, nullable=False),
    Column("confidence", PlainText, nullable=False),
    Column("source_text", PlainText, nullable=False),
    Column("policy", PlainText, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("opened_by", PlainText, nullable=False),
    Column("story", PlainText),
    Column("subjects", Structured),
)

incident_scope = Table(
    "incident_scope",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    Column("identifier", PlainText, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("person", PlainText, nullable=False),
    Index(None, "incident"),
)

items = Table(
    "items",
    metadata,
    _incident(primary_key=True),
    Column("identifier", PlainText, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("kind", PlainText, nullable=False),
    Column("source", PlainText, nullable=False),
    Column("reason", Structured, nullable=False),
    Column("first_exposed_at", UtcTime),
    Column("last_exposed_at", UtcTime),
)

signals = Table(
    "signals",
    metadata,
    Column("issuer", PlainText, primary_key=True),
    Column("jti", PlainText, primary_key=True),  # a repeated token is refused
    Column("issued_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("incident", PlainText),  # the incident that it opened; NULL: none, or not recorded
    sealed_by(),
)

received = Table(
    "received",
    metadata,
    Column("issuer", PlainText, primary_key=True),
    Column("jti", PlainText, primary_key=True),
    Column("stream", PlainText, nullable=False),
    Column("claims", PlainText, nullable=False),  # a hash of its claims: another token of this id is refused
    Column("token", PlainText, nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False, index=True),
    sealed_by(),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    Column("identifier", PlainText, nullable=False),
    Column("verdict", PlainText, nullable=False),
    Column("grade", PlainText, nullable=False),
    Column("because", PlainText, nullable=False),
    Column("evidence", Structured, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "incident", "identifier", "decided_at"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("about", PlainText, nullable=False),
    Column("question", PlainText, nullable=False),
    Column("answer", PlainText, nullable=False),
    Column("person", PlainText, nullable=False),
    Column("note", PlainText, nullable=False),
    Column("said_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "about"),
)

_STANDING = text("undone_at IS NULL")
aliases = Table(
    "aliases",
    metadata,
    Column("old", PlainText, primary_key=True),
    Column("new", PlainText, primary_key=True),
    Column("turn", Whole, primary_key=True),  # an undone alias may return as a new row
    Column("cause", PlainText, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
    Column("undone_because", PlainText),
    Index("uq_aliases_standing", "old", "new", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("source", PlainText, nullable=False),
    Column("log_or_endpoint", PlainText, nullable=False),
    Column("file", PlainText, nullable=False),
    Column("place", Whole, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("raw", PlainText, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    Index(None, "source", "log_or_endpoint"),
)

raws = Table(
    "raws",
    metadata,
    Column("sha256", PlainText, primary_key=True),
    Column("file", PlainText, nullable=False),
    Column("size", Whole, nullable=False),
    Column("how", PlainText, nullable=False),
    Column("path", PlainText, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("sequence", Whole, primary_key=True, autoincrement=False),  # from 0, without a gap
    Column("statement_id", PlainText, nullable=False, unique=True),  # of its chain and its number there
    Column("chain", PlainText, nullable=False),  # an index; the statement itself is authoritative
    Column("leaf", Raw, nullable=False),
    Column("subtrees", Raw, nullable=False),  # hashes of the complete subtrees that end here, from level 1
    Column("envelope", PlainText, nullable=False),
    Index(None, "chain", "sequence"),
)

chains = Table(
    "chains",
    metadata,
    Column("place", Whole, primary_key=True, autoincrement=False),  # from 0, in the order in which they began
    Column("chain", PlainText, nullable=False, unique=True),
    Column("length", Whole, nullable=False),
    Column("last", PlainText, nullable=False),  # the hash of the last statement; the newest head signs these
)

tree_heads = Table(
    "tree_heads",
    metadata,
    Column("number", Whole, primary_key=True, autoincrement=False),  # from 0, without a gap
    Column("size", Whole, nullable=False),
    Column("root", Raw, nullable=False),
    Column("keyid", PlainText, nullable=False),
    Column("envelope", PlainText, nullable=False),
)

head_stamps = Table(
    "head_stamps",
    metadata,
    Column("head", PlainText, primary_key=True),  # the hash of its envelope
    Column("authority", PlainText, primary_key=True),
    Column("token", Raw, nullable=False),  # RFC 3161
)

evidence_keys = Table(
    "evidence_keys",
    metadata,
    Column("keyid", PlainText, primary_key=True),
    Column("public", PlainText, nullable=False),  # the public key in the form of a bundle; no private key is stored
    sealed_by(),
)

probe_targets = Table(
    "probe_targets",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    Column("identifier", PlainText, nullable=False),
    Column("plane", PlainText, nullable=False),
    Column("address", PlainText, nullable=False),
    Column("addressable", YesNo, nullable=False),
    Column("old_as", PlainText, nullable=False),
    Column("new_as", PlainText, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("turn", Whole, nullable=False),  # of its credential, from 1, without a gap
    sealed_by(),
    Index(None, "incident", "identifier"),
)

probe_tries = Table(
    "probe_tries",
    metadata,
    Column("id", PlainText, primary_key=True),  # committed before the attempt is made
    _incident(),
    Column("identifier", PlainText, nullable=False),
    Column("role", PlainText, nullable=False),
    Column("plane", PlainText, nullable=False),
    Column("value", PlainText, nullable=False),  # a keyed fingerprint
    Column("vantage", PlainText, nullable=False),
    Column("mark", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("turn", Whole, nullable=False),  # of its credential, from 1, without a gap
    sealed_by(),
    Index(None, "incident", "identifier"),
)

probe_answers = Table(
    "probe_answers",
    metadata,
    Column(
        "id", PlainText, ForeignKey("probe_tries.id"), primary_key=True
    ),  # an attempt without a row: its answer was lost
    Column("outcome", PlainText, nullable=False),
    Column("identity", PlainText, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("answered_at", UtcTime, nullable=False),
    sealed_by(),
)

probe_next = Table(
    "probe_next",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    Column("identifier", PlainText, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("because", PlainText, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "incident", "identifier", "recorded_at"),
)

campaign_terms = Table(
    "campaign_terms",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    Column("turn", Whole, nullable=False),  # the highest one counts
    Column("deadline", UtcTime),
    Column("watch_seconds", Whole, nullable=False),
    Column("person", PlainText, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "incident"),
)

excepted = Table(
    "excepted",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    Column("turn", Whole, nullable=False),  # the highest one counts
    Column("identifier", PlainText, nullable=False),
    Column("because", PlainText, nullable=False),
    Column("person", PlainText, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "incident"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", PlainText, primary_key=True),  # committed before the message is sent
    _incident(),
    Column("owner", PlainText, nullable=False),
    Column("channel", PlainText, nullable=False),
    Column("day", PlainText, nullable=False),
    Column("turn", Whole, nullable=False),  # one more if the last one was certainly not sent
    Column("body", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "incident"),
)

reminder_answers = Table(
    "reminder_answers",
    metadata,
    Column("id", PlainText, ForeignKey("reminders.id"), primary_key=True),  # no row: it may have been sent
    Column("sent", YesNo, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("answered_at", UtcTime, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("kind", PlainText, nullable=False),
    Column("incident", PlainText, nullable=False),
    Column("identifier", PlainText, nullable=False),
    Column("spec", Structured, nullable=False),  # references only, never a value
    Column("due_at", UtcTime, index=True),  # NULL: nothing is left to do
    Column("runs", Whole, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    sealed_by(),
)

machine_tokens = Table(
    "machine_tokens",
    metadata,
    Column("name", PlainText, primary_key=True),
    Column("value", PlainText, nullable=False, index=True),  # a keyed fingerprint
    Column("scopes", Structured, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("made_by", PlainText, nullable=False),
    Column("ended_at", UtcTime),
    sealed_by(),
)
