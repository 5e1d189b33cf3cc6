"""What the findings of the last hunt rest on: a row a finding and event behind it, for a notebook."""

from keyroll.model.event import COLUMNS
from keyroll.report.listing import Listing, ListRequest
from keyroll.report.listing.narrow import evidence
from keyroll.store.relations import set_variable
from keyroll.store.session import Session


def _prepare(session: Session, request: ListRequest) -> None:
    evidence(session, request)
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
    folded=False,
    time="happened_at",
    key="event_id",
    then="keyroll list events --pivot {event_id}",
    examples=("story LIKE '1f0c%'", "severity = 'high' AND src_ip IS NOT NULL"),
)
