"""When each credential's value was last proven to change, and when it is due."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "credentials and when each must be changed",
    "SELECT * FROM rotations",
    ("name", "kind", "owner", "last_changed", "due_at", "overdue"),
    "overdue = 'yes' DESC, due_at, name, id",
    then="keyroll list credentials --open {id}",
    examples=("overdue = 'yes'", "due_at < '2026-12-01'"),
)
