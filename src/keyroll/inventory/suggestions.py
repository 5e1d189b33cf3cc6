"""What may be the same credential: weak identifiers and equal names. They suggest to a person and join nothing."""

from keyroll.inventory.part import InventoryPart

#: What more than this share tells nobody apart.
SHARED_BY = 5

#: Weak identifiers of credentials and of values that were met somewhere.
HINTS = InventoryPart(
    "hints",
    "observed",
    "SELECT subject, unnest(weak) AS hint, observed_at AS last_seen FROM {arriving} "
    "WHERE entity IN ('credential', 'value') AND len(weak) > 0",
    {"last_seen": "max(last_seen)"},
)
PARTS = (HINTS,)
