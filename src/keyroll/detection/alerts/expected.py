"""Levels as budgets of false alarms: the expected weekly number of surprises as rare in this organisation.

If the expected number (``rates``) is within the budget of a level, the surprise is an alert of that level. The number
is for the whole organisation, whatever its size and noise.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from keyroll.detection.alerts.benign import Benign, shipped
from keyroll.detection.alerts.correlated import correlated_anomaly, is_raised
from keyroll.detection.alerts.rates import Ranks
from keyroll.detection.alerts.rises import WARM_UP, LogBegins
from keyroll.detection.alerts.surprise import Surprise, surprises
from keyroll.detection.scores import WINDOW, Score, SubjectSignals, by_subject
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Expected, Finding, Severity

RARE_TOGETHER: Final = "keyroll.rare-together"
#: The number of false alerts a week for each level in one organisation. High has a budget only if it is set (ADR 68).
BUDGETS: Final = MappingProxyType({Severity.MEDIUM: 2.0})
#: A subject has one alert of each level in this span.
KNOWN: Final = timedelta(days=14)
#: The least joint rarity that counts.
LEAST: Final = 4.0


def budgets(high: float) -> Mapping[Severity, float]:
    """Return the number of false alerts a week for each level, the severest first; ``high`` is 0 if it has none."""
    return MappingProxyType({Severity.HIGH: high, **BUDGETS}) if high else BUDGETS


#: The expected frequency of something as rare, by time, by subject.
Rates = Mapping[str, Mapping[datetime, Expected]]


@dataclass(frozen=True, slots=True)
class RankedSurprise:
    """A rising surprise, with the expected frequency of one as high."""

    surprise: Surprise
    expected: Expected
    #: The same without what a crowd shows.
    apart: Expected

    def is_within(self, level: Severity, most: float) -> bool:
        """Return whether a level allows it; what a crowd shows makes nothing high."""
        if self.expected.a_week > most or level < Severity.HIGH:
            return self.expected.a_week <= most
        return self.surprise.apart.together >= LEAST and self.apart.a_week <= most


@dataclass(frozen=True, slots=True)
class Ranked:
    """The alerts by rank, and the rarity of each subject's signals at each time."""

    alerts: list[Finding]
    rates: Rates


def moments(
    subjects: Sequence[SubjectSignals], behaviours: Mapping[str, Behaviour], log_begins: LogBegins, benign: Benign
) -> Iterator[RankedSurprise]:
    """Yield the rising surprises with the expected frequency of one as high, in the order of time."""
    begins = min(log_begins.values(), default=None)
    if begins is None:
        return
    ranks, last = Ranks(benign, begins), dict[int, Surprise]()
    for one in surprises(subjects, behaviours, log_begins, benign):
        if one.rarity.together < LEAST or not _rises(one, last.get(one.number)):
            continue
        last[one.number] = one
        rate = ranks.expected(one.rarity, one.subject, one.at)
        apart = ranks.expected(one.apart, one.subject, one.at) if one.apart != one.rarity else rate
        yield RankedSurprise(one, rate, apart)
        ranks.add(one)


def unexpected(
    subjects: Sequence[SubjectSignals],
    behaviours: Mapping[str, Behaviour],
    log_begins: LogBegins,
    benign: Benign | None = None,
    allowed: Mapping[Severity, float] = BUDGETS,
) -> dict[int, list[Finding]]:
    """Return the alerts of each subject, by its number; ``subjects`` have signals and acts.

    ``allowed`` has the false alerts a week of each level, the severest first.
    """
    return within(moments(subjects, behaviours, log_begins, benign or shipped()), allowed)


def within(found: Iterable[RankedSurprise], allowed: Mapping[Severity, float]) -> dict[int, list[Finding]]:
    """Return the alerts within a budget, at most one for each level and subject in a span, by the subject's number."""
    alerts = defaultdict[int, list[Finding]](list)
    for moment in found:
        one = moment.surprise
        level = next((level for level, most in allowed.items() if moment.is_within(level, most)), None)
        if level is not None and not is_raised(alerts[one.number], one.at, level, KNOWN):
            alerts[one.number].append(_finding(one, level, moment.expected))
    return alerts


def ranked(
    evidences: Iterable[Finding], judged_with: Mapping[str, str], behaviours: Mapping[str, Behaviour],
    log_begins: LogBegins, allowed: Mapping[Severity, float],
) -> Ranked:  # fmt: skip
    """Return the alerts by rank of all subjects, and the rates of all; ``evidences`` are signals and acts."""
    rates = defaultdict[str, dict[datetime, Expected]](dict)
    subjects = by_subject(evidences, judged_with)
    alerts = within(_noted(moments(subjects, behaviours, log_begins, shipped()), rates), allowed)
    return Ranked([alert for of_subject in alerts.values() for alert in of_subject], rates)


def within_rate(alert: Finding, rates: Rates, log_begins: LogBegins, most: float) -> Finding:
    """Return an alert by fixed weights; high only if its signals are expected at most this often a week.

    The first two weeks of a log have no rates. Its alerts stay as they are.
    """
    event = alert.evidence[-1]
    begins = log_begins.get((event.source, event.log), alert.detected_at)
    if alert.severity < Severity.HIGH or alert.detected_at - begins < WARM_UP:
        return alert
    of_subject = rates.get(alert.subject, {})
    lately = [rate for at, rate in of_subject.items() if timedelta(0) <= alert.detected_at - at <= WINDOW]
    rarest = min(lately, key=lambda rate: rate.a_week, default=None)
    if rarest is not None and rarest.a_week <= most:
        return alert
    often = rarest.words if rarest else "such signals are frequent here"
    return replace(alert, severity=Severity.MEDIUM, because=f"{alert.because}; {often}")


def _noted(found: Iterable[RankedSurprise], rates: Mapping[str, dict[datetime, Expected]]) -> Iterator[RankedSurprise]:
    """Yield moments, each for the subject of its last signal: a rotated credential has findings of its own."""
    for moment in found:
        rates[moment.surprise.signals[-1].subject][moment.surprise.at] = moment.expected
        yield moment


def _rises(one: Surprise, last: Surprise | None) -> bool:
    return last is None or one.rarity.together > last.rarity.together or one.at - last.at > WINDOW


def _finding(one: Surprise, level: Severity, rate: Expected) -> Finding:
    anomaly = correlated_anomaly(Score(one.at, one.signals, one.families, 1 - rate.a_week / 10), level)
    because = f"{anomaly.because}; {rate.words}"
    return replace(anomaly, behaviour=RARE_TOGETHER, title="Signals that are rare together", because=because)
