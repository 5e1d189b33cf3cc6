"""Log records in OCSF's columns."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "log records in OCSF's columns",
    "SELECT * FROM events",
    ("happened_at", "source", "actor_name", "operation", "resource_uid", "status_id"),
    "happened_at, source, event_id",
)
