"""Searches every state that a step table can lead to: two consumers, an undeclared one, a forgotten copy, crashes.

The undeclared consumer is visible: sessions or a log show its uses of the old value. The copy is not.

The table and the fold over its records are those of the engine; only the outside world is a model here.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from keyroll.model.rotation import Result, Standing, Step
from keyroll.rotation import position as positions
from keyroll.rotation.position import MOST_FAILURES, SETTLES, Position, aborted, finished, intended, resumed, start
from keyroll.rotation.steps import GateEvidence, Invariant, Order, Restart

CRASHES = 2
CONSUMERS = 2
#: The value that a step writes to every place.
WRITES = {Step.PUBLISH: "new", Step.RESTORE: "old"}


@dataclass(frozen=True)
class State:
    """The outside world, the ledger's position, and the memory of the one process that runs."""

    at: Position
    phase: str = "ready"  # ready, intended, did, kept
    crashes: int = 0
    old: str = "active"  # active, disabled, deleted
    new: str = "none"  # none, broken, works, deleted
    sealed: bool = False  # the new value
    memory: bool = False  # the new value, which nobody sealed yet
    places: tuple[str, ...] = ("old",) * CONSUMERS
    holds: tuple[str, ...] = ("old",) * CONSUMERS
    copy: str = "unknown"  # unknown, found, updated
    #: What the undeclared consumer uses; gone: it was signed off. Signed off in an abort, it has the old value.
    visible: str = "old"
    sessions: bool = True
    stray: bool = False  # a value that is alive at the provider and in no record
    proved: bool = False
    broken: int = 0
    result: Result | None = None
    late: Step | None = None  # a request of a process that is gone, on its way
    aborts: int = 0
    refused: int = 0  # publications that failed at a consumer


@dataclass(frozen=True)
class Violation:
    invariant: Invariant
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.invariant}: " + " > ".join(self.path)


@dataclass(frozen=True)
class Searched:
    states: int
    violations: dict[Invariant, Violation]
    stuck: tuple[str, ...] | None


def search(
    order: Order, *, provider_made: bool = False, overwrites: bool = False, refusals: int = MOST_FAILURES
) -> Searched:
    """Search breadth first, so that the first violation of each invariant has the shortest way.

    ``refusals`` is how often a consumer cannot reload after a publication; by default as often as orphans a rotation.
    """
    first = State(start(order))
    seen: dict[State, tuple[State | None, str]] = {first: (None, "")}
    found: dict[Invariant, Violation] = {}
    follows: dict[State, list[State]] = {}
    queue, ends = deque([first]), set()
    model = Model(order, provider_made, overwrites, refusals)
    while queue:
        state = queue.popleft()
        for broken in model.violated(state):
            found.setdefault(broken, Violation(broken, _path(seen, state)))
        if state.at.standing in (Standing.DONE, Standing.ABORTED):
            ends.add(state)
        follows[state] = []
        for words, following in model.moves(state):
            follows[state].append(following)
            if following not in seen:
                seen[following] = (state, words)
                queue.append(following)
    return Searched(len(seen), found, _stuck(seen, follows, ends))


def _path(seen: dict[State, tuple[State | None, str]], state: State | None) -> tuple[str, ...]:
    path: list[str] = []
    while state is not None:
        state, words = seen[state]
        path.append(words)
    return tuple(reversed(path[:-1]))


def _stuck(seen, follows, ends) -> tuple[str, ...] | None:
    """Return the way to a state from which no end can be reached."""
    before: dict[State, list[State]] = {}
    for state, following in follows.items():
        for one in following:
            before.setdefault(one, []).append(state)
    good, queue = set(ends), deque(ends)
    while queue:
        for state in before.get(queue.popleft(), ()):
            if state not in good:
                good.add(state)
                queue.append(state)
    return next((_path(seen, state) for state in seen if state not in good), None)


