"""The stage *alerts*: the scores of all subjects → findings at medium and high."""

from collections.abc import Mapping, Sequence

from keyroll.detection.alerts.adaptive import outstanding_anomalies
from keyroll.detection.alerts.budget import Budget, spend
from keyroll.detection.alerts.correlated import correlated_anomalies
from keyroll.detection.alerts.rises import LogBegins
from keyroll.detection.scores import SubjectSignals
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding


def alerts(
    subjects: Sequence[SubjectSignals],
    behaviours: Mapping[str, Behaviour],
    log_begins: LogBegins,
    budget: Budget | None = None,
) -> list[Finding]:
    """Return the alerts of all subjects: those above the fixed thresholds, and those of the adaptive threshold.

    ``behaviours`` are by id. With a ``budget``, alerts over it are low.
    """
    outstanding = outstanding_anomalies(subjects, behaviours, log_begins)
    raised = [
        alert
        for number, subject in enumerate(subjects)
        for alert in (
            *outstanding.get(number, ()),
            *correlated_anomalies(subject.signals, behaviours, outstanding.get(number, ())),
        )
    ]
    return spend(raised, budget) if budget else raised
