"""Input that could not be read, with place and reason."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "input that could not be read, with place and reason",
    "SELECT * FROM quarantine",
    ("file", "place", "reason", "source"),
    "file, place, reason",
)
