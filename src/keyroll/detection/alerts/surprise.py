"""Surprise: the joint rarity of the signals and acts of one subject within three days.

A signal's p-value is its conformal rank among signals of its kind (``kinds``): those in benign organisations
(``benign``), and those of the other subjects of the organisation itself in the four weeks before. Both are pooled: the
benign ones count as ``PRIOR`` weeks of this organisation. So a noisy organisation is judged by its own past, a new one
by the benign ones.

p-values are joined by the sum of their logarithms (Fisher), one for each family: its rarest signal. Actions within two
minutes are one act, whatever the number of behaviours and rules that report it. The number of objects of many acts
counts beside them. Signals are still dependent, so the sum is no p-value. It is itself ranked (``rates``) against the
sums of benign organisations and of this one. The rarest signal alone (Tippett) is ranked beside it: one signal that
hardly any organisation ever has is evidence, also where sums of common signals are often high.

Later events do not influence it. The first two weeks of a log do not count, because much is new in them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import log
from typing import Final

from keyroll.detection.alerts.benign import Benign
from keyroll.detection.alerts.crowd import shared
from keyroll.detection.alerts.kinds import kinds
from keyroll.detection.alerts.past import COMPARED, Past
from keyroll.detection.alerts.rises import WARM_UP, LogBegins
from keyroll.detection.scores import WINDOW, SubjectSignals
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding

#: The weight of the benign organisations, in weeks of the organisation's own past.
PRIOR: Final = 0.5
#: The number of machine credentials in the benign organisations: a signal that many subjects have each week is no
#: surprise.
SUBJECTS: Final = 100
#: Actions within this span are one act.
ONE_ACT: Final = timedelta(minutes=2)
#: Steps in which weights of signals are compared.
STEP: Final = 0.05
#: The family of acts.
ACTS: Final = "acts"


@dataclass(frozen=True, slots=True)
class Rarity:
    """The rarity of signals: of all together, and of the rarest one."""

    together: float
    rarest: float


@dataclass(frozen=True, slots=True)
class Surprise:
    """A moment at which a subject had a signal or an act, and the rarity of the three days until then."""

    at: datetime
    number: int
    subject: str
    signals: Sequence[Finding]
    families: int
    rarity: Rarity
    #: The same without the signals of which a crowd has the same kind on that day (``crowd``).
    apart: Rarity


@dataclass(frozen=True, slots=True)
class _Rare:
    """A signal or act with the logarithm of its rarity; ``actor``: it is a sign of the actor, not of the action.

    ``apart``: it counts beside other signals of the same moment.
    """

    finding: Finding
    family: str
    actor: bool
    apart: bool
    value: float


def weeks_of_past(at: datetime, begins: datetime) -> float:
    """Return the weeks of own past at a moment, at most as many as are compared."""
    return min(max(at - begins - WARM_UP, timedelta(0)), COMPARED) / timedelta(days=7)


def surprises(
    subjects: Sequence[SubjectSignals], behaviours: Mapping[str, Behaviour], log_begins: LogBegins, benign: Benign
) -> Iterator[Surprise]:
    """Yield the surprises of all subjects in the order of time; ``subjects`` have signals and acts."""
    ordered = sorted(
        ((finding.detected_at, number, finding) for number, one in enumerate(subjects) for finding in one.signals
         if _counts(finding, log_begins)),
        key=lambda one: (one[0], subjects[one[1]].subject, one[2].behaviour, one[2].id),
    )  # fmt: skip
    begins = min(log_begins.values(), default=None)
    of_crowd = shared(finding for _, _, finding in ordered)
    kind_of = kinds((finding for one in subjects for finding in one.signals), behaviours)
    past, recent = Past(STEP), defaultdict[int, list[_Rare]](list)
    for at, simultaneous in groupby(ordered, key=lambda one: one[0]):
        of_subject: dict[int, list[Finding]] = defaultdict(list)
        for _, number, finding in simultaneous:
            of_subject[number].append(finding)
        weeks = weeks_of_past(at, begins or at)
        for number, findings in of_subject.items():
            name = subjects[number].subject
            kept = [rare for rare in recent[number] if at - rare.finding.detected_at <= WINDOW]
            recent[number] = kept + [
                _rare(finding, kind_of[finding.id], name, behaviours, benign, past, weeks) for finding in findings
            ]
            yield _surprise(at, number, name, recent[number], of_crowd)
        for number, findings in of_subject.items():
            for finding in findings:
                past.add(kind_of[finding.id], finding.score, subjects[number].subject, at)


def _surprise(at: datetime, number: int, subject: str, rares: Sequence[_Rare], of_crowd: Set[str]) -> Surprise:
    families = _families(rares)
    apart = _families(rare for rare in rares if rare.finding.id not in of_crowd)
    signals = [rare.finding for rare in rares]
    return Surprise(at, number, subject, signals, len(families), _rarity(families), _rarity(apart))


def _rarity(families: Mapping[tuple[bool, str], float]) -> Rarity:
    return Rarity(sum(families.values()), max(families.values(), default=0.0))


def _counts(finding: Finding, log_begins: LogBegins) -> bool:
    event = finding.evidence[-1]
    return finding.detected_at - log_begins.get((event.source, event.log), finding.detected_at) >= WARM_UP


def _rare(
    finding: Finding,
    kind: str,
    subject: str,
    behaviours: Mapping[str, Behaviour],
    benign: Benign,
    past: Past,
    weeks: float,
) -> _Rare:
    behaviour = behaviours.get(finding.behaviour)
    others = past.others(kind, finding.score, subject, finding.detected_at)
    a_week = (PRIOR * benign.a_week(kind, finding.score) + others) / (PRIOR + weeks)
    return _Rare(
        finding=finding,
        family=behaviour.side if behaviour else ACTS,
        actor=behaviour is not None and behaviour.of_actor,
        apart=behaviour is not None and (behaviour.of_actor or behaviour.counts_objects),
        value=max(log(SUBJECTS / a_week), 0.0),
    )


def _families(rares: Iterable[_Rare]) -> dict[tuple[bool, str], float]:
    """Return the rarest of each family; of simultaneous actions only the rarest counts."""
    families: dict[tuple[bool, str], float] = {}
    for rare in _one_act_once(rares):
        key = (rare.actor, rare.family)
        families[key] = max(families.get(key, 0.0), rare.value)
    return families


def _one_act_once(rares: Iterable[_Rare]) -> Iterator[_Rare]:
    began: datetime | None = None
    rarest: _Rare | None = None
    for rare in sorted(rares, key=lambda rare: rare.finding.detected_at):
        if rare.apart:
            yield rare
            continue
        at = rare.finding.detected_at
        if rarest is None or began is None or at - began > ONE_ACT:
            if rarest is not None:
                yield rarest
            began, rarest = at, rare
        elif rare.value > rarest.value:
            rarest = rare
    if rarest is not None:
        yield rarest
