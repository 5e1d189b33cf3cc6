"""Regularity of each credential's use, its next expected use, and whether it is late."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "rhythms of use",
    "SELECT * FROM rhythms",
    ("name", "rhythm", "active_days", "longest_gap_days", "last_used", "expected_by", "late"),
    "late = 'yes' DESC, expected_by, name, id",
    then="keyroll list credentials --open {id}",
    examples=("late = 'yes'", "rhythm = 'quarterly'"),
)
