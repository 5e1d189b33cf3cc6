"""A value that only itself can renew (Slack's pair of tokens): the engine exchanges it, killed anywhere it may be."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from invented_provider import Attempts, Killed, MemoryVault, Timeline
from published import Published

from fakes.slack import BOT, TEAM
from fakes.slack_writing import WritingSlack
from keyroll.clock import FixedClock
from keyroll.model.campaign import ConsumerClass
from keyroll.model.rotation import Standing, Step
from keyroll.providers import catalogue
from keyroll.rotation import planning
from keyroll.rotation.directions import AccountWithSecret, Consumer, Directions
from keyroll.rotation.plan import Observed, Plan, PlanItem
from keyroll.rotation.steps import SINGLE
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptPlan, Rotations

WHO, ONE = f"{TEAM}/{BOT}", "slack@main:bot_token:deploy"


@dataclass
class Exchange(Published):
    """One app on the fake, and its consumer, which reads what is published."""

    fast_rate: ClassVar = True

    fake: WritingSlack
    one: ClassVar = ONE
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


def test_its_plan_takes_an_accepted_outage_and_says_what_the_proof_rests_on(exchange: Exchange, tmp_path) -> None:
    consumer = Consumer("web", ConsumerClass.RESTART, f"file:{tmp_path}/pair", process="/run/web.pid")
    app = AccountWithSecret(exchange.fake.CLIENT, "env:APP_SECRET")
    given = Directions((exchange.fake.address,), app, "env:OLD_PAIR", way="refresh", outage=True, consumers=(consumer,))
    one = planning.Selected(ONE, "deploy", "bot_token", "slack@main")

    def planned(said: Directions) -> Plan:
        return planning.make(planning.PlanRequest("p", "ann"), [one], {ONE: said}, Timeline().at)

    (item,) = planned(given).items
    assert (item.order, item.old.who) == ("SINGLE", WHO)
    assert "the provider's own response" in item.proves[0]
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
