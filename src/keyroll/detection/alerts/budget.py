"""The alert budget: the number of new stories that may be alerts in a span of time.

Alerts with the best scores keep their level. The others are listed as low. An alert is judged at its own time, by the
alerts in the span before it and by a threshold from the alerts of the two weeks before it. So a busy day does not use
the budget for its first alerts. Later events do not influence it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from keyroll.errors import UsageError
from keyroll.model.finding import Finding, Severity

#: An alert of a subject that had one within this span belongs to a known story, and costs nothing.
KNOWN_STORY: Final = timedelta(days=14)
#: The span from which the threshold is learned.
LEARNED_FROM: Final = timedelta(days=14)
_SPANS: Final = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Budget:
    """A number of new alerts in a span."""

    count: int
    span: timedelta

    @classmethod
    def of(cls, text: str) -> "Budget":
        """Read ``5/day``, ``2/hour`` or ``20/week``. Raises UsageError."""
        read = re.fullmatch(r"\s*(\d+)\s*/\s*(hour|day|week)\s*", text)
        if read is None or not int(read[1]):
            raise UsageError(f"'{text}' is no alert budget", hint="write a number and a span: 5/day, 1/hour, 20/week")
        return cls(int(read[1]), _SPANS[read[2]])

    def __str__(self) -> str:
        return f"{self.count}/{next(name for name, span in _SPANS.items() if span == self.span)}"


def spend(alerts: Sequence[Finding], budget: Budget) -> list[Finding]:
    """Return all alerts in order of time; those over the budget are low, with a note."""
    candidates: list[tuple[datetime, float]] = []
    spent: list[datetime] = []
    shown: dict[str, datetime] = {}
    within: list[Finding] = []
    for alert in sorted(alerts, key=lambda alert: (alert.detected_at, -alert.score, alert.id)):
        if alert.severity <= Severity.LOW:  # It belongs to another alert.
            within.append(alert)
            continue
        at, last = alert.detected_at, shown.get(alert.subject)
        if last is not None and at - last <= KNOWN_STORY:
            shown[alert.subject] = at
            within.append(alert)
            continue
        past = [score for when, score in candidates if when < at and at - when <= LEARNED_FROM]
        candidates.append((at, alert.score))
        is_left = sum(1 for when in spent if at - when < budget.span) < budget.count
        if is_left and alert.score >= _threshold(past, budget):
            spent.append(at)
            shown[alert.subject] = at
            within.append(alert)
        else:
            because = f"{alert.because} (over the alert budget of {budget})"
            within.append(replace(alert, severity=Severity.LOW, because=because))
    return within


def _threshold(past: list[float], budget: Budget) -> float:
    """Return the score that only as many past alerts reached as the budget allows."""
    paid = int(budget.count * (LEARNED_FROM / budget.span))
    return sorted(past, reverse=True)[paid - 1] if len(past) >= max(paid, 1) else 0.0
