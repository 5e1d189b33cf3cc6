"""Third parties, what each holds, and who was off-boarded but still has something that lives."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "third parties and what each holds",
    "SELECT vendor, count(DISTINCT id) AS holds, count(DISTINCT id) FILTER (alive <> 'no') AS alive, "
    "sum(privileges) FILTER (alive <> 'no') AS privileges, string_agg(DISTINCT kind, ', ' ORDER BY kind) AS kinds, "
    "max(last_used) AS last_used, CASE WHEN bool_or(off_boarded = 'yes') THEN 'yes' "
    "WHEN bool_or(off_boarded = 'no') THEN 'no' ELSE 'unknown' END AS off_boarded, "
    "min(off_boarded_because) AS off_boarded_because, "
    "count(DISTINCT id) FILTER (off_boarded = 'yes' AND alive <> 'no') AS active_after_off_boarding, "
    "string_agg(DISTINCT via, ', ' ORDER BY via) AS known_from FROM ("
    "SELECT DISTINCT ON (vendor, id, via) * FROM vendor_holdings) GROUP BY vendor",
    ("vendor", "holds", "alive", "active_after_off_boarding", "last_used", "off_boarded"),
    "active_after_off_boarding DESC, holds DESC, vendor",
    key="vendor",
    examples=("active_after_off_boarding > 0", "off_boarded = 'yes'"),
)
