"""The stage *alerts*: the scores of all subjects → findings at medium and high."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from keyroll.detection.alerts.acts import as_signals, with_acts
from keyroll.detection.alerts.adaptive import outstanding_anomalies
from keyroll.detection.alerts.budget import Budget, spend
from keyroll.detection.alerts.correlated import correlated_anomalies, is_raised
from keyroll.detection.alerts.crowd import shared
from keyroll.detection.alerts.expected import Rates, budgets, ranked, within_rate
from keyroll.detection.alerts.one_network import joint
from keyroll.detection.alerts.rises import LogBegins
from keyroll.detection.scores import SubjectSignals, by_subject
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding, Severity

#: An alert by fixed weights has evidence beside its rarity: it may be expected so many times as often as one by rank.
TIMES_AS_OFTEN: Final = 1.5


@dataclass(frozen=True, slots=True)
class Alerts:
    """The raised alerts, the subjects for follow-up, and the alerts that belong together.

    ``followed`` are the alerts of each subject at its own level. ``leaders`` maps the id of each alert of a group to
    the id of the leading alert. ``rates`` has the rarity of the signals of each subject, by time.
    """

    findings: tuple[Finding, ...]
    followed: tuple[Finding, ...]
    leaders: Mapping[str, str]
    rates: Rates = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidences:
    """The evidence for alerts: signals of behaviours (by id), acts, and the kind of each subject.

    ``judged_with`` is the subject with which another one is judged; ``people`` are accounts that people may have.
    """

    signals: Sequence[Finding]
    behaviours: Mapping[str, Behaviour]
    acts: Sequence[Finding] = ()
    judged_with: Mapping[str, str] = field(default_factory=dict)
    people: Set[str] = frozenset()
    #: The accepted false high alerts a week for signals that are rare together.
    high_budget: float = 0.0

    @property
    def subjects_of_people(self) -> set[str]:
        """Return the subjects of scores that people may be: a person's accounts are one of them."""
        return {self.judged_with.get(account, account) for account in self.people}


def alerts(evidences: Evidences, log_begins: LogBegins, budget: Budget | None = None) -> Alerts:
    """Return the alerts of all subjects; alerts of several subjects from one network that is new for each are joined.

    With a ``budget``, alerts over it are low.
    """
    signals, behaviours = evidences.signals, evidences.behaviours
    weighed = [signal for signal in signals if not behaviours[signal.behaviour].ranked_only]
    subjects = by_subject(weighed, evidences.judged_with)
    beside = {one.subject: one.signals for one in by_subject(
        as_signals(evidences.acts, weighed, behaviours), evidences.judged_with)}  # fmt: skip
    raised = alerts_of_subjects(subjects, with_acts(behaviours, evidences.acts), log_begins, beside,
                                evidences.subjects_of_people)  # fmt: skip
    by_rank = ranked((*signals, *evidences.acts), evidences.judged_with, behaviours, log_begins,
                     budgets(evidences.high_budget))  # fmt: skip
    if evidences.high_budget:
        most = TIMES_AS_OFTEN * evidences.high_budget
        raised = [within_rate(alert, by_rank.rates, log_begins, most) for alert in raised]
    raised = _one_each(raised, by_rank.alerts, evidences.judged_with)
    together = joint(raised, signals, behaviours)
    if budget is None:
        return Alerts(together.alerts, tuple(raised), together.leaders, by_rank.rates)
    within = spend(together.alerts, budget)
    paid = {alert.id for alert in within if alert.severity > Severity.LOW}
    followed = tuple(alert for alert in raised if together.leaders.get(alert.id, alert.id) in paid)
    return Alerts(tuple(within), followed, together.leaders, by_rank.rates)


def _one_each(
    by_weight: Sequence[Finding], by_rank: Sequence[Finding], judged_with: Mapping[str, str]
) -> list[Finding]:
    """Return the alerts of both kinds, without those shortly after one of the other kind of at least their level."""
    ranked_alerts = _not_raised(by_rank, by_weight, judged_with)
    return [*_not_raised(by_weight, ranked_alerts, judged_with), *ranked_alerts]


def _not_raised(
    alerts: Sequence[Finding], standing: Sequence[Finding], judged_with: Mapping[str, str]
) -> list[Finding]:
    known: dict[str, list[Finding]] = defaultdict(list)
    for alert in standing:
        known[judged_with.get(alert.subject, alert.subject)].append(alert)
    return [
        alert
        for alert in alerts
        if not is_raised(known[judged_with.get(alert.subject, alert.subject)], alert.detected_at, alert.severity)
    ]


def alerts_of_subjects(
    subjects: Sequence[SubjectSignals],
    behaviours: Mapping[str, Behaviour],
    log_begins: LogBegins,
    beside: Mapping[str, Sequence[Finding]] = MappingProxyType({}),
    people: Set[str] = frozenset(),
) -> list[Finding]:
    """Return the alerts of each subject: those above the fixed thresholds, and those of the adaptive threshold.

    ``beside`` are the acts of each subject. They do not count as noise of the organisation. ``people`` are accounts
    that people may have.
    """
    outstanding = outstanding_anomalies(subjects, behaviours, log_begins, people)
    every = (one for of in (*(subject.signals for subject in subjects), *beside.values()) for one in of)
    of_crowd = shared(every)
    return [
        alert
        for number, subject in enumerate(subjects)
        for alert in (
            *outstanding.get(number, ()),
            *correlated_anomalies(
                (*subject.signals, *beside.get(subject.subject, ())), behaviours, outstanding.get(number, ()), of_crowd
            ),
        )
    ]
