"""Listings and logs that were read, their latest time, and kinds that no vendor lists."""

from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.report.listing import Listing
from keyroll.store.relations import load
from keyroll.store.session import Session


def unlistable(session: Session) -> None:
    """Make ``unlistable``: of each known source, the kinds that cannot be listed."""
    rows = [
        (source, kind.name, kind.unlistable_because)
        for (source,) in session.tuples("SELECT source FROM reads UNION SELECT source FROM log_windows")
        for kind in catalogue.provider(Source.parse(str(source)).provider).kinds
        if not kind.listed_by
    ]
    columns = ("source", "kind", "because")
    load(session, "unlistable", {name: [row[place] for row in rows] for place, name in enumerate(columns)})


LISTING = Listing(
    "sources: listings and logs, their latest time, and kinds that no vendor lists",
    "SELECT * FROM source_states",
    ("source", "what", "until", "note"),
    "coalesce(complete, true), source, kind, what",
    key="source",
    then="keyroll sync {source}",
    examples=("kind = 'survey' AND NOT complete", "kind = 'unlistable'"),
)
