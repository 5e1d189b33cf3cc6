"""What else was done: once an alert stands, every act of that credential from the place that is new for it.

Behaviours carry only the events that they needed. Whoever works on a story needs all that was done from there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from keyroll.detection.acts import opened
from keyroll.detection.contract import CARRIED
from keyroll.model.finding import Finding, Severity
from keyroll.store.session import Session

Key = TypeVar("Key")

FOLLOWED = "keyroll.what-else"
#: Behaviours whose place is new for the credential.
_ELSEWHERE = ("keyroll.new-place", "keyroll.moved", "keyroll.tries-doors", "keyroll.strange-things")
#: Those of which the place is new to the house.
_UNKNOWN = ("keyroll.new-place", "keyroll.tries-doors")
#: How long after an alert what comes from its place is followed.
REACH = timedelta(days=14)
#: A finding a credential, place, system and day (UTC), told once its last act is done, and not before the alert.
_DONE = f"""
    WITH done AS (
        SELECT a.subject::VARCHAR AS subject, a.net::VARCHAR AS net, split_part(a.source::VARCHAR, '@', 1) AS system,
               a.happened_at::DATE AS on_day, alerts.since, a.happened_at, a.act,
               row_number() OVER (PARTITION BY a.subject, a.net, split_part(a.source::VARCHAR, '@', 1),
                                  a.happened_at::DATE ORDER BY a.happened_at DESC, a.act) AS back
        FROM acts a JOIN alerts ON alerts.subject = a.subject AND alerts.net = a.net
        WHERE a.happened_at <= alerts.since + INTERVAL {REACH.days} DAYS)
    SELECT subject, net, system, on_day, greatest(max(happened_at), max(since)) AS told_at, count(*) AS acts,
           list(act ORDER BY happened_at, act) FILTER (back <= {CARRIED}) AS events
    FROM done GROUP BY subject, net, system, on_day ORDER BY told_at, subject, net, system"""


def followed(session: Session, alone: Iterable[Finding], fused: Iterable[Finding]) -> list[Finding]:
    """Return what else was done by subjects with an alert, from places new for them. Needs ``acts``."""
    alerts = _alerts(list(alone), list(fused))
    if not alerts:
        return []
    columns: dict[str, list[object]] = {
        "subject": [one for one, _ in alerts], "net": [one for _, one in alerts], "since": list(alerts.values()),
    }  # fmt: skip
    session.load_columns("alerts", {"subject": "VARCHAR", "net": "VARCHAR", "since": "TIMESTAMPTZ"}, columns)
    rows = session.rows(_DONE)
    acts_of = [[int(str(one)) for one in row["events"]] if isinstance(row["events"], list) else [] for row in rows]
    events = opened(session, (act for acts in acts_of for act in acts))
    found = []
    for row, acts in zip(rows, acts_of, strict=True):
        at = row["told_at"]
        if isinstance(at, datetime):
            found.append(
                Finding(
                    behaviour=FOLLOWED, title="What else was done from a place that is new for it",
                    subject=str(row["subject"]), severity=Severity.LOW, detected_at=at,
                    because=f"did {row['acts']} things in {row['system']} from {row['net']} on {row['on_day']}",
                    evidence=tuple(sorted(events[act] for act in acts)), place=str(row["net"]),
                    target=f"{row['system']} {row['on_day']}",
                )
            )  # fmt: skip
    return found


def _alerts(alone: Sequence[Finding], fused: Sequence[Finding]) -> dict[tuple[str, str], datetime]:
    """Return since when an alert stands for each subject and place that is new for it.

    A place that is new to the house is under alert for whoever else comes from there.
    """
    first: dict[str, datetime] = {}
    for one in (finding for finding in fused if finding.severity >= Severity.MEDIUM):
        first[one.subject] = min(first.get(one.subject, one.detected_at), one.detected_at)
    came = [one for one in alone if one.behaviour in _ELSEWHERE and one.place]
    found: dict[tuple[str, str], datetime] = {}
    places: dict[str, datetime] = {}
    for one in came:
        at = first.get(one.subject)
        if at is not None and abs(one.detected_at - at) <= REACH:
            _earlier(found, (one.subject, one.place), max(at, one.detected_at))
            if one.behaviour in _UNKNOWN:
                _earlier(places, one.place, max(at, one.detected_at))
    for one in came:
        at = places.get(one.place)
        if one.behaviour in _UNKNOWN and at is not None and abs(one.detected_at - at) <= REACH:
            _earlier(found, (one.subject, one.place), max(at, one.detected_at))
    return found


def _earlier(times: dict[Key, datetime], key: Key, at: datetime) -> None:
    times[key] = min(times.get(key, at), at)
