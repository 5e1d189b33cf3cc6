"""What a principal does again and again from one network is no news: a medium rule of our own says it at low then.

Only our own rules: those of others keep the level that their authors gave them. Whoever takes the credential elsewhere
does it from another network, where it is no habit.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date, timedelta

from keyroll.model.finding import Finding, Severity

#: So many days of the span before make a habit.
DAYS, SPAN = 3, timedelta(days=28)


def settled(findings: Iterable[Finding], ours: Set[str]) -> list[Finding]:
    """Return findings in their order, habits at low; ``ours`` are the ids of our own rules."""
    days: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    told = []
    for one in findings:
        if one.behaviour not in ours or one.severity is not Severity.MEDIUM:
            told.append(one)
            continue
        mine = days[one.behaviour, one.subject, one.network]
        today = one.detected_at.date()
        before = sum(1 for day in mine if today - SPAN <= day < today)
        mine.add(today)
        told.append(_habit(one, before) if before >= DAYS else one)
    return told


def _habit(one: Finding, days: int) -> Finding:
    because = f"{one.because}; a habit: from there it did so on {days} days of the last {SPAN.days}"
    return replace(one, severity=Severity.LOW, because=because)
