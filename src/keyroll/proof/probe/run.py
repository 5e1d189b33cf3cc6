"""Makes the due attempts: an intent is committed before each one, its outcome after.

After a kill anywhere, each attempt is kept once: with its outcome, or as one whose reply was lost. A lost reply counts
against a death.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from keyroll.clock import EARLIEST, Clock, iso
from keyroll.model.ids import digest
from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.proof.probe.attempts import MINUTE, AttemptsInOrder
from keyroll.proof.probe.context import ALL, AttemptsVerdict, Control, ProbeContext
from keyroll.proof.probe.judge import judge, settled_at
from keyroll.proof.probe.limits import room_at
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.secret import Secret

#: The outcome of a control that supports a refusal.
_GOOD = {ValueRole.NEW: {Outcome.ACCEPTED}, ValueRole.NEVER: PROVING}


class AttemptJournal(Protocol):
    """Keeps attempts; each call is committed when it returns."""

    def intend(self, attempt: Attempt) -> bool:
        """Keep the intent of an attempt."""

    def answered(self, attempt: Attempt) -> bool:
        """Keep the outcome of an attempt."""

    def attempts(self, incident: str, identifier: str) -> tuple[Attempt, ...]:
        """Return the attempts of a credential, oldest first."""


@dataclass(frozen=True, slots=True)
class ProbeValues:
    """The values to probe with, in memory only. ``observer`` lists sessions if the new value cannot."""

    old: Secret
    new: Secret | None = None
    derived: tuple[Secret, ...] = ()
    observer: tuple[str, Secret] | None = None


@dataclass(frozen=True, slots=True)
class Prober:
    """Tries one credential of an incident at its places."""

    journal: AttemptJournal
    clock: Clock
    install_key: Secret
    vantage: str
    probe: Probe
    values: ProbeValues
    targets: tuple[ProbeTarget, ...]

    def run(self, context: ProbeContext, controls: frozenset[Control] = ALL, *, early: bool = False) -> AttemptsVerdict:
        """Visit every place once if an attempt is due and no limit forbids it; return the resulting state.

        With ``early`` an attempt is due regardless of the earlier ones: for a caller that has just changed something.
        """
        verdict = judge(self._attempts(), context, self.clock.now(), controls)
        if verdict.next_at > self.clock.now() and not early:
            return verdict
        for target in self._order():
            now = self.clock.now()
            if Control.LIMITS in controls and room_at(AttemptsInOrder(self._attempts()), context, now) > now:
                break
            self._visit(target, context)
        return judge(self._attempts(), context, self.clock.now(), controls)

    def _order(self) -> Sequence[ProbeTarget]:
        """Return the places, the longest waiting one first."""
        last = {attempt.plane: attempt.at for attempt in self._attempts() if attempt.role is ValueRole.OLD}
        return sorted(self.targets, key=lambda target: (last.get(target.plane.name, EARLIEST), target.plane.name))

    def _visit(self, target: ProbeTarget, context: ProbeContext) -> None:
        plane, values = target.plane, self.values
        act = partial(self.probe.attempt, plane)
        self._try(plane, ValueRole.OLD, target.old_as, values.old, act)
        if self._stale(ValueRole.NEVER, plane):
            self._try(plane, ValueRole.NEVER, target.old_as, self.probe.never_issued(values.old), act)
        if values.new and self._stale(ValueRole.NEW, plane):
            self._try(plane, ValueRole.NEW, target.new_as, values.new, act)
        for derived in values.derived:
            self._try(plane, ValueRole.DERIVED, target.old_as, derived, act)
        settled = settled_at(self._attempts(), context)
        observer = values.observer or (values.new and (target.new_as, values.new))
        if self.probe.sessions and observer and settled and settled <= self.clock.now():
            look, age = self.probe.sessions, self.clock.now() - settled
            self._try(plane, ValueRole.SESSION, *observer, lambda login: look(plane, login, target.old_as, age))

    def _try(self, plane: Plane, role: ValueRole, who: str, value: Secret, act: Callable[[Login], ProbeAnswer]) -> None:
        fingerprint = value.fingerprint(self.install_key, "install")
        at, turn = self.clock.now(), str(len(self._attempts()))
        key = self.targets[0].incident, self.targets[0].identifier
        attempt_id = digest(*key, role, plane.name, fingerprint, self.vantage, iso(at), turn)
        intent = Attempt(
            attempt_id, *key, role, plane.name, fingerprint, self.vantage, mark(attempt_id, self.install_key), at
        )
        self.journal.intend(intent)
        answer = act(Login(who, value, intent.mark))
        answered = replace(intent, outcome=answer.outcome, identity=answer.identity, said=answer.said)
        self.journal.answered(replace(answered, answered_at=self.clock.now()))

    def _stale(self, role: ValueRole, plane: Plane) -> bool:
        """Whether a control must be repeated: a good one is valid for half a minute."""
        spot = role, plane.name, self.vantage
        made = [attempt for attempt in self._attempts() if (attempt.role, attempt.plane, attempt.vantage) == spot]
        good = made and made[-1].outcome in _GOOD[role]
        return not good or self.clock.now() - made[-1].at > MINUTE / 2

    def _attempts(self) -> tuple[Attempt, ...]:
        return self.journal.attempts(self.targets[0].incident, self.targets[0].identifier)


def mark(attempt: str, install_key: Secret) -> str:
    """Return the mark of an attempt in a provider's log, which nobody else can predict."""
    return f"keyroll-{Secret(attempt.encode()).fingerprint(install_key, 'install').rpartition(':')[2][:20]}"
