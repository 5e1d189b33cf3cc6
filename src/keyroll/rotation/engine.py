"""Runs an approved plan: it commits the intent, makes the effect, observes the result and commits the outcome.

One rotator works on each credential. After a kill, the next run takes the position from the ledger and goes on. The
step table (:mod:`keyroll.rotation.steps`) and the fold over the records (:mod:`keyroll.rotation.position`) alone decide
the next step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from keyroll.clock import Clock, WaitingClock
from keyroll.errors import KeyrollError, LeaseLost, NotApproved
from keyroll.model.rotation import Decision, Result, Standing, Step, StepRecord, Wish
from keyroll.rotation import delivering, looking, making, returning
from keyroll.rotation.decisions import why_paused
from keyroll.rotation.plan import Observed
from keyroll.rotation.position import SETTLES, Position, aborted, can_abort, fold, resumed
from keyroll.rotation.steps import Restart
from keyroll.rotation.tools import Did, Tools
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.ledger.rotations import Rotations

#: The wait after a request with an unknown result, before a step that a late request must not follow.
LATE = timedelta(seconds=30)
#: The wait after a failure before the next attempt.
AFTER_FAILURE = timedelta(seconds=2)
_STEPS: Mapping[Step, Callable[[Tools], Did]] = {
    Step.SEAL: making.seal,
    Step.VERIFY: looking.verify,
    Step.PUBLISH: delivering.publish,
    Step.GATE: looking.gate,
    Step.DISABLE: making.disable,
    Step.END_SESSIONS: making.end_sessions,
    Step.OBSERVE: looking.observe,
    Step.DELETE: making.delete,
    Step.RECONCILE: making.reconcile,
    Step.PROVE: looking.prove,
    Step.DESTROY: making.destroy,
    Step.RESCUE: making.rescue,
    Step.DISCARD: making.discard,
    Step.RESTORE: returning.restore,
    Step.RETURN: returning.returned,
}


@dataclass(frozen=True, slots=True)
class Stand:
    """The result of a run for one credential: its position, the last message, and the time to go on.

    ``blocked`` names what only a person's sign-off lets pass.
    """

    identifier: str
    position: Position
    said: str = ""
    due_at: datetime | None = None
    blocked: tuple[str, ...] = ()


@dataclass(slots=True)
class Rotation:
    """One credential of an approved plan, under the lease of this process.

    ``tools`` makes the tools from the current records. ``late`` is how long a lost request may still arrive.
    ``pending`` is the open intent of a step that this process began and that has not ended. ``last``: this process does
    not visit the credential again.
    """

    rows: Rotations
    tools: Callable[[tuple[StepRecord, ...]], Tools]
    records: tuple[StepRecord, ...]
    fence: int
    clock: Clock
    decisions: Callable[[], tuple[Decision, ...]]
    fault: FaultHook = no_fault
    late: timedelta = LATE
    said: str = ""
    due_at: datetime | None = None
    pending: StepRecord | None = None
    last: bool = False

    def run(self, *, wait: bool) -> Stand:
        """Go on until nothing more can be done now, or with ``wait`` until the end.

        Raises NotApproved, LeaseLost, Busy.
        """
        known = self.tools(self.records).known
        order, identifier = known.item.steps, known.item.identifier
        if not self.records:
            self._same_world()
        while True:
            at = fold(order, self.records)
            decision = self._decision(at)
            if decision is Wish.PAUSE:
                return Stand(identifier, at, why_paused(self.decisions()))
            if decision is None and at.standing in (Standing.DONE, Standing.ABORTED, Standing.ORPHANED):
                return Stand(identifier, at, self.said, None)
            did = self._step(at, decision)
            if did.result is Result.DONE:
                continue
            due = did.due_at or self.clock.now() + AFTER_FAILURE * 4 ** fold(order, self.records).failures
            self.said, self.due_at = did.said, due
            if did.result is Result.BAD:
                continue
            at = fold(order, self.records)
            if at.standing is Standing.ORPHANED or not (wait and isinstance(self.clock, WaitingClock)):
                due_at = None if at.standing is Standing.ORPHANED else due
                return Stand(identifier, at, did.said, due_at, did.blocked)
            self.tools(self.records).check()
            self.clock.wait_until(due)

    def _same_world(self) -> None:
        """Check that nobody changed the credential since the plan was made, and check the administrator's account."""
        tools = self.tools(self.records)
        item = tools.known.item
        through_itself(tools)
        listed = tools.listed()
        if listed is None:
            raise NotApproved(f"{item.identifier}: its generations could not be read", hint="check the administrator")
        now = tuple(sorted((Observed.of(one) for one in listed), key=lambda one: one.id))
        if now != tuple(sorted(item.world, key=lambda one: one.id)):
            raise NotApproved(
                f"{item.identifier}: its generations differ from those of the plan: somebody changed it",
                hint="make a new plan: keyroll rotate plan",
            )

    def _decision(self, at: Position) -> Wish | None:
        """Return a person's decision that has not been carried out yet."""
        known = self.tools(self.records).known
        latest: Wish | None = None
        for decision in self.decisions():
            if decision.identifier in ("", known.item.identifier) and decision.wish is not Wish.SIGN_OFF:
                latest = decision.wish
        done = {wish for record in self.records for wish in (Wish.ABORT, Wish.RESUME) if wish in record.facts}
        if latest is Wish.ABORT:
            return Wish.ABORT if Wish.ABORT not in done and can_abort(known.item.steps, at) else None
        if latest is Wish.RESUME and at.standing is Standing.ORPHANED and self._resumes() > self._resumed():
            return Wish.RESUME
        return latest if latest is Wish.PAUSE else None

    def _resumes(self) -> int:
        return sum(1 for one in self.decisions() if one.wish is Wish.RESUME)

    def _resumed(self) -> int:
        return sum(1 for record in self.records if Wish.RESUME in record.facts)

    def _step(self, at: Position, decision: Wish | None) -> Did:
        """Do the due step between its two commits."""
        tools = self.tools(self.records)
        order, facts = tools.known.item.steps, {}
        if decision is not None:
            facts[str(decision)] = "yes"
            at = aborted(order, at) if decision is Wish.ABORT else resumed(at)
        restarted = at.open and self.pending is None
        pending = self.pending or self._left_open(tools, at)
        if pending is None or decision is not None:
            pending = self._intend(tools, at.step, facts)
        after = fold(order, self.records)
        self.fault(f"{at.step}: intended")
        did = self._do(tools, after, restarted=restarted or self.pending is not None)
        self.fault(f"{at.step}: done")
        answered = self.last and order.row(after.step).writes and not by_a_person(tools, after.step)
        if did.result is Result.WAITING and not did.facts and not answered:
            # The intent stays open: the step is repeated, and the ledger does not grow while nothing happens. Another
            # process would assume that the request of an open intent had no reply. This process received the reply.
            self.pending = pending
            return did
        self.pending = None
        self._finish(pending, did)
        self.fault(f"{at.step}: finished")
        return did

    def _left_open(self, tools: Tools, at: Position) -> StepRecord | None:
        """Return the open intent of an earlier process whose step sent nothing.

        Reusing it keeps each run from adding an intent.

        A step that writes gets another intent. Two intents in a row record that the request may have been sent twice.
        """
        last = self.records[-1] if self.records else None
        goes_on = at.open and last is not None and last.result is None and last.step is at.step
        writes = tools.known.item.steps.row(at.step).writes and not by_a_person(tools, at.step)
        return last if goes_on and not writes else None

    def _intend(self, tools: Tools, step: Step, facts: Mapping[str, str]) -> StepRecord:
        item = tools.known.item
        named = {"old": item.old.id} if step is not Step.CREATE else {"mark": tools.mark}
        record = StepRecord(
            tools.known.plan,
            item.identifier,
            len(self.records) + 1,
            step,
            self.fence,
            self.clock.now(),
            {**named, **facts},
        )
        tools.check()
        self.fault(f"{step}: before")
        self.rows.intend(record)
        self.records = (*self.records, record)
        return record

    def _do(self, tools: Tools, at: Position, *, restarted: bool) -> Did:
        try:
            if at.step in SETTLES and at.doubtful and (settled := self._settles()):
                return Did(Result.WAITING, "a request whose reply was lost may still arrive", due_at=settled)
            tools.check()
            if at.step is Step.CREATE:
                # If the new value replaces the old value, an interrupted request made the only value. It is not
                # deleted.
                look_up = tools.known.item.steps.row(at.step).restart is Restart.LOOK_UP
                again = restarted or sum(record.step is Step.CREATE for record in self.records) > 1
                if tools.known.item.steps.breaks:
                    looking.see_old(tools)
                return making.create(tools, restarted=again and look_up)
            return _STEPS[at.step](tools)
        except LeaseLost:
            raise
        except (KeyrollError, OSError) as error:
            # A system error may quote an address, never a value; its kind is enough.
            return Did(Result.FAILED, str(error) if isinstance(error, KeyrollError) else type(error).__name__)

    def _settles(self) -> datetime | None:
        """Return the time until which a late request may arrive, or None once that time is over."""
        writes = [record for record in self.records if record.step not in SETTLES]
        over = writes[-1].at + self.late if writes else self.clock.now()
        return over if over > self.clock.now() else None

    def _finish(self, pending: StepRecord, did: Did) -> None:
        ended = replace(
            pending,
            result=did.result,
            said=did.said,
            ended_at=self.clock.now(),
            facts={**pending.facts, **did.facts},
        )
        self.rows.finish(ended, did.facts)
        self.records = (*self.records[:-1], ended)


def by_a_person(tools: Tools, step: Step) -> bool:
    """Return whether a person does a step, so that keyroll sends nothing."""
    rotator = tools.rotator
    acts: Mapping[Step, object] = {
        Step.CREATE: rotator.create,
        Step.DISABLE: rotator.disable,
        Step.DELETE: rotator.delete,
        Step.RESCUE: rotator.enable,
    }
    return step in acts and acts[step] is None


def through_itself(tools: Tools) -> None:
    """Check that the administrator is a different account than the changed one. Raises NotApproved."""
    item = tools.known.item
    if tools.rotator.unlisted_because and tools.rotator.create is None:
        return  # no administrator acts
    answer = tools.rotator.administrator(tools.plane, tools.admin())
    if not answer.identity:
        raise NotApproved(
            f"{item.identifier}: the administrator {item.admin.who} does not sign in ({answer.outcome})",
            hint="check the reference in the directions",
        )
    if answer.identity in {item.account, item.old.who, *(one.who for one in item.world)}:
        raise NotApproved(
            f"{item.identifier}: a credential is not changed through itself", hint="name another administrator"
        )
