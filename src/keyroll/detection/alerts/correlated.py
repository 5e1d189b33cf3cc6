"""Correlated anomalies: signals of several families whose score reaches a fixed threshold."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Final

from keyroll.detection.scores import WINDOW, Score, joined, scores
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Evidence, Finding, Severity

#: Scores at which a correlated anomaly is medium and high. One family alone reaches neither, whatever its weight.
MEDIUM, HIGH = 0.7, 0.85
CORRELATED_ANOMALY: Final = "keyroll.several-unusual-things"


def correlated_anomalies(
    signals: Iterable[Finding], behaviours: Mapping[str, Behaviour], standing: Sequence[Finding] = (),
    shared: Set[str] = frozenset(),
) -> list[Finding]:  # fmt: skip
    """Return the correlated anomalies of one subject: one each time the score reaches a level without an alert.

    A finding is detected at the time of the signal that raised the score. Later events do not influence it.
    ``standing`` are the subject's alerts for another reason. ``shared`` are the ids of signals that a crowd of
    others has on that day: high must be reached without them.
    """
    anomalies: list[Finding] = []
    for score in scores(signals, behaviours):
        level = Severity.MEDIUM if score.value >= MEDIUM else None
        if score.value >= HIGH and joined((one for one in score.signals if one.id not in shared), behaviours) >= HIGH:
            level = Severity.HIGH
        if level is not None and score.families > 1 and not is_raised([*standing, *anomalies], score.at, level):
            anomalies.append(correlated_anomaly(score, level))
    return anomalies


def is_raised(alerts: Iterable[Finding], at: datetime, level: Severity, within: timedelta = WINDOW) -> bool:
    """Return whether a recent alert has this level: new signals then belong to its story."""
    return any(alert.severity >= level and timedelta(0) <= at - alert.detected_at <= within for alert in alerts)


def correlated_anomaly(score: Score, level: Severity) -> Finding:
    """Return a score as a finding at a level."""
    last = score.signals[-1]
    evidence: set[Evidence] = {event for signal in score.signals for event in signal.evidence}
    return Finding(
        behaviour=CORRELATED_ANOMALY,
        title="Correlated anomaly",
        subject=last.subject,
        severity=level,
        detected_at=last.detected_at,
        because=_because(score.signals),
        evidence=tuple(sorted(evidence)),
        network=last.network,
        score=round(score.value, 3),
        techniques=tuple(sorted({technique for signal in score.signals for technique in signal.techniques})),
    )


def _because(signals: Sequence[Finding]) -> str:
    """Return the first signal of each behaviour, with the number of further ones."""
    texts: dict[str, list[str]] = {}
    for signal in signals:
        texts.setdefault(signal.behaviour, []).append(signal.because)
    return "; ".join(of[0] + (f" (and {len(of) - 1} more like it)" if len(of) > 1 else "") for of in texts.values())
