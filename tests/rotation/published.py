"""One credential whose consumer reads what is published: the engine changes it over a fake, and may be killed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from invented_provider import KEY, Attempts, Killed, MemoryVault, Timeline

from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.probe import Login, Probe
from keyroll.providers.contracts.rotate import EffectResult, Ended, Rotator, Seen
from keyroll.rotation import trying
from keyroll.rotation.engine import Rotation, Stand
from keyroll.rotation.known import Known
from keyroll.rotation.plan import PlanItem
from keyroll.rotation.tools import Tools
from keyroll.secret import Secret
from keyroll.store.ledger.rotations import Rotations
from rotating import opened, secret

FAST = Limit(100_000, timedelta(seconds=1))


def in_memory(read: Callable[[], Secret], write: Callable[[Secret], None]) -> Delivery:
    """Return a delivery to a place in memory, from which a consumer reads."""

    def written(_target: Target, _login: Login | None, content: Secret) -> EffectResult:
        write(content)
        return EffectResult(Ended.DONE)

    return Delivery(
        "mem", "memory", lambda address: Target("mem", address), written,
        lambda _target, _login: ReadBack(read()), ConsumerClass.POLL, needs_login=False,
    )  # fmt: skip


class Published:
    """What a test's dataclass gives: the fake, the values, the plan, and where the engine keeps what it knows."""

    #: Whether the probe's rate is no limit either, and as whom a value signs in.
    fast_rate: ClassVar[bool] = False
    signs_in_as: ClassVar[str] = ""

    fake: Any
    rows: Rotations
    rotator: Rotator
    probe: Probe
    one: str
    old: str
    published: str
    plan: str
    vault: MemoryVault
    attempts: Attempts
    clock: Timeline
    kill_at: str

    @property
    def item(self) -> PlanItem:
        raise NotImplementedError

    def seen(self, _plane: Plane, _login: Login, _subject: Any, generation: Any) -> tuple[Seen, ...]:
        return (Seen(self.clock.at, "web"),) if (self.published == self.old) == (generation.id == "old") else ()

    def process(self) -> Stand:
        """Run the rotation as one process, which a fault may end."""
        records = self.rows.steps(self.plan).get(self.one, ())
        rotator = replace(self.rotator, seen=self.seen, window=timedelta(), pace=FAST)
        probe = replace(self.probe, pace=FAST, rate=FAST if self.fast_rate else self.probe.rate)

        def publish(content: Secret) -> None:
            self.published = opened(content)

        delivery = in_memory(lambda: secret(self.published), publish)

        def tools(known: Any) -> Tools:
            return Tools(
                Known(self.plan, self.item, known), rotator, probe, {"mem": delivery}, self.vault, self.clock, KEY,
                self.attempts, "i", "here", lambda: None, lambda _target: None, tried=trying.generations,
            )  # fmt: skip

        def fault(place: str) -> None:
            if place == self.kill_at:
                self.kill_at = ""
                raise Killed

        return Rotation(self.rows, tools, records, 1, self.clock, lambda: (), fault).run(wait=True)

    def accepted(self, value: str) -> bool:
        """Say whether the fake accepts a value."""
        plane = self.probe.place(self.fake.address)
        login = Login(self.signs_in_as, secret(value), "test")
        return self.probe.attempt(plane, login).outcome is Outcome.ACCEPTED
