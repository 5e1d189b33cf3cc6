"""The attempts with one value, in order: the time since which it is refused, and the refusals that count."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, ValueRole
from keyroll.proof.probe.context import Control, ProbeContext

#: The new value must be accepted, and the never-issued one refused, within this time of a counted refusal.
MINUTE = timedelta(seconds=60)
#: The number of refusals that must agree at a place that can be addressed, and the time between first and last.
REFUSALS, APART = 2, timedelta(seconds=10)
#: The number of fresh connections through a place whose replicas cannot be addressed, over the window but at least this
#: time. A replica that gets the share s of all connections is missed with (1 - s) ** n: 64 connections miss one replica
#: of eight in 1 of 5,000 runs, 16 connections in every eighth run.
CONNECTIONS, SPREAD = 64, timedelta(seconds=60)
#: A place that accepted the value after its window was over needs twice as many refusals and twice the time, and again
#: twice for the next such acceptance.
SURPRISES = 2

Spot = tuple[str, str]


class AttemptsInOrder:
    """All attempts with a credential in order of time; returns those around a moment."""

    def __init__(self, every: Iterable[Attempt]) -> None:
        self.every = tuple(sorted(every, key=lambda attempt: (attempt.at, attempt.id)))
        self._by: dict[tuple[ValueRole, str, str], tuple[list[datetime], list[Attempt]]] = defaultdict(lambda: ([], []))
        for attempt in self.every:
            times, attempts = self._by[attempt.role, attempt.plane, attempt.vantage]
            times.append(attempt.at)
            attempts.append(attempt)
        #: Times when the provider may have counted a failure of the account; a lost attempt may be one.
        self.failures = [
            attempt.at
            for attempt in self.every
            if attempt.role in (ValueRole.OLD, ValueRole.NEVER) and attempt.outcome is not Outcome.ACCEPTED
        ]

    def near(self, attempt: Attempt, role: ValueRole) -> list[Attempt]:
        """Return the attempts in a role at the same place, from the same machine, within a minute of an attempt."""
        times, attempts = self._by.get((role, attempt.plane, attempt.vantage), ([], []))
        return attempts[bisect_left(times, attempt.at - MINUTE) : bisect_right(times, attempt.at + MINUTE)]


def between(times: Sequence[datetime], after: datetime, until: datetime) -> int:
    """Return the number of times after the first moment and not after the second."""
    return bisect_right(times, until) - bisect_right(times, after)


@dataclass(frozen=True, slots=True)
class AttemptGroup:
    """The attempts of one value, each list in order of time.

    ``refused`` are the refusals since the last acceptance (or lost reply). ``settled`` is the end of the propagation
    window after the first of them. ``counted`` are the later ones with all controls. ``founded`` are the places, with
    the machine, that accepted the value before. ``surprises`` is how often a place accepted it after its window was
    over.
    """

    context: ProbeContext
    controls: frozenset[Control]
    among: AttemptsInOrder
    own: tuple[Attempt, ...]
    refused: tuple[Attempt, ...] = ()
    settled: datetime | None = None
    founded: frozenset[Spot] = frozenset()
    surprises: int = 0
    counted: tuple[Attempt, ...] = ()

    @property
    def last(self) -> Attempt:
        """The latest attempt with the value."""
        return self.own[-1]

    def accepted(self, attempt: Attempt) -> bool:
        """Whether an attempt was accepted with the right identity."""
        context, new = self.context, attempt.role is ValueRole.NEW
        right = attempt.identity == (context.new_as if new else context.old_as)
        if new and not context.new_as:
            right = attempt.identity not in ("", context.old_as)
        return attempt.outcome is Outcome.ACCEPTED and (
            right or attempt.role is ValueRole.DERIVED or Control.IDENTITY not in self.controls
        )

    def before(self, attempt: Attempt) -> bool:
        """Whether the place of an attempt accepted the value, from the same machine, before it refused it."""
        if Control.SAME_PLACE not in self.controls:
            return any(plane == attempt.plane for plane, _ in self.founded)
        return (attempt.plane, attempt.vantage) in self.founded

    def new_accepted(self, attempt: Attempt) -> bool:
        """Whether the new value was accepted around an attempt."""
        return any(self.accepted(other) for other in self.among.near(attempt, ValueRole.NEW))

    def never_refused(self, attempt: Attempt) -> bool:
        """Whether a never-issued value was refused around a refusal, and with the same message.

        If a provider reports a disabled value, the value is a real one: the message is about that value only.
        """
        never = self.among.near(attempt, ValueRole.NEVER)
        alike = {(attempt.outcome, attempt.said)}
        if attempt.outcome is Outcome.REFUSED_DISABLED:
            alike = {(other.outcome, other.said) for other in never if other.outcome is Outcome.REFUSED_CREDENTIAL}
        return bool(never) and all((other.outcome, other.said) in alike for other in never)

    def complete(self, plane: Plane) -> bool:
        """Whether enough refusals count at a place."""
        here = [attempt.at for attempt in self.counted if attempt.plane == plane.name]
        number, span = self.needed(plane)
        return len(here) >= number and here[-1] - here[0] >= span

    def needed(self, plane: Plane) -> tuple[int, timedelta]:
        """Return the number of refusals that a place needs, and their time span."""
        factor = 2 ** min(self.surprises, SURPRISES)
        if not plane.addressable and Control.CONNECTIONS in self.controls:
            return CONNECTIONS * factor, max(self.context.window, SPREAD) * factor
        return (REFUSALS * factor, APART * factor) if Control.APART in self.controls else (1, timedelta())


def values(
    among: AttemptsInOrder, context: ProbeContext, role: ValueRole, controls: frozenset[Control]
) -> list[AttemptGroup]:
    """Return the attempts with each value of a role that was once accepted, or with all values if none was accepted."""
    own = [attempt for attempt in among.every if attempt.role is role]
    groups: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in own:
        groups[attempt.value if Control.SAME_VALUE in controls else ""].append(attempt)
    folded = [_fold(AttemptGroup(context, controls, among, tuple(group))) for group in groups.values()]
    once = [each_group for each_group in folded if any(map(each_group.accepted, each_group.own))]
    return once or folded


def _fold(group: AttemptGroup) -> AttemptGroup:
    """Group one value's attempts: an acceptance, or a lost reply, restarts the count."""
    controls, surprises = group.controls, 0
    refused: list[Attempt] = []
    founded: set[Spot] = set()
    for attempt in group.own:
        if attempt.outcome is Outcome.ACCEPTED or (attempt.outcome is None and Control.LOST in controls):
            surprises += bool(refused) and attempt.at >= _settled(refused[0], group)
            if group.accepted(attempt) and (Control.NEVER_ISSUED not in controls or _told_apart(attempt, group.among)):
                founded.add((attempt.plane, attempt.vantage))
            if Control.RESTART in controls or attempt.outcome is None:
                refused.clear()
        elif attempt.outcome is not None and (attempt.outcome in PROVING or Control.OUTCOME not in controls):
            refused.append(attempt)
    if not refused:
        return replace(group, founded=frozenset(founded), surprises=surprises)
    settled = _settled(refused[0], group)
    known = replace(group, refused=tuple(refused), settled=settled, founded=frozenset(founded), surprises=surprises)
    return replace(
        known, counted=tuple(attempt for attempt in refused if attempt.at >= settled and _counts(attempt, known))
    )


def _settled(first: Attempt, group: AttemptGroup) -> datetime:
    return (first.answered_at or first.at) + (group.context.window if Control.WINDOW in group.controls else timedelta())


def _told_apart(accepted: Attempt, among: AttemptsInOrder) -> bool:
    never = [attempt.outcome for attempt in among.near(accepted, ValueRole.NEVER)]
    return Outcome.ACCEPTED not in never and any(attempt in PROVING for attempt in never)


def _counts(attempt: Attempt, group: AttemptGroup) -> bool:
    controls = group.controls
    return (
        (Control.NEW_VALUE not in controls or group.new_accepted(attempt))
        and (Control.NEVER_ISSUED not in controls or group.never_refused(attempt))
        and (Control.ACCEPTED_BEFORE not in controls or group.before(attempt))
        and (Control.LIMITS not in controls or _within_limits(attempt, group))
    )


def _within_limits(attempt: Attempt, group: AttemptGroup) -> bool:
    lockout, rate = group.context.lockout, group.context.rate
    if lockout and between(group.among.failures, attempt.at - lockout.within, attempt.at) >= lockout.attempts:
        return False
    return not rate or between([other.at for other in group.own], attempt.at - rate.within, attempt.at) <= rate.attempts
