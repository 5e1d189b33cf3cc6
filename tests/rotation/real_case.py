"""One rotation of a real credential on a real server, around the engine itself: killed anywhere, with any trouble.

The clock jumps over waits, so that a whole rotation takes as long as its requests. The consumer signs in on the server
with what is published at every place: one refusal is a lock-out.
"""

import errno
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from invented_provider import KEY, Attempts, Killed, MemoryVault

from keyroll.errors import LeaseLost
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.model.rotation import Decision, Standing, Wish
from keyroll.providers._pairs import PARTNER
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    Rotator,
    Seen,
    Slots,
    Subject,
)
from keyroll.rotation.directions import AccountWithSecret, Consumer
from keyroll.rotation.engine import Rotation, Stand
from keyroll.rotation.known import Known
from keyroll.rotation.plan import Observed, PlanItem
from keyroll.rotation.planning import order_of
from keyroll.rotation.steady import steady
from keyroll.rotation.tools import Tools
from keyroll.rotation.writing import taken
from keyroll.secret import Secret
from keyroll.store.ledger.rotations import KeptPlan, Rotations
from rotating import Rotating, opened, secret

ADMIN = "KEYROLL_TEST_ADMIN"
FAST = Limit(100_000, timedelta(seconds=1))
#: What can become of a request: done and the reply lost, never arrived, done twice (with the second or the first
#: reply), refused for now, done much later.
TROUBLES = ("lost", "dropped", "doubled", "doubled, first", "throttled", "late")


class Jumping:
    """The machine's clock, on which every wait is over at once; ``each`` is called for every wait."""

    def __init__(self) -> None:
        self.ahead, self.each = timedelta(), lambda: None

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def wait_until(self, moment: datetime) -> None:
        self.ahead += max(moment - self.now(), timedelta())
        self.each()


@dataclass
class Real:
    """A credential on a server, as a test made it: how it is changed, its address, and its value."""

    rotating: Rotating
    address: str
    provider: str
    old: str
    #: Who may see sessions, where the administrator may not; with the administrator's password.
    observer: str = ""


