"""The history of each credential from listings and logs: reads, states, and changes."""

from keyroll.inventory.part import InventoryPart, later

#: OCSF Account Change (3001) activities that change a credential's state or value.
_ACTS = {1: "created", 2: "enabled", 3: "value_changed", 4: "value_changed", 5: "disabled", 6: "deleted"}
_ACT = " ".join(f"WHEN {number} THEN '{name}'" for number, name in _ACTS.items())

#: Each observation of a credential in a listing.
SEEN = InventoryPart(
    "seen_credentials",
    "observed",
    "SELECT subject, source, endpoint, observed_at, kind, f.state, f.name, f.vendor_kind, f.created, f.changed, "
    "f.expires, f.last_used, f.generation, f.old_value_until, f.owner, principal, raw, record, event_id FROM ("
    'SELECT *, json_transform(facts, \'{"state": "VARCHAR", "name": "VARCHAR", "vendor_kind": "VARCHAR", '
    '"created": "TIMESTAMPTZ", "changed": "TIMESTAMPTZ", "expires": "TIMESTAMPTZ", "last_used": "TIMESTAMPTZ", '
    '"generation": "BIGINT", "old_value_until": "TIMESTAMPTZ", "owner": "VARCHAR"}\') AS f, '
    "list_filter(links, lambda l: l.relation = 'principal')[1].\"to\" AS principal "
    "FROM {arriving} WHERE entity = 'credential')",
)
#: Of two records in one read, a bare list's and a look-up's, the one with a name is more complete.
_SAYS_MORE = "({}name IS NOT NULL)::INTEGER"
#: The last record of each list on each credential in it, the first and last time, and the number of observations.
LISTINGS = InventoryPart(
    "credential_listings",
    "seen_credentials",
    "SELECT t.* EXCLUDE (mark), {event_id: s.event_id, state: s.state, name: s.name, created: s.created, "
    "changed: s.changed, expires: s.expires, generation: s.generation, owner: s.owner, principal: s.principal} "
    "AS latest FROM ("
    "SELECT subject, source, endpoint, kind, min(observed_at) AS first_seen, max(observed_at) AS last_seen, "
    "count(*) AS sights, min(created) AS made, max(last_used) AS last_used, "
    f"max({later('observed_at', 'event_id', _SAYS_MORE.format(''))}) AS mark FROM {{arriving}} GROUP BY ALL) t "
    "JOIN {arriving} s "
    "ON s.subject = t.subject AND s.source = t.source AND s.endpoint = t.endpoint AND s.kind = t.kind "
    f"AND {later('s.observed_at', 's.event_id', _SAYS_MORE.format('s.'))} = t.mark",
    {
        "first_seen": "min(first_seen)",
        "last_seen": "max(last_seen)",
        "sights": "sum(sights)::BIGINT",
        "made": "min(made)",
        "last_used": "max(last_used)",
        "latest": f"arg_max(latest, {later('last_seen', 'latest.event_id', _SAYS_MORE.format('latest.'))})",
    },
    one_a_key=True,
    of_whom="subject",
)
#: Reads of endpoints, including failed ones.
TRIED = InventoryPart(
    "tried_reads",
    "observed",
    "SELECT source, endpoint, observed_at, (facts->>'complete')::BOOLEAN AS whole, facts->>'because' AS because, raw, "
    "event_id FROM {arriving} WHERE entity = 'read'",
)
#: Changes of a credential in logs.
ACTS = InventoryPart(
    "log_acts",
    "events",
    f"SELECT target, happened_at, CASE activity_id {_ACT} END AS act, actor AS by, credential AS by_credential, "
    # Computing the target is expensive, and few events are of this class: the class is tested first.
    "source, log, event_id, raw, record FROM {arriving} WHERE CASE WHEN class_uid = 3001 "
    f"AND activity_id IN ({', '.join(map(str, _ACTS))}) AND status_id = 1 AND NOT implausible THEN target END "
    "IS NOT NULL",
    of_whom="target",
)
PARTS = (SEEN, LISTINGS, TRIED, ACTS)
