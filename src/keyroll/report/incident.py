"""Where an incident stands: the residue first, each item with its reason."""

from collections.abc import Callable

from keyroll.clock import iso
from keyroll.model.incident import Grade
from keyroll.providers import catalogue
from keyroll.report.document import Block, Gap, Line, Tone
from keyroll.report.words import count
from keyroll.response.campaign import Standing, Status

#: How many unproven items one screen names; the rest are counted and listed by --json.
SHOWN = 30


def summary(status: Status) -> list[Block]:
    """Return how many credentials are exposed and how many are proven dead, by grade."""
    about, proofs = status.incident, status.proofs
    dead = len(status.standings) - len(status.residue)
    window = f"{about.window_from:%Y-%m-%d} to {about.window_to:%Y-%m-%d}"
    return [
        Line(f"Incident {about.name}: {about.vendor}, {window}", Tone.TITLE),
        Line(f"{count(len(status.standings), 'credential')} exposed", indent=2),
        Line(
            f"{dead:,} proven dead (policy {about.policy}): A {proofs[Grade.A]} · B {proofs[Grade.B]} · "
            f"C {proofs[Grade.C]}. {proofs[Grade.D]} with a person's word only (D), which closes nothing",
            Tone.GOOD,
            indent=2,
        ),
    ]


def _no_more(_one: Standing) -> list[Block]:
    return []


def residue(status: Status, more: Callable[[Standing], list[Block]] = _no_more) -> list[Block]:
    """Return the items that are not proven dead, each with why it is in scope and what is missing.

    ``more`` gives further lines about each.
    """
    open_items = status.residue
    if not status.standings:
        return [Line("that is no proof that nothing was exposed", Tone.BAD, indent=2)]
    if not open_items:
        return [Line("nothing is left unproven", Tone.GOOD, indent=2)]
    blocks: list[Block] = [Line(f"{len(open_items):,} NOT PROVEN DEAD", Tone.BAD, indent=2), Gap()]
    for one in open_items[:SHOWN]:
        blocks.extend([*_item(one), *more(one)])
    if len(open_items) > SHOWN:
        blocks.append(Line(f"… and {len(open_items) - SHOWN:,} more: add --json for all of them", indent=4))
    return blocks


def _item(one: Standing) -> list[Block]:
    provider = one.item.source.partition("@")[0]
    kind = catalogue.kind(provider, one.item.kind)
    system = catalogue.providers()[provider].title if provider in catalogue.providers() else provider
    title = f"{kind.vendor_name if kind else one.item.kind} ({system})"
    due = [Line(f"next try on {iso(one.judgement.next_at)}", Tone.QUIET, indent=6)] if one.judgement.next_at else []
    words = f' The register says "{one.words}": that closes nothing.' if one.words else ""
    why = str(one.judgement.why).replace("_", " ")
    return [
        Line(f"{one.item.name} — {title}", Tone.BAD, indent=4),
        Line(one.item.handle, Tone.QUIET, indent=6),
        Line(f"{why}: {one.judgement.because}.{words}", indent=6),
        *due,
        Line(f"exposed: {one.item.reason[0].text}", Tone.QUIET, indent=6),
    ]
