"""What does not fit: used but never issued, held or written down but not in the inventory, shared, used by people."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "things that do not fit the inventory",
    "SELECT * FROM shadow",
    ("name", "what", "last_seen", "because", "source"),
    "what, last_seen DESC NULLS LAST, source, name, id, because",
    time="last_seen",
    then="keyroll list unlisted",
    examples=("what = 'used by a person'",),
)
