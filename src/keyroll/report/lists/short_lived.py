"""The share of credentials that are short-lived, month by month, by provider and owner."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "months of short-lived credentials by owner and provider",
    "SELECT *, round(short_lived / credentials, 3) AS share FROM lifetime_shares",
    ("month", "provider", "owner", "credentials", "short_lived", "unknown", "share"),
    "month DESC, short_lived < credentials DESC, provider, owner",
    key="month",
    then="keyroll list lifetimes",
    examples=("owner IS NULL", "provider = 'aws'"),
)
