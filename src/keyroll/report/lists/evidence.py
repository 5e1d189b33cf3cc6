"""The events behind the findings of the last hunt: one row for each finding and event, for a notebook."""

from typing import Final

from keyroll.intake.view import named_events
from keyroll.inventory.published import code
from keyroll.model.event import COLUMNS
from keyroll.model.ids import digest
from keyroll.report.listing import Listing, ListRequest
from keyroll.report.listing.narrow import evidence
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, stands, take
from keyroll.store.relations import set_variable
from keyroll.store.session import Session

_EVENTS: Final = "hunt/events"
_DAYS: Final = "SELECT DISTINCT log, happened_at::DATE FROM last_evidence"
_COLUMNS: Final = ", ".join(("source", "log", "event_id", *COLUMNS))
#: The stored events behind findings.
_KEEPING: Final = (
    f"CREATE OR REPLACE TEMP TABLE found_events AS SELECT {_COLUMNS} FROM events "
    "WHERE (source, log, event_id) IN (SELECT (source, log, event_id) FROM last_evidence)"
)


def keep_events(home: Home) -> None:
    """Keep the events behind the findings of the last hunt for later lists. The caller holds the lease."""
    with home.session() as session:
        if home.lake.view(session, "hunt/evidence", "last_evidence") and not is_kept(home.lake, _EVENTS, _mark(home)):
            named_events(session, home.lake, _DAYS)
            session.run(_KEEPING)
            keep(session, home.lake, "found_events", _EVENTS, _mark(home))


def _mark(home: Home) -> str:
    rows = stands(home.lake, "hunt/evidence", *home.lake.names("events/"))
    return digest(code("intake", "providers", "store"), rows)


def _prepare(session: Session, request: ListRequest) -> None:
    evidence(session, request)
    if not (request.events or take(session, request.home.lake, _EVENTS, _mark(request.home), "events")):
        named_events(session, request.home.lake, _DAYS)
    set_variable(session, "at_time", request.times.at)


LISTING = Listing(
    "events behind findings of the last hunt",
    "SELECT f.* EXCLUDE (raw, record), "
    f"{', '.join(f'e.{name}' for name in COLUMNS)}, f.raw, f.record, 'event of a finding' AS what "
    "FROM last_evidence f LEFT JOIN events e ON e.source = f.source AND e.log = f.log AND e.event_id = f.event_id "
    "WHERE getvariable('at_time') IS NULL OR detected_at <= getvariable('at_time')",
    ("happened_at", "source", "actor_name", "operation", "resource_uid", "title"),
    "happened_at DESC, source, event_id, finding",
    _prepare,
    prepares_events=False,
    folded=False,
    time="happened_at",
    key="event_id",
    then="keyroll list events --pivot {event_id}",
    examples=("story LIKE '1f0c%'", "severity = 'high' AND src_ip IS NOT NULL"),
)
