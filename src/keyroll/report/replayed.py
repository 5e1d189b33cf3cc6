"""The screen after a replay was played: the inventory, the incident, the intruder, and how much earlier it was seen."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.detection.hunt import Hunted
from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.incident import open_items, summary
from keyroll.report.story import story
from keyroll.report.words import count, length, moment
from keyroll.response.campaign import Status


@dataclass(frozen=True, slots=True)
class Counts:
    """How many machine credentials there are, in how many systems, how many nobody owns."""

    credentials: int
    systems: int
    unowned: int
    inferred: int


@dataclass(frozen=True, slots=True)
class Reality:
    """When the alert of the real case fired, to compare with."""

    case: str
    alert: datetime


def replayed(
    counts: Counts,
    status: Status,
    hunt: Hunted,
    names: dict[str, str],
    now: datetime,
    reality: Reality,
    next_steps: list[str],
) -> Document:
    """Return the last screen of ``keyroll replay``."""
    blocks: list[Block] = [
        Line(f"{reality.case}; this home's clock stands at {moment(now)} UTC", Tone.QUIET),
        Gap(),
        Line(
            f"{count(counts.credentials, 'machine credential')} alive in {count(counts.systems, 'system')}; "
            f"{counts.unowned:,} nobody owns; {counts.inferred:,} no vendor lists, seen in use only",
            Tone.TITLE,
        ),
        Gap(),
        *summary(status),
        *open_items(status),
        Gap(),
    ]
    for found_story in hunt.stories:
        if found_story.high_at:
            blocks += [*story(found_story, names), Gap()]
            early = f"{moment(found_story.high_at)}, {length(reality.alert - found_story.high_at)}"
            real = f"the alert that fired in reality ({moment(reality.alert)} UTC)"
            blocks += [Line(f"First high alert {early} before {real}.", Tone.GOOD), Gap()]
    if not any(found_story.high_at for found_story in hunt.stories):
        blocks += [Line("No story: nobody uses a credential to learn the organisation.", Tone.GOOD), Gap()]
    blocks.append(Line("Next", Tone.QUIET))
    blocks += [Line(step, indent=2) for step in next_steps]
    return Document(blocks)
