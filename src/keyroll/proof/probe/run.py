"""Makes the attempts that are due: an intent is committed before each one, its outcome after.

If the process is killed, an attempt is recorded once: with its outcome, or with a lost one, which prevents a verdict of
dead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from keyroll.clock import EARLIEST, Clock, iso
from keyroll.model.ids import digest
from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, Role, Target
from keyroll.proof.probe.about import ALL, About, Control, Found
from keyroll.proof.probe.judge import judge, settled_at
from keyroll.proof.probe.limits import room_at
from keyroll.proof.probe.tries import MINUTE, Sorted
from keyroll.providers.contract import Answer, Login, Probe
from keyroll.secret import Secret

#: The outcome that a control needs to support a refusal.
_GOOD = {Role.NEW: {Outcome.ACCEPTED}, Role.NEVER: PROVING}


class Journal(Protocol):
    """Storage of attempts; each call is committed when it returns."""

    def intend(self, attempt: Attempt) -> bool:
        """Record the intent of an attempt."""

    def answered(self, attempt: Attempt) -> bool:
        """Record its outcome."""

    def attempts(self, incident: str, identifier: str) -> tuple[Attempt, ...]:
        """Return the attempts of a credential, oldest first."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values to send, in memory only. ``observer`` lists sessions where the new value may not."""

    old: Secret
    new: Secret | None = None
    derived: tuple[Secret, ...] = ()
    observer: tuple[str, Secret] | None = None


@dataclass(frozen=True, slots=True)
class Prober:
    """Probes one credential of an incident at its planes."""

    journal: Journal
    clock: Clock
    install_key: Secret
    vantage: str
    probe: Probe
    values: Values
    targets: tuple[Target, ...]

    def run(self, about: About, controls: frozenset[Control] = ALL) -> Found:
        """Visit every plane once if an attempt is due and no limit forbids it; return the result so far."""
        found = judge(self._attempts(), about, self.clock.now(), controls)
        if found.next_at > self.clock.now():
            return found
        for target in self._order():
            now = self.clock.now()
            if Control.LIMITS in controls and room_at(Sorted(self._attempts()), about, now) > now:
                break
            self._visit(target, about)
        return judge(self._attempts(), about, self.clock.now(), controls)

    def _order(self) -> Sequence[Target]:
        """Return the planes, the one that has waited longest first."""
        last = {one.plane: one.at for one in self._attempts() if one.role is Role.OLD}
        return sorted(self.targets, key=lambda one: (last.get(one.plane.name, EARLIEST), one.plane.name))

    def _visit(self, target: Target, about: About) -> None:
        plane, values = target.plane, self.values
        act = partial(self.probe.attempt, plane)
        self._try(plane, Role.OLD, target.old_as, values.old, act)
        if self._stale(Role.NEVER, plane):
            self._try(plane, Role.NEVER, target.old_as, self.probe.never_issued(values.old), act)
        if values.new and self._stale(Role.NEW, plane):
            self._try(plane, Role.NEW, target.new_as, values.new, act)
        for derived in values.derived:
            self._try(plane, Role.DERIVED, target.old_as, derived, act)
        settled = settled_at(self._attempts(), about)
        observer = values.observer or (values.new and (target.new_as, values.new))
        if self.probe.sessions and observer and settled and settled <= self.clock.now():
            look, age = self.probe.sessions, self.clock.now() - settled
            self._try(plane, Role.SESSION, *observer, lambda login: look(plane, login, target.old_as, age))

    def _try(self, plane: Plane, role: Role, who: str, value: Secret, act: Callable[[Login], Answer]) -> None:
        fingerprint = value.fingerprint(self.install_key, "install")
        at, turn = self.clock.now(), str(len(self._attempts()))
        about = self.targets[0].incident, self.targets[0].identifier
        one = digest(*about, role, plane.name, fingerprint, self.vantage, iso(at), turn)
        intent = Attempt(one, *about, role, plane.name, fingerprint, self.vantage, mark(one, self.install_key), at)
        self.journal.intend(intent)
        answer = act(Login(who, value, intent.mark))
        ended = replace(intent, outcome=answer.outcome, identity=answer.identity, said=answer.said)
        self.journal.answered(replace(ended, answered_at=self.clock.now()))

    def _stale(self, role: Role, plane: Plane) -> bool:
        """Return whether a control must be repeated: a good one from the last half minute is still valid."""
        spot = role, plane.name, self.vantage
        made = [one for one in self._attempts() if (one.role, one.plane, one.vantage) == spot]
        good = made and made[-1].outcome in _GOOD[role]
        return not good or self.clock.now() - made[-1].at > MINUTE / 2

    def _attempts(self) -> tuple[Attempt, ...]:
        return self.journal.attempts(self.targets[0].incident, self.targets[0].identifier)


def mark(attempt: str, install_key: Secret) -> str:
    """Return the name of an attempt in the provider's log, which only we can predict."""
    return f"keyroll-{Secret(attempt.encode()).fingerprint(install_key, 'install').rpartition(':')[2][:20]}"
