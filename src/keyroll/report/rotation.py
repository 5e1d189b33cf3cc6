"""A rotation as a document: the steps of a plan, and the state of each credential in it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from keyroll.clock import iso
from keyroll.model.rotation import Standing
from keyroll.proof.evidence.persons import KeyOrigin
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.gate import gate_blocks
from keyroll.report.words import called, count, length, shortest
from keyroll.rotation.directions import Consumer
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import Plan, PlanItem
from keyroll.rotation.steps import REVOKE_FIRST, SINGLE


def plan_document(plan: Plan, approved_by: str, because: str, keys: Sequence[KeyOrigin] = ()) -> Document:
    """Return the steps of a plan, credential by credential."""
    number = len(plan.gate.entries) if plan.gate else len(plan.items)
    blocks: list[Block] = [
        Line(f"Plan {plan.name}: {count(number, 'credential')}, by {plan.planner}", Tone.TITLE),
        Line(f"made {iso(plan.made_at)}; id {plan.id[:16]}"),
        Line(f"approved by {approved_by}" if approved_by else f"not approved: {because.partition(': ')[2]}"),
        *_keys(keys),
    ]
    if plan.gate:
        return Document([*blocks, *gate_blocks(plan)])
    blocks.append(Line(f"predicted duration: {_span(plan.seconds)}; deadline met: {plan.holds}"))
    blocks += [Line(one) for one in _terms(plan)]
    for one in plan.makes:
        verb = "uses what is there" if one.there else "makes"
        blocks.append(Line(f"{verb} at {one.system}, {one.address}: {one.path}", indent=1))
        blocks += [] if one.there else [Line(one.body, indent=2)]
    for item in plan.items:
        blocks += [Gap(), *_item(item)]
    if plan.refused:
        blocks += [Gap(), Line(f"Not planned: {count(len(plan.refused), 'credential')}", Tone.BAD)]
        blocks += [Line(f"{called(one.name, one.identifier)}: {one.because}", indent=1) for one in plan.refused]
    return Document(blocks)


def _keys(keys: Sequence[KeyOrigin]) -> Iterable[Block]:
    """Yield whose keys signed the plan and its approval, and on whose word they count."""
    return (
        Line(f"{signed} with the {one.said}", indent=1)
        for signed, one in zip(("planned", "approved"), keys, strict=False)
    )


def begun_document(item: PlanItem, text: str, *, added: bool = False) -> Document:
    """Return directions as they were written, or what was added to them, and what was checked."""
    name = called(item.name, item.identifier)
    title = f"Directions for {name}, in rotation.toml" + ("; these lines were added" if added else "")
    blocks: list[Block] = [Line(title, Tone.TITLE)]
    blocks += [Line(f"+ {line}" if added else line, indent=1) for line in text.splitlines() if line]
    blocks += [Line(f"checked: {one}", indent=1) for one in item.checks]
    return Document(blocks)


def _terms(plan: Plan) -> Iterable[str]:
    """Yield the terms of a schedule."""
    if terms := plan.terms:
        when = f"in {', '.join(terms.windows)}" if terms.windows else "in the windows of rotation.toml"
        yield f"schedule: each credential every {length(terms.every)} until {iso(terms.until)}, {when}"
        signs = {"incident": "an open incident has it", "story": "a story of the hunt at high has it"}
        stops = ["an earlier change has not ended", "a fact below differs", *(signs[one] for one in terms.stop_on)]
        yield f"a credential is not changed while {', or '.join(stops)}"


def _item(item: PlanItem) -> Iterable[Block]:
    yield Line(called(item.name, item.identifier), Tone.TITLE)
    yield Line(f"order {item.order}: {item.steps.title}", indent=1)
    expects = item.expects or ("unknown: the version that made this plan did not say",) * len(item.steps.rows)
    for number, (row, expected) in enumerate(zip(item.steps.steps(), expects, strict=False), 1):
        yield Line(f"{number}. {row.title}{' (writes)' if row.writes else ''}", indent=2)
        yield Line(expected, Tone.QUIET, indent=5)
    yield Line(f"administrator {item.admin.who} at {', '.join(item.at)}", indent=1)
    yield Line(f"ends {item.old.id} ({item.old.state})", indent=1)
    for consumer in item.consumers:
        yield Line(f"consumer {_consumer(consumer)}", indent=1)
    for one in item.checks:
        yield Line(f"checked: {one}", indent=1)
    for copy in item.copies:
        yield Line(f"unclaimed copy, blocks until it is signed off: {copy}", Tone.BAD, indent=1)
    breaks = item.breaks or next(iter(item.looked), "unknown: the version that made this plan did not look")
    known = not item.breaks and breaks.startswith("nothing")
    yield Line(f"breaks: {breaks}", Tone.PLAIN if known else Tone.BAD, indent=1)
    for more in item.looked if item.breaks else item.looked[1:]:
        yield Line(more, indent=2)
    yield Line(f"an abort: {_abort(item)}", indent=1)
    yield Line(f"also ends: {'; '.join(item.ends)}", indent=1)
    yield Line(f"will be proven: {'; '.join(item.proves)}", indent=1)
    for step in item.guided:
        yield Line(f"steps for a person: {step}", indent=1)


def _abort(item: PlanItem) -> str:
    order = item.steps
    if order.name in (SINGLE.name, REVOKE_FIRST.name):
        return "the old value stays in force; refused once the old value was ended"
    if order.finishes:
        return (
            "before the publication the old value stays in force; after it the change is finished, as the plan declares"
        )
    return "the old value is written back to every place, and the new one deleted; refused once the old one is deleted"


def _consumer(consumer: Consumer) -> str:
    polls = (
        f", at the latest after {_span(int(consumer.longest_poll.total_seconds()))}" if consumer.longest_poll else ""
    )
    place = consumer.place.partition("?")[0] or "a person updates it"
    return f"{consumer.name}: {consumer.gets}{polls}; {place}"


def status_document(
    plan: Plan, stands: Sequence[Stand], approved_by: str, because: str, keys: Sequence[KeyOrigin] = ()
) -> Document:
    """Return the state of each credential in a plan."""
    if plan.gate:
        return plan_document(plan, approved_by, because, keys)
    done = sum(1 for stand in stands if stand.position.standing is Standing.DONE)
    if plan.terms:
        state = f"approved by {approved_by}" if approved_by else f"not approved: {because.partition(': ')[2]}"
        head = f"Schedule {plan.name}: {count(len(plan.items), 'credential')}, {state}"
        return Document([Line(head, Tone.TITLE), *_keys(keys), *(Line(one, indent=1) for one in _terms(plan))])
    head = f"Plan {plan.name}: {done} of {len(stands)} proven changed"
    blocks: list[Block] = [Line(head, Tone.GOOD if done == len(stands) else Tone.TITLE)]
    if not approved_by:
        blocks.append(Line(f"not approved: {because.partition(': ')[2]}", Tone.BAD))
    blocks += _keys(keys)
    names = {item.identifier: called(item.name, item.identifier) for item in plan.items}
    short = shortest({item.identifier: item.name for item in plan.items})
    rows = tuple(
        (short[one.identifier], str(one.position.standing), _step(one), iso(one.due_at) if one.due_at else "-")
        for one in stands
    )
    blocks.append(Table(("credential", "state", "step", "next"), rows))
    others = (one for one in stands if one.said and one.position.standing is not Standing.ORPHANED)
    blocks += [Line(f"{names[one.identifier]}: {one.said}", indent=1) for one in others]
    for stand in stands:
        if stand.position.standing is Standing.ORPHANED:
            blocks.append(Line(f"{names[stand.identifier]} needs a person: {stand.said}", Tone.BAD))
            blocks.append(
                Line(f"then: keyroll rotate resume {plan.name}, or keyroll rotate abort {plan.name}", indent=1)
            )
    return Document(blocks)


def _step(stand: Stand) -> str:
    over = stand.position.standing in (Standing.DONE, Standing.ABORTED)
    return "-" if over else str(stand.position.step)


def _span(seconds: int) -> str:
    return str(timedelta(seconds=seconds))