@dataclass
class RealCase:
    """One rotation of it. ``kills`` are places, counted from 1, and ``kill_at`` is one by its name; ``trouble`` is of
    the next request of an act."""

    rows: Rotations
    real: Real
    kills: list[int] = field(default_factory=list)
    kill_at: str = ""
    every: bool = False
    trouble: dict[str, str] = field(default_factory=dict)
    shifts: list[timedelta] = field(default_factory=list)
    #: Writes of the ledger, and of sealed values, that find the disk full, counted from 1.
    full: set[int] = field(default_factory=set)
    full_vault: set[int] = field(default_factory=set)
    #: At this place another rotator takes over, runs to the end, and this one goes on.
    overtaken: int = 0
    #: At this place, by its name, a person aborts.
    abort_at: str = ""
    #: Reloads of the consumer fail.
    reload_fails: bool = False
    decided: list[Decision] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    vault: Any = field(default_factory=MemoryVault)
    attempts: Attempts = field(default_factory=Attempts)
    clock: Jumping = field(default_factory=Jumping)
    plan: str = field(default_factory=lambda: secrets.token_hex(4))
    uses: dict[bool, datetime] = field(default_factory=dict)
    late: list[Callable[[], Any]] = field(default_factory=list)
    writes: int = 0
    fence: int = 0

    def __post_init__(self) -> None:
        self.rows.add_plan(KeptPlan(self.plan, self.plan, "{}", "", "", self.clock.now()))
        self.rotator, self.probe = self.real.rotating.rotator, self.real.rotating.probe
        (old,) = (one for one in self.real.rotating.listed() if one.state is GenerationState.ACTIVE)
        self.old, self.pair = old, PARTNER in self.real.rotating.subject.settings
        self.form = "{who}:{value}" if self.pair else "{value}"
        self.published = f"{old.who}:{self.real.old}" if self.pair else self.real.old
        self.first = self.published
        world = tuple(map(Observed.of, self.real.rotating.listed()))
        subject, admin = self.real.rotating.subject, AccountWithSecret(self.real.rotating.admin.who, f"env:{ADMIN}")
        observer = AccountWithSecret(self.real.observer, admin.reference) if self.real.observer else admin
        consumer = Consumer(
            "web", ConsumerClass.POLL, "mem:x", form=self.form, longest_poll=timedelta(seconds=2), client="web"
        )
        source = f"{self.real.provider}@main"
        order = order_of(self.rotator, outage=self.rotator.slots is Slots.ONE)
        self.item = PlanItem(
            f"{source}:{self.rotator.kind}:{subject.account}", "svc", self.rotator.kind, source, self.rotator.way,
            order.name, subject.account, subject.settings, (self.real.address,), admin,
            Observed.of(old), world, "", (consumer,), (), timedelta(seconds=5), observer, "", (), (), (), 1,
        )  # fmt: skip

    def consume(self) -> None:
        """The consumer signs in with what is published."""
        if len(self.late) > 0 and self.clock.ahead > timedelta(seconds=3):
            self.late.pop(0)()
        found = taken(self.form, secret(self.published))
        assert found
        who = found[0] or (self.real.rotating.subject.account if self.item.kind != "token" else "")
        answer = self.probe.attempt(self.probe.place(self.real.address), Login(who, found[1], "consumer"))
        if answer.outcome is not Outcome.ACCEPTED:
            self.failures.append(f"{self.reached[-1] if self.reached else 'begin'}: {answer.outcome} {answer.said}")
        self.uses[self.published == self.first] = self.clock.now()

    def seen(self, _plane: Plane, _login: Login, _subject: Subject, generation: Generation) -> tuple[Seen, ...]:
        """The consumer's session, which it opens anew with what is published."""
        of_old = generation.id == self.old.id
        at = self.uses.get(of_old) if of_old == (self.published == self.first) else None
        return (Seen(at, "web"),) if at else ()

    def process(self) -> Stand:
        """One process, until it ends, is killed, or finds the disk full. It knows only what outlived the last one."""
        self.fence += 1
        mine = self.fence
        rotator = self._rotator()
        probe = replace(self.probe, pace=FAST, rate=FAST)
        records = self.rows.steps(self.plan).get(self.item.identifier, ())
        clock = steady(self.clock, records, self.attempts.kept.values())

        def check() -> None:
            if mine != self.fence:
                raise LeaseLost("another rotator took over", hint="")

        def fault(place: str) -> None:
            self.reached.append(place)
            self.consume()
            if place == self.abort_at and not self.decided:
                self.decided.append(Decision(self.plan, Wish.ABORT, "ann", self.clock.now()))
            if len(self.reached) == self.overtaken:
                self.overtaken = 0
                assert self.process().position.standing is Standing.DONE
            named = (self.every or place == self.kill_at) and place not in self.killed
            if named or len(self.reached) in self.kills:
                self.killed.append(place)
                raise Killed

        def tools(known: Any) -> Tools:
            return Tools(
                Known(self.plan, self.item, known), rotator, probe, {"mem": self._delivery()}, _Full(self),
                clock, KEY, self.attempts, "i", "here", check, lambda _target: None,
            )  # fmt: skip

        rows: Any = _Journal(self, check)
        return Rotation(rows, tools, records, mine, clock, lambda: tuple(self.decided), fault).run(wait=True)

    def run(self) -> Stand:
        """Processes, one after the other, until one ends the rotation."""
        self.clock.each = self.consume
        for _ in range(200):
            try:
                return self.process()
            except (Killed, OSError, LeaseLost):
                if self.shifts:
                    self.clock.ahead += self.shifts.pop(0)
                self.consume()
        raise AssertionError("it never ends")

    def ended(self) -> None:
        """Run it, and hold the server to the invariants: no lock-out, no zombie, no orphan; nothing is left sealed."""
        stand = self.run()
        assert stand.position.standing is Standing.DONE, stand
        while self.late:
            self.late.pop(0)()
        assert not self.failures or self.item.steps.breaks, self.failures
        (alive,) = self.real.rotating.listed()
        assert alive.state is GenerationState.ACTIVE
        assert alive.id != self.old.id
        assert self.published != self.first
        old = self.probe.attempt(
            self.probe.place(self.real.address), Login(self.old.who, secret(self.real.old), "late")
        )
        assert old.outcome in (Outcome.REFUSED_CREDENTIAL, Outcome.REFUSED_DISABLED)
        assert self.vault.kept == {}
        file = Path(str(self.rows.ledger.engine.url.database))
        kept = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*")) + repr(stand).encode()
        assert not [value for value in map(_searched, (self.first, self.published)) if value in kept]

    def aborted(self) -> set[str]:
        """Run it with an abort, and return what is wrong afterwards, whether the abort came in time or not."""
        stand = self.run()
        while self.late:
            self.late.pop(0)()
        listed, back = self.real.rotating.listed(), stand.position.standing is Standing.ABORTED
        self.consume()
        true = {
            f"it ended: {stand.position.standing} {stand.said}": back or stand.position.standing is Standing.DONE,
            "one live secret": [one.state for one in listed] == [GenerationState.ACTIVE],
            "the slot is free": len(listed) == 1,
            "the place holds the value that is alive": (self.published == self.first) is back
            and [one.id == self.old.id for one in listed if one.state is GenerationState.ACTIVE] == [back],
            f"no consumer was refused: {self.failures}": not self.failures or bool(self.item.steps.breaks),
            "nothing is sealed": not self.vault.kept,
        }
        return {words for words, holds in true.items() if not holds}

    def _rotator(self) -> Rotator:
        acts = {name: self._troubled(name) for name in ("create", "disable", "delete") if getattr(self.rotator, name)}
        return replace(self.rotator, pace=FAST, window=timedelta(), seen=self.seen, **acts)  # type: ignore[arg-type]

    def _troubled(self, name: str) -> Callable[..., EffectResult]:
        act = getattr(self.rotator, name)

        def doing(*given: Any) -> EffectResult:
            trouble, result = self.trouble.pop(name, ""), Created if name == "create" else EffectResult
            if trouble == "throttled":
                return result(Ended.THROTTLED, "429")
            if trouble == "late":
                self.late.append(lambda: act(*given))
            if trouble in ("dropped", "late"):
                return result(Ended.UNKNOWN, "timeout")
            if trouble == "doubled":
                act(*given)
            done: EffectResult = act(*given)
            if trouble == "doubled, first":
                act(*given)
            return result(Ended.UNKNOWN, "timeout") if trouble == "lost" else done

        return doing

    def _delivery(self) -> Delivery:
        def write(_target: Target, _login: Login | None, content: Secret) -> EffectResult:
            self.published = opened(content)
            return EffectResult(Ended.DONE)

        return Delivery(
            "mem", "memory", lambda address: Target("mem", address), write,
            lambda _target, _login: ReadBack(secret(self.published)), ConsumerClass.POLL, needs_login=False,
            reload=lambda _target, _login: EffectResult(Ended.REFUSED if self.reload_fails else Ended.DONE, "exit 1"),
        )  # fmt: skip


