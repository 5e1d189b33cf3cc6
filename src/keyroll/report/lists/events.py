"""Log records in OCSF's columns."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "log records in OCSF's columns",
    "SELECT * FROM events",
    ("happened_at", "source", "actor_name", "operation", "resource_uid", "status_id"),
    "happened_at DESC, source, event_id",
    time="happened_at",
    newest_days_first=True,
    key="event_id",
    examples=("credential = 'jira@main:account:ci-bot'", "status_id = 2 AND src_ip LIKE '192.0.2.%'"),
)
