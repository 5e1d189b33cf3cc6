"""The attempts with one value in order: since when it is refused, and which refusals count."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, Role
from keyroll.proof.probe.about import About, Control

#: The new value must be accepted, and the never-issued one refused, within this time of a counted refusal.
MINUTE = timedelta(seconds=60)
#: The refusals that must agree at an addressable plane, and the time between the first and the last.
REFUSALS, APART = 2, timedelta(seconds=10)
#: The fresh connections to a plane whose replicas cannot be addressed, over the window but at least this time. A
#: replica that serves the share s of all connections is missed with (1 - s) ** n: 64 miss one of eight in 1 of 5,000
#: runs, 16 in every eighth.
CONNECTIONS, SPREAD = 64, timedelta(seconds=60)
#: A plane that accepted the value after its window needs twice as much of both, and once more the next time.
SURPRISES = 2

Spot = tuple[str, str]


class Sorted:
    """All attempts of a credential in order of time, with look-ups around a moment."""

    def __init__(self, every: Iterable[Attempt]) -> None:
        self.every = tuple(sorted(every, key=lambda one: (one.at, one.id)))
        self._by: dict[tuple[Role, str, str], tuple[list[datetime], list[Attempt]]] = defaultdict(lambda: ([], []))
        for one in self.every:
            times, tries = self._by[one.role, one.plane, one.vantage]
            times.append(one.at)
            tries.append(one)
        #: When the provider may have counted a failure of the account; a lost attempt may be one.
        self.failures = [
            one.at for one in self.every if one.role in (Role.OLD, Role.NEVER) and one.outcome is not Outcome.ACCEPTED
        ]

    def near(self, one: Attempt, role: Role) -> list[Attempt]:
        """Return the attempts in a role at the same plane, from the same machine, within a minute of an attempt."""
        times, tries = self._by.get((role, one.plane, one.vantage), ([], []))
        return tries[bisect_left(times, one.at - MINUTE) : bisect_right(times, one.at + MINUTE)]


def between(times: Sequence[datetime], after: datetime, until: datetime) -> int:
    """Return how many of the times are after the first moment and not after the second."""
    return bisect_right(times, until) - bisect_right(times, after)


@dataclass(frozen=True, slots=True)
class Tries:
    """The attempts with one value, each list in order of time.

    ``refused`` are the refusals since the last acceptance (or lost outcome). ``settled`` is the end of the propagation
    window after the first of them. ``counted`` are the later ones with all controls. ``founded`` are the planes, with
    the machine, where the value was accepted before. ``surprises`` says how often a plane accepted it after its window.
    """

    about: About
    controls: frozenset[Control]
    among: Sorted
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

    def accepted(self, one: Attempt) -> bool:
        """Return whether an attempt was accepted with the right identity."""
        expected = self.about.new_as if one.role is Role.NEW else self.about.old_as
        return one.outcome is Outcome.ACCEPTED and (
            one.identity == expected or one.role is Role.DERIVED or Control.IDENTITY not in self.controls
        )

    def before(self, one: Attempt) -> bool:
        """Return whether the value was accepted at an attempt's plane and machine before it was refused."""
        if Control.SAME_PLACE not in self.controls:
            return any(plane == one.plane for plane, _ in self.founded)
        return (one.plane, one.vantage) in self.founded

    def new_accepted(self, one: Attempt) -> bool:
        """Return whether the new value was accepted around an attempt."""
        return any(self.accepted(other) for other in self.among.near(one, Role.NEW))

    def never_refused(self, one: Attempt) -> bool:
        """Return whether a never-issued value got the same refusal around a refusal.

        A provider that calls a good value disabled says so only of that value.
        """
        never = self.among.near(one, Role.NEVER)
        alike = {(one.outcome, one.said)}
        if one.outcome is Outcome.REFUSED_DISABLED:
            alike = {(other.outcome, other.said) for other in never if other.outcome is Outcome.REFUSED_CREDENTIAL}
        return bool(never) and all((other.outcome, other.said) in alike for other in never)

    def complete(self, plane: Plane) -> bool:
        """Return whether enough refusals count at a plane."""
        here = [one.at for one in self.counted if one.plane == plane.name]
        number, span = self.needed(plane)
        return len(here) >= number and here[-1] - here[0] >= span

    def needed(self, plane: Plane) -> tuple[int, timedelta]:
        """Return how many refusals a plane needs, and over which time."""
        factor = 2 ** min(self.surprises, SURPRISES)
        if not plane.addressable and Control.CONNECTIONS in self.controls:
            return CONNECTIONS * factor, max(self.about.window, SPREAD) * factor
        return (REFUSALS * factor, APART * factor) if Control.APART in self.controls else (1, timedelta())


def values(among: Sorted, about: About, role: Role, controls: frozenset[Control]) -> list[Tries]:
    """Return the attempts with each value of a role that was once accepted; with all values, if none was."""
    own = [one for one in among.every if one.role is role]
    groups: dict[str, list[Attempt]] = defaultdict(list)
    for one in own:
        groups[one.value if Control.SAME_VALUE in controls else ""].append(one)
    found = [_fold(Tries(about, controls, among, tuple(group))) for group in groups.values()]
    once = [one for one in found if any(map(one.accepted, one.own))]
    return once or found


def _fold(tries: Tries) -> Tries:
    """Group the attempts with one value: an acceptance, or a lost outcome, restarts the count."""
    controls, surprises = tries.controls, 0
    refused: list[Attempt] = []
    founded: set[Spot] = set()
    for one in tries.own:
        if one.outcome is Outcome.ACCEPTED or (one.outcome is None and Control.LOST in controls):
            surprises += bool(refused) and one.at >= _settled(refused[0], tries)
            if tries.accepted(one) and (Control.NEVER_ISSUED not in controls or _told_apart(one, tries.among)):
                founded.add((one.plane, one.vantage))
            if Control.RESTART in controls or one.outcome is None:
                refused.clear()
        elif one.outcome is not None and (one.outcome in PROVING or Control.OUTCOME not in controls):
            refused.append(one)
    if not refused:
        return replace(tries, founded=frozenset(founded), surprises=surprises)
    settled = _settled(refused[0], tries)
    known = replace(tries, refused=tuple(refused), settled=settled, founded=frozenset(founded), surprises=surprises)
    return replace(known, counted=tuple(one for one in refused if one.at >= settled and _counts(one, known)))


def _settled(first: Attempt, tries: Tries) -> datetime:
    return (first.answered_at or first.at) + (tries.about.window if Control.WINDOW in tries.controls else timedelta())


def _told_apart(accepted: Attempt, among: Sorted) -> bool:
    never = [one.outcome for one in among.near(accepted, Role.NEVER)]
    return Outcome.ACCEPTED not in never and any(one in PROVING for one in never)


def _counts(one: Attempt, tries: Tries) -> bool:
    controls = tries.controls
    return (
        (Control.NEW_VALUE not in controls or tries.new_accepted(one))
        and (Control.NEVER_ISSUED not in controls or tries.never_refused(one))
        and (Control.ACCEPTED_BEFORE not in controls or tries.before(one))
        and (Control.LIMITS not in controls or _within_limits(one, tries))
    )


def _within_limits(one: Attempt, tries: Tries) -> bool:
    lockout, rate = tries.about.lockout, tries.about.rate
    if lockout and between(tries.among.failures, one.at - lockout.within, one.at) >= lockout.tries:
        return False
    return not rate or between([other.at for other in tries.own], one.at - rate.within, one.at) <= rate.tries
