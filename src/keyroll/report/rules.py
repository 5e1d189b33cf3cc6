"""Results of rules: hits outside of every story, and rules that could not run."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath

from keyroll.detection.hunted import Hunted
from keyroll.detection.sigma.outcome import RuleFault, RulesRun
from keyroll.model.finding import Finding, Severity
from keyroll.report.document import Block, Gap, Line, Table
from keyroll.report.words import count, moment, some

#: The most lines of rules on a screen, and names in one line.
SHOWN, NAMED = 20, 3


def ruled(hunt: Hunted) -> list[Block]:
    """Return the rules that hit at medium or above outside of stories, one line each, the most severe first."""
    in_stories = {finding.id for story in hunt.stories for finding in story.findings}
    shown = {finding.id for finding in hunt.findings} - in_stories
    groups: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in hunt.judged.findings:
        if finding.severity >= Severity.MEDIUM and finding.id in shown:
            groups[-finding.severity, finding.title].append(finding)
    if not groups:
        return []
    rows = tuple(
        (of[0].severity.name.lower(), str(len(of)), moment(max(finding.detected_at for finding in of)), title)
        for (_, title), of in sorted(groups.items())
    )
    more = [Line(f"… and {len(rows) - SHOWN} more: keyroll list findings", indent=2)] if len(rows) > SHOWN else []
    return [
        Line("Rules that hit, outside of any story:"),
        Table(("level", "times", "last", "rule"), rows[:SHOWN], indent=2),
        *more,
        Gap(),
    ]


def not_run(judged: RulesRun) -> Iterator[str]:
    """Yield a line for each fault, and one for each reason why sound rules have no data."""
    absent: dict[str, list[str]] = defaultdict(list)
    for fault in judged.faults:
        if fault.wrong:
            yield f"error: {fault.place}: {fault.what}"
        else:
            absent[fault.what].append(_name(fault))
    for what, names in sorted(absent.items()):
        yield f"not run: {what}: {count(len(names), 'rule')} ({some(names, most=NAMED)})"


def _name(fault: RuleFault) -> str:
    return PurePath(fault.place.partition(": ")[0]).name
