"""What ``keyroll list`` knows: one query a kind of thing, over the roll, the lake and the ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its query, which columns a narrow screen shows, and in which order rows come."""

    title: str
    query: str
    shown: tuple[str, ...]
    order: str


LISTS = {
    "credentials": Listing(
        "machine credentials on the roll",
        "SELECT * FROM credentials",
        ("name", "source", "kind", "state", "owner", "last_used"),
        "source, kind, name, id",
    ),
    "principals": Listing(
        "who acts: people and machines",
        "SELECT * FROM principals",
        ("name", "source", "subkind", "kind", "active", "owner"),
        "source, name, principal",
    ),
    "locations": Listing(
        "places that keep a copy of a credential",
        "SELECT holder, kind, place, id, handle, min(since) AS since, min(observed_at) AS first_observed, "
        "max(observed_at) AS last_observed, source, location FROM locations GROUP BY ALL",
        ("holder", "kind", "place", "id", "last_observed"),
        "holder, place, id",
    ),
    "grants": Listing(
        "who may do what",
        "SELECT * FROM grants",
        ("principal", "privilege", "resource", "last_observed"),
        "principal, privilege, resource",
    ),
    "vendors": Listing(
        "third parties and what each holds",
        "SELECT holder AS vendor, count(DISTINCT id) AS holds, count(DISTINCT id) FILTER (state = 'active') AS active, "
        "string_agg(DISTINCT kind, ', ' ORDER BY kind) AS kinds, max(last_used) AS last_used, "
        "string_agg(DISTINCT via, ', ' ORDER BY via) AS known_from FROM ("
        "SELECT l.holder, l.id, c.state, coalesce(c.kind, split_part(l.id, ':', 2)) AS kind, c.last_used, "
        "'held by its ' || l.kind AS via FROM locations l LEFT JOIN credentials c USING (id) UNION ALL "
        "SELECT r.holder, c.id, c.state, c.kind, c.last_used, 'register' FROM registrations r "
        "LEFT JOIN credentials c USING (id)) GROUP BY holder",
        ("vendor", "holds", "active", "kinds", "last_used"),
        "holds DESC, vendor",
    ),
    "findings": Listing(
        "findings of the last hunt",
        "SELECT * FROM findings",
        ("detected_at", "severity", "subject", "title", "because"),
        "detected_at, id",
    ),
    "stories": Listing(
        "stories of the last hunt",
        "SELECT * FROM stories",
        ("id", "severity", "first_at", "high_at", "last_at", "contained", "subjects"),
        "severity DESC, first_at",
    ),
    "events": Listing(
        "log records in OCSF's columns",
        "SELECT * FROM events",
        ("happened_at", "source", "actor_name", "operation", "resource_uid", "status_id"),
        "happened_at, source, event_id",
    ),
    "quarantine": Listing(
        "input that could not be read, with place and reason",
        "SELECT * FROM quarantine",
        ("file", "place", "reason", "source"),
        "file, place, reason",
    ),
    "sources": Listing(
        "what was read, until when, and what no vendor lists",
        "SELECT * FROM sources",
        ("source", "what", "kind", "complete", "until", "note"),
        "source, kind, what",
    ),
    "changes": Listing(
        "what changed on the roll",
        "SELECT first_observed AS happened_at, 'seen first' AS what, id, name, source FROM credentials UNION ALL "
        "SELECT gone_since, 'gone', id, name, source FROM credentials WHERE gone_since IS NOT NULL UNION ALL "
        "SELECT l.happened_at, l.act, l.id, c.name, l.source FROM lifecycle l JOIN credentials c USING (id)",
        ("happened_at", "what", "name", "source"),
        "happened_at, id, what",
    ),
}

#: What was read: surveys with their last complete read, logs with their window, kinds that nobody may list.
SOURCES = (
    "CREATE OR REPLACE TEMP TABLE sources AS "
    "SELECT source, 'survey' AS kind, endpoint AS what, bool_or(complete AND observed_at = latest) AS complete, "
    "max(observed_at) FILTER (complete) AS until, max(observed_at) AS last_tried, "
    "CASE WHEN NOT bool_or(complete AND observed_at = latest) THEN 'the last read was partial: ' || "
    "arg_max(because, observed_at) END AS note FROM (SELECT *, max(observed_at) OVER (PARTITION BY source, endpoint) "
    "AS latest FROM reads) GROUP BY source, endpoint UNION ALL "
    "SELECT source, 'log', log, NULL, ends, ends, events || ' records over ' || days || ' days' FROM log_windows "
    "UNION ALL SELECT source, 'unlistable', kind, NULL, NULL, NULL, because FROM unlistable"
)
