"""Tables of the people who use the console: their passkeys, links and sessions, and their acts."""

from sqlalchemy import Column, Table

from keyroll.store.ledger.naming import metadata, sealed_by
from keyroll.store.ledger.types import PlainText, UtcTime, Whole

people = Table(
    "people",
    metadata,
    Column("name", PlainText, primary_key=True),
    Column("role", PlainText, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", PlainText, nullable=False),
    Column("ended_at", UtcTime),
    sealed_by(),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", PlainText, primary_key=True),  # base64url
    Column("person", PlainText, nullable=False),
    Column("public_key", PlainText, nullable=False),  # COSE, base64url
    Column("sign_count", Whole, nullable=False),
    Column("label", PlainText, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    sealed_by(),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("value", PlainText, primary_key=True),  # a keyed fingerprint
    Column("person", PlainText, nullable=False),
    Column("role", PlainText, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("made_by", PlainText, nullable=False),
    Column("used_at", UtcTime),
    sealed_by(),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("value", PlainText, primary_key=True),  # a keyed fingerprint
    Column("person", PlainText, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    sealed_by(),
)

audit = Table(
    "audit",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("person", PlainText, nullable=False),
    Column("act", PlainText, nullable=False),
    Column("about", PlainText, nullable=False),
    Column("outcome", PlainText, nullable=False),
    Column("address", PlainText, nullable=False),
    sealed_by(),
)
