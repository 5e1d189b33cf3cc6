"""The screen after a replay ran: number of credentials, unknown ones, open items, stories, next actions.

It fits one screen of 60 lines; each part names the command with more details.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keyroll.addresses import cidr
from keyroll.detection.alerts.correlated import CORRELATED_ANOMALY
from keyroll.detection.follow_up.follow import FOLLOW_UP
from keyroll.detection.hunted import Hunted
from keyroll.inventory.estimate.answer import Estimate
from keyroll.model.finding import Finding, Story
from keyroll.model.incident import Grade
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.estimate import unknown_words
from keyroll.report.figures import Figures
from keyroll.report.plain import WIDTH, lines
from keyroll.report.subjects import Subjects, with_cidr
from keyroll.report.timeline import alerts_of, holds
from keyroll.report.words import count, length, moment, some, source_words
from keyroll.response.campaign import ItemStanding, Status

#: The most open items, moments of the story, footholds and sources on the screen.
ITEMS, MOMENTS, NAMED = 6, 7, 4
#: The limit of the screen's lines.
SCREEN = 60


@dataclass(frozen=True, slots=True)
class Reality:
    """The time of the real alert, for comparison."""

    case: str
    alert: datetime


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """The result of a replay."""

    counts: Figures
    estimate: Estimate
    status: Status
    hunt: Hunted
    names: Mapping[str, str]
    #: Open items that are known to reach something protected.
    reaching: int = 0


def replayed(played: ReplayResult, now: datetime, reality: Reality, home: Path) -> Document:
    """Return the last screen of ``keyroll replay``; its last line opens the console."""
    for most in range(MOMENTS, 1, -1):
        document = _sized(played, now, reality, home, most)
        if sum(1 for _ in lines(document, WIDTH)) < SCREEN:
            return document
    return _sized(played, now, reality, home, 1)


def _sized(played: ReplayResult, now: datetime, reality: Reality, home: Path, most: int) -> Document:
    """Return the screen with at most this many open items and moments."""
    high = [story for story in played.hunt.stories if story.high_at]
    stories = sorted(high, key=lambda story: (story.contained, *story.rarity, story.first_at, story.id))
    blocks: list[Block] = [
        Line(f"{reality.case} in a synthetic company; the clock is fixed at {moment(now)} UTC", Tone.QUIET),
        Gap(),
        *_known(played.counts, played.estimate),
        Gap(),
        *_incident(played.status, min(most, ITEMS)),
        Gap(),
    ]
    if stories:
        blocks += [*_story(stories[0], played.names, reality, most), *_others(len(stories) - 1), Gap()]
    else:
        blocks += [Line("No story: nobody uses a credential to learn the organisation.", Tone.GOOD), Gap()]
    return Document([*blocks, *_now(played, stories, home)])


def _known(counts: Figures, answer: Estimate) -> list[Block]:
    hidden = sorted({scope.scope.source for scope in answer.scopes if not scope.surveyed})
    blocks: list[Block] = [
        Line(
            f"{count(counts.live, 'live machine credential')} known at {count(counts.providers, 'provider')}; "
            f"{counts.without_owner:,} without an owner; {counts.inferred:,} on no issuer's list",
            Tone.TITLE,
        ),
        Line(unknown_words(answer), Tone.PLAIN if answer.answered else Tone.BAD, indent=2),
    ]
    if hidden:
        blocks.append(
            Line(
                f"Not listed to the end: {some([source_words(one) for one in hidden], most=NAMED)}",
                Tone.QUIET,
                indent=2,
            )
        )
    return blocks


def _incident(status: Status, most: int) -> list[Block]:
    about, proofs, left = status.incident, status.proofs, status.open_items
    exposed = count(len(status.standings), "exposed credential")
    window = f"{about.window_from:%Y-%m-%d} to {about.window_to:%Y-%m-%d}"
    dead = len(status.standings) - len(left)
    by_grade = ", ".join(f"{proofs[grade]} {grade}" for grade in (Grade.A, Grade.B, Grade.C))
    blocks: list[Block] = [
        Line(f"Incident {about.name}: {len(left):,} of {exposed} not proven dead", Tone.TITLE),
        Line(f"{about.title}, {window}; {dead:,} proven dead, by grade: {by_grade}", indent=2),
    ]
    if not left:
        return [*blocks, Line("every item is proven", Tone.GOOD, indent=2)]
    rows = tuple((one.item.name, one.item.source, _why(one)) for one in left[:most])
    blocks.append(Table(("NOT PROVEN DEAD", "source", "because"), rows, indent=2))
    if len(left) > most:
        blocks.append(Line(f"… and {len(left) - most:,} more", indent=2))
    return blocks


def _why(one: ItemStanding) -> str:
    said = f"{one.judgement.why}: {one.judgement.because}".replace("_", " ")
    return f'{said}; noted as "{one.words}"' if one.words else said


def _story(joined: Story, names: Mapping[str, str], reality: Reality, most: int) -> list[Block]:
    contained = "contained" if joined.contained else "NOT CONTAINED"
    networks = f" from {some([cidr(one) for one in joined.networks], most=NAMED)}" if joined.networks else ""
    subjects = count(len(joined.subjects), "credential or host", "credentials and hosts")
    blocks: list[Block] = [
        Line(f"Story {joined.id[:8]} ({joined.severity.name.lower()}, {contained})", Tone.BAD),
        Line(f"{subjects} in unusual use{networks}", indent=2),
        *([Line(joined.expected.words, indent=2)] if joined.expected else []),
    ]
    alerts = [alert for _, alert in sorted(alerts_of(joined).items(), key=lambda one: one[0])]
    rows = tuple((f"{one.detected_at:%m-%d %H:%M}", _alert(one, names, joined)) for one in alerts)
    blocks.append(Table(("UTC", "high alerts"), rows[:most], indent=2))
    if len(rows) > most:
        blocks.append(Line(f"… and {count(len(rows) - most, 'more high alert')}", Tone.QUIET, indent=2))
    still = holds((hold for hold in joined.footholds if hold.gone_at is None), Subjects(names))
    if still:
        blocks.append(Line(f"left behind and alive: {some(still, '; ', most=NAMED)}", Tone.BAD, indent=2))
    if joined.high_at:
        early = length(reality.alert - joined.high_at)
        blocks.append(Line(f"The first high alert is {early} before the alert that fired in reality.", Tone.GOOD, 2))
    return blocks


def _alert(finding: Finding, names: Mapping[str, str], joined: Story) -> str:
    networks = [*joined.networks, *filter(None, (finding.network,))]
    return f"{_name(finding.subject, names)}: {with_cidr(_first(finding), networks)}"


def _first(finding: Finding) -> str:
    """Return the first reason of a finding; a rule's reason follows its title."""
    first, *more = finding.because.split("; ")
    rest = f" (and {count(len(more), 'more reason')})" if more else ""
    ours = finding.behaviour.startswith("keyroll.") or finding.behaviour in (CORRELATED_ANOMALY, FOLLOW_UP)
    return f"{first}{rest}" if ours else f"{finding.title}: {first}{rest}"


