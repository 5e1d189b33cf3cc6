"""Contradictions with the inventory: used but never issued, held but not in it, shared, used by people."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "contradictions with the inventory",
    "SELECT * FROM shadow",
    ("name", "what", "last_seen", "because", "source"),
    "what, last_seen DESC NULLS LAST, source, name, id, because",
    time="last_seen",
    then="keyroll list unlisted",
    examples=("what = 'used by a person'",),
)
