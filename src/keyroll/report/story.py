"""Stories as timelines, and findings as lines."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from keyroll.detection.alerts.correlated import CORRELATED_ANOMALY
from keyroll.detection.follow_up.follow import FOLLOW_UP
from keyroll.detection.hunt import Hunted
from keyroll.model.finding import Finding, Foothold, Severity, Story
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.rules import ruled
from keyroll.report.words import count, moment, some

#: Lines of one timeline on a screen.
SHOWN = 40
#: Signals of one behaviour, and footholds of one maker, this close together are one line.
_TOGETHER = timedelta(hours=6)
#: What several lines must begin with alike to be told as one.
_ALIKE = 8

_Moment = tuple[datetime, str, str]


def hunted(hunt: Hunted, names: Mapping[str, str]) -> Document:
    """Return the screen of ``hunt``: each story with its timeline, then what could not be judged."""
    if not hunt.stories:
        blocks: list[Block] = [Line("No story: nothing that adds up to somebody at work.", Tone.GOOD)]
    else:
        blocks = []
        for joined in hunt.stories:
            blocks += [*story(joined, names), Gap()]
    blocks += ruled(hunt)
    low = sum(1 for finding in hunt.findings if finding.severity < Severity.MEDIUM and finding.behaviour != FOLLOW_UP)
    blocks.append(Line(f"{count(low, 'single unusual act')} of ordinary life: keyroll list findings", Tone.QUIET))
    blocks += [Line(f"not judged: {silence}", Tone.QUIET) for silence in hunt.silent]
    return Document(blocks)


def story(joined: Story, names: Mapping[str, str], shown: int = SHOWN) -> list[Block]:
    """Return one story: what it is in a sentence, then its timeline, then what is still open."""
    contained = "contained" if joined.contained else "NOT CONTAINED"
    networks = f" from {some(joined.networks)}" if joined.networks else ""
    blocks: list[Block] = [
        Line(f"Story {joined.id[:8]} ({joined.severity.name.lower()}, {contained})", Tone.BAD),
        Line(f"{count(len(joined.subjects), 'credential')} in unusual use{networks}", indent=2),
    ]
    timeline = _timeline(joined, names)
    rows = tuple((moment(at), f"{_name(subject, names)}: {text}") for at, subject, text in timeline[:shown])
    blocks.append(Table(("UTC", "who and what"), rows, indent=2))
    if len(timeline) > shown:
        blocks.append(Line(f"… and {len(timeline) - shown} more: keyroll hunt --json", Tone.QUIET, indent=2))
    if acts := {event for finding in joined.findings if finding.behaviour == FOLLOW_UP for event in finding.evidence}:
        last = moment(max(event.at for event in acts))
        said = f"{count(len(acts), 'act')} in all from there, the last {last}: keyroll hunt --json"
        blocks.append(Line(said, Tone.QUIET, indent=2))
    still = [hold for hold in joined.footholds if hold.gone_at is None]
    if still:
        blocks.append(Line(f"footholds still open: {some(_holds(still, names), '; ')}", Tone.BAD, indent=2))
    if joined.open_subjects:
        alive = some([_name(subject, names) for subject in joined.open_subjects])
        blocks.append(Line(f"credentials still alive: {alive}", Tone.BAD, indent=2))
    if joined.open_beside:
        others = some([other[:8] for other in joined.open_beside])
        blocks.append(Line(f"perhaps of the same intruder, and still open: story {others}", Tone.BAD, indent=2))
    blocks.append(Line(f"its events: keyroll list events --story {joined.id[:8]}", Tone.QUIET, indent=2))
    blocks.append(Line(f"what else they did: keyroll list events --pivot {joined.id[:8]}", Tone.QUIET, indent=2))
    return blocks


def _name(identifier: str, names: Mapping[str, str]) -> str:
    return names.get(identifier) or identifier.split(":", 2)[-1]


def _timeline(joined: Story, names: Mapping[str, str]) -> list[_Moment]:
    """Every signal of the story in order, each moment at which it became high, and what was made."""
    alerts: dict[tuple[datetime, str], Finding] = {}
    for finding in joined.findings:
        if finding.severity >= Severity.HIGH:
            alerts[finding.detected_at, finding.subject] = finding
    alert_ids = {alert.id for alert in alerts.values()}
    signals = [
        finding
        for finding in joined.findings
        if finding.behaviour not in (CORRELATED_ANOMALY, FOLLOW_UP)
        and finding.id not in alert_ids
        and (finding.severity >= Severity.MEDIUM or (finding.detected_at, finding.subject) not in alerts)
    ]
    lines = [(at, subject, f"HIGH ALERT: {_because(alert)}") for (at, subject), alert in alerts.items()]
    lines += _signals(signals)
    lines += _made(joined.footholds, names)
    together: dict[tuple[datetime, str], list[str]] = {}
    for at, subject, text in sorted(lines):
        together.setdefault((at, subject), []).append(text)
    return [(at, subject, "; ".join(texts)) for (at, subject), texts in together.items()]


def _signals(signals: list[Finding]) -> list[_Moment]:
    """Signals of one behaviour and one subject within some hours, where they begin alike, are one line."""
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
    """Return why, with the title where it is a rule's: a rule says only what it hit."""
    ours = finding.behaviour.startswith("keyroll.")
    return finding.because if ours else f"{finding.title}: {finding.because}"


def _said(texts: list[str]) -> str:
    """Return texts that begin alike as one: ``searched for a, b, c``."""
    start = _alike(texts) if len(texts) > 1 else ""
    return start + ", ".join(text.removeprefix(start) for text in texts)


def _alike(texts: list[str]) -> str:
    """Return the whole words that all texts begin with."""
    first, last = min(texts), max(texts)
    same = next((at for at, letter in enumerate(first) if last[at : at + 1] != letter), len(first))
    return first[: first.rfind(" ", 0, same) + 1]


def _made(footholds: Iterable[Foothold], names: Mapping[str, str]) -> list[_Moment]:
    """What one maker made within some hours is one line."""
    groups: list[list[Foothold]] = []
    for hold in sorted(footholds, key=lambda foothold: (foothold.by, foothold.at)):
        if groups and groups[-1][0].by == hold.by and hold.at - groups[-1][0].at <= _TOGETHER:
            groups[-1].append(hold)
        else:
            groups.append([hold])
    return [(group[0].at, group[0].by, "; ".join(_holds(group, names))) for group in groups]


def _holds(footholds: Iterable[Foothold], names: Mapping[str, str]) -> list[str]:
    """Return footholds as what they are, each named once: ``account made: x``, ``x: member of a, b``."""
    made: dict[str, list[str]] = {}
    given: dict[tuple[str, str], list[str]] = {}
    for hold in footholds:
        name = _name(hold.identifier, names)
        for relation in ("member of ", "granted "):
            if hold.what.startswith(relation):
                given.setdefault((name, relation), []).append(hold.what.removeprefix(relation))
                break
        else:
            made.setdefault(hold.what, []).append(name)
    said = [f"{what}: {', '.join(dict.fromkeys(of))}" for what, of in made.items()]
    return said + [f"{name} {relation}{', '.join(dict.fromkeys(of))}" for (name, relation), of in given.items()]
