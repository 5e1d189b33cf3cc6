"""Who acts: people and machines."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "who acts: people and machines",
    "SELECT * FROM principals",
    ("name", "source", "subkind", "kind", "active", "owner"),
    "source, name, principal",
)
