"""Alerts of many subjects that have one cause are one alert.

Two things show one cause:

- *One network* that is new for each credential: one actor uses them all. Whoever attempts twenty keys from one machine,
  an intruder or the organisation's own responders, gives one alert a level. A network from which a credential was used
  before joins nothing: behind one gateway there are many.
- *A crowd*: on one day at least three others show all that the subject of an alert shows, in the same source: a course
  for which eighteen people clone repositories, machines that all get another client. What they do depends on one
  another, so their ranks are no evidence beside each other. An alert that shows anything of a kind that the leading one
  does not show is its own, and so is one from a network that is new to the organisation and that the leading one did
  not come from.

The leading alert has all subjects and their events. Those that follow are low, say to which alert they belong, and stay
in its story. Nothing later has a part in what leads.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from keyroll.detection.scores import WINDOW
from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.model.finding import Finding, Severity

#: What subjects show further apart than this is of no common cause.
SAME_DAY: Final = timedelta(days=1)
#: So many others that show the same make a crowd.
CROWD: Final = 3
#: A cause that goes on for longer is an alert again.
LONGEST: Final = timedelta(days=7)
#: As many credentials as an alert names beside its own.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Joint:
    """The alerts, and the id of the alert that leads each of those that belong together, its own included."""

    alerts: tuple[Finding, ...]
    leaders: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the signals and acts of a subject show until an alert: their kinds by source, and new networks.

    ``networks`` are new for the subject, ``foreign`` are new to the organisation.
    """

    kinds: Set["_Kind"]
    networks: Set[str]
    foreign: Set[str]


#: A kind of signal or act, and the source in which it is.
_Kind = tuple[str, str]


class _Shown:
    """What all subjects show: the times of each kind with their subjects, and the evidences of each subject."""

    def __init__(self, evidences: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> None:
        self._behaviours = behaviours
        self._of_subject: dict[str, list[Finding]] = defaultdict(list)
        times: dict[_Kind, list[tuple[datetime, str]]] = defaultdict(list)
        for one in evidences:
            self._of_subject[one.subject].append(one)
            times[self._kind(one)].append((one.detected_at, one.subject))
        self._times = {kind: sorted(of) for kind, of in times.items()}

    def _kind(self, one: Finding) -> _Kind:
        return (one.evidence[-1].source, one.behaviour)

    def until(self, alert: Finding) -> _Signs:
        """Return what the subject of an alert shows in the window until it."""
        kinds, networks, foreign = set[_Kind](), set[str](), set[str]()
        for one in self._of_subject.get(alert.subject, ()):
            if not one.detected_at <= alert.detected_at <= one.detected_at + WINDOW:
                continue
            kinds.add(self._kind(one))
            behaviour = self._behaviours.get(one.behaviour)
            if one.network and behaviour is not None and behaviour.follow_network:
                networks.add(one.network)
                if behaviour.follow_network is NewTo.ORGANISATION:
                    foreign.add(one.network)
        return _Signs(kinds, networks, foreign)

    def crowd(self, alert: Finding, kinds: Set[_Kind]) -> int:
        """Return how many others show all of some kinds in the day until an alert."""
        subjects: set[str] | None = None
        for kind in kinds:
            times = self._times[kind]
            begins = bisect_left(times, (alert.detected_at - SAME_DAY, ""))
            ends = bisect_left(times, (alert.detected_at + timedelta(microseconds=1), ""))
            of_kind = {subject for _, subject in times[begins:ends]}
            subjects = of_kind if subjects is None else subjects & of_kind
        return len((subjects or set()) - {alert.subject})


@dataclass(slots=True)
class _Group:
    """An alert with those that belong to it, and the time of the last of them."""

    leader: Finding
    signs: _Signs
    until: datetime
    members: list[Finding] = field(default_factory=list)
    #: The members that the network does not join, but the signs.
    alike: set[str] = field(default_factory=set)


def joint(alerts: Iterable[Finding], evidences: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> Joint:
    """Return the alerts in order of time, those that belong together joined.

    ``evidences`` are the signals and acts of all subjects; ``behaviours`` are by id.
    """
    shows = _Shown(evidences, behaviours)
    ordered = sorted(alerts, key=lambda alert: (alert.detected_at, -alert.score, alert.id))
    groups: dict[str, _Group] = {}
    last: dict[tuple[str, Severity], _Group] = {}
    recent: list[_Group] = []
    for alert in ordered:
        signs = shows.until(alert)
        recent = [group for group in recent if alert.detected_at - group.until <= SAME_DAY]
        group = _known(alert, signs.networks, last)
        if group is None and shows.crowd(alert, signs.kinds) >= CROWD and (group := _alike(alert, signs, recent)):
            group.alike.add(alert.id)
        if group is None:
            group = _Group(alert, signs, alert.detected_at)
            recent.append(group)
            for network in signs.networks:
                last[network, alert.severity] = group
        else:
            group.members.append(alert)
            group.until = alert.detected_at
        groups[alert.id] = group
    leaders = {alert_id: group.leader.id for alert_id, group in groups.items() if group.members}
    shown = [_shown(alert, groups[alert.id]) for alert in ordered]
    return Joint(tuple(shown), leaders)


def _known(alert: Finding, networks: Set[str], last: Mapping[tuple[str, Severity], _Group]) -> _Group | None:
    """Return the group of another subject's alert, of this level or above, to which an alert belongs."""
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


def _alike(alert: Finding, signs: _Signs, recent: Sequence[_Group]) -> _Group | None:
    """Return the earliest group of another subject whose leader shows all that an alert shows."""
    return next(
        (
            group
            for group in recent
            if alert.subject != group.leader.subject
            and alert.severity <= group.leader.severity
            and alert.detected_at - group.leader.detected_at <= LONGEST
            and signs.kinds <= group.signs.kinds
            and signs.foreign <= group.signs.foreign
        ),
        None,
    )


def _shown(alert: Finding, group: _Group) -> Finding:
    leader = group.leader
    if alert is not leader:
        because = f"{alert.because}; belongs to the alert of {leader.detected_at:%Y-%m-%d %H:%M} about {leader.subject}"
        reason = "one of a crowd that shows the same" if alert.id in group.alike else "from the same network"
        return replace(alert, severity=Severity.LOW, because=f"{because}, {reason}")
    others = list(dict.fromkeys(member.subject for member in group.members))
    if not others:
        return alert
    events = sorted({event for member in (alert, *group.members) for event in member.evidence})
    named = ", ".join(others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
    how = "that show the same" if group.alike else "from there"
    because = f"{alert.because}; until {group.until:%Y-%m-%d %H:%M} also {len(others)} others {how}: {named}"
    return replace(alert, because=because, evidence=tuple(events))
