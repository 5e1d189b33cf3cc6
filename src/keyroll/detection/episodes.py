"""Episodes: findings of one rule or effect about one subject, which follow one another, are one finding.

What is detected is the first of them: its moment, its level, its id. Those that follow for the same subject, from the
same network and at the same level, add their events as they come and change nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from keyroll.model.finding import Finding

#: An episode ends if nothing of its kind follows for so long.
GAP: Final = timedelta(days=1)
#: What goes on for longer is a new finding: it is said again, and joins the story of that time.
LONGEST: Final = timedelta(days=7)
#: As many objects as an episode names.
_NAMED: Final = 3


def episodes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with those of one episode as one, in order of time."""
    open_episodes: dict[tuple[object, ...], list[Finding]] = {}
    finished: list[list[Finding]] = []
    for finding in sorted(findings, key=lambda finding: (finding.detected_at, finding.id)):
        alike = (finding.behaviour, finding.subject, finding.network, finding.severity, finding.techniques)
        members = open_episodes.get(alike)
        if members and _follows(finding, members):
            members.append(finding)
        else:
            open_episodes[alike] = members = [finding]
            finished.append(members)
    return [_one(members) for members in finished]


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
