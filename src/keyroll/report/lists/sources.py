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


#: Surveys with their last complete read, logs with their window, kinds that nobody may list.
_SOURCES = (
    "SELECT source, 'survey' AS kind, endpoint AS what, bool_or(complete AND observed_at = latest) AS complete, "
    "max(observed_at) FILTER (complete) AS until, max(observed_at) AS last_tried, "
    "CASE WHEN NOT bool_or(complete AND observed_at = latest) THEN 'the last read was partial: ' || "
    "arg_max(because, observed_at) END AS note FROM (SELECT *, max(observed_at) OVER (PARTITION BY source, endpoint) "
    "AS latest FROM reads) GROUP BY source, endpoint UNION ALL "
    "SELECT source, 'log', log, NULL, ends, ends, events || ' records over ' || days || ' days' FROM log_windows "
    "UNION ALL SELECT source, 'unlistable', kind, NULL, NULL, NULL, because FROM unlistable"
)

LISTING = Listing(
    "sources: what was read, until when, and what no vendor lists",
    _SOURCES,
    ("source", "what", "kind", "complete", "until", "note"),
    "source, kind, what",
    _prepare,
    key="source",
    examples=("kind = 'survey' AND NOT complete", "kind = 'unlistable'"),
)