def _searched(published: str) -> bytes:
    """What no ledger may hold of a value: the secret after an id or a name, or a line in the middle of a key."""
    lines = published.rpartition(":")[2].splitlines()
    return lines[len(lines) // 2].encode()


@dataclass
class _Journal:
    """The ledger of a case: some writes find the disk full, and one that was overtaken writes nothing."""

    case: RealCase
    check: Callable[[], None]

    def __getattr__(self, name: str) -> Any:
        act = getattr(self.case.rows, name)
        return self._writing(act) if name in ("intend", "finish") else act

    def _writing(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def write(*given: Any) -> Any:
            self.check()
            self.case.writes += 1
            if self.case.writes in self.case.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return act(*given)

        return write


@dataclass
class _Full:
    """The sealed values of a case: some find the disk full."""

    case: RealCase
    puts: int = 0

    def put(self, slot: Any, value: Secret) -> Secret:
        self.case.full_vault = {one - 1 for one in self.case.full_vault}
        if 0 in self.case.full_vault:
            raise OSError(errno.ENOSPC, "No space left on device")
        kept: Secret = self.case.vault.put(slot, value)
        return kept

    def get(self, slot: Any) -> Secret | None:
        found: Secret | None = self.case.vault.get(slot)
        return found

    def destroy(self, slot: Any) -> bool:
        return bool(self.case.vault.destroy(slot))
