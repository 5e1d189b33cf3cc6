"""The state of an incident: the open items first, each item with its reason."""

import shlex
from collections.abc import Callable, Mapping, Sequence

from keyroll.clock import iso
from keyroll.model.incident import Grade, Reason
from keyroll.model.truth import Answer
from keyroll.providers import catalogue
from keyroll.report.closing import ClosingLines
from keyroll.report.document import Block, Gap, Line, Tone
from keyroll.report.words import count, moment
from keyroll.response.campaign import ItemStanding, Status

#: The most unproven items on one screen; the rest are counted and listed by --json.
SHOWN = 30


def summary(status: Status) -> list[Block]:
    """Return the numbers of exposed credentials and of those proven dead, by grade."""
    about, proofs = status.incident, status.proofs
    dead = len(status.standings) - len(status.open_items)
    narrowed = [
        Line(f"taken out of scope by {one.person}: {one.identifier}: {one.reason}", Tone.QUIET, indent=2)
        for one in status.narrowed[:SHOWN]
    ]
    window = f"{about.window_from:%Y-%m-%d} to {about.window_to:%Y-%m-%d}"
    unsure = sum(1 for standing in status.standings if not standing.item.sure)
    perhaps = f", {unsure:,} of them possibly: no evidence rules it out" if unsure else ""
    products = f" ({', '.join(about.products)})" if about.products else ""
    confidence = f" ({about.confidence})" if about.confidence else ""
    begin = "because" if about.planned else "from"
    source = [Line(f"{begin} {about.source_text}{confidence}", Tone.QUIET, indent=2)] if about.source_text else []
    what = "credential to rotate" if about.planned else "exposed credential"
    total = count(len(status.standings), what, what.replace("credential", "credentials"))
    answer = f"{len(status.open_items):,} of {total} not proven dead"
    return [
        Line(f"Incident {about.name}: {answer}", Tone.TITLE),
        Line(f"{about.title}{products}, {window}", indent=2),
        *source,
        Line(
            f"{count(len(status.standings), 'credential')} {'in scope' if about.planned else 'exposed'}{perhaps}",
            indent=2,
        ),
        *narrowed,
        *incomplete(status),
        Line(
            f"{dead:,} proven dead (policy {about.policy}): A {proofs[Grade.A]} · B {proofs[Grade.B]} · "
            f"C {proofs[Grade.C]}. {proofs[Grade.D]} with a person's word only (D), which closes nothing",
            Tone.GOOD,
            indent=2,
        ),
    ]


def incomplete(status: Status) -> list[Block]:
    """Return the rows of the register without which the exposure is not complete."""
    rows = status.unmatched
    if not rows:
        return []
    text = f"EXPOSURE INCOMPLETE: {count(len(rows), 'row')} of the register may name further exposed credentials"
    more = [Line(f"… and {len(rows) - SHOWN:,} more: keyroll list unmatched", indent=4)] if len(rows) > SHOWN else []
    return [Line(text, Tone.BAD, indent=2), *(Line(one.words, indent=4) for one in rows[:SHOWN]), *more]


def reached_words(answers: object) -> str:
    """Return a text with how many open items reach something protected; empty without open items."""
    if not isinstance(answers, dict) or not any(answers.values()):
        return ""
    counts = [
        f"{answers[one]:,} {words}" for one, words in (("yes", "protected"), ("unknown", "unknown")) if answers[one]
    ]
    return ", ".join(counts) or "nothing protected"


def listed_closing(rows: Sequence[Mapping[str, object]]) -> ClosingLines:
    """Return the closing lines of ``incident list``; the first open incident is next."""
    if not rows:
        return ClosingLines("no incident is open here", "nothing", "keyroll incident open --help")
    still = [row for row in rows if row["closed_at"] is None]
    number = sum(int(str(row["not_proven"])) for row in rows)
    unmatched = sum(int(str(row["unmatched"])) for row in rows)
    left = [f"{count(number, 'credential')} not proven dead"] if number else []
    left += [f"{count(unmatched, 'row')} of the register that may name more"] if unmatched else []
    left += [f"{count(len(still), 'incident')} to close"] if still and not left else []
    return ClosingLines(
        f"{count(len(rows), 'incident')}, {len(still)} of them not closed",
        "; ".join(left) or "nothing that is known",
        f"keyroll incident status {shlex.quote(str((still or rows)[0]['name']))}",
        good=not still and not left,
    )


def _no_more(_one: ItemStanding) -> list[Block]:
    return []


