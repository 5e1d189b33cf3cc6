"""Every piece of evidence for the accountable person of a credential."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "evidence for owners",
    "SELECT c.name, o.* FROM owners o JOIN credential_facts c USING (id)",
    ("name", "owner", "via", "confidence", "since", "has_left"),
    "has_left = 'yes' DESC, name, id, confidence DESC, owner",
    then="keyroll list credentials --open {id}",
    examples=("has_left = 'yes'", "confidence < 0.6"),
)
