"""Lifetimes: whether each credential is short-lived, and the evidence."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "credentials and whether each is short-lived",
    "SELECT l.*, c.name, c.kind, c.provider, c.source, c.owner, c.state, c.created, c.changed, c.expires "
    "FROM lifetimes l JOIN credentials c USING (id) WHERE c.live",
    ("name", "short_lived", "short_lived_because", "owner", "kind"),
    "short_lived = 'yes', short_lived, provider, name, id",
    then="keyroll replace plan '{id}'",
    examples=("short_lived = 'no' AND owner IS NULL", "provider = 'postgresql'"),
)
