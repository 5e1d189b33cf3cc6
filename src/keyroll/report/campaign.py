"""The state of a campaign: the open items, each with its owner, its consumers and its next action."""

import shlex

from keyroll.clock import iso
from keyroll.model.campaign import ConsumerClass
from keyroll.model.incident import VerdictKind
from keyroll.providers import catalogue
from keyroll.report.closing import ClosingLines
from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.incident import left, open_items, summary
from keyroll.report.words import count
from keyroll.response.campaign import ItemStanding
from keyroll.response.work import Campaign, Work

#: What each grade rests on, in a few words.
_MEANS = {
    "A": "probe with all controls",
    "B": "the provider's record and refused use",
    "C": "two complete listings",
    "D": "a person's statement",
}


def campaign(known: Campaign) -> Document:
    """Return the screen of ``incident status``."""
    by_identifier = {item.standing.item.identifier: item for item in known.work}

    def more(standing: ItemStanding) -> list[Block]:
        return _work(by_identifier[standing.item.identifier])

    return Document(
        [
            *summary(known.status),
            *_terms(known),
            *open_items(known.status, more),
            *left(known.status),
            Gap(),
            *campaign_closing(known).blocks(),
        ]
    )


def campaign_closing(known: Campaign) -> ClosingLines:
    """Return the closing lines of an incident: grades, time and means of the proofs, and what is not proven."""
    whole, left = len(known.work), len(known.status.open_items)
    proven = [one for one in known.work if one.proven]
    grades = sorted({str(one.standing.judgement.grade) for one in proven})
    by = f" at grade {' and '.join(grades)}, by {' and '.join(_MEANS[one] for one in grades)}" if grades else ""
    last = max((one.died_at for one in proven if one.died_at), default=None)
    when = f"; the last one on {iso(last)}" if last else ""
    result = f"{whole - left} of {whole} proven dead{by}{when}" if whole else "no credential is in scope"
    rows, status = len(known.status.unmatched), known.status
    alive = len(status.containment.open_subjects) + len(status.containment.alive) if status.containment else 0
    remains = [f"{count(left, 'credential')} not proven dead"] if left else []
    remains += [f"{count(rows, 'row')} of the register that may name more"] if rows else []
    remains += [f"{count(alive, 'object')} of the intruder not known to be gone"] if alive else []
    return ClosingLines(
        result, "; ".join(remains) or "nothing that is known", _next(known), good=bool(whole) and status.ended
    )


def _next(known: Campaign) -> str:
    """Return the next command: a change where the value is or may be alive, else its proof, then the closing."""
    name = shlex.quote(known.status.incident.name)
    if known.status.unmatched and not known.left:
        return "keyroll list unmatched"
    if any(_changeable(one) for one in known.left if one not in known.excepted):
        return f"keyroll rotate plan --incident {name} --name {name}"
    if len(known.left) > len(known.excepted) or (not known.status.ended and not known.left):
        return f"keyroll incident prove {name}"
    return f"keyroll report evidence {name}" if known.closed_at else f"keyroll incident close {name}"


def _changeable(one: Work) -> bool:
    """Whether keyroll can change a credential that is alive, or that nothing has tried yet."""
    item, judged = one.standing.item, one.standing.judgement
    if judged.verdict is not VerdictKind.LIVE and (judged.attempts or judged.next_at):
        return False
    return any(made.kind == item.kind for made in catalogue.rotators(item.source.partition("@")[0]))


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
