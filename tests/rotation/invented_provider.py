"""A provider, a consumer and a clock in memory, around the engine itself: every order, killed anywhere."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Attempt, Outcome, Plane
from keyroll.model.rotation import Decision, StepRecord, Wish
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    Rotator,
    Seen,
    Slots,
    Subject,
)
from keyroll.rotation.directions import AccountWithSecret, Consumer
from keyroll.rotation.engine import Rotation, Stand
from keyroll.rotation.known import Known
from keyroll.rotation.plan import Observed, PlanItem
from keyroll.rotation.steps import Order
from keyroll.rotation.tools import Tools
from keyroll.secret import Secret
from keyroll.store.ledger.rotations import KeptPlan, Rotations

ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED
PLACE = Plane("p", "p")
KEY = Secret(b"install key of a test")


class Killed(BaseException):
    """The process ends here: nothing catches it."""


class Timeline:
    """A clock that stands still until somebody waits; then the consumer reads and works."""

    def __init__(self) -> None:
        self.at: datetime = datetime(2026, 11, 1, tzinfo=UTC)
        self.each: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def wait_until(self, moment: datetime) -> None:
        while self.at < moment:
            self.at = min(moment, self.at + timedelta(seconds=1))
            self.each()


@dataclass
class Value:
    raw: bytes
    mark: str
    state: GenerationState = ACTIVE
    used: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Vendor:
    """What the provider holds, what the consumer reads, and what goes wrong with which request."""

    clock: Timeline
    slots: Slots
    provider_made: bool
    values: dict[str, Value] = field(default_factory=lambda: {"key-0": Value(b"old", "")})
    published: bytes = b"old"
    holds: bytes = b"old"
    failures: int = 0
    made: int = 0
    #: Answers of the next requests that make a value: ``lost`` did it, ``dropped`` did not, ``throttled``, ``broken``;
    #: ``doubled`` did it twice and answers the second, ``doubled, first`` answers the first.
    trouble: list[str] = field(default_factory=list)
    forgotten: bytes = b""

    def consume(self) -> None:
        """The consumer reads what is published and signs in with it; a forgotten copy signs in with its own."""
        self.holds = self.published
        if not self._signs_in(self.holds, "web"):
            self.failures += 1
        if self.forgotten:
            self._signs_in(self.forgotten, "copy")

    def _signs_in(self, raw: bytes, client: str) -> bool:
        for value in self.values.values():
            if value.raw == raw:
                value.used[client] = self.clock.at
                return value.state is ACTIVE
        return False

    def attempt(self, _plane: Plane, login: Login) -> ProbeAnswer:
        raw = bytes(getattr(login.value, "_Secret__value"))  # noqa: B009
        good = any(one.raw == raw and one.state is ACTIVE for one in self.values.values())
        return ProbeAnswer(Outcome.ACCEPTED, "svc") if good else ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="401")

    def listed(self, _plane: Plane, _login: Login, _subject: Subject) -> ListedGenerations:
        # A list says more of a generation than the reply that made it does.
        made_at = self.clock.at
        return ListedGenerations(
            tuple(Generation(name, "svc", one.state, made_at, mark=one.mark) for name, one in self.values.items())
        )

    def create(self, _plane: Plane, _login: Login, _subject: Subject, new: NewValue) -> Created:
        trouble = self.trouble.pop(0) if self.trouble else ""
        if trouble == "throttled":
            return Created(Ended.THROTTLED, "429")
        if trouble == "dropped":
            return Created(Ended.UNKNOWN, "timeout")
        if trouble.startswith("doubled"):
            both = [self.create(_plane, _login, _subject, new) for _ in range(2)]
            return both[0] if trouble == "doubled, first" else both[1]
        self.made += 1
        name = new.id or f"key-{self.made}"
        given = secrets.token_hex(8).encode() if self.provider_made else bytes(getattr(new.value, "_Secret__value"))  # noqa: B009
        if self.slots is Slots.ONE:
            self.values.clear()
        kept = b"broken " + given if trouble == "broken" else given
        self.values[name] = Value(kept, new.mark)
        if trouble == "lost":
            return Created(Ended.UNKNOWN, "timeout")
        value = Secret(given) if self.provider_made else None
        return Created(Ended.DONE, generation=Generation(name, "svc", mark=new.mark), value=value)

    def change(self, state: GenerationState | None) -> Any:
        def act(_plane: Plane, _login: Login, _subject: Subject, generation: Generation) -> EffectResult:
            if state is None:
                self.values.pop(generation.id, None)
            elif generation.id in self.values:
                self.values[generation.id].state = state
            return EffectResult(Ended.DONE)

        return act

    def seen(self, _plane: Plane, _login: Login, _subject: Subject, generation: Generation) -> tuple[Seen, ...]:
        value = self.values.get(generation.id)
        return tuple(Seen(at, client) for client, at in value.used.items()) if value else ()

    def rotator(self, *, disables: bool) -> Rotator:
        return Rotator(
            kind="key",
            chosen_by=ChosenBy.PROVIDER if self.provider_made else ChosenBy.KEYROLL,
            slots=self.slots,
            place=lambda _: PLACE,
            administrator=lambda _plane, _login: ProbeAnswer(Outcome.ACCEPTED, "root"),
            generations=self.listed,
            scopes=(),
            create=self.create,
            name_new=None if self.provider_made else lambda _s, _l, value: f"id-{value.fingerprint(KEY, 'x')[-8:]}",
            disable=self.change(DISABLED) if disables else None,
            enable=self.change(ACTIVE) if disables else None,
            delete=self.change(None),
            no_sessions_because="each request carries the key",
            window=timedelta(),
            seen=self.seen,
        )

    def delivery(self) -> Delivery:
        def write(_target: Target, _login: Login | None, content: Secret) -> EffectResult:
            self.published = bytes(getattr(content, "_Secret__value"))  # noqa: B009
            return EffectResult(Ended.DONE)

        return Delivery(
            "mem", "memory", lambda address: Target("mem", address), write,
            lambda _target, _login: ReadBack(Secret(self.published)), ConsumerClass.POLL, needs_login=False,
        )  # fmt: skip


class Attempts:
    """Attempts in memory: they outlive a kill, as the ledger's do."""

    def __init__(self) -> None:
        self.kept: dict[str, Attempt] = {}

    def intend(self, attempt: Attempt) -> bool:
        return self.kept.setdefault(attempt.id, attempt) is attempt

    def answered(self, attempt: Attempt) -> bool:
        self.kept[attempt.id] = attempt
        return True

    def attempts(self, _incident: str, _identifier: str) -> tuple[Attempt, ...]:
        return tuple(self.kept.values())


