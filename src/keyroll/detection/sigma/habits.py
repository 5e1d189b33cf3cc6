"""What a principal does again and again from one network is no news: a medium rule of our own says it at low then.

Only our own rules: those of others keep the level that their authors gave them. Whoever takes the credential elsewhere
does it from another network, where it is not a habit.
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
    settled_findings = []
    for finding in findings:
        if finding.behaviour not in ours or finding.severity is not Severity.MEDIUM:
            settled_findings.append(finding)
            continue
        mine = days[finding.behaviour, finding.subject, finding.network]
        today = finding.detected_at.date()
        before = sum(1 for day in mine if today - SPAN <= day < today)
        mine.add(today)
        settled_findings.append(_habit(finding, before) if before >= DAYS else finding)
    return settled_findings


def _habit(finding: Finding, days: int) -> Finding:
    because = f"{finding.because}; a habit: from there it did so on {days} days of the last {SPAN.days}"
    return replace(finding, severity=Severity.LOW, because=because)
