"""The tools that the steps of one rotation use, and the result of a step."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from keyroll.clock import Clock
from keyroll.errors import SecretUnavailable
from keyroll.model.probe import Limit, Plane, ProbeTarget, ValueRole
from keyroll.model.rotation import Result
from keyroll.proof.probe.run import AttemptJournal, mark
from keyroll.providers.contracts.delivery import Delivery
from keyroll.providers.contracts.probe import Login, Probe
from keyroll.providers.contracts.rotate import Ended, Generation, Rotator, Seen
from keyroll.rotation.directions import AccountWithSecret
from keyroll.rotation.known import Known
from keyroll.rotation.sealing import Vault
from keyroll.secret import Secret, SecretRef

NO_FACTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Did:
    """The outcome of one step this time; ``facts`` hold ids and times, never a value.

    ``due_at`` is the time of the next try. ``blocked`` names what waits for a person's sign-off.
    """

    result: Result
    said: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None
    blocked: tuple[str, ...] = ()


def did(ended: Ended, said: str) -> Did:
    """Return the result of a step for an effect that did not end well."""
    return Did(
        Result.WAITING if ended is Ended.THROTTLED else Result.FAILED, f"{ended}: {said}" if said else str(ended)
    )


@dataclass(frozen=True, slots=True)
class LoggedUse:
    """Uses of a generation that a log shows, accepted or refused, and the time until which that log is known.

    Without ``every_use`` the log shows sign-ins only: use of an open session is not visible.
    """

    accepted: tuple[Seen, ...]
    refused: tuple[Seen, ...]
    until: datetime
    every_use: bool = True


class UseLog(Protocol):
    """Finds uses in logs, without keyroll's own attempts."""

    def uses(self, generation: Generation, since: datetime, role: ValueRole) -> LoggedUse | None:
        """Return the uses of the old or the new generation after a moment, or None if no log covers them."""
        ...


class NoLog:
    """Has no log."""

    def uses(self, _generation: Generation, _since: datetime, _role: ValueRole) -> LoggedUse | None:
        """Return that no log shows anything."""
        return None


class Turns:
    """Grants turns at places, so that no span of a limit holds more requests than it allows.

    Safe to share among threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, deque[float]] = defaultdict(deque)

    def turn(self, place: str, limit: Limit, requests: int = 1) -> None:
        """Return when this many more requests respect the limit."""
        with self._lock:
            turns, at = self._turns[place], time.monotonic()
            for _ in range(requests):
                while len(turns) >= limit.attempts:
                    at = max(at, turns.popleft() + limit.within.total_seconds())
                turns.append(max(at, turns[-1] if turns else at))
        time.sleep(max(0.0, at - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools of a step.

    ``check`` raises LeaseLost after another rotator took over. ``note_target`` records the places of the attempts.
    ``tried`` finds the values of a kind that the provider does not list. ``signed_off`` reads which copies a person
    signed off.
    """

    known: Known
    rotator: Rotator
    probe: Probe
    deliveries: Mapping[str, Delivery]
    vault: Vault
    clock: Clock
    install_key: Secret
    attempts: AttemptJournal
    incident: str
    vantage: str
    check: Callable[[], None]
    note_target: Callable[[ProbeTarget], None]
    log: UseLog = field(default_factory=NoLog)
    turns: Turns = field(default_factory=Turns)
    signed_off: Callable[[], frozenset[str]] = frozenset
    tried: "Callable[[Tools], tuple[Generation, ...] | None] | None" = None

    @property
    def mark(self) -> str:
        """The mark of the request that makes the current new value; it is the same after a restart."""
        about = (self.known.plan, self.known.item.identifier, str(self.known.turn))
        return mark("\0".join(about), self.install_key)

    def marks(self) -> frozenset[str]:
        """Return the marks of all requests that made a new value in this rotation."""
        about = self.known.plan, self.known.item.identifier
        turns = range(1, self.known.turn + 1)
        return frozenset(mark("\0".join((*about, str(turn))), self.install_key) for turn in turns)

    @property
    def plane(self) -> Plane:
        """The place at which the administrator signs in."""
        return self.rotator.at(self.known.item.at[0], self.known.item.subject)

    def admin(self) -> Login:
        """Return the administrator's login, after a turn at the place. Raises SecretUnavailable, LeaseLost."""
        self.check()
        self.turns.turn(self.plane.name, self.rotator.pace)
        return self.login(self.known.item.admin)

    def login(self, account: AccountWithSecret) -> Login:
        """Return an account with its value fetched. Raises SecretUnavailable."""
        return Login(account.who, SecretRef.parse(account.reference).resolve(), self.mark)

    def listed(self) -> tuple[Generation, ...] | None:
        """Return the generations as the provider lists them now, or as they sign in, or None if that is not known."""
        if self.rotator.unlisted_because:
            return self.tried(self) if self.tried else None
        return self.rotator.generations(self.plane, self.admin(), self.known.item.subject).generations

    def old_value(self) -> Secret:
        """Return the sealed old value. Raises SecretUnavailable if it is gone."""
        return _sealed(self.vault.get(self.known.old_slot), "old")

    def new_value(self) -> Secret:
        """Return the sealed new value. Raises SecretUnavailable if it is gone."""
        return _sealed(self.vault.get(self.known.new_slot), "new")


def _sealed(value: Secret | None, which: str) -> Secret:
    if value is None:
        raise SecretUnavailable(f"the sealed {which} value is gone", hint="keyroll rotate abort, and make a new plan")
    return value