class MemoryVault:
    """Sealed values in memory: they outlive a kill, as files do."""

    def __init__(self) -> None:
        self.kept: dict[Any, Secret] = {}

    def put(self, slot: Any, value: Secret) -> Secret:
        return self.kept.setdefault(slot, value)

    def get(self, slot: Any) -> Secret | None:
        return self.kept.get(slot)

    def destroy(self, slot: Any) -> bool:
        return self.kept.pop(slot, None) is not None


@dataclass
class Case:
    """One rotation of one invented credential, which is killed at the given places (counted from 1)."""

    rows: Rotations
    order: Order
    vendor: Vendor
    disables: bool = True
    kills: list[int] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    vault: MemoryVault = field(default_factory=MemoryVault)
    attempts: Attempts = field(default_factory=Attempts)
    plan: str = "plan"
    signed_off: frozenset[str] = frozenset()
    consumers: tuple[str, ...] = ("web",)
    abort_at: str = ""
    decided: list[Decision] = field(default_factory=list)
    #: Whether sessions are listed, and the file with the process id of the consumers, which read at their start.
    lists_uses: bool = True
    process_file: str = ""

    def __post_init__(self) -> None:
        self.plan = secrets.token_hex(4)
        self.rows.add_plan(KeptPlan(self.plan, self.plan, "{}", "", "", self.vendor.clock.now()))
        self.vendor.clock.each = self.vendor.consume

    @property
    def item(self) -> PlanItem:
        world = tuple(Observed.of(one) for one in self.vendor.listed(PLACE, None, None).generations or ())  # type: ignore[arg-type]
        consumers = tuple(
            Consumer(
                name,
                ConsumerClass.RESTART if self.process_file else ConsumerClass.POLL,
                "mem:x",
                longest_poll=timedelta(seconds=2),
                client=name,
                process=self.process_file,
            )
            for name in self.consumers
        )
        return PlanItem(
            "postgresql@main:key:svc", "svc", "key", "postgresql@main", "", self.order.name, "svc", {}, ("p",),
            AccountWithSecret("root", "env:INVENTED_ADMIN"),
            Observed("key-0", "svc", "active"), world, "", consumers, (),
            timedelta(seconds=5), None, "", (), (), (), 1,
        )  # fmt: skip

    def process(self, fence: int, *, wait: bool = True) -> Stand:
        """One process, until it ends or is killed. It knows only what outlived the last one."""
        item = self.item
        rotator, probe = self.vendor.rotator(disables=self.disables), self._probe()
        rotator = rotator if self.lists_uses else replace(rotator, seen=None)

        def fault(place: str) -> None:
            self.reached.append(place)
            self.vendor.consume()
            if place == self.abort_at and not self.decided:
                self.decided.append(Decision(self.plan, Wish.ABORT, "ann", self.vendor.clock.now()))
            if len(self.reached) in self.kills:
                raise Killed

        def tools(records: tuple[StepRecord, ...]) -> Tools:
            return Tools(
                Known(self.plan, item, records), rotator, probe, {"mem": self.vendor.delivery()}, self.vault,
                self.vendor.clock, KEY, self.attempts, "i", "here", lambda: None, lambda _target: None,
                signed_off=lambda: self.signed_off,
            )  # fmt: skip

        records = self.rows.steps(self.plan).get(item.identifier, ())
        rotation = Rotation(self.rows, tools, records, fence, self.vendor.clock, self._decisions, fault, last=not wait)
        return rotation.run(wait=wait)

    def _decisions(self) -> tuple[Decision, ...]:
        return tuple(self.decided)

    def _probe(self) -> Probe:
        return Probe(
            "key", "GET /me", lambda _: PLACE, self.vendor.attempt, lambda _value: Secret(secrets.token_bytes(9)),
            no_sessions_because="each request carries the key",
        )  # fmt: skip

    def run(self) -> Stand:
        for fence in range(1, 20):
            try:
                return self.process(fence)
            except Killed:
                self.vendor.consume()
        raise AssertionError("it never ends")
