"""What was read, until when, and what no vendor lists."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "what was read, until when, and what no vendor lists",
    "SELECT * FROM sources",
    ("source", "what", "kind", "complete", "until", "note"),
    "source, kind, what",
)

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
