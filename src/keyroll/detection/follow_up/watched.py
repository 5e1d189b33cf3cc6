"""The targets of follow-up: the time since which a subject is under alert, with its network or client.

Networks and clients are those that are new for the subject. A network that is new to the organisation is watched for
every subject that comes from it. A subject that shares an event with an alert is watched too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from keyroll.detection.follow_up.networks import is_new_to_organisation
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.evidence import few_events
from keyroll.model.finding import Finding, Severity

Key = TypeVar("Key")

#: The time after an alert, and before it, in which signals belong to it.
REACH: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Watched:
    """A subject with a network or with a client, one of the two."""

    subject: str
    network: str | None = None
    client: str | None = None


def watched(
    signals: Sequence[Finding],
    alerts: Iterable[Finding],
    network_keys: Mapping[str, str],
    behaviours: Mapping[str, Behaviour],
) -> dict[Watched, datetime]:
    """Return the watched subjects with the start of the watch. ``network_keys`` are those of ``new_networks``."""
    alerted: dict[str, datetime] = {}
    for alert in alerts:
        if alert.severity >= Severity.MEDIUM:
            _keep_earlier(alerted, alert.subject, alert.detected_at)
    alerted |= alerted_by_shared_events(signals, alerted)
    since: dict[Watched, datetime] = {}
    networks: dict[str, datetime] = {}
    for signal in signals:
        at = alerted.get(signal.subject)
        if at is None or abs(signal.detected_at - at) > REACH:
            continue
        behaviour, later = behaviours[signal.behaviour], max(at, signal.detected_at)
        if behaviour.follow_network and signal.network:
            _keep_earlier(since, Watched(signal.subject, network=signal.network), later)
        if is_new_to_organisation(signal, behaviours) and signal.network:
            _keep_earlier(networks, network_keys[signal.network], later)
        if behaviour.follow_client and signal.target:
            _keep_earlier(since, Watched(signal.subject, client=signal.target), later)
    for signal in signals:
        at = networks.get(network_keys.get(signal.network, ""))
        if at is not None and is_new_to_organisation(signal, behaviours) and abs(signal.detected_at - at) <= REACH:
            _keep_earlier(since, Watched(signal.subject, network=signal.network), max(at, signal.detected_at))
    return since


def alerted_by_shared_events(signals: Sequence[Finding], alerted: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return the start of alert for further subjects: a signal of theirs shares an event with one of an alert.

    Two logs may name the subject of one event differently, and a creation is identified by the event that created it.
    """
    events: dict[tuple[str, int], datetime] = {}
    for signal in signals:
        at = alerted.get(signal.subject)
        if at is not None and abs(signal.detected_at - at) <= REACH:
            for event in few_events(signal):
                _keep_earlier(events, event, max(at, signal.detected_at))
    further: dict[str, datetime] = {}
    for signal in signals:
        if signal.subject in alerted:
            continue
        for event in few_events(signal):
            at = events.get(event)
            if at is not None and signal.detected_at - at <= REACH:
                _keep_earlier(further, signal.subject, max(at, signal.detected_at))
    return further


def _keep_earlier(times: dict[Key, datetime], key: Key, at: datetime) -> None:
    times[key] = min(times.get(key, at), at)