def open_items(status: Status, more: Callable[[ItemStanding], list[Block]] = _no_more) -> list[Block]:
    """Return the items that are not proven dead, each with the reason of its exposure and the missing proof.

    ``more`` returns further lines about each.
    """
    open_items = status.open_items
    if not status.standings:
        return [Line("that does not prove that nothing was exposed", Tone.BAD, indent=2)]
    if not open_items and status.unmatched:
        return [Line("every known item is proven; the exposure is incomplete", Tone.BAD, indent=2)]
    if not open_items:
        return [Line("every item is proven", Tone.GOOD, indent=2)]
    given = sum(1 for standing in open_items if standing.item.last_exposed_at)
    blocks: list[Block] = [Line(f"{len(open_items):,} NOT PROVEN DEAD", Tone.BAD, indent=2)]
    if given:
        order = "stored where an exposed credential could still read them: revoke that one, then renew these again"
        blocks.append(Line(f"{count(given, 'new value')} {order}", Tone.BAD, indent=2))
    blocks.append(Gap())
    for standing in open_items[:SHOWN]:
        blocks.extend([*_item(standing, planned=status.incident.planned), *more(standing)])
    if len(open_items) > SHOWN:
        blocks.append(Line(f"… and {len(open_items) - SHOWN:,} more: add --json for all of them", indent=4))
    return blocks


def _item(standing: ItemStanding, *, planned: bool) -> list[Block]:
    provider = standing.item.source.partition("@")[0]
    kind = catalogue.kind(provider, standing.item.kind)
    system = catalogue.providers()[provider].title if provider in catalogue.providers() else provider
    title = f"{kind.vendor_name if kind else standing.item.kind} ({system})"
    due = (
        [Line(f"next attempt on {iso(standing.judgement.next_at)}", Tone.QUIET, indent=6)]
        if standing.judgement.next_at and not standing.judgement.stuck
        else []
    )
    words = f' The register says "{standing.words}": that closes nothing.' if standing.words else ""
    why = str(standing.judgement.why).replace("_", " ")
    return [
        Line(f"{standing.item.name} — {title}", Tone.BAD, indent=4),
        Line(standing.item.identifier, Tone.QUIET, indent=6),
        Line(f"{why}: {standing.judgement.because}.{words}", indent=6),
        *due,
        Line(_exposed(standing, planned=planned), Tone.BAD if standing.item.last_exposed_at else Tone.QUIET, indent=6),
    ]


def _exposed(standing: ItemStanding, *, planned: bool) -> str:
    """Return why it is in scope: an exposed new value first, then an exposed old one."""
    again = (
        [reason for reason in standing.item.reason if reason.kind == "written"] if standing.item.last_exposed_at else []
    )
    why = again[0] if again else standing.item.why
    if planned and why is not None:
        return f"in scope: {why.text}"
    if why is None:
        return "exposed: kept from before"
    return exposed_words(why)


def exposed_words(why: Reason) -> str:
    """Return the step in words; a possible one with the fact that would rule it out."""
    return f"{'exposed' if why.sure else 'may have been exposed'}: {why.words}"


def left(status: Status) -> list[Block]:
    """Return an intruder's footholds in the organisation: created or granted, and which of them are alive."""
    about = status.containment
    if about is None:
        return []
    if about.contained:
        return [Gap(), Line(f"contained: {count(len(about.footholds), 'foothold')}, all gone", Tone.GOOD, indent=2)]
    alive = about.alive
    known = about.truth.answer is Answer.NO
    blocks: list[Block] = [Gap(), Line("NOT CONTAINED" if known else "NOT KNOWN TO BE CONTAINED", Tone.BAD, indent=2)]
    words = dict.fromkeys(about.hosts, "no inventory shows its removal")
    blocks += [
        Line(f"{words.get(open_subject, 'alive')}: {open_subject}, which the intruder used", Tone.BAD, indent=4)
        for open_subject in about.open_subjects[:SHOWN]
    ]
    for foothold in alive[:SHOWN]:
        blocks.append(
            Line(
                f"alive: {foothold.what} {foothold.identifier}, by {foothold.by} on {moment(foothold.at)}",
                Tone.BAD,
                indent=4,
            )
        )
    rest = max(len(about.open_subjects) - SHOWN, 0) + max(len(alive) - SHOWN, 0)
    gone = len(about.footholds) - len(alive)
    if gone:
        blocks.append(Line(f"gone: {count(gone, 'other foothold')}", Tone.QUIET, indent=4))
    if rest:
        blocks.append(Line(f"… and {rest:,} more: add --json for all of them", indent=4))
    return blocks
