"""Finds the accountable person of each credential: all evidence, and the best of people who have not left."""

from keyroll.inventory.part import InventoryPart

#: Owners that lists name, each with its first and its last observation.
NAMED = InventoryPart(
    "named_owners",
    "seen_credentials",
    "SELECT subject, source, owner, observed_at AS first_seen, "
    "{observed_at: observed_at, raw: raw, record: record} AS proof FROM {arriving} WHERE owner <> ''",
    {"first_seen": "min(first_seen)", "proof": "max(proof)"},
    of_whom="subject",
)
PARTS = (NAMED,)
