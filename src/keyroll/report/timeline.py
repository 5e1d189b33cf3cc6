"""The timeline of a story: each signal once, and the created footholds."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from keyroll.detection.alerts.correlated import CORRELATED_ANOMALY
from keyroll.detection.alerts.expected import RARE_TOGETHER
from keyroll.detection.follow_up.follow import FOLLOW_UP
from keyroll.model.finding import Finding, Foothold, Severity, Story
from keyroll.report.subjects import Subjects

#: Signals of one behaviour, and footholds of one creator, within this time are one line.
_TOGETHER: Final = timedelta(hours=6)
#: The common start that several lines must have to be joined.
_ALIKE: Final = 8

Moment = tuple[datetime, str, str]


def timeline(joined: Story, known: Subjects) -> list[Moment]:
    """Return time, subject and text of every signal of the story in order, each moment at which it became high, and the
    created footholds.

    Text in an earlier line of the same subject is not repeated; a signal of a creation in the list is left out.
    """
    alerts = alerts_of(joined)
    alert_ids = {alert.id for alert in alerts.values()}
    signals = [
        finding
        for finding in joined.findings
        if finding.behaviour not in (CORRELATED_ANOMALY, RARE_TOGETHER, FOLLOW_UP)
        and finding.id not in alert_ids
        and (finding.severity >= Severity.MEDIUM or (finding.detected_at, finding.subject) not in alerts)
    ]
    told = {_because(finding) for finding in joined.findings if _made_of(finding, joined.footholds)}
    lines = [(at, subject, _parts(_because(alert)), True) for (at, subject), alert in alerts.items()]
    lines += [
        (finding.detected_at, finding.subject, _parts(finding.because), False)
        for finding in joined.findings
        if finding.behaviour == RARE_TOGETHER and finding.severity < Severity.HIGH
    ]
    lines += [(at, subject, [text], False) for at, subject, text in _signals(signals)]
    lines += [(at, subject, texts, False) for at, subject, texts in _made(joined.footholds, known)]
    return list(_once(lines, told))


def alerts_of(joined: Story) -> dict[tuple[datetime, str], Finding]:
    """Return the last high finding of each moment and subject."""
    return {
        (finding.detected_at, finding.subject): finding
        for finding in joined.findings
        if finding.severity >= Severity.HIGH
    }


def _once(lines: list[tuple[datetime, str, list[str], bool]], told: set[str]) -> Iterator[Moment]:
    seen: set[tuple[str, str]] = set()
    together: dict[tuple[datetime, str], list[str]] = {}
    high: set[tuple[datetime, str]] = set()
    for at, subject, texts, alert in sorted(lines, key=lambda line: (line[0], line[1], not line[3], line[2])):
        new = [text for text in dict.fromkeys(texts) if text not in told and (subject, _bare(text)) not in seen]
        seen |= {(subject, _bare(text)) for text in new}
        if alert:
            high.add((at.replace(microsecond=0), subject))
            new = new or ["the signals above, together"]
        if new:
            together.setdefault((at.replace(microsecond=0), subject), []).extend(new)
    for (at, subject), texts in together.items():
        shown = [text for text in texts if not any(text != more and more.startswith(text) for more in texts)]
        yield at, subject, ("HIGH ALERT: " if (at, subject) in high else "") + "; ".join(shown)


def _parts(because: str) -> list[str]:
    return because.split("; ")


def _bare(text: str) -> str:
    """Return the text of a signal without its count."""
    return text.partition(" (and ")[0]


def _made_of(finding: Finding, footholds: Iterable[Foothold]) -> bool:
    """Return whether a signal is about a foothold that the story lists."""
    return finding.behaviour not in (CORRELATED_ANOMALY, FOLLOW_UP) and any(
        finding.target == hold.identifier
        and finding.subject == hold.by
        and abs(finding.detected_at - hold.at) <= _TOGETHER
        for hold in footholds
    )


def _signals(signals: list[Finding]) -> list[Moment]:
    """Return one line for signals of one behaviour and one subject within some hours, if their texts begin alike."""
    groups: list[list[Finding]] = []
    for finding in sorted(signals, key=lambda signal: (signal.subject, signal.behaviour, signal.detected_at)):
        first = groups[-1][0] if groups else None
        if (
            first
            and (first.subject, first.behaviour) == (finding.subject, finding.behaviour)
            and finding.detected_at - first.detected_at <= _TOGETHER
            and len(_alike([_because(first), _because(finding)])) >= _ALIKE
        ):
            groups[-1].append(finding)
        else:
            groups.append([finding])
    return [(group[0].detected_at, group[0].subject, _said([_because(member) for member in group])) for group in groups]


def _because(finding: Finding) -> str:
    """Return the reason, with the title for a rule: a rule's reason is only the hit."""
    ours = finding.behaviour.startswith("keyroll.")
    return finding.because if ours else f"{finding.title}: {finding.because}"


def _said(texts: list[str]) -> str:
    """Return texts that begin alike as one: ``searched for a, b, c``."""
    start = _alike(texts) if len(texts) > 1 else ""
    return start + ", ".join(dict.fromkeys(text.removeprefix(start) for text in texts))


def _alike(texts: list[str]) -> str:
    """Return the whole words with which all texts begin."""
    first, last = min(texts), max(texts)
    same = next((at for at, letter in enumerate(first) if last[at : at + 1] != letter), len(first))
    return first[: first.rfind(" ", 0, same) + 1]


def _made(footholds: Iterable[Foothold], known: Subjects) -> list[tuple[datetime, str, list[str]]]:
    """Return one line for the creations of one creator within some hours."""
    groups: list[list[Foothold]] = []
    for hold in sorted(footholds, key=lambda foothold: (foothold.by, foothold.at)):
        if groups and groups[-1][0].by == hold.by and hold.at - groups[-1][0].at <= _TOGETHER:
            groups[-1].append(hold)
        else:
            groups.append([hold])
    return [(group[0].at, group[0].by, holds(group, known)) for group in groups]


def holds(footholds: Iterable[Foothold], known: Subjects) -> list[str]:
    """Return footholds by type, each named once: ``account made: x``, ``x member of a, b``."""
    made: dict[str, list[str]] = {}
    given: dict[tuple[str, str], list[str]] = {}
    for hold in footholds:
        name = known.name(hold.identifier)
        for relation in ("member of ", "granted "):
            if hold.what.startswith(relation):
                given.setdefault((name, relation), []).append(hold.what.removeprefix(relation))
                break
        else:
            made.setdefault(hold.what, []).append(name)
    said = [f"{what}: {', '.join(dict.fromkeys(of))}" for what, of in made.items()]
    return said + [f"{name} {relation}{', '.join(dict.fromkeys(of))}" for (name, relation), of in given.items()]
