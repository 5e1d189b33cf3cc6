"""The result of the check of a bundle."""

from keyroll.clock import iso
from keyroll.model.incident import Grade
from keyroll.proof.evidence.checked import Checked
from keyroll.report.document import Block, Document, Line, Tone
from keyroll.report.incident import SHOWN
from keyroll.report.words import count


def evidence_document(checked: Checked) -> Document:
    """Return the screen of ``verify``."""
    dead, others = sum(checked.dead.values()), sum(checked.others.values())
    grades = " · ".join(f"{grade} {checked.dead.get(grade, 0)}" for grade in (Grade.A, Grade.B, Grade.C))
    blocks: list[Block] = [
        Line(f"The evidence about incident {checked.incident} holds", Tone.TITLE),
        Line(
            f"{count(checked.statements, 'statement')} about {count(dead + others, 'credential')} "
            f"(policy {checked.policy})",
            indent=2,
        ),
        Line(f"{dead:,} last found dead: {grades}", Tone.GOOD, indent=2),
    ]
    if others:
        named = " · ".join(f"{verdict} {number:,}" for verdict, number in sorted(checked.others.items()))
        blocks.append(Line(f"{others:,} NOT FOUND DEAD: {named}", Tone.BAD, indent=2))
    for exception in checked.exceptions:
        by = f"{exception.person}, which proves nothing: {exception.identifier}: {exception.because}"
        text = f"excepted until {iso(exception.until)} by {by}"
        blocks.append(Line(text, Tone.BAD, indent=2))
    if checked.unjudged:
        blocks.append(Line(f"{len(checked.unjudged):,} EXPOSED WITHOUT ANY VERDICT", Tone.BAD, indent=2))
    blocks += [*_incomplete(checked), *_closing(checked)]
    added = f"; it extends the head of {checked.extends:,}" if checked.extends is not None else ""
    blocks.append(
        Line(f"log of {count(checked.size, 'statement')}, head signed on {checked.signed_at}{added}", indent=2)
    )
    if checked.stamped:
        authority, at = checked.stamped
        blocks.append(Line(f"a time stamp of {authority} shows the head at {iso(at)}", Tone.GOOD, indent=2))
    elif checked.stamps:
        blocks.append(Line(f"{count(checked.stamps, 'time stamp')} not checked: add --tsa CERTIFICATE", indent=2))
    blocks += [Line(f"signed by the key {key}", indent=2) for key in checked.keys]
    if checked.pinned:
        blocks.append(Line("every signature is by one of your given keys", Tone.GOOD, indent=2))
    else:
        text = (
            "no key was given: the bundle proves only its own consistency; anybody could have made it. Add --key PUBLIC"
        )
        blocks.append(Line(text, Tone.BAD, indent=2))
    return Document(blocks)


def _incomplete(checked: Checked) -> list[Block]:
    """Return the rows of the register without which the exposure is not complete."""
    if not checked.incomplete:
        return []
    text = f"EXPOSURE INCOMPLETE: {count(len(checked.incomplete), 'row')} of the register may name further credentials"
    return [Line(text, Tone.BAD, indent=2), *(Line(row, indent=4) for row in checked.incomplete[:SHOWN])]


def _closing(checked: Checked) -> list[Block]:
    """Return the lines about the open items, and about the closing."""
    open_, closed = checked.open, checked.closed
    if closed is None:
        return (
            [Line(f"the incident is open: {len(open_):,} not proven as its policy requires", indent=2)] if open_ else []
        )
    excepted = {exception.identifier for exception in checked.exceptions}
    again = [open_item for open_item in open_ if open_item not in excepted]
    text = f"closed on {closed.made_at} by {closed.by}, with every credential of its scope accounted for"
    blocks: list[Block] = [Line(text, Tone.GOOD, indent=2)]
    if again:
        blocks.append(Line(f"OPEN AGAIN since it was closed: {len(again):,}", Tone.BAD, indent=2))
    return blocks
