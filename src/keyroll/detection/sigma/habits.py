"""What a principal does again and again from one network is no news: a medium rule of our own says it at low then.

The same holds for what several others did from that network on earlier days: machines that moved together do alike.
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
#: So many others who did it from there on earlier days make it usual there.
OTHERS = 3


def settled(findings: Iterable[Finding], ours: Set[str]) -> list[Finding]:
    """Return findings in their order, habits at low; ``ours`` are the ids of our own rules."""
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
