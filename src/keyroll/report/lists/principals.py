"""Principals: people and machines, also those that no listing names."""

from keyroll.report.identity import principal_inventory
from keyroll.report.listing import Listing

LISTING = Listing(
    "principals: people and machines",
    "SELECT p.*, coalesce(c.credentials, []) AS credentials FROM (FROM principals UNION ALL BY NAME SELECT principal, "
    "source, subkind, name, kind, kind_because, first_used AS first_observed, last_used AS last_observed "
    "FROM principals_in_use) p LEFT JOIN (SELECT principal, "
    "list(id ORDER BY id) AS credentials FROM credentials GROUP BY principal) c USING (principal)",
    ("name", "kind", "active", "owner", "subkind", "source"),
    "coalesce(active, true) DESC, source, name, principal",
    key="principal",
    opens="SELECT observed_at AS at, CASE entity WHEN 'grant' THEN concat_ws(' ', 'may', facts->>'privilege', 'on', "
    "facts->>'resource') ELSE 'listed as ' || kind END AS what, source, endpoint AS part, false AS is_log, raw, record "
    "FROM observed WHERE subject = $id AND entity IN ('principal', 'grant')",
    examples=("kind = 'nonhuman' AND owner IS NULL", "kind = 'unknown'", "len(credentials) > 1"),
    ocsf={"user_inventory": principal_inventory},
)
