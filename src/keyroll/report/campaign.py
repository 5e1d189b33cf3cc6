"""The state of a campaign: the open items, each with its owner, its consumers and its next action."""

from keyroll.clock import iso
from keyroll.model.campaign import ConsumerClass
from keyroll.report.closing import ClosingLines
from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.incident import left, open_items, summary
from keyroll.report.words import count
from keyroll.response.campaign import ItemStanding
from keyroll.response.work import Campaign, Work


def campaign(known: Campaign) -> Document:
    """Return the screen of ``incident status``."""
    by_identifier = {item.standing.item.identifier: item for item in known.work}

    def more(standing: ItemStanding) -> list[Block]:
        return _work(by_identifier[standing.item.identifier])

    name = known.status.incident.name
    then = f"keyroll incident prove {name}" if known.status.open_items else f"keyroll report evidence {name}"
    return Document(
        [
            *summary(known.status),
            *_terms(known),
            *open_items(known.status, more),
            *left(known.status),
            Gap(),
            *_closing(known, then).blocks(),
        ]
    )


def _closing(known: Campaign, then: str) -> ClosingLines:
    whole, left = len(known.work), len(known.status.open_items)
    result = f"{whole - left} of {whole} proven dead" if whole else "no credential is in scope"
    remains = f"{count(left, 'credential')} not proven dead" if left else "nothing that is known"
    return ClosingLines(result, remains, then, good=bool(whole) and not left)


def _terms(known: Campaign) -> list[Block]:
    """Return the lines about deadline, exceptions and reactivated credentials; none without content."""
    blocks: list[Block] = []
    if known.terms.deadline:
        deadline_words = {True: ": it can be met", False: ": it CANNOT BE MET", None: ""}
        late = known.forecast.can_be_met is False
        text = (
            f"deadline {iso(known.terms.deadline)}{deadline_words[known.forecast.can_be_met]}; {known.forecast.because}"
        )
        blocks.append(Line(text, Tone.BAD if late else Tone.PLAIN, indent=2))
    elif known.forecast.earliest and known.left:
        blocks.append(Line(known.forecast.because, indent=2))
    if known.excepted:
        text = f"{count(len(known.excepted), 'exception')} for now, counted as not proven"
        blocks.append(Line(text, Tone.QUIET, indent=2))
    over = [work for work in known.left if work.exception_ended]
    if over:
        blocks.append(Line(f"{count(len(over), 'exception')} ENDED with nothing proven", Tone.BAD, indent=2))
    if known.reopened:
        text = f"{count(len(known.reopened), 'item')} OPEN AGAIN: proven dead before, not now"
        blocks.append(Line(text, Tone.BAD, indent=2))
    return blocks


def _work(work: Work) -> list[Block]:
    blocks: list[Block] = []
    if work.reopened:
        blocks.append(Line(f"open again: it had been proven dead on {iso(work.reopened)}", Tone.BAD, indent=6))
    if work.excepted:
        word = "exception ended on" if work.exception_ended else "excepted until"
        text = f"{word} {iso(work.excepted.until)} by {work.excepted.person}: {work.excepted.because}"
        blocks.append(Line(text, Tone.BAD if work.exception_ended else Tone.QUIET, indent=6))
    way = work.consumers
    consumer = f"consumer {way.kind}" if way.kind is not ConsumerClass.UNKNOWN else "consumer unknown"
    blocks.append(Line(f"owner {work.owner or 'unknown'} · {consumer}: {way.because}", Tone.QUIET, indent=6))
    blocks.append(Line(f"reaches {work.reach.words}", Tone.BAD if work.reach.protected else Tone.QUIET, indent=6))
    blocks.append(Line(f"next: {work.next_act}", indent=6))
    return blocks
