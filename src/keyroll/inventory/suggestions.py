"""Records that may be the same credential: weak identifiers and equal names. They join nothing."""

from keyroll.inventory.part import InventoryPart

#: A value that more than this share has distinguishes nobody.
SHARED_BY = 5

#: Weak identifiers of credentials and of found values.
HINTS = InventoryPart(
    "hints",
    "observed",
    "SELECT subject, unnest(weak) AS hint, observed_at AS last_seen FROM {arriving} "
    "WHERE entity IN ('credential', 'value') AND len(weak) > 0",
    {"last_seen": "max(last_seen)"},
)
PARTS = (HINTS,)
