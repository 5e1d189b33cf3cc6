"""The addresses of the events behind signals."""

from collections.abc import Iterable
from datetime import datetime
from sys import intern
from typing import Final

from keyroll.model.finding import Evidence, Finding
from keyroll.store.session import Session

#: A finding with more events is about a quantity, not about an event that another finding may share.
FEW_EVENTS: Final = 5


def evidence_of(session: Session, acts: Iterable[int]) -> dict[int, Evidence]:
    """Return the event of each act, in one pass over the lake."""
    session.load_columns("wanted_acts", {"act": "BIGINT"}, {"act": sorted(set(acts))})
    rows = session.tuples(
        "SELECT act_of(source, log, event_id) AS act, happened_at, source, log, event_id, raw, record FROM events "
        "WHERE act_of(source, log, event_id) IN (SELECT act FROM wanted_acts) ORDER BY ALL"
    )
    events = {}
    for act, at, source, log, event_id, raw, record in rows:
        if isinstance(at, datetime):
            # There may be a million rows: each name is held once.
            source, log, raw = intern(str(source)), intern(str(log)), intern(str(raw))
            events[int(str(act))] = Evidence(at, source, log, str(event_id), raw, int(str(record)))
    return events


def few_events(finding: Finding) -> list[tuple[str, int]]:
    """Return the file and record of each event of a finding; none if there are more than ``FEW_EVENTS``."""
    events = finding.evidence
    return [(event.raw, event.record) for event in events] if len(events) <= FEW_EVENTS else []
