"""Stories: first the facts, the certainty, the revocations and the people to call; then the timeline."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from keyroll.addresses import cidr
from keyroll.detection.alerts.correlated import CORRELATED_ANOMALY
from keyroll.detection.follow_up.follow import FOLLOW_UP
from keyroll.detection.hunted import Hunted
from keyroll.model.finding import Severity, Story
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.rules import ruled
from keyroll.report.subjects import Subjects, credentials, hosts
from keyroll.report.timeline import holds, timeline
from keyroll.report.words import count, fitting, moment, some

#: The most lines of one timeline on a screen.
SHOWN: Final = 40
#: The width of a line of names: the first lines of a story should stay single lines.
_WIDE: Final = 78


def hunted(hunt: Hunted, known: Mapping[str, str] | Subjects, *, blind_spots: bool = False) -> Document:
    """Return the screen of ``hunt``: each story with next actions and timeline, the most severe first, then the rarest.

    ``blind_spots`` adds the blind spots, with their reasons.
    """
    ordered = sorted(hunt.stories, key=lambda one: (one.contained, *one.rarity, one.first_at, one.id))
    if not ordered:
        blocks: list[Block] = [Line("No story: no findings together show an intruder.", Tone.GOOD)]
    else:
        blocks = []
        for joined in ordered:
            blocks += [*story(joined, known), Gap()]
    blocks += ruled(hunt)
    low = sum(1 for finding in hunt.findings if finding.severity < Severity.MEDIUM and finding.behaviour != FOLLOW_UP)
    blocks.append(Line(f"{count(low, 'single unusual act')} without a story: keyroll list findings", Tone.QUIET))
    if blind_spots:
        blocks += [Line(f"not judged: {silence}", Tone.QUIET) for silence in hunt.silent]
    elif hunt.silent:
        of = count(len(hunt.silent), "kind of signal", "kinds of signals")
        blocks.append(Line(f"not judged in some logs: {of}: keyroll hunt --blind-spots", Tone.QUIET))
    return Document(blocks)


def story(joined: Story, known: Mapping[str, str] | Subjects, shown: int = SHOWN) -> list[Block]:
    """Return one story: five lines of next actions, its timeline, and its open footholds."""
    known = known if isinstance(known, Subjects) else Subjects(known)
    lines = timeline(joined, known)
    networks = _networks(joined)
    rows = tuple((moment(at), f"{known.name(of)}: {known.said(text, networks)}") for at, of, text in lines[:shown])
    blocks: list[Block] = [*_first(joined, known), Table(("UTC", "details"), rows, indent=2)]
    if len(lines) > shown:
        blocks.append(Line(f"and {len(lines) - shown} more lines: keyroll show {joined.id[:8]}", Tone.QUIET, indent=2))
    still = [hold for hold in joined.footholds if hold.gone_at is None]
    if still:
        texts = [known.said(text, networks) for text in holds(still, known)]
        blocks.append(Line(f"footholds still open: {some(texts, '; ')}", Tone.BAD, indent=2))
    if machines := hosts(joined.open_subjects):
        text = f"used, and not known to be clean: {count(len(machines), 'host')}: {some(machines)}"
        blocks.append(Line(text, Tone.BAD, indent=2))
    if joined.open_beside:
        others = some([other[:8] for other in joined.open_beside])
        blocks.append(Line(f"perhaps of the same intruder, and still open: story {others}", Tone.BAD, indent=2))
    if techniques := sorted({one for finding in joined.findings for one in finding.techniques}):
        blocks.append(Line(f"ATT&CK: {', '.join(techniques)}", Tone.QUIET, indent=2))
    return [*blocks, Line(f"more: keyroll show {joined.id[:8]}", Tone.QUIET, indent=2)]


def _first(joined: Story, known: Subjects) -> list[Block]:
    """Return facts, start, certainty, revocations with their command, the people to call, and the rarity."""
    contained = "contained" if joined.contained else "NOT CONTAINED"
    used = count(len(credentials(joined.subjects)), "credential")
    since = f"{joined.first_at:%Y-%m-%d %H:%M}"
    head = f"Story {joined.id[:8]} ({joined.severity.name.lower()}, {contained}): {used} used since {since}"
    blocks: list[Block] = [
        Line(head, Tone.GOOD if joined.contained else Tone.BAD),
        Line(_what(joined), indent=2),
    ]
    alive = credentials(joined.open_subjects)
    if alive:
        names = list(dict.fromkeys(map(known.name, alive)))
        owners = list(dict.fromkeys(known.owners[one] for one in alive if one in known.owners))
        call = fitting("call: ", owners, _WIDE) if owners else "call: no owner of them is known"
        blocks += [
            Line(fitting("revoke now: ", names, _WIDE), Tone.BAD, indent=2),
            Line(_command(joined, known), indent=4),
            Line(call, indent=2),
        ]
    return [*blocks, *([Line(joined.expected.words, indent=2)] if joined.expected else [])]


def _command(joined: Story, known: Subjects) -> str:
    """Return the command that lists the credentials to revoke and proves their death."""
    if name := known.incidents.get(joined.id):
        return f"keyroll incident status {name}"
    return f"keyroll incident open story-{joined.id[:8]} --story {joined.id[:8]}"


def _what(joined: Story) -> str:
    behaviours = {one.behaviour for one in joined.findings} - {CORRELATED_ANOMALY, FOLLOW_UP}
    alerts = sum(1 for finding in joined.findings if finding.severity >= Severity.HIGH)
    acts = {event for finding in joined.findings for event in finding.evidence}
    sure = f"{count(alerts, 'high alert')}, " if alerts else "no high alert, "
    networks = [cidr(one) for one in joined.networks]
    begin = f"{count(len(acts), 'act')}, {sure}{count(len(behaviours), 'unusual sign')}"
    return fitting(f"{begin}, from ", networks, _WIDE) if networks else begin


def signs(rows: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the titles of findings, the most severe first, and of these the most frequent.

    Titles that only say that there are several, or that more followed, come last.
    """
    gravest, number, last = dict[str, int](), Counter[str](), dict[str, bool]()
    for row in rows:
        title = str(row["title"])
        gravest[title] = max(gravest.get(title, 0), int(str(row["severity_id"])))
        last[title] = row["behaviour"] in (CORRELATED_ANOMALY, FOLLOW_UP)
        number[title] += 1
    return tuple(sorted(number, key=lambda one: (last[one], -gravest[one], -number[one], one)))


def _networks(joined: Story) -> Sequence[str]:
    return list(dict.fromkeys([*joined.networks, *(one.network for one in joined.findings if one.network)]))
