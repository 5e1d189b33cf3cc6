"""An alert budget: how many new stories may ask for somebody's attention in a span of time.

Under it the best-scored fused findings stand at their level; the rest are still listed, as low. Each is judged at its
own moment by what lay before it (no look ahead): by what was spent in the span until then, and by a bar learned from
two weeks of candidates, so that on busy days the budget does not go to whoever comes first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from keyroll.errors import UsageError
from keyroll.model.finding import Finding, Severity

#: What belongs to a subject that was shown this lately is news of a known story, and costs nothing.
KNOWN = timedelta(days=14)
#: How far back the bar is learned from.
LEARNED = timedelta(days=14)
_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Budget:
    """So many new alerts in a span."""

    count: int
    span: timedelta

    @classmethod
    def of(cls, text: str) -> "Budget":
        """Read ``5/day``, ``2/hour`` or ``20/week``. Raises UsageError."""
        met = re.fullmatch(r"\s*(\d+)\s*/\s*(hour|day|week)\s*", text)
        if met is None or not int(met[1]):
            raise UsageError(f"'{text}' is no alert budget", hint="write a number and a span: 5/day, 1/hour, 20/week")
        return cls(int(met[1]), _SPANS[met[2]])

    def __str__(self) -> str:
        return f"{self.count}/{next(name for name, span in _SPANS.items() if span == self.span)}"


def spend(fused: Sequence[Finding], budget: Budget) -> list[Finding]:
    """Return all findings in order of time; those over the budget are low, and say so."""
    candidates: list[tuple[datetime, float]] = []
    spent: list[datetime] = []
    shown: dict[str, datetime] = {}
    told: list[Finding] = []
    for one in sorted(fused, key=lambda one: (one.detected_at, -one.score, one.id)):
        at, last = one.detected_at, shown.get(one.subject)
        if last is not None and at - last <= KNOWN:
            shown[one.subject] = at
            told.append(one)
            continue
        past = [score for when, score in candidates if when < at and at - when <= LEARNED]
        candidates.append((at, one.score))
        left = sum(1 for when in spent if at - when < budget.span) < budget.count
        if left and one.score >= _bar(past, budget):
            spent.append(at)
            shown[one.subject] = at
            told.append(one)
        else:
            because = f"{one.because} (over the alert budget of {budget})"
            told.append(replace(one, severity=Severity.LOW, because=because))
    return told


def _bar(past: list[float], budget: Budget) -> float:
    """Return the score that so many of the past candidates reached as the budget would have paid for."""
    paid = int(budget.count * (LEARNED / budget.span))
    return sorted(past, reverse=True)[paid - 1] if len(past) >= max(paid, 1) else 0.0
