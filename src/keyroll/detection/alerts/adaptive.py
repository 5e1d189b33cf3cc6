"""The adaptive threshold: in an organisation with little noise, less is enough for a high alert.

A fixed threshold fits one size and one noise level of an organisation. So a score is compared with the scores of all
other subjects in the four weeks before it:

- A single signal of use by another actor is compared with other signals of that kind.
- Signals of several families, one of them of use by another actor, are compared with other scores of several families.
- Any signal alerts where no other subject had a score worth mentioning.

Nothing later has a part in it. The first two weeks of a log do not count, for much is new in them; an alert needs ten
more days of log. Each kind of alert is given once a week at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from keyroll.detection.alerts.correlated import HIGH, correlated_anomaly
from keyroll.detection.scores import WINDOW, Score, SubjectSignals, scores
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding, Severity

OUTSTANDING_ANOMALY: Final = "keyroll.stands-out"
#: With use by another actor: the least score that alerts.
LEAST_OF_ANOTHER_ACTOR: Final = 0.44
#: Several families: the highest score of the others must have been so many times as likely to be ordinary.
TIMES_AS_ORDINARY: Final = 2
#: A single signal of use by another actor: no other subject may have had one with this score.
NOISE_OF_ANOTHER_ACTOR: Final = 0.29
#: Any signal: the least score that alerts, and the score that no other subject may have reached.
LEAST_OF_ANY, NOISE_OF_ANY = 0.24, 0.19
#: How far back scores are compared; a subject has one such alert in this span.
COMPARED: Final = timedelta(days=28)
#: How much of a log must lie before a score counts, and before it can alert.
WARM_UP, READY = timedelta(days=14), timedelta(days=24)
#: One alert of each kind in this span.
INTERVAL: Final = timedelta(days=7)

LogBegins = Mapping[tuple[str, str], datetime]


class _Kind(Enum):
    """The two reasons for an alert."""

    USE_BY_ANOTHER_ACTOR = "use by another actor"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class _Rise:
    """A moment at which the score of a subject rose. It holds no signals: there may be very many."""

    at: datetime
    score: float
    subject: str
    #: The number of the subject among all.
    number: int
    families: int
    by_another_actor: bool
    may_alert: bool


def outstanding_anomalies(
    subjects: Sequence[SubjectSignals], behaviours: Mapping[str, Behaviour], log_begins: LogBegins
) -> dict[int, list[Finding]]:
    """Return the alerts of the adaptive threshold, by the number of the subject."""
    rises = [
        rise
        for number, subject in enumerate(subjects)
        for score in _rising(scores(subject.signals, behaviours))
        if (rise := _rise(score, number, behaviours, log_begins))
    ]
    organisation, alerts = _Organisation(), defaultdict[int, list[Finding]](list)
    for rise in sorted(rises, key=lambda rise: (rise.at, -rise.score, rise.subject, rise.number)):
        if rise.may_alert and organisation.admits(rise):
            of_subject = scores(subjects[rise.number].signals, behaviours)
            alerts[rise.number] += [_finding(score) for score in of_subject if score.at == rise.at]
        organisation.add(rise)
    return alerts


def _rising(of_subject: Iterable[Score]) -> Iterator[Score]:
    """Yield the scores that count for others, each higher than those yielded within the window before it."""
    last: Score | None = None
    for score in of_subject:
        if score.value < NOISE_OF_ANY:
            continue
        rises = last is None or score.value > last.value or score.families > last.families
        if rises or (last is not None and score.at - last.at > WINDOW):
            yield score
            last = score


def _rise(score: Score, number: int, behaviours: Mapping[str, Behaviour], log_begins: LogBegins) -> _Rise | None:
    """Return a score as a rise; None in the first two weeks of its log."""
    last = score.signals[-1]
    event = last.evidence[-1]
    days_of_log = score.at - log_begins.get((event.source, event.log), score.at)
    if days_of_log < WARM_UP:
        return None
    # A score of several families above the fixed threshold is a high alert anyway.
    high_anyway = score.families > 1 and score.value >= HIGH
    return _Rise(
        at=score.at,
        score=score.value,
        subject=last.subject,
        number=number,
        families=score.families,
        by_another_actor=any(behaviours[signal.behaviour].use_by_another_actor for signal in score.signals),
        may_alert=days_of_log >= READY and score.value >= LEAST_OF_ANY and not high_anyway,
    )


def _finding(score: Score) -> Finding:
    anomaly = correlated_anomaly(score, Severity.HIGH)
    because = f"{anomaly.because}; no other subject had a score nearly as high in {COMPARED.days} days"
    return replace(
        anomaly, behaviour=OUTSTANDING_ANOMALY, title="Outstanding anomaly for an organisation with little noise",
        because=because,
    )  # fmt: skip


class _HighestByDay:
    """The highest scores of each day (UTC), of two subjects: one of them may be the subject that is compared."""

    def __init__(self) -> None:
        self._days: dict[date, dict[int, float]] = {}

    def add(self, rise: _Rise) -> None:
        highest = self._days.setdefault(rise.at.date(), {})
        highest[rise.number] = max(highest.get(rise.number, 0.0), rise.score)
        if len(highest) > 2:
            del highest[min(highest, key=lambda number: (highest[number], -number))]

    def of_others(self, rise: _Rise) -> float:
        """Return the highest score of another subject in the four weeks before, or 0."""
        compared = [highest for day, highest in self._days.items() if day >= (rise.at - COMPARED).date()]
        others = (score for highest in compared for number, score in highest.items() if number != rise.number)
        return max(others, default=0.0)


class _Organisation:
    """The scores of the organisation until now, and which alerts stand."""

    def __init__(self) -> None:
        self._several_families, self._another_actor, self._any = _HighestByDay(), _HighestByDay(), _HighestByDay()
        self._alerted: dict[int, datetime] = {}
        self._last_of_kind: dict[_Kind, datetime] = {}

    def add(self, rise: _Rise) -> None:
        """Add a rise to what later ones are compared with."""
        self._any.add(rise)
        if rise.by_another_actor:
            self._another_actor.add(rise)
        if rise.families > 1:
            self._several_families.add(rise)
            if rise.score >= HIGH:
                self._alerted[rise.number] = rise.at

    def admits(self, rise: _Rise) -> bool:
        """Return whether a rise alerts; if it does, note that alert."""
        since = self._alerted.get(rise.number)
        if since is not None and rise.at - since <= COMPARED:
            return False
        kind = self._kind(rise)
        if kind is None:
            return False
        self._last_of_kind[kind] = self._alerted[rise.number] = rise.at
        return True

    def _kind(self, rise: _Rise) -> _Kind | None:
        """Return the reason for an alert, if there is one that was not given lately."""
        due = [kind for kind in _Kind if rise.at - self._last_of_kind.get(kind, rise.at - INTERVAL) >= INTERVAL]
        if rise.by_another_actor and _Kind.USE_BY_ANOTHER_ACTOR in due and self._exceeds_others(rise):
            return _Kind.USE_BY_ANOTHER_ACTOR
        return _Kind.ANY if _Kind.ANY in due and self._any.of_others(rise) < NOISE_OF_ANY else None

    def _exceeds_others(self, rise: _Rise) -> bool:
        if rise.score < LEAST_OF_ANOTHER_ACTOR:
            return False
        if rise.families == 1:
            return self._another_actor.of_others(rise) < NOISE_OF_ANOTHER_ACTOR
        return 1 - self._several_families.of_others(rise) >= TIMES_AS_ORDINARY * (1 - rise.score)
