"""Holders of copies: places that keep one, people's registrations, and the third parties behind both."""

from keyroll.inventory.part import InventoryPart

#: Places that hold copies, by observation, one row a copy. ``holder`` is empty for a place of the organisation.
SEEN = InventoryPart(
    "seen_places",
    "observed",
    "SELECT subject AS location, kind, source, endpoint, observed_at, coalesce(facts->>'holder', '') AS holder, "
    "facts->>'place' AS place, facts->>'owner' AS owner, (facts->>'since')::TIMESTAMPTZ AS since, "
    "unnest(list_filter(links, lambda l: l.relation = 'holds')).\"to\" AS identifier, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'location'",
)
#: The same rows without the single observations.
LISTINGS = InventoryPart(
    "place_listings",
    "seen_places",
    "SELECT location, kind, source, endpoint, holder, owner, since, identifier, observed_at AS first_seen, "
    "observed_at AS "
    "last_seen, {observed_at: observed_at, raw: raw, record: record} AS proof FROM {arriving}",
    {"first_seen": "min(first_seen)", "last_seen": "max(last_seen)", "proof": "min(proof)"},
    of_whom="identifier",
)
#: People's registrations, by observation.
WRITTEN = InventoryPart(
    "written",
    "observed",
    "SELECT subject AS registration, source, endpoint, observed_at, facts->>'holder' AS holder, facts->>'system' "
    "AS system, "
    "facts->>'names' AS names, facts->>'owner' AS owner, facts->>'note' AS note, "
    "(facts->>'ended_on')::TIMESTAMPTZ AS ended_on, (facts->>'row')::BIGINT AS row_number, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'registration'",
)
#: The provider and kind of found values, if their form shows it.
SCANNED = InventoryPart(
    "scanned_values",
    "observed",
    "SELECT subject AS identifier, facts->>'provider' AS provider, kind, observed_at AS first_seen FROM {arriving} "
    "WHERE entity = 'value'",
    {"first_seen": "min(first_seen)"},
    of_whom="identifier",
)
PARTS = (SEEN, LISTINGS, WRITTEN, SCANNED)
