"""What else was done: once an alert stands, every act of that credential from a network, or with a client, new for it.

Behaviours carry only the events that they needed. Whoever works on a story needs all that was done that way, also by
the person whom a machine made.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from keyroll.detection.acts import opened
from keyroll.detection.contract import CARRIED
from keyroll.detection.networks import UNKNOWN
from keyroll.detection.stories import few_events
from keyroll.model.finding import Finding, Severity
from keyroll.store.relations import build
from keyroll.store.session import Session

Key = TypeVar("Key")

FOLLOWED = "keyroll.what-else"
#: Behaviours whose network is new for the credential.
_ELSEWHERE = (
    "keyroll.new-network",
    "keyroll.credential-new-network",
    "keyroll.credential-spray",
    "keyroll.new-objects-new-network",
    "keyroll.network-round-trip",
    "keyroll.session-network-change",
    "keyroll.created-identity-signs-in",
)
#: Behaviours whose target is a client program that is new for the credential.
_OTHERWISE = ("keyroll.new-client",)
#: How long after an alert what comes from its network is followed.
REACH = timedelta(days=14)
#: A finding a credential, network, system and day (UTC), told once its last act is done, and not before the alert.
_DONE = f"""
    WITH met AS (
        SELECT a.own::VARCHAR AS subject, a.net::VARCHAR AS net, split_part(a.source::VARCHAR, '@', 1) AS system,
               a.happened_at::DATE AS on_day, a.happened_at, a.act, min(alerts.since) AS since
        FROM seen a JOIN alerts ON alerts.subject = a.own AND (alerts.net = a.net OR alerts.client = a.client)
        WHERE a.happened_at <= alerts.since + INTERVAL {REACH.days} DAYS GROUP BY ALL),
    done AS (
        SELECT *, row_number() OVER (PARTITION BY subject, net, system, on_day ORDER BY happened_at DESC, act) AS back
        FROM met)
    SELECT subject, net, system, on_day, greatest(max(happened_at), max(since)) AS told_at, count(*) AS acts,
           list(act ORDER BY happened_at, act) FILTER (back <= {CARRIED}) AS events
    FROM done GROUP BY subject, net, system, on_day ORDER BY told_at, subject, net, system"""


def followed(
    session: Session, alone: Iterable[Finding], fused: Iterable[Finding], known_by: Mapping[str, str]
) -> list[Finding]:
    """Return what else was done by subjects with an alert, from networks or with clients new for them.

    ``known_by`` says by what a network new to the organisation is known (see ``networks``).
    """
    build(session, "seen")
    alerts = _alerts(list(alone), list(fused), known_by)
    if not alerts:
        return []
    types = {"subject": "VARCHAR", "net": "VARCHAR", "client": "VARCHAR", "since": "TIMESTAMPTZ"}
    session.load_rows("alerts", types, ((*key, since) for key, since in alerts.items()))
    told = session.rows(_DONE)
    acts_of = [[int(str(one)) for one in row["events"]] if isinstance(row["events"], list) else [] for row in told]
    events = opened(session, (act for acts in acts_of for act in acts))
    found = []
    for row, acts in zip(told, acts_of, strict=True):
        at, network = row["told_at"], str(row["net"] or "")
        if isinstance(at, datetime):
            found.append(
                Finding(
                    behaviour=FOLLOWED, title="What else was done from a network, or with a client, that is new for it",
                    subject=str(row["subject"]), severity=Severity.LOW, detected_at=at,
                    because=f"did {row['acts']} things in {row['system']} "
                    f"from {network or 'nowhere'} on {row['on_day']}",
                    evidence=tuple(sorted(events[act] for act in acts)), network=network,
                    target=f"{row['system']} {row['on_day']}",
                )
            )  # fmt: skip
    return found


#: Whose acts are followed: a subject, with a network or a client.
_Way = tuple[str, str | None, str | None]


def _alerts(alone: Sequence[Finding], fused: Sequence[Finding], known_by: Mapping[str, str]) -> dict[_Way, datetime]:
    """Return since when an alert stands for each subject and what is new for it.

    A network that is new to the organisation is under alert for whoever else comes from there, and so is who shares an
    act.
    """
    first: dict[str, datetime] = {}
    for one in (finding for finding in fused if finding.severity >= Severity.MEDIUM):
        _earlier(first, one.subject, one.detected_at)
    first |= sharing(alone, first)
    found: dict[_Way, datetime] = {}
    networks: dict[str, datetime] = {}
    for one in alone:
        at = first.get(one.subject)
        if at is None or abs(one.detected_at - at) > REACH:
            continue
        since = max(at, one.detected_at)
        if one.behaviour in _ELSEWHERE and one.network:
            _earlier(found, (one.subject, one.network, None), since)
        if one.behaviour in UNKNOWN and one.network:
            _earlier(networks, known_by[one.network], since)
        if one.behaviour in _OTHERWISE and one.target:
            _earlier(found, (one.subject, None, one.target), since)
    for one in alone:
        at = networks.get(known_by.get(one.network, ""))
        if one.behaviour in UNKNOWN and at is not None and abs(one.detected_at - at) <= REACH:
            _earlier(found, (one.subject, one.network, None), max(at, one.detected_at))
    return found


def sharing(alone: Sequence[Finding], first: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return since when others are under alert, for an act of theirs is one on which an alert of a subject rests.

    Of an act that makes or gives something two names can speak, and what was made is known by it.
    """
    events: dict[tuple[str, int], datetime] = {}
    for one in alone:
        at = first.get(one.subject)
        if at is not None and abs(one.detected_at - at) <= REACH:
            for event in few_events(one):
                _earlier(events, event, max(at, one.detected_at))
    found: dict[str, datetime] = {}
    for one in (finding for finding in alone if finding.subject not in first):
        for event in few_events(one):
            at = events.get(event)
            if at is not None and one.detected_at - at <= REACH:
                _earlier(found, one.subject, max(at, one.detected_at))
    return found


def _earlier(times: dict[Key, datetime], key: Key, at: datetime) -> None:
    times[key] = min(times.get(key, at), at)
