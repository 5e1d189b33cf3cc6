"""The stage *scores*: the signals of one subject → a score at each moment, by noisy-or over families within three days.

A family counts once, as its strongest signal. A score belongs to its own time: later signals have no part in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import prod
from typing import Final

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding

#: Signals further apart than this do not add up.
WINDOW: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class SubjectSignals:
    """The signals of one subject.

    A rotated credential belongs to the subject that it continues, and a person's other accounts to one of them.
    """

    subject: str
    signals: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a subject's signals in the three days until ``at``."""

    at: datetime
    #: The signals, the latest last.
    signals: Sequence[Finding]
    #: The number of their families of behaviours.
    families: int
    #: The probability that they are not ordinary, 0 to 1.
    value: float


def by_subject(signals: Iterable[Finding], judged_with: Mapping[str, str]) -> list[SubjectSignals]:
    """Return signals by subject, in the order of each subject's first signal.

    ``judged_with`` is the subject with which another one is judged (``Baseline.judged_with``).
    """
    groups: dict[str, list[Finding]] = {}
    for signal in signals:
        groups.setdefault(judged_with.get(signal.subject, signal.subject), []).append(signal)
    return [SubjectSignals(subject, tuple(members)) for subject, members in groups.items()]


def scores(signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> Iterator[Score]:
    """Yield the score of one subject at each moment at which it has a signal; ``behaviours`` are by id."""
    recent: list[Finding] = []
    ordered = sorted(signals, key=lambda signal: (signal.detected_at, signal.behaviour, signal.id))
    for at, simultaneous in groupby(ordered, key=lambda signal: signal.detected_at):
        recent = [*(signal for signal in recent if at - signal.detected_at <= WINDOW), *simultaneous]
        yield Score(at, recent, len(_weights(recent, behaviours)), joined(recent, behaviours))


def joined(signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> float:
    """Return the score of signals: noisy-or over families."""
    return 1 - prod(1 - weight for weight in _weights(signals, behaviours))


def _weights(signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]) -> list[float]:
    """Return the strongest weight of each family, in a fixed order."""
    weights: dict[str, float] = {}
    for signal in signals:
        side = behaviours[signal.behaviour].side
        weights[side] = max(weights.get(side, 0.0), signal.score)
    return sorted(weights.values())
