"""The adaptive threshold: in an organisation with little noise, a lower score is a high alert.

A fixed threshold fits only one size and one noise level of an organisation. So a score is compared with the scores of
all other subjects in the four weeks before it:

- A single signal of use by another actor is compared with other signals of that kind.
- Signals of several families, one of them of use by another actor, are compared with other scores of several families.
- Any signal alerts if no other subject had a score above the minimum.

Machine credentials are compared with each other, and accounts of people with each other.

Later events do not influence it. The first two weeks of a log do not count, because much is new in them. An alert needs
ten more days of log. Each kind of alert is raised once a week at most.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Final

from keyroll.detection.alerts.correlated import correlated_anomaly
from keyroll.detection.alerts.organisation import Organisation
from keyroll.detection.alerts.past import COMPARED
from keyroll.detection.alerts.rises import LogBegins, rise_of, rising
from keyroll.detection.scores import Score, SubjectSignals, scores
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Finding, Severity

OUTSTANDING_ANOMALY: Final = "keyroll.stands-out"


def outstanding_anomalies(
    subjects: Sequence[SubjectSignals],
    behaviours: Mapping[str, Behaviour],
    log_begins: LogBegins,
    people: Set[str] = frozenset(),
) -> dict[int, list[Finding]]:
    """Return the alerts of the adaptive threshold, by the number of the subject.

    ``people`` are the subjects that are, or may be, accounts of people.
    """
    rises = [
        rise
        for number, subject in enumerate(subjects)
        for score in rising(scores(subject.signals, behaviours))
        if (rise := rise_of(score, number, behaviours, log_begins, of_people=subject.subject in people))
    ]
    organisation, alerts = Organisation(), defaultdict[int, list[Finding]](list)
    for rise in sorted(rises, key=lambda rise: (rise.at, -rise.score, rise.subject, rise.number)):
        if rise.may_alert and organisation.admits(rise):
            of_subject = scores(subjects[rise.number].signals, behaviours)
            alerts[rise.number] += [_finding(score) for score in of_subject if score.at == rise.at]
        organisation.add(rise)
    return alerts


def _finding(score: Score) -> Finding:
    anomaly = correlated_anomaly(score, Severity.HIGH)
    because = f"{anomaly.because}; no other subject had a score nearly as high in {COMPARED.days} days"
    return replace(
        anomaly, behaviour=OUTSTANDING_ANOMALY, title="Outstanding anomaly for an organisation with little noise",
        because=because,
    )  # fmt: skip
