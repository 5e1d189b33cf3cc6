"""Runs the credentials of an approved plan, several at once, each under its own lease."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from keyroll.clock import Clock, WaitingClock, iso
from keyroll.errors import Busy, EvidenceRefused, KeyrollError, NotApproved
from keyroll.model.probe import Attempt, ProbeTarget
from keyroll.model.rotation import Decision, Standing, Step, StepRecord, Wish
from keyroll.providers import catalogue
from keyroll.rotation import trying
from keyroll.rotation.decisions import PlanDecisions
from keyroll.rotation.decisions import read as read_decisions
from keyroll.rotation.engine import LATE, Rotation, Stand
from keyroll.rotation.known import Known
from keyroll.rotation.plan import PlanItem, plan_of
from keyroll.rotation.planning import probe_for, rotator_of
from keyroll.rotation.position import Position, can_abort, fold, start
from keyroll.rotation.schedule import permitted
from keyroll.rotation.sealing import Vault
from keyroll.rotation.steady import Steady, steady
from keyroll.rotation.tools import NoLog, Tools, Turns, UseLog
from keyroll.rotation.visiting import visited
from keyroll.rotation.windows import Calendar
from keyroll.secret import Secret
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.ledger.journal import Journal
from keyroll.store.ledger.lease import Lease, hold
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptPlan, Rotations

#: Seconds of a lease on one credential; longer than any request.
LEASE = 60.0
#: The wait before a busy credential is visited again.
BUSY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs a plan: it holds the ledger, the vault, and the logs of each credential."""

    ledger: Ledger
    clock: Clock
    install_key: Secret
    vault: Vault
    incident: str
    holder: str
    log: Callable[[PlanItem, Callable[[], tuple[Attempt, ...]]], UseLog] = lambda _item, _attempts: NoLog()
    fault: FaultHook = no_fault
    late: timedelta = LATE
    turns: Turns = field(default_factory=Turns)
    #: The times at which a credential may be begun; None: any time. A credential that was begun goes on.
    when: Calendar | None = None
    #: Told where each credential stands after each visit.
    told: Callable[[Stand], None] = lambda _stand: None

    def run(self, plan: KeptPlan, *, wait: bool) -> list[Stand]:
        """Run a plan until nothing more can be done now, or with ``wait`` until the end.

        Raises NotApproved for a plan that is not approved. A credential whose rotation fails does not stop the others.
        """
        rows = Rotations(self.ledger)
        known = plan_of(plan)
        decided = PlanDecisions(rows, plan.id)
        begun = rows.steps(plan.id)
        held = self._approved(plan, rows)
        if held and not begun:
            raise held
        items = [item for item in known.items if held is None or item.identifier in begun]
        clock = self.clock if wait and isinstance(self.clock, WaitingClock) else None
        left = _LeftOpen(set(begun), decided, comes_back=clock is not None)

        def visit(item: PlanItem) -> Stand:
            stand = self._in_time(plan, item, left)
            self.told(stand)
            return stand

        return visited(items, visit, clock)

    def _in_time(self, plan: KeptPlan, item: PlanItem, left: "_LeftOpen") -> Stand:
        """Visit a credential. Begin it only in a change window."""
        if item.identifier not in left.begun:
            now = self.clock.now()
            if self.when is not None and not self.when.is_open(now):
                opens, at = self.when.opens_at(now), self._position(plan, item)
                if opens is None:
                    return Stand(item.identifier, at, "no change window opens within a year")
                left.held.add(item.identifier)
                return Stand(item.identifier, at, f"no change begins before {iso(opens)}", opens)
            # The approval may have expired while the credential was held back.
            if item.identifier in left.held and (refused := self._approved(plan, Rotations(self.ledger))):
                return Stand(item.identifier, self._position(plan, item), str(refused))
            left.begun.add(item.identifier)
        return self._one(plan, item, left)

    def _approved(self, plan: KeptPlan, rows: Rotations) -> NotApproved | None:
        """Return why nothing new may begin. A credential that was begun goes on after its approval has expired."""
        try:
            permitted(plan, rows, self.clock.now())
        except NotApproved as refused:
            return refused
        return None

    def _one(self, plan: KeptPlan, item: PlanItem, left: "_LeftOpen") -> Stand:
        name, shared = f"rotate:{item.identifier}", self.ledger.shared
        writing = shared.writing if shared else None
        try:
            with hold(self.ledger.engine, name, holder=self.holder, seconds=LEASE, writing=writing) as lease:
                rotation = self._rotation(plan, item, lease, left.decided)
                rotation.pending, rotation.last = left.intent(item, rotation.records), not left.comes_back
                stand = rotation.run(wait=False)
                left.open[item.identifier] = rotation.pending
                behind = rotation.clock.behind if isinstance(rotation.clock, Steady) else timedelta()
                return replace(stand, due_at=stand.due_at - behind) if stand.due_at else stand
        except Busy as busy:
            # Another rotator holds it, or many write at once: it is visited again.
            return Stand(item.identifier, self._position(plan, item), str(busy), self.clock.now() + BUSY)
        except EvidenceRefused:
            raise
        except KeyrollError as error:
            return Stand(
                item.identifier, self._position(plan, item), f"{error}; {error.hint}" if error.hint else str(error)
            )

    def _position(self, plan: KeptPlan, item: PlanItem) -> Position:
        return fold(item.steps, Rotations(self.ledger).steps(plan.id, item.identifier).get(item.identifier, ()))

    def _rotation(self, plan: KeptPlan, item: PlanItem, lease: Lease, decided: PlanDecisions) -> Rotation:
        ledger = self.ledger.under(lease)
        rows, journal = Rotations(ledger), Journal(ledger, self.incident, item.identifier)
        rotator, probe = rotator_of(item.provider, item.kind, item.way), probe_for(item.provider, item.kind)
        deliveries = catalogue.deliveries()
        records = rows.steps(plan.id, item.identifier).get(item.identifier, ())
        clock = steady(self.clock, records, journal.attempts(self.incident, item.identifier))
        log = self.log(item, lambda: journal.attempts(self.incident, item.identifier))

        def decisions() -> tuple[Decision, ...]:
            return decided.about(item.identifier)

        def note_target(target: ProbeTarget) -> None:
            ledger.put_target(target)

        def tools(records: tuple[StepRecord, ...]) -> Tools:
            known = Known(plan.id, item, records)
            return Tools(
                known, rotator, probe, deliveries, self.vault, clock, self.install_key, journal, self.incident,
                socket.gethostname(), lease.check, note_target, log, self.turns,
                lambda: _signed_off(decisions(), item, clock.now()), trying.generations,
            )  # fmt: skip

        return Rotation(rows, tools, records, lease.fence, clock, decisions, self.fault, self.late)