@dataclass(frozen=True)
class Model:
    order: Order
    provider_made: bool
    overwrites: bool
    refusals: int

    def moves(self, state: State) -> Iterator[tuple[str, State]]:
        yield from self._world(state)
        if state.at.standing in (Standing.DONE, Standing.ABORTED):
            return
        if state.phase == "ready" and state.aborts == 0 and positions.can_abort(self.order, state.at):
            yield "a person aborts", replace(state, at=aborted(self.order, state.at), aborts=1)
        if state.at.standing is Standing.ORPHANED:
            yield "a person resumes", replace(state, at=resumed(state.at))
            return
        if state.phase != "ready" and state.crashes < CRASHES:
            gone = replace(state, phase="ready", crashes=state.crashes + 1, memory=False, result=None)
            yield f"killed after {state.phase} of {state.at.step}", gone
            if state.phase == "intended" and state.late is None:
                yield f"another rotator takes over before {state.at.step}", replace(gone, late=state.at.step)
        if state.phase == "ready":
            yield from self._begin(state)
        elif state.phase == "intended":
            yield from self._effect(state)
        elif state.phase == "did":
            # What the provider made is sealed between effect and outcome.
            keep = state.at.step is Step.CREATE and self.provider_made and state.memory
            yield (
                f"seal what {state.at.step} made" if keep else f"observe {state.at.step}",
                replace(state, phase="kept", sealed=state.sealed or keep, memory=False if keep else state.memory),
            )
        elif state.result is not None:
            at = finished(self.order, state.at, state.result)
            yield f"{state.at.step}: {state.result}", replace(state, at=at, phase="ready", result=None)

    def _world(self, state: State) -> Iterator[tuple[str, State]]:
        for number, value in enumerate(state.holds):
            if value != (there := state.places[number]):
                holds = tuple(there if n == number else v for n, v in enumerate(state.holds))
                yield f"consumer {number + 1} reads the {there} value", replace(state, holds=holds)
        # Before the gate it would change nothing but the number of states.
        if state.visible == "old" and state.at.step is Step.GATE and state.phase == "ready":
            yield "the undeclared consumer is signed off", replace(state, visible="gone")
            yield "the undeclared consumer takes the new value", replace(state, visible="new")
        if state.visible == "new" and state.at.step is Step.RETURN and state.phase == "ready":
            yield "the undeclared consumer takes the old value again, or is signed off", replace(state, visible="old")
        if state.copy == "found":
            yield "a person updates the copy", replace(state, copy="updated")
        if state.late is not None:
            yield f"a late {state.late} arrives", replace(self._act(state, state.late, late=True), late=None)

    def _begin(self, state: State) -> Iterator[tuple[str, State]]:
        step = state.at.step
        restarted = state.at.open
        begun = replace(state, at=intended(self.order, state.at, step), phase="intended")
        if restarted and self.order.row(step).restart is Restart.LOOK_UP and not state.sealed:
            new = "none" if state.new in ("works", "broken") else state.new
            begun = replace(begun, new=new, stray=False)
        elif restarted and self.order.row(step).restart is Restart.LOOK_UP:
            yield f"look up what {step} made", replace(begun, phase="kept", result=Result.DONE, stray=False)
            return
        yield f"intend {step}", begun

    def _effect(self, state: State) -> Iterator[tuple[str, State]]:
        step = state.at.step
        if step in SETTLES and not state.at.doubtful:
            yield f"do {step}", self._done(self._act(state, step), Result.DONE)
        elif step in SETTLES:
            if state.late is None:
                yield f"wait, then do {step}", self._done(self._act(state, step), Result.DONE)
        elif step is Step.CREATE:
            yield "create a value that works", self._done(self._act(state, step), Result.DONE)
            if state.broken == 0:
                made = replace(self._act(state, step), broken=1)
                yield (
                    "create a broken value",
                    self._done(replace(made, new="broken" if made.new == "works" else made.new), Result.DONE),
                )
        else:
            yield f"do {step}", self._done(self._act(state, step), self._result(state, step))
            if step is Step.PUBLISH and state.refused < self.refusals:
                partly = replace(state, places=("new", *state.places[1:]), refused=state.refused + 1)
                yield f"{step} at the first place, whose consumer cannot reload", self._done(partly, Result.FAILED)

    def _done(self, state: State, result: Result) -> State:
        return replace(state, phase="did", result=result)

    def _act(self, state: State, step: Step, *, late: bool = False) -> State:
        """Return the world after an effect."""
        if step is Step.SEAL:
            # A slot is sealed once: whoever comes second finds the first one's value.
            return state if self.provider_made or (late and state.new == "none") else replace(state, sealed=True)
        if step is Step.CREATE:
            return self._create(state, late=late)
        if step in WRITES:
            return replace(state, places=(WRITES[step],) * CONSUMERS)
        if step is Step.DISABLE:
            return replace(state, old="disabled" if state.old == "active" else state.old)
        if step is Step.RESCUE:
            return replace(state, old="active" if state.old == "disabled" else state.old)
        if step is Step.END_SESSIONS:
            return replace(state, sessions=False if state.old != "active" else state.sessions)
        if step is Step.OBSERVE:
            return replace(state, copy="found" if state.copy == "unknown" else state.copy)
        if step is Step.DELETE:
            return replace(state, old="deleted")
        if step is Step.RECONCILE:
            return replace(state, stray=False)
        if step is Step.DISCARD:
            return replace(state, new="none", stray=False, sealed=False)
        if step is Step.PROVE:
            return replace(state, proved=state.old != "active" and not state.sessions)
        return state

    def _create(self, state: State, *, late: bool) -> State:
        old = "deleted" if self.overwrites else state.old
        if self.provider_made:
            if late:
                return replace(state, stray=True)
            # A value that nobody holds is left behind, unless the new one takes its place.
            lost = state.new in ("works", "broken") and not self.overwrites
            return replace(state, new="works", old=old, memory=True, sealed=False, stray=state.stray or lost)
        if late and state.new == "none" and not state.sealed:
            return replace(state, stray=True)
        # The only value is set again.
        there = ("works",) if self.overwrites else ("works", "broken")
        new = state.new if state.new in there and state.sealed else "works"
        return replace(state, new=new, old=old, memory=state.memory or not state.sealed)

    def _result(self, state: State, step: Step) -> Result:
        if step is Step.VERIFY:
            return Result.DONE if state.new == "works" else Result.BAD
        if step is Step.GATE and self.order.row(step).evidence is GateEvidence.USE:
            updated = all(value == "new" for value in state.holds) and state.copy != "found"
            return Result.DONE if updated and state.visible != "old" else Result.WAITING
        if step is Step.GATE and self.order.row(step).evidence is GateEvidence.DECLARED:
            updated = all(value == "new" for value in state.holds) and state.copy != "found"
            return Result.DONE if updated else Result.WAITING
        if step is Step.RETURN:
            asked = {state.visible} if self.order.row(step).evidence is GateEvidence.USE else set()
            return Result.DONE if {*state.holds, *asked} <= {"old", "gone"} else Result.WAITING
        if step is Step.OBSERVE:
            return Result.BAD if state.copy != "updated" else Result.DONE
        if step is Step.PROVE:
            return Result.DONE if state.old != "active" and not state.sessions else Result.FAILED
        return Result.DONE

    def violated(self, state: State) -> Iterator[Invariant]:
        usable = {"old": state.old == "active", "new": state.new == "works"}
        if not all(usable[value] for value in state.places):
            yield Invariant.I1
        if not all(usable[value] for value in state.holds):
            yield Invariant.I2
        if not usable.get(state.visible, True):
            yield Invariant.I11
        if state.old == "deleted" and state.copy != "updated":
            yield Invariant.I3
        if self._unsealed(state):
            yield Invariant.I6
        if state.at.standing is Standing.DONE:
            if usable["old"] or state.sessions:
                yield Invariant.I4
            if state.stray or state.new == "broken":
                yield Invariant.I5
            if (state.new, set(state.places)) != ("works", {"new"}):
                yield Invariant.I7
            if not state.proved:
                yield Invariant.I8
        if state.at.standing is Standing.ABORTED:
            yield from self._aborted(state)

    def _aborted(self, state: State) -> Iterator[Invariant]:
        if state.stray:
            yield Invariant.I5
        everywhere = set(state.places) | set(state.holds) == {"old"}
        if state.old != "active" or state.new in ("works", "broken") or not everywhere:
            yield Invariant.I10

    def _unsealed(self, state: State) -> bool:
        alive = state.new in ("works", "broken")
        if not self.provider_made:
            return alive and not state.sealed
        creating = state.at.step in (Step.CREATE, Step.DISCARD) or state.at.standing is Standing.ORPHANED
        return alive and not state.sealed and not creating
