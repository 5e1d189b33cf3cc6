"""Episodes: consecutive findings of one rule or effect about one subject are one finding.

The first finding is kept: its time, its level, its id. Later ones for the same subject, from the same network and at
the same level, only add their events. If a subject does the same from several networks within days, as a pool of
machines does, one more network is no new finding: it joins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from keyroll.model.finding import Finding

#: An episode ends if nothing of its kind follows for this long.
GAP: Final = timedelta(days=1)
#: A longer episode becomes a new finding, which joins the story of that time.
LONGEST: Final = timedelta(days=7)
#: The number of networks of one subject's episodes within ``LONGEST`` from which a further network joins the open one.
NETWORKS: Final = 3
#: The most objects that an episode names.
_NAMED: Final = 3


def episodes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with each episode as one finding, in order of time."""
    last_episodes: dict[tuple[object, ...], dict[str, list[Finding]]] = {}
    finished: list[list[Finding]] = []
    for finding in sorted(findings, key=lambda finding: (finding.detected_at, finding.id)):
        alike = (finding.behaviour, finding.subject, finding.severity, finding.techniques)
        of_networks = last_episodes.setdefault(alike, {})
        if members := _joined(finding, of_networks):
            members.append(finding)
        else:
            of_networks[finding.network] = members = [finding]
            finished.append(members)
    return [_one(members) for members in finished]


def _joined(finding: Finding, of_networks: Mapping[str, list[Finding]]) -> list[Finding] | None:
    """Return the open episode of its network, or of the last of several other networks."""
    still_open = {network: members for network, members in of_networks.items() if _follows(finding, members)}
    lately = sum(finding.detected_at - members[0].detected_at <= LONGEST for members in of_networks.values())
    if finding.network in still_open or not still_open or lately < NETWORKS:
        return still_open.get(finding.network)
    return max(still_open.values(), key=lambda members: members[0].detected_at)


def _follows(finding: Finding, members: Sequence[Finding]) -> bool:
    return finding.detected_at - members[-1].last_at <= GAP and finding.detected_at - members[0].detected_at <= LONGEST


def _one(members: Sequence[Finding]) -> Finding:
    first = members[0]
    if len(members) == 1:
        return first
    events = sorted({event for member in members for event in member.evidence})
    targets = list(dict.fromkeys(member.target for member in members if member.target))
    named = f" on {len(targets)} objects: {', '.join(targets[:_NAMED])}" if len(targets) > 1 else ""
    more = ", …" if len(targets) > _NAMED else ""
    because = f"{first.because}; {len(events)} events until {events[-1].at:%Y-%m-%d %H:%M}{named}{more}"
    return replace(first, because=because, evidence=tuple(events))
