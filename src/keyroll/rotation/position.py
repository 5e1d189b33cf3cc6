"""The position of the rotation of one credential, as a pure fold over its records. The engine and the search use it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from keyroll.model.rotation import Result, Standing, Step, StepRecord, Wish
from keyroll.rotation.steps import Order

#: The number of failures of a step in a row after which a person decides.
MOST_FAILURES = 3
#: Steps that undo an earlier step, or read for the last time. A late request must not arrive after them.
SETTLES = frozenset({Step.DISCARD, Step.RESCUE, Step.RESTORE, Step.RECONCILE})
#: The number of bad new values after which a person is needed.
MOST_DISCARDS = 3


@dataclass(frozen=True, slots=True)
class Position:
    """The next step, and the facts that decide about an abort.

    ``open``: the intent of this step is committed, its outcome is not. ``failures`` counts failures of this step in a
    row. ``published``: a consumer may hold the new value. ``ended``: the old value may be ended for good. ``doubtful``:
    a request was sent more than once or had no reply, so a late one may still arrive; the steps of ``SETTLES`` wait
    until that is over.
    """

    step: Step
    open: bool = False
    failures: int = 0
    discards: int = 0
    published: bool = False
    ended: bool = False
    doubtful: bool = False
    aborting: bool = False
    standing: Standing = Standing.PLANNED


def start(order: Order) -> Position:
    """Return the position before the first step."""
    return Position(order.rows[0].step)


def intended(order: Order, at: Position, step: Step) -> Position:
    """Return the position after the intent of a step was committed. A second intent in a row is a restart."""
    again = at.open and at.step is step
    overwrites = step is Step.CREATE and not order.has(Step.DISCARD)
    return replace(
        at,
        step=step,
        open=True,
        published=at.published or step is Step.PUBLISH,
        ended=at.ended or step is Step.DELETE or overwrites,
        doubtful=at.doubtful or (again and order.row(step).writes),
        standing=Standing.RUNNING,
    )


def finished(order: Order, at: Position, result: Result) -> Position:
    """Return the position after the outcome of the open step was committed."""
    at = replace(at, open=False)
    if result is Result.WAITING:
        return replace(at, failures=0)
    if result is Result.DONE:
        return _onward(order, at)
    bad = order.row(at.step).bad
    if result is Result.BAD and bad is not None:
        discards = at.discards + (at.step is Step.VERIFY)
        moved = replace(at, step=bad, failures=0, discards=discards)
        return replace(moved, standing=Standing.ORPHANED) if discards >= MOST_DISCARDS else moved
    failures = at.failures + 1
    standing = Standing.ORPHANED if failures >= MOST_FAILURES else at.standing
    doubtful = at.doubtful or order.row(at.step).writes
    return replace(at, failures=failures, standing=standing, doubtful=doubtful)


def _onward(order: Order, at: Position) -> Position:
    at = replace(at, failures=0, doubtful=at.doubtful and at.step not in SETTLES)
    after = order.after(at.step, aborting=at.aborting)
    if after is None:
        return replace(at, standing=Standing.ABORTED if at.aborting else Standing.DONE)
    return replace(at, step=after)


def can_abort(order: Order, at: Position) -> bool:
    """Whether an abort leads to one known, working credential. That ends once the old value may be gone."""
    return at.standing not in (Standing.DONE, Standing.ABORTED) and not at.ended and bool(order.back)


def aborted(order: Order, at: Position) -> Position:
    """Return the position after a person aborted: the steps back to a working credential.

    While nobody has the new value it is deleted. Later the old value is written back to each place first, and the new
    one is deleted once no consumer uses it. A plan that ``finishes`` goes on instead, as after ``resumed``.
    """
    if not can_abort(order, at) or at.aborting:
        return at
    if order.finishes and at.published:
        return resumed(at)
    step = Step.DESTROY if at.standing is Standing.PLANNED else order.way_back(published=at.published)
    doubtful = at.doubtful or (at.open and order.row(at.step).writes)
    return replace(at, step=step, aborting=True, failures=0, open=False, doubtful=doubtful, standing=Standing.RUNNING)


def resumed(at: Position) -> Position:
    """Return the position after a person resumed an orphaned rotation: the same step, with a new count."""
    if at.standing is not Standing.ORPHANED:
        return at
    return replace(at, failures=0, discards=0, standing=Standing.RUNNING)


def fold(order: Order, records: Iterable[StepRecord], at: Position | None = None) -> Position:
    """Return the position after some records, oldest first. A record's facts name a person's decision."""
    at = at or start(order)
    for record in records:
        if Wish.ABORT in record.facts:
            at = aborted(order, at)
        if Wish.RESUME in record.facts:
            at = resumed(at)
        at = intended(order, at, record.step)
        if record.result is not None:
            at = finished(order, at, record.result)
    return at