@dataclass(slots=True)
class _LeftOpen:
    """The state of one run between two visits of its credentials.

    ``begun``: nothing holds them back any more. ``held``: a change window held them back. ``open``: intents of steps
    that wait. ``decided``: decisions that people make meanwhile. ``comes_back``: a credential that waits is visited
    again.
    """

    begun: set[str]
    decided: PlanDecisions
    comes_back: bool = False
    held: set[str] = field(default_factory=set)
    open: dict[str, StepRecord | None] = field(default_factory=dict)

    def intent(self, item: PlanItem, records: tuple[StepRecord, ...]) -> StepRecord | None:
        """Return the open intent of a step that this run waits for, or None if another process went on since."""
        mine = self.open.get(item.identifier)
        last = records[-1] if records else None
        return last if mine and last and last.number == mine.number and last.result is None else None


def _signed_off(decisions: tuple[Decision, ...], item: PlanItem, now: datetime) -> frozenset[str]:
    about = (one for one in decisions if one.wish is Wish.SIGN_OFF and one.identifier in ("", item.identifier))
    return frozenset(one.copy for one in about if now < one.until)


def stands(plan: KeptPlan, rows: Rotations, now: datetime | None = None) -> Mapping[str, Stand]:
    """Return the position of each credential of a plan, by the ledger; with ``now`` also what blocks its gate."""
    steps, found = rows.steps(plan.id), {}
    decided = read_decisions(rows, plan.id) if now else ()
    for item in plan_of(plan).items:
        records = steps.get(item.identifier, ())
        at = fold(item.steps, records) if records else start(item.steps)
        said = next((record.said for record in reversed(records) if record.said), "")
        blocked = set[str]()
        if now and records and at.step is Step.GATE and at.standing is Standing.RUNNING:
            known = Known(plan.id, item, tuple(records))
            blocked = {*item.copies, *known.found_copies} - known.moved.keys() - _signed_off(decided, item, now)
        found[item.identifier] = Stand(item.identifier, at, said, blocked=tuple(sorted(blocked)))
    return found


def must_end_first(rows: Rotations) -> dict[str, str]:
    """Return why the earlier plan of a credential must end first, by identifier."""
    return {
        stand.identifier: f"plan {kept.name} has begun to change it and is at {stand.position.step}"
        f"{f' ({stand.said})' if stand.said else ''}; finish it: keyroll rotate resume {kept.name}, then "
        f"keyroll rotate run {kept.name}; or take it back: keyroll rotate abort {kept.name}, then "
        f"keyroll rotate run {kept.name}"
        for kept in rows.plans()
        for stand in stands(kept, rows).values()
        if stand.position.standing in (Standing.RUNNING, Standing.ORPHANED)
    }


def abortable(kept: KeptPlan, rows: Rotations, identifier: str) -> bool | None:
    """Return whether an abort restores a credential of a plan, or None if all of them have ended."""
    about = [one for one in stands(kept, rows).values() if identifier in ("", one.identifier)]
    left = [one for one in about if one.position.standing not in (Standing.DONE, Standing.ABORTED)]
    if not left:
        return None
    steps = {item.identifier: item.steps for item in plan_of(kept).items}
    return any(can_abort(steps[one.identifier], one.position) for one in left)
