"""Alerts of many credentials from one network that is new for each of them are one alert: one actor uses them all.

An actor that tries twenty keys from one machine, an intruder or the organisation's own responder, causes one alert for
each level, with all keys and their events. Later alerts within the span are low, name the alert they belong to, and
stay in its story. A network that a credential used before joins nothing: many credentials share one gateway.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from keyroll.detection.scores import WINDOW
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding, Severity

#: The most other credentials that an alert names.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Joint:
    """The alerts, and for each alert of a group the id of the leading alert, the leader included."""

    alerts: tuple[Finding, ...]
    leaders: Mapping[str, str]


@dataclass(slots=True)
class _Group:
    """An alert with its group, and the time of the group's last alert."""

    leader: Finding
    members: list[Finding]
    until: datetime


def joint(alerts: Iterable[Finding], signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> Joint:
    """Return the alerts in order of time, with groups joined; ``behaviours`` are by id."""
    arrivals = _arrivals(signals, behaviours)
    ordered = sorted(alerts, key=lambda alert: (alert.detected_at, -alert.score, alert.id))
    groups: dict[str, _Group] = {}
    last: dict[tuple[str, Severity], _Group] = {}
    for alert in ordered:
        networks = _new_networks(alert, arrivals)
        group = _known(alert, networks, last)
        if group is None:
            group = _Group(alert, [], alert.detected_at)
            for network in networks:
                last[network, alert.severity] = group
        else:
            group.members.append(alert)
            group.until = alert.detected_at
        groups[alert.id] = group
    leaders = {alert_id: group.leader.id for alert_id, group in groups.items() if group.members}
    shown = [_shown(alert, groups[alert.id]) for alert in ordered]
    return Joint(tuple(shown), leaders)


def _arrivals(signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> dict[str, list[Finding]]:
    """Return the signals of each subject that show a new network for it."""
    arrivals: dict[str, list[Finding]] = defaultdict(list)
    for signal in signals:
        if signal.network and behaviours[signal.behaviour].follow_network:
            arrivals[signal.subject].append(signal)
    return arrivals


def _new_networks(alert: Finding, arrivals: Mapping[str, Sequence[Finding]]) -> set[str]:
    return {
        signal.network
        for signal in arrivals.get(alert.subject, ())
        if signal.detected_at <= alert.detected_at <= signal.detected_at + WINDOW
    }


def _known(alert: Finding, networks: Set[str], last: Mapping[tuple[str, Severity], _Group]) -> _Group | None:
    """Return the group of another subject's alert, of this level or above, that an alert belongs to."""
    levels = [level for level in Severity if level >= alert.severity]
    for network in sorted(networks):
        for level in levels:
            group = last.get((network, level))
            if (
                group is not None
                and alert.detected_at - group.until <= WINDOW
                and alert.subject != group.leader.subject
            ):
                return group
    return None


def _shown(alert: Finding, group: _Group) -> Finding:
    leader = group.leader
    if alert is not leader:
        because = f"{alert.because}; belongs to the alert of {leader.detected_at:%Y-%m-%d %H:%M} about {leader.subject}"
        return replace(alert, severity=Severity.LOW, because=f"{because}, from the same network")
    others = list(dict.fromkeys(member.subject for member in group.members))
    if not others:
        return alert
    events = sorted({event for member in (alert, *group.members) for event in member.evidence})
    named = ", ".join(others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
    because = f"{alert.because}; until {group.until:%Y-%m-%d %H:%M} also {len(others)} others from there: {named}"
    return replace(alert, because=because, evidence=tuple(events))
