"""Joins findings into stories: one intruder, one timeline.

Findings belong together where they share a subject within two weeks, come from the same new network, rest on the same
event, where one subject made or granted the other, or where one is of a host on which the other ran code or from which
it began to act. A story begins with a finding at medium or above; the low ones are its detail. A rule's finding joins
from medium on, and begins a story from high on: rules come from anywhere, and many are noisy.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from keyroll.detection.hosts import Bound, bound, host_of
from keyroll.detection.lineage import Ends, Made, ends, lineage
from keyroll.model.finding import Finding, Foothold, Severity, Story
from keyroll.model.ids import digest
from keyroll.store.session import Session

REACH = timedelta(days=14)
#: Findings with more events than this are about an amount, not about an act that another one may be about too.
FEW = 5


def stories(
    session: Session, findings: Sequence[Finding], new_networks: Mapping[str, str], ruled: Sequence[Finding] = ()
) -> list[Story]:
    """Return the stories of all findings, the most severe and earliest first.

    ``new_networks`` are the networks new to the organisation, and by what each is known; ``ruled`` are the findings of
    rules.
    """
    begin = {one.id for one in findings if one.severity >= Severity.MEDIUM}
    begin |= {one.id for one in ruled if one.severity >= Severity.HIGH}
    everything = [*findings, *(one for one in ruled if one.severity >= Severity.MEDIUM)]
    made, hosts = lineage(session), bound(session, everything)
    told = [
        members for members in joined(everything, made, new_networks, hosts) if any(one.id in begin for one in members)
    ]
    # One question for all stories: each would read all changes.
    subjects = {one.subject for members in told for one in members}
    known = ends(session, subjects | {one.identifier for one in made if one.maker in subjects})
    found = _beside([_story(members, made, known, new_networks) for members in told])
    return sorted(found, key=lambda one: (-one.severity, one.first_at, one.id))


def _beside(found: Sequence[Story]) -> list[Story]:
    """Return stories, each that is contained by itself with what else at high was open within two weeks of it.

    What nothing joins may be one intruder's all the same: with one credential he finds the next.
    """
    still = [
        (one.id, one.first_at, one.last_at) for one in found if one.severity >= Severity.HIGH and not one.contained
    ]
    return [replace(one, open_beside=_near(one, still)) if one.contained else one for one in found]


def _near(one: Story, others: Sequence[tuple[str, datetime, datetime]]) -> tuple[str, ...]:
    begins, ends = one.first_at - REACH, one.last_at + REACH
    return tuple(name for name, first_at, last_at in others if first_at <= ends and last_at >= begins)


def joined(
    findings: Sequence[Finding], made: Sequence[Made], new_networks: Mapping[str, str], hosts: Sequence[Bound] = ()
) -> list[list[Finding]]:
    """Return the findings in groups that belong together, each in order of time, whatever order they come in."""
    ordered = sorted(findings, key=lambda one: (one.detected_at, one.id))
    parent = list(range(len(ordered)))

    def root(network: int) -> int:
        while parent[network] != network:
            parent[network] = parent[parent[network]]
            network = parent[network]
        return network

    last: dict[_Key, int] = {}
    shared = _shared(ordered)
    makers = defaultdict(set)
    for one in made:
        makers[one.identifier].add(one.maker)
    for network, finding in enumerate(ordered):
        own = _keys(finding, new_networks) | shared.intersection(few_events(finding))
        wider = {*(f"s:{maker}" for maker in makers[finding.subject]), *_across(finding, hosts)}
        for key in own | wider:
            before = last.get(key)
            if before is not None and finding.detected_at - ordered[before].detected_at <= REACH:
                parent[root(network)] = root(before)
        last |= dict.fromkeys(own, network)
    groups: dict[int, list[Finding]] = defaultdict(list)
    for network, finding in enumerate(ordered):
        groups[root(network)].append(finding)
    return list(groups.values())


#: What findings are known by: a subject, a host or a network, or an event.
_Key = str | tuple[str, int]


def few_events(finding: Finding) -> list[tuple[str, int]]:
    """Return the events of a finding, each by its file and record, where they are few."""
    return [(one.raw, one.record) for one in finding.evidence] if len(finding.evidence) <= FEW else []


def _shared(findings: Sequence[Finding]) -> set[_Key]:
    """Return the events on which a finding rests together with others: such a one may be of another subject."""
    return {key for one in findings if len(one.evidence) > 1 for key in few_events(one)}


def _keys(finding: Finding, new_networks: Mapping[str, str]) -> set[_Key]:
    """Return what a finding is known by to later ones; a host is one, whichever log speaks of it."""
    keys: set[_Key] = {f"s:{finding.subject}"}
    if name := host_of(finding.subject):
        keys.add(f"h:{name}")
    if finding.network in new_networks:
        keys.add(f"p:{new_networks[finding.network]}")
    return keys


def _across(finding: Finding, hosts: Sequence[Bound]) -> set[_Key]:
    """Return the keys of the hosts of a subject, or the subjects of a host, that were bound near that time."""
    name = host_of(finding.subject)
    near = [one for one in hosts if abs(finding.detected_at - one.at) <= REACH]
    found: set[_Key] = {f"s:{one.subject}" for one in near if one.host == name}
    return found | {f"h:{one.host}" for one in near if one.subject == finding.subject}


def _story(members: Sequence[Finding], made: Sequence[Made], known: Ends, new_networks: Mapping[str, str]) -> Story:
    subjects = tuple(sorted({one.subject for one in members}))
    first_at: datetime = min(event.at for one in members for event in one.evidence)
    mine = [one for one in made if one.maker in subjects and one.at >= first_at]
    return Story(
        id=digest("story", members[0].id),
        severity=max(one.severity for one in members),
        findings=tuple(members),
        subjects=subjects,
        networks=tuple(sorted({one.network for one in members if one.network in new_networks})),
        footholds=tuple(Foothold(one.identifier, one.what, one.maker, one.at, known.of(one)) for one in mine),
        open_subjects=tuple(one for one in subjects if known.account(one, first_at) is None),
    )
