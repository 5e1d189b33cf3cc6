"""Machine credentials in the inventory."""

from keyroll.report.identity import credential_analysis, credential_asset, credential_inventory
from keyroll.report.listing import Listing

#: Each sight, absence, copy, registration and act, and of its use the first, the last and the last refused one a log.
OBSERVATIONS = (
    "SELECT observed_at AS at, 'listed as ' || state AS what, source, endpoint AS part, false AS is_log, raw, record "
    "FROM states WHERE id = $id UNION ALL "
    "SELECT r.observed_at, 'no longer listed', r.source, r.endpoint, false, o.raw, o.record FROM credentials c "
    "JOIN reads r ON r.observed_at = c.gone_since AND r.source = c.source AND r.complete "
    "JOIN observed o ON o.event_id = r.event_id WHERE c.id = $id AND r.endpoint IN (SELECT endpoint FROM states "
    "WHERE id = $id) UNION ALL "
    "SELECT observed_at, concat_ws(', ', 'copy held', nullif(holder, ''), kind, nullif(place, '')), source, endpoint, "
    "false, raw, record FROM locations WHERE id = $id UNION ALL "
    "SELECT observed_at, concat_ws(', ', 'registered', nullif(holder, ''), nullif(note, '')), source, endpoint, "
    "false, raw, record FROM registrations WHERE id = $id UNION ALL "
    "SELECT happened_at, replace(act, '_', ' ') || coalesce(' by ' || \"by\", ''), source, log, true, raw, record "
    "FROM lifecycle WHERE id = $id UNION ALL ("
    "WITH uses AS (SELECT e.* FROM identifiers h JOIN events e ON e.credential = h.identifier WHERE h.id = $id "
    "AND NOT implausible), marked AS (SELECT *, row_number() OVER (w ORDER BY happened_at, event_id) AS first, "
    "row_number() OVER (w ORDER BY happened_at DESC, event_id DESC) AS last FROM uses WHERE status_id IN (1, 2) "
    "WINDOW w AS (PARTITION BY source, log, status_id)) "
    "SELECT happened_at, concat_ws(': ', CASE WHEN status_id = 2 THEN 'last refused use' WHEN last = 1 "
    "THEN 'last use' ELSE 'first use' END, operation), source, log, true, raw, record FROM marked "
    "WHERE last = 1 OR (first = 1 AND status_id = 1))"
)

LISTING = Listing(
    "machine credentials in the inventory",
    "SELECT * FROM credentials",
    ("name", "source", "kind", "state", "owner", "last_used"),
    "source, kind, name, id",
    opens=OBSERVATIONS,
    ocsf={"user_inventory": credential_inventory, "iam_analysis_finding": credential_analysis},
    cyclonedx=credential_asset,
    examples=(
        "owner IS NULL AND last_used < '2026-08-01'",
        "unused = 'yes' AND orphaned <> 'no'",
        "list_contains(vendor_holders, 'Okta')",
        "id IN (SELECT id FROM locations WHERE kind = 'ticket')",
    ),
)
