"""What was read, until when, and what no vendor lists."""

from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.report.listing import Asked, Listing
from keyroll.store.session import Session

_UNLISTABLE = {"source": "VARCHAR", "kind": "VARCHAR", "because": "VARCHAR"}


def _prepare(session: Session, _asked: Asked) -> None:
    """Make ``unlistable``: of each source that is known, the kinds that nobody may list."""
    rows = [
        (source, one.name, one.unlistable_because)
        for (source,) in session.tuples("SELECT source FROM reads UNION SELECT source FROM log_windows")
        for one in catalogue.provider(Source.parse(str(source)).provider).kinds
        if not one.listed_by
    ]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(_UNLISTABLE)}
    session.load_columns("unlistable", _UNLISTABLE, columns)


#: Surveys with their last complete read, logs with their window, kinds that nobody may list. Where the last read was
#: partial, what is known is stale since the last complete one.
_SOURCES = (
    "SELECT source, 'survey' AS kind, endpoint AS what, whole AS complete, until, last_tried, "
    "CASE WHEN NOT whole THEN until END AS stale_since, CASE WHEN whole THEN 'complete' ELSE "
    "CASE WHEN until IS NULL THEN 'never complete: ' ELSE 'stale since then: ' END || why END AS note FROM ("
    "SELECT source, endpoint, bool_or(complete AND observed_at = latest) AS whole, "
    "max(observed_at) FILTER (complete) AS until, max(observed_at) AS last_tried, arg_max(because, observed_at) AS why "
    "FROM (SELECT *, max(observed_at) OVER (PARTITION BY source, endpoint) AS latest FROM reads) "
    "GROUP BY source, endpoint) UNION ALL "
    "SELECT source, 'log', log, NULL, ends, ends, NULL, 'log: ' || events || ' records over ' || days || ' days' "
    "FROM log_windows UNION ALL "
    "SELECT source, 'unlistable', kind, NULL, NULL, NULL, NULL, 'unlistable: ' || because FROM unlistable"
)

LISTING = Listing(
    "sources: what was read, until when, and what no vendor lists",
    _SOURCES,
    ("source", "what", "until", "note"),
    "source, kind, what",
    _prepare,
    prepares_events=False,
    key="source",
    examples=("kind = 'survey' AND NOT complete", "kind = 'unlistable'"),
)
