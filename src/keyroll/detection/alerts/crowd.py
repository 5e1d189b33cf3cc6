"""Crowds: kinds of signals and acts that many subjects of one source have on one day.

A benign cause affects many subjects at once: a course, a change of network, an upgrade. Their signals depend on one
another, so each is weaker evidence than alone. Later events do not influence it.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from keyroll.model.finding import Finding

#: Signals further apart than this have no common cause.
SAME_DAY: Final = timedelta(days=1)
#: The number of other subjects that make a crowd.
CROWD: Final = 5

#: A kind of signal or act, and its source.
Kind = tuple[str, str]


def kind_of(one: Finding) -> Kind:
    """Return the kind of a signal or act."""
    return (one.evidence[-1].source, one.behaviour)


def shared(evidences: Iterable[Finding]) -> set[str]:
    """Return the ids of the signals and acts whose kind a crowd of others had in the day before them."""
    of_kind: dict[Kind, list[Finding]] = defaultdict(list)
    for one in evidences:
        of_kind[kind_of(one)].append(one)
    return {found for members in of_kind.values() if len(members) > CROWD for found in _of_crowd(members)}


def _of_crowd(members: list[Finding]) -> Iterable[str]:
    recent: deque[tuple[datetime, str]] = deque()
    subjects: Counter[str] = Counter()
    for at, simultaneous in groupby(sorted(members, key=_time), key=_time):
        now = list(simultaneous)
        recent.extend((at, one.subject) for one in now)
        subjects.update(one.subject for one in now)
        while at - recent[0][0] > SAME_DAY:
            _, gone = recent.popleft()
            subjects[gone] -= 1
            if not subjects[gone]:
                del subjects[gone]
        if len(subjects) > CROWD:
            yield from (one.id for one in now)


def _time(one: Finding) -> datetime:
    return one.detected_at
