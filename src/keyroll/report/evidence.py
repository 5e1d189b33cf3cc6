"""The result of the check of a bundle."""

from collections.abc import Sequence

from keyroll.clock import iso
from keyroll.model.incident import Grade
from keyroll.proof.evidence.checked import Checked
from keyroll.report.document import Block, Document, Line, Tone
from keyroll.report.incident import SHOWN
from keyroll.report.words import count


def evidence_document(checked: Checked, kept: Sequence[str] = ()) -> Document:
    """Return the screen of ``verify``; ``kept`` is what heads on this machine say against the bundle."""
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
    blocks += [*_incomplete(checked), *_closing(checked), *_approvals(checked), *_decided(checked)]
    added = f"; it extends the head of {checked.extends:,}" if checked.extends is not None else ""
    blocks.append(
        Line(f"log of {count(checked.size, 'statement')}, head signed on {checked.signed_at}{added}", indent=2)
    )
    blocks += [Line(text, Tone.BAD, indent=2) for text in kept]
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


def not_known(checked: Checked) -> str:
    """Return what the bundle cannot say about approvals, or an empty text."""
    left = checked.without_approval
    if not left:
        return ""
    return (
        f"not known: who approved the change of {count(len(left), 'dead credential')}; the bundle has no approval of a "
        "plan with it (it was changed outside of keyroll's plans, or by an earlier version)"
    )


def _approvals(checked: Checked) -> list[Block]:
    """Return each approval with the keys of both persons, and what the bundle cannot say."""
    blocks: list[Block] = []
    for one in checked.approvals:
        what = "plan" if one.approved == one.id else "schedule of plan"
        text = f"{what} {one.plan} ({count(len(one.credentials), 'credential')}) approved on {iso(one.approved_at)}"
        blocks.append(Line(f"{text} until {iso(one.expires_at)}", Tone.GOOD, indent=2))
        blocks.append(Line(f"approved with the {one.approver.said}", indent=4))
        blocks.append(Line(f"planned with the {one.planner.said}", indent=4))
    if text := not_known(checked):
        blocks.append(Line(text, indent=2))
    return blocks


def _decided(checked: Checked) -> list[Block]:
    """Return each decision of a person, and whose key signed it."""
    blocks: list[Block] = []
    for one in checked.decided:
        about = f" {one.identifier}" if one.identifier else ""
        blocks.append(Line(f"decided by {one.by} on {one.made_at}: {one.act}{about}", indent=2))
        after = ", for the abort of a plan" if one.signature and one.signature.abort else ""
        signed = f"signed with the {one.signed_by}{after}" if one.signature else f"signed by: {one.signed_by}"
        blocks.append(Line(signed, Tone.PLAIN if one.signature else Tone.BAD, indent=4))
    return blocks


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
