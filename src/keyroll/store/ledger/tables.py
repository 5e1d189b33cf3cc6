"""The ledger's tables. Rows are added and, with few exceptions, never rewritten.

The exceptions are ``meta``, ``leases``, ``jobs`` (work to do, not results), ``chains``, ``undone_at``, ``ended_at``,
``used_at`` and ``sign_count``.
Anyone who can write to the database may change any of them. So an incident's evidence is read only from signed
statements (``evidence``), and rows with a ``seal`` count only where it holds.
"""

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, text

from keyroll.store.ledger.types import PlainText, Raw, Structured, UtcTime, Whole, YesNo

#: The number of the newest layout that this version knows, equal to the newest migration's revision.
FORMAT = 2

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _seal() -> Column[str]:
    return Column("seal", PlainText, nullable=False)  # a keyed hash over the row (seals.py)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, PlainText, nullable=False) for name in names]


def _times(*names: str) -> list[Column[object]]:
    return [Column(name, UtcTime, nullable=False) for name in names]


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
    *_texts("confidence", "source_text", "policy"),
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
    *_texts("identifier", "reason"),
    Column("added_at", UtcTime, nullable=False),
    Column("person", PlainText, nullable=False),
    Index(None, "incident"),
)

items = Table(
    "items",
    metadata,
    _incident(primary_key=True),
    Column("identifier", PlainText, primary_key=True),
    *_texts("name", "kind", "source"),
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
    _seal(),
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
    _seal(),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    *_texts("identifier", "verdict", "grade", "because"),
    Column("evidence", Structured, nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "incident", "identifier", "decided_at"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", PlainText, primary_key=True),
    *_texts("about", "question", "answer", "person", "note"),
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
    *_texts("source", "log_or_endpoint", "file"),
    Column("place", Whole, nullable=False),
    *_texts("reason", "raw"),
    Column("first_seen_at", UtcTime, nullable=False),
    Index(None, "source", "log_or_endpoint"),
)

raws = Table(
    "raws",
    metadata,
    Column("sha256", PlainText, primary_key=True),
    Column("file", PlainText, nullable=False),
    Column("size", Whole, nullable=False),
    *_texts("how", "path"),
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
    *_texts("keyid", "envelope"),
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
    Column("public", PlainText, nullable=False),  # the public key as it stands in a bundle; no private one is kept
    _seal(),
)

probe_targets = Table(
    "probe_targets",
    metadata,
    Column("id", PlainText, primary_key=True),
    _incident(),
    *_texts("identifier", "plane", "address"),
    Column("addressable", YesNo, nullable=False),
    *_texts("old_as", "new_as"),
    Column("recorded_at", UtcTime, nullable=False),
    Column("turn", Whole, nullable=False),  # of its credential, from 1, without a gap
    _seal(),
    Index(None, "incident", "identifier"),
)

probe_tries = Table(
    "probe_tries",
    metadata,
    Column("id", PlainText, primary_key=True),  # committed before the attempt is made
    _incident(),
    *_texts("identifier", "role", "plane"),
    Column("value", PlainText, nullable=False),  # a keyed fingerprint
    *_texts("vantage", "mark"),
    Column("at", UtcTime, nullable=False),
    Column("turn", Whole, nullable=False),  # of its credential, from 1, without a gap
    _seal(),
    Index(None, "incident", "identifier"),
)

probe_answers = Table(
    "probe_answers",
    metadata,
    Column(
        "id", PlainText, ForeignKey("probe_tries.id"), primary_key=True
    ),  # an attempt without a row: its answer was lost
    *_texts("outcome", "identity", "said"),
    Column("answered_at", UtcTime, nullable=False),
    _seal(),
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
    *_texts("identifier", "because", "person"),
    Column("until", UtcTime, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "incident"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", PlainText, primary_key=True),  # committed before the message is sent
    _incident(),
    *_texts("owner", "channel", "day"),
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
    *_texts("kind", "incident", "identifier"),
    Column("spec", Structured, nullable=False),  # references at the most, never a value
    Column("due_at", UtcTime, index=True),  # NULL: nothing is left to do
    Column("runs", Whole, nullable=False),
    Column("said", PlainText, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    _seal(),
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
    _seal(),
)

#: People who sign in to the console (``store/ledger/people.py``).
people = Table(
    "people",
    metadata,
    Column("name", PlainText, primary_key=True),
    *_texts("role", "made_by"),
    *_times("made_at"),
    Column("ended_at", UtcTime),
    _seal(),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", PlainText, primary_key=True),  # base64url
    *_texts("person", "public_key", "label"),  # the key: COSE, base64url
    Column("sign_count", Whole, nullable=False),
    *_times("made_at"),
    Column("ended_at", UtcTime),
    _seal(),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("value", PlainText, primary_key=True),  # a keyed fingerprint
    *_texts("person", "role", "made_by"),
    *_times("made_at", "until"),
    Column("used_at", UtcTime),
    _seal(),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("value", PlainText, primary_key=True),  # a keyed fingerprint
    *_texts("person"),
    *_times("made_at", "until"),
    Column("ended_at", UtcTime),
    _seal(),
)

audit = Table(
    "audit",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    *_texts("person", "act", "about", "outcome", "address"),
    _seal(),
)
