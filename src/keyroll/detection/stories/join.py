"""Joins findings that belong to one story.

Two findings within two weeks join if one of these is true:

- They share a subject, a network that is new to the organisation, or an event.
- They are alerts that belong together.
- The subject of one created or granted the subject of the other.
- One is about a host to which the subject of the other is tied.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from keyroll.detection.signals.evidence import few_events
from keyroll.detection.stories.creations import Creation
from keyroll.detection.stories.hosts import HostTie, host_of
from keyroll.model.finding import Finding

#: Findings further apart than this do not join directly.
REACH: Final = timedelta(days=14)
#: The keys that join findings: a subject, a host, a network (text with a prefix) or an event (file and record).
Key = str | tuple[str, int]


def joined(
    findings: Sequence[Finding],
    creations: Sequence[Creation],
    network_keys: Mapping[str, str],
    ties: Sequence[HostTie] = (),
    leaders: Mapping[str, str] = MappingProxyType({}),
) -> list[list[Finding]]:
    """Return the findings in joined groups, each in order of time, whatever their input order.

    ``leaders`` maps each alert's id to the id of the alert it belongs to.
    """
    ordered = sorted(findings, key=lambda finding: (finding.detected_at, finding.id))
    groups = _Groups(len(ordered))
    last_with: dict[Key, int] = {}
    shared = _shared_events(ordered)
    makers = defaultdict(set)
    for creation in creations:
        makers[creation.identifier].add(creation.maker)
    for number, finding in enumerate(ordered):
        own = _keys(finding, network_keys, leaders) | shared.intersection(few_events(finding))
        related = {*(f"subject:{maker}" for maker in makers[finding.subject]), *_tied_keys(finding, ties)}
        for key in own | related:
            before = last_with.get(key)
            if before is not None and finding.detected_at - ordered[before].detected_at <= REACH:
                groups.join(number, before)
        last_with |= dict.fromkeys(own, number)
    members: dict[int, list[Finding]] = defaultdict(list)
    for number, finding in enumerate(ordered):
        members[groups.of(number)].append(finding)
    return list(members.values())


class _Groups:
    """Disjoint sets of numbers (union-find)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def of(self, number: int) -> int:
        """Return the number that represents the group."""
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def join(self, number: int, other: int) -> None:
        self._parent[self.of(number)] = self.of(other)


def _shared_events(findings: Sequence[Finding]) -> set[Key]:
    """Return the events that a finding shares with others: they may be of another subject."""
    return {event for finding in findings if len(finding.evidence) > 1 for event in few_events(finding)}


def _keys(finding: Finding, network_keys: Mapping[str, str], leaders: Mapping[str, str]) -> set[Key]:
    """Return the keys of a finding's own subject and network. A host has one key, whichever log names it."""
    keys: set[Key] = {f"subject:{finding.subject}"}
    if host := host_of(finding.subject):
        keys.add(f"host:{host}")
    if finding.network in network_keys:
        keys.add(f"network:{network_keys[finding.network]}")
    if finding.id in leaders:
        keys.add(f"alert:{leaders[finding.id]}")
    return keys


def _tied_keys(finding: Finding, ties: Sequence[HostTie]) -> set[Key]:
    """Return the keys of hosts to which the subject is tied near that time, or of subjects tied to the host."""
    host = host_of(finding.subject)
    near = [tie for tie in ties if abs(finding.detected_at - tie.at) <= REACH]
    subjects: set[Key] = {f"subject:{tie.subject}" for tie in near if tie.host == host}
    return subjects | {f"host:{tie.host}" for tie in near if tie.subject == finding.subject}
