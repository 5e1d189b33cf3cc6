"""A password that an administrator sets and nothing lists: the engine changes it, killed anywhere it may be."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from invented_provider import Attempts, Killed, MemoryVault, Timeline
from published import Published

from fakes.atlassian_writing import Accounts, WritingBitbucket, WritingJira
from keyroll.clock import FixedClock
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Outcome, ValueRole
from keyroll.model.rotation import Standing, Step
from keyroll.providers import catalogue
from keyroll.rotation.directions import AccountWithSecret, Consumer
from keyroll.rotation.plan import Observed, PlanItem
from keyroll.rotation.steps import SINGLE
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptPlan, Rotations

OLD = "old-Password-1"


class Jumping(Timeline):
    """A wait of a month is over at once."""

    at: datetime

    def wait_until(self, moment: datetime) -> None:
        self.at = max(self.at, moment)


@dataclass
class Setting(Published):
    """One account on a fake, and its consumer, which reads what is published."""

    signs_in_as: ClassVar = "svc"
    old: ClassVar = OLD

    provider: str
    fake: Accounts
    rows: Rotations
    published: str = OLD
    plan: str = field(default_factory=lambda: secrets.token_hex(4))
    vault: MemoryVault = field(default_factory=MemoryVault)
    attempts: Attempts = field(default_factory=Attempts)
    clock: Jumping = field(default_factory=Jumping)
    kill_at: str = ""

    def __post_init__(self) -> None:
        self.rows.add_plan(KeptPlan(self.plan, self.plan, "{}", "", "", self.clock.at))
        self.fake.now = lambda: self.clock.at.timestamp()
        self.rotator = next(one for one in catalogue.rotators(self.provider) if one.kind == "account")
        self.probe = catalogue.probes(self.provider)["account"]
        self.one = f"{self.provider}@main:account:svc"

    @property
    def item(self) -> PlanItem:
        consumer = Consumer("web", ConsumerClass.POLL, "mem:x", longest_poll=timedelta(seconds=2), client="web")
        return PlanItem(
            self.one, "svc", "account", f"{self.provider}@main", "password", SINGLE.name, "svc", {},
            (self.fake.address,), AccountWithSecret("root", "env:ADMIN_VALUE"), Observed("old", "svc", "active"),
            (Observed("old", "svc", "active"),), "env:OLD_VALUE", (consumer,), (), timedelta(seconds=5), None, "", (),
            (), (), 1,
        )  # fmt: skip


@pytest.fixture(params=["jira", "bitbucket"])
def setting(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    monkeypatch.setenv("OLD_VALUE", OLD)
    rows = Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(Timeline().at)))
    with (WritingJira() if request.param == "jira" else WritingBitbucket()).running() as fake:
        assert isinstance(fake, Accounts)
        fake.account("svc", OLD)
        fake.account("root", "administrator-1", "ADMIN")
        bearer = fake.token("Jira administrators (global permission)", name="root") if request.param == "jira" else ""
        monkeypatch.setenv("ADMIN_VALUE", bearer or "administrator-1")
        yield Setting(request.param, fake, rows)


KILLS = ["", "seal: done", "create: intended", "create: done", "verify: done", "publish: done", "end sessions: done"]


@pytest.mark.parametrize("kill_at", KILLS)
def test_a_password_is_set_published_and_the_old_one_is_proven_dead(setting: Setting, kill_at: str) -> None:
    setting.kill_at = kill_at
    if kill_at:
        with pytest.raises(Killed):
            setting.process()
    began = setting.clock.at
    stand = setting.process()
    assert stand.position.standing is Standing.DONE, stand
    assert setting.published != OLD
    assert setting.accepted(setting.published)
    assert not setting.accepted(OLD)
    assert setting.vault.kept == {}
    steps = [one.step for one in setting.rows.steps(setting.plan)[setting.one]]
    assert Step.DISCARD not in steps
    # What a browser remembered of Bitbucket is waited for; Jira ends it.
    waited = setting.clock.at - began
    assert (waited > timedelta(days=29)) == (setting.provider == "bitbucket")
    # No ten minutes saw more failed sign-ins than lead to a CAPTCHA.
    failed = [
        one.at
        for one in setting.attempts.kept.values()
        if one.role in (ValueRole.OLD, ValueRole.NEVER, ValueRole.NEW) and one.outcome is Outcome.REFUSED_CREDENTIAL
    ]
    for at in failed:
        assert sum(at <= one < at + timedelta(minutes=10) for one in failed) <= 3


def test_an_administrator_who_may_not_set_it_changes_nothing(setting: Setting, monkeypatch) -> None:
    monkeypatch.setenv("ADMIN_VALUE", setting.fake.token(name="other") if setting.provider == "jira" else "wrong")
    if setting.provider == "jira":
        assert setting.process().position.standing is Standing.ORPHANED
    else:
        with pytest.raises(Exception, match="does not sign in"):
            setting.process()
    assert setting.accepted(OLD)
    assert setting.published == OLD
