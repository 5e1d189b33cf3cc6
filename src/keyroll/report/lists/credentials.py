"""Machine credentials on the roll."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "machine credentials on the roll",
    "SELECT * FROM credentials",
    ("name", "source", "kind", "state", "owner", "last_used"),
    "source, kind, name, id",
)
