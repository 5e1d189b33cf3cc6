"""Stories as timelines, and findings as lines."""

from datetime import datetime

from keyroll.detection.hunt import Hunted
from keyroll.model.finding import Finding, Severity, Story
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.words import count, moment

#: Lines of one timeline on a screen.
SHOWN = 16


def hunted(found: Hunted, names: dict[str, str]) -> Document:
    """Return the screen of ``hunt``: each story with its timeline, then what could not be judged."""
    if not found.stories:
        blocks: list[Block] = [Line("No story: nothing that adds up to somebody at work.", Tone.GOOD)]
    else:
        blocks = []
        for one in found.stories:
            blocks += [*story(one, names), Gap()]
    low = sum(1 for one in found.findings if one.severity < Severity.MEDIUM)
    blocks.append(Line(f"{count(low, 'single unusual act')} of ordinary life: keyroll list findings", Tone.QUIET))
    blocks += [Line(f"not judged: {one}", Tone.QUIET) for one in found.silent]
    return Document(blocks)


def story(one: Story, names: dict[str, str], shown: int = SHOWN) -> list[Block]:
    """Return one story: what it is in a sentence, then its timeline, then what is still open."""
    contained = "contained" if one.contained else "NOT CONTAINED"
    places = f" from {', '.join(one.places)}" if one.places else ""
    blocks: list[Block] = [
        Line(f"Story {one.id[:8]} ({one.severity.name.lower()}, {contained})", Tone.BAD),
        Line(f"{count(len(one.subjects), 'credential')} in unusual use{places}", indent=2),
    ]
    told = _timeline(one)
    rows = tuple((moment(at), names.get(subject, subject), text) for at, subject, text in told[:shown])
    blocks.append(Table(("UTC", "who", "what"), rows, indent=2))
    if len(told) > shown:
        blocks.append(Line(f"… and {len(told) - shown} more: keyroll hunt --json", Tone.QUIET, indent=2))
    still = [hold for hold in one.footholds if hold.gone_at is None]
    if still:
        made = ", ".join(sorted({names.get(hold.handle, hold.handle.split(":", 2)[-1]) for hold in still}))
        blocks.append(Line(f"footholds still open: {made}", Tone.BAD, indent=2))
    return blocks


def _timeline(one: Story) -> list[tuple[datetime, str, str]]:
    """Every signal of the story in order, and each moment at which it became high."""
    lines: list[tuple[datetime, str, str]] = []
    for finding in one.findings:
        if finding.severity >= Severity.HIGH:
            lines.append((finding.detected_at, finding.subject, f"HIGH ALERT: {len(finding.evidence)} unusual things"))
        elif finding.severity < Severity.MEDIUM:
            lines.append((finding.detected_at, finding.subject, _words(finding)))
    made = {(hold.at, hold.by, hold.what, hold.handle) for hold in one.footholds}
    lines += [(at, by, f"{what}: {handle.split(':', 2)[-1]}") for at, by, what, handle in made]
    return sorted(set(lines))


def _words(finding: Finding) -> str:
    return finding.because
