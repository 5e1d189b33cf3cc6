"""The orders in which a credential is changed, one declarative table each.

The engine runs these tables, and the tests search all states that the tables can reach (``tests/rotation``). The search
rejects a change here that breaks an invariant, and shows the shortest path to the violation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from keyroll.model.rotation import Step


class Invariant(StrEnum):
    """A condition of every state of a rotation, whatever is interrupted."""

    I1 = "I1 consumers can obtain a working credential"
    I2 = "I2 no known consumer holds a refused credential"
    I3 = "I3 a forgotten copy can be rescued until the old value is deleted"
    I4 = "I4 at the end the old value and its sessions are refused"
    I5 = "I5 at the end the inventory contains every credential that is alive"
    I6 = "I6 no new value is only in memory once it may be in force"
    I7 = "I7 every interrupted run ends like the uninterrupted one"
    I8 = "I8 the proof comes after the last act that ended the old value"
    I9 = "I9 one rotator commits for a credential"
    I10 = "I10 at the end of an abort the old value alone is alive, and every place and consumer has it"
    I11 = "I11 no consumer that a session or a log shows is refused before it is signed off"


class Restart(StrEnum):
    """The action of a restart on an intent whose outcome is unknown.

    ``again``: send the same request once more. ``look up``: list the generations first, and delete each one that no
    record names.
    """

    AGAIN = "again"
    LOOK_UP = "look up"


class GateEvidence(StrEnum):
    """The evidence that lets the gate pass: uses by every consumer that anything shows.

    A timer is not enough, nor is the use by declared consumers only; both exist so that the search can reject them.
    """

    USE = "use"
    DECLARED = "declared"
    TIMER = "timer"


#: The steps of an abort that undo a publication and what came after it.
_AFTER_PUBLICATION = frozenset({Step.RESCUE, Step.RESTORE, Step.RETURN})


@dataclass(frozen=True, slots=True)
class Row:
    """One step of an order.

    ``writes`` is whether it changes anything outside keyroll. ``bad`` is the step after a bad result, ``then`` the step
    after success (None: the next row). ``evidence`` is the evidence that the gate requires.
    """

    step: Step
    title: str
    writes: bool = False
    restart: Restart = Restart.AGAIN
    bad: Step | None = None
    then: Step | None = None
    evidence: GateEvidence = GateEvidence.USE


@dataclass(frozen=True, slots=True)
class Order:
    """An order: its rows, the detours after a bad result, the rows of an abort, and the invariants that it breaks.

    An order that ``breaks`` an invariant is a declared outage: it is planned only if a person accepts the outage.
    ``back`` holds the rows of an abort; an abort before the publication begins at ``discard``. With ``finishes`` the
    plan declares that an abort after the publication finishes the change, because the old value is exposed.
    """

    name: str
    title: str
    rows: tuple[Row, ...]
    detours: tuple[Row, ...] = ()
    breaks: frozenset[Invariant] = frozenset()
    back: tuple[Row, ...] = ()
    finishes: bool = False

    def row(self, step: Step) -> Row:
        """Return the row of a step. Raises KeyError for a step that the order does not have."""
        return next(row for row in self._all if row.step is step)

    def has(self, step: Step) -> bool:
        """Whether the order has a step."""
        return any(row.step is step for row in self._all)

    @property
    def _all(self) -> tuple[Row, ...]:
        return (*self.rows, *self.detours, *self.back)

    def after(self, step: Step, *, aborting: bool = False) -> Step | None:
        """Return the step after a finished step, or None at the end of the order or of the way back."""
        row = self.row(step)
        if row.then is not None and not aborting:
            return row.then
        steps = [one.step for one in (self.back if aborting else self.rows)]
        place = steps.index(step) + 1
        return steps[place] if place < len(steps) else None

    def way_back(self, *, published: bool) -> Step:
        """Return the first step of an abort. Before the publication no place and no consumer has the new value."""
        return next(row.step for row in self.back if published or row.step not in _AFTER_PUBLICATION)

    def steps(self) -> Iterator[Row]:
        """Yield the rows of a run without a failure."""
        yield from self.rows


_SEAL = Row(Step.SEAL, "choose the new value and seal it with the old one")
_CREATE = Row(Step.CREATE, "make the new value valid beside the old one", writes=True)
_VERIFY = Row(
    Step.VERIFY, "sign in with the new value, with the old one, and with a never-issued value", bad=Step.DISCARD
)
_PUBLISH = Row(Step.PUBLISH, "write the new value to each place that consumers read, and read it back", writes=True)
_GATE = Row(Step.GATE, "wait until each consumer is seen with the new value")
_DISABLE = Row(Step.DISABLE, "disable the old value, reversibly", writes=True)
_END = Row(Step.END_SESSIONS, "end sessions and credentials that were opened with the old value", writes=True)
_OBSERVE = Row(Step.OBSERVE, "watch for use of the old value", bad=Step.RESCUE)
_DELETE = Row(Step.DELETE, "delete the old value", writes=True)
_RECONCILE = Row(Step.RECONCILE, "delete every value that keyroll made and nothing uses", writes=True)
_PROVE = Row(Step.PROVE, "prove that the old value is refused everywhere")
_DESTROY = Row(Step.DESTROY, "destroy the sealed values")
_DISCARD = Row(Step.DISCARD, "delete the new value, which nobody uses yet", writes=True, then=Step.SEAL)
_RESCUE = Row(Step.RESCUE, "enable the old value again", writes=True, then=Step.GATE)
_RESTORE = Row(
    Step.RESTORE, "write the old value back to each place that consumers read, and read it back", writes=True
)
_RETURN = Row(Step.RETURN, "wait until no consumer uses the new value")
#: The rows of an abort. Before the publication nobody has the new value: the abort begins at ``discard``.
_UNPUBLISHED = (_DISCARD, _RECONCILE, _DESTROY)
_BACK = (_RESTORE, _RETURN, *_UNPUBLISHED)

_TAIL = (_PUBLISH, _GATE, _DISABLE, _END, _OBSERVE, _DELETE, _RECONCILE, _PROVE, _DESTROY)

R1 = Order(
    "R1",
    "keyroll chooses the new value; both are valid until the old one is deleted",
    (_SEAL, _CREATE, _VERIFY, *_TAIL),
    (_DISCARD, _RESCUE),
    back=(_RESCUE, *_BACK),
)
R2 = Order(
    "R2",
    "the provider makes the new value and shows it once; both are valid until the old one is deleted",
    (
        _SEAL,
        Row(
            Step.CREATE,
            "have the provider make a new value, and seal it before anything else",
            writes=True,
            restart=Restart.LOOK_UP,
        ),
        _VERIFY,
        *_TAIL,
    ),
    (_DISCARD, _RESCUE),
    back=(_RESCUE, *_BACK),
)


def _without_disable(order: Order) -> Order:
    """Return an order for a provider that can only delete: keyroll watches the old value while it is valid."""
    rows = [row for row in order.rows if row.step not in (Step.DISABLE, Step.END_SESSIONS, Step.OBSERVE)]
    place = [row.step for row in rows].index(Step.DELETE)
    watch = Row(Step.OBSERVE, "watch that nobody uses the old value, while it is still valid", bad=Step.GATE)
    rows[place:place] = [watch]
    rows.insert(place + 2, _END)
    return Order(f"{order.name}D", f"{order.title}; it cannot be disabled first", tuple(rows), (_DISCARD,), back=_BACK)


R1D, R2D = _without_disable(R1), _without_disable(R2)

_OUTAGE = frozenset({Invariant.I1, Invariant.I2, Invariant.I3, Invariant.I11})
#: One value at a time: the new value ends the old value at once.
SINGLE = Order(
    "SINGLE",
    "the new value replaces the old one at once: consumers are refused until they read it",
    (
        _SEAL,
        Row(Step.CREATE, "replace the old value by the new one", writes=True),
        Row(Step.VERIFY, "sign in with the new value", bad=Step.SEAL),
        _PUBLISH,
        _GATE,
        _END,
        _RECONCILE,
        _PROVE,
        _DESTROY,
    ),
    breaks=_OUTAGE,
    back=(_DESTROY,),
)
#: The old value is ended first, because its exposure is worse than an outage.
REVOKE_FIRST = Order(
    "REVOKE_FIRST",
    "the old value ends first: consumers are refused until they read the new one",
    (
        _SEAL,
        _CREATE,
        Row(Step.VERIFY, _VERIFY.title, bad=Step.DISCARD),
        Row(Step.DELETE, "delete the old value before anybody has the new one", writes=True),
        _END,
        _PUBLISH,
        _GATE,
        _RECONCILE,
        _PROVE,
        _DESTROY,
    ),
    (_DISCARD,),
    breaks=_OUTAGE,
    back=_UNPUBLISHED,
)
ORDERS = {order.name: order for order in (R1, R2, R1D, R2D, SINGLE, REVOKE_FIRST)}
