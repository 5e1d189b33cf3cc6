"""Stories of the last hunt."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "stories of the last hunt",
    "SELECT * FROM stories",
    ("id", "severity", "first_at", "high_at", "last_at", "contained", "subjects"),
    "severity DESC, first_at",
)
