"""A value that only itself can renew (Slack's pair of tokens): the engine exchanges it, killed anywhere it may be."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from invented_provider import KEY, Attempts, Killed, MemoryVault, Timeline

from fakes.slack import BOT, TEAM
from fakes.slack_writing import WritingSlack
from keyroll.clock import FixedClock
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.model.rotation import Standing, Step
from keyroll.providers import catalogue
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, Seen
from keyroll.rotation import planning, trying
from keyroll.rotation.directions import AccountWithSecret, Consumer, Directions
from keyroll.rotation.engine import Rotation, Stand
from keyroll.rotation.known import Known
from keyroll.rotation.plan import Observed, Plan, PlanItem
from keyroll.rotation.steps import SINGLE
from keyroll.rotation.tools import Tools
from keyroll.secret import Secret
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptPlan, Rotations
from rotating import opened, secret

WHO, ONE = f"{TEAM}/{BOT}", "slack@main:bot_token:deploy"
FAST = Limit(100_000, timedelta(seconds=1))


@dataclass
class Exchange:
    """One app on the fake, and its consumer, which reads what is published."""

    fake: WritingSlack
    old: str
    published: str
    rows: Rotations
    plan: str = field(default_factory=lambda: secrets.token_hex(4))
    vault: MemoryVault = field(default_factory=MemoryVault)
    attempts: Attempts = field(default_factory=Attempts)
    clock: Timeline = field(default_factory=Timeline)
    kill_at: str = ""

    def __post_init__(self) -> None:
        self.rows.add_plan(KeptPlan(self.plan, self.plan, "{}", "", "", self.clock.at))
        self.fake.now = lambda: self.clock.at.timestamp()
        self.rotator = next(one for one in catalogue.rotators("slack") if one.kind == "bot_token")
        self.probe = catalogue.probes("slack")["bot_token"]

    @property
    def item(self) -> PlanItem:
        consumer = Consumer("web", ConsumerClass.POLL, "mem:x", longest_poll=timedelta(seconds=2), client="web")
        return PlanItem(
            ONE, "deploy", "bot_token", "slack@main", "refresh", SINGLE.name, "deploy", {}, (self.fake.address,),
            AccountWithSecret(self.fake.CLIENT, "env:APP_SECRET"), Observed("old", WHO, "active"),
            (Observed("old", WHO, "active"),), "env:OLD_PAIR", (consumer,), (), timedelta(seconds=5), None, "", (), (),
            (), 1,
        )  # fmt: skip

    def seen(self, _plane: Plane, _login: Login, _subject: Any, generation: Any) -> tuple[Seen, ...]:
        return (Seen(self.clock.at, "web"),) if (self.published == self.old) == (generation.id == "old") else ()

    def process(self) -> Stand:
        records = self.rows.steps(self.plan).get(ONE, ())
        rotator = replace(self.rotator, seen=self.seen, window=timedelta(), pace=FAST)
        probe = replace(self.probe, pace=FAST, rate=FAST)

        def write(_target: Target, _login: Login | None, content: Secret) -> EffectResult:
            self.published = opened(content)
            return EffectResult(Ended.DONE)

        delivery = Delivery(
            "mem", "memory", lambda address: Target("mem", address), write,
            lambda _target, _login: ReadBack(secret(self.published)), ConsumerClass.POLL, needs_login=False,
        )  # fmt: skip

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
        plane = self.probe.place(self.fake.address)
        return self.probe.attempt(plane, Login("", secret(value), "test")).outcome is Outcome.ACCEPTED


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exchange]:
    with WritingSlack().running() as fake:
        old = fake.install()
        monkeypatch.setenv("OLD_PAIR", old)
        monkeypatch.setenv("APP_SECRET", fake.secret)
        rows = Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(Timeline().at)))
        yield Exchange(fake, old, old, rows)


@pytest.mark.parametrize("kill_at", ["", "create: intended", "create: done", "end sessions: done", "publish: done"])
def test_the_old_pair_is_exchanged_and_revoked_and_proven_dead(exchange: Exchange, kill_at: str) -> None:
    """Replicas of Slack cannot be addressed, and nothing lists its tokens: Slack's own answer is the record."""
    exchange.kill_at = kill_at
    if kill_at:
        with pytest.raises(Killed):
            exchange.process()
    stand = exchange.process()
    assert stand.position.standing is Standing.DONE, stand
    records = exchange.rows.steps(exchange.plan)[ONE]
    assert [one.facts["grade"] for one in records if one.step is Step.PROVE and one.facts.get("grade")] == ["A"]
    assert exchange.published != exchange.old
    assert exchange.accepted(exchange.published)
    assert not exchange.accepted(exchange.old)
    assert list(exchange.fake.pairs) == [exchange.published.partition(":")[2]]
    assert exchange.vault.kept == {}


def test_without_the_word_of_slack_refusals_alone_are_no_proof(exchange: Exchange) -> None:
    """``invalid_auth`` is also what a wrong address gets: it says nothing of the token."""
    ends = exchange.rotator.end_derived
    assert ends
    exchange.rotator = replace(exchange.rotator, end_derived=lambda *given: replace(ends(*given), said="invalid_auth"))
    stand = exchange.process()
    assert stand.position.standing is Standing.ORPHANED
    assert "its replicas cannot be addressed" in stand.said


def test_its_plan_takes_an_accepted_outage_and_says_what_the_proof_rests_on(exchange: Exchange) -> None:
    consumer = Consumer("web", ConsumerClass.RESTART, "file:/run/web/pair", process="/run/web.pid")
    app = AccountWithSecret(exchange.fake.CLIENT, "env:APP_SECRET")
    given = Directions((exchange.fake.address,), app, "env:OLD_PAIR", way="refresh", outage=True, consumers=(consumer,))
    one = planning.Selected(ONE, "deploy", "bot_token", "slack@main")

    def planned(said: Directions) -> Plan:
        return planning.make(planning.PlanRequest("p", "ann"), [one], {ONE: said}, Timeline().at)

    (item,) = planned(given).items
    assert (item.order, item.old.who) == ("SINGLE", WHO)
    assert "the provider's own answer" in item.proves[0]
    assert "the provider keeps one value at a time" in planned(replace(given, outage=False)).refused[0].because


def test_a_wrong_secret_of_the_app_exchanges_nothing(exchange: Exchange, monkeypatch) -> None:
    monkeypatch.setenv("APP_SECRET", "another")
    with pytest.raises(Exception, match="does not sign in"):
        exchange.process()
    assert exchange.accepted(exchange.old)
    assert list(exchange.fake.pairs) == [exchange.old.partition(":")[2]]


def test_a_pair_whose_reply_was_lost_is_left_to_a_person(exchange: Exchange) -> None:
    exchange.fake.pairs.clear()  # the refresh token is used up, and nobody has what it was exchanged for
    stand = exchange.process()
    assert stand.position.standing is Standing.ORPHANED
    assert "invalid_refresh_token" in stand.said
    assert exchange.accepted(exchange.old)
