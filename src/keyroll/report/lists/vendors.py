"""Third parties and what each holds."""

from keyroll.report.listing import Listing

LISTING = Listing(
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
    key="vendor",
    examples=("active > 0 AND last_used < '2026-08-01'",),
)
