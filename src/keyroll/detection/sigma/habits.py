"""A repeated act of a principal from one network is a habit: a medium rule of our own reports it as low then.

The same is true if several others did the act from that network on earlier days: machines that moved together act
alike. This applies to our own rules only: other rules keep the level of their authors. An intruder uses the credential
from another network, where the act is no habit.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date, timedelta

from keyroll.model.finding import Finding, Severity

#: The number of days in the span before that make a habit.
DAYS, SPAN = 3, timedelta(days=28)
#: The number of others with the act from there on earlier days that makes it usual there.
OTHERS = 3


def settled(findings: Iterable[Finding], ours: Set[str]) -> list[Finding]:
    """Return findings in their order, with habits at low; ``ours`` are the ids of our own rules."""
    days: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    since: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
    settled_findings = []
    for finding in findings:
        if finding.behaviour not in ours or finding.severity is not Severity.MEDIUM:
            settled_findings.append(finding)
            continue
        mine = days[finding.behaviour, finding.subject, finding.network]
        today = finding.detected_at.date()
        before = sum(1 for day in mine if today - SPAN <= day < today)
        mine.add(today)
        firsts = since[finding.behaviour, finding.network]
        firsts.setdefault(finding.subject, today)
        others = sum(1 for who, day in firsts.items() if who != finding.subject and today - SPAN <= day < today)
        if before >= DAYS:
            finding = _low(finding, f"a habit: from there it did so on {before} days of the last {SPAN.days}")
        elif others >= OTHERS and finding.network:
            finding = _low(finding, f"usual: {others} others did so from there in the {SPAN.days} days before")
        settled_findings.append(finding)
    return settled_findings


def _low(finding: Finding, why: str) -> Finding:
    return replace(finding, severity=Severity.LOW, because=f"{finding.because}; {why}")
