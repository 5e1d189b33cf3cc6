"""The last proven change of each credential's value, and the due date of the next."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "credentials and the due date of each change",
    "SELECT * FROM rotations",
    ("name", "kind", "owner", "last_changed", "due_at", "overdue"),
    "overdue = 'yes' DESC, due_at, name, id",
    then="keyroll list credentials --open {id}",
    examples=("overdue = 'yes'", "due_at < '2026-12-01'"),
)