def _name(identifier: str, names: Mapping[str, str]) -> str:
    return names.get(identifier) or identifier.split(":", 2)[-1]


def _others(number: int) -> list[Block]:
    return [Line(f"{count(number, 'more story', 'more stories')} at high", Tone.BAD, indent=2)] if number else []


def _now(played: ReplayResult, stories: Sequence[Story], home: Path) -> list[Block]:
    """Return the next actions as commands for this home; the console comes last."""
    steps = [(f"export KEYROLL_HOME={shlex.quote(str(home))}", "once, for this home")]
    if played.status.open_items:
        name = played.status.incident.name
        steps.append((f"keyroll incident status {name}", "owners, next actions, and reasons"))
        if played.reaching:
            steps.append((f"keyroll incident reach {name}", f"{played.reaching:,} of them reach something protected"))
    steps += [(f"keyroll show {story.id[:8]}", "the story, and what to revoke") for story in stories[:1]]
    steps += [
        ('keyroll list credentials --where "owner is null"', "name owners"),
        ("keyroll estimate", "the basis of the number of unknown ones"),
        ("keyroll report executive --html report.html", "two pages to print"),
    ]
    blocks: list[Block] = [Line("Do now", Tone.TITLE)]
    blocks += [Line(f"{command}  # {why}", indent=2) for command, why in steps]
    return [*blocks, Line("Open the console: make demo")]
