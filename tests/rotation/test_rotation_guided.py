"""What a person does at a vendor: the page and the fields are named, and the end is observed, never confirmed."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from invented_provider import KEY, PLACE, Attempts, MemoryVault, Timeline
from published import in_memory

from keyroll.clock import FixedClock
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.model.rotation import Standing, Step
from keyroll.providers import catalogue
from keyroll.providers._guided import by_a_person
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.contracts.rotate import Seen
from keyroll.rotation import planning, trying
from keyroll.rotation.directions import NOBODY, AccountWithSecret, Consumer, Directions
from keyroll.rotation.engine import Rotation, Stand
from keyroll.rotation.known import Known
from keyroll.rotation.plan import Observed, PlanItem
from keyroll.rotation.steps import R2D
from keyroll.rotation.tools import Tools
from keyroll.secret import Secret
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptPlan, Rotations
from rotating import opened

OLD, NEW = b"old-token", b"new-token"
READER = AccountWithSecret("reader", "env:OLD_TOKEN")


@dataclass
class Pages:
    """A vendor with pages alone: tokens that a person makes and revokes, and an account that is locked by failures."""

    folder: Path
    valid: set[bytes] = field(default_factory=lambda: {OLD})
    published: bytes = OLD
    clock: Timeline = field(default_factory=Timeline)
    refused: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    does: dict[str, Any] = field(default_factory=dict)

    def attempt(self, _plane: Plane, login: Login) -> ProbeAnswer:
        raw = bytes(getattr(login.value, "_Secret__value"))  # noqa: B009
        if raw in self.valid:
            return ProbeAnswer(Outcome.ACCEPTED, "svc")
        self.refused.append(self.clock.at)
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="401")

    @property
    def new(self) -> Path:
        return self.folder / "new"

    @property
    def item(self) -> PlanItem:
        started = Consumer("web", ConsumerClass.POLL, "mem:x", longest_poll=timedelta(seconds=2), client="web")
        return PlanItem(
            "jira@main:personal_access_token:svc", "svc", "personal_access_token", "jira@main", "", R2D.name, "svc", {},
            ("p",), READER, Observed("old", "svc", "active"), (Observed("old", "svc", "active"),), "env:OLD_TOKEN",
            (started,), (), timedelta(seconds=5), None, "", (), (), (), 1, f"file:{self.new}",
        )  # fmt: skip

    def run(self, rows: Rotations, plan: str) -> Stand:
        probe = Probe(
            "personal_access_token", "GET /me", lambda _: PLACE, self.attempt,
            lambda _value: Secret(secrets.token_bytes(9)), no_sessions_because="each request carries the token",
            lockout=Limit(3, timedelta(minutes=10)),
        )  # fmt: skip
        rotator = by_a_person(
            "personal_access_token", lambda _: PLACE, page="Profile, Tokens", create=("Create token for {account}",),
            delete=("Revoke {id}",), because="only a person may", unlisted_because="nothing lists them",
        )  # fmt: skip

        def seen(_plane: Plane, _login: Login, _subject: Any, generation: Any) -> tuple[Seen, ...]:
            held = self.published == OLD
            return (Seen(self.clock.at, "web"),) if held == (generation.id == "old") else ()

        # Uses are seen (as somebody who may read them), so that the gate has evidence.
        rotator = replace(rotator, seen=seen, window=timedelta())
        attempts, vault = Attempts(), MemoryVault()

        def publish(content: Secret) -> None:
            self.published = opened(content).encode()

        delivery = in_memory(lambda: Secret(self.published), publish)

        def tools(records: Any) -> Tools:
            return Tools(
                Known(plan, self.item, records), rotator, probe, {"mem": delivery}, vault, self.clock, KEY, attempts,
                "i", "here", lambda: None, lambda _target: None, tried=trying.generations,
            )  # fmt: skip

        rotation = Rotation(rows, tools, (), 1, self.clock, lambda: ())

        def each() -> None:
            """A person looks at what is asked for, and does it a little later."""
            if rotation.said and rotation.said not in self.asked:
                self.asked.append(rotation.said)
            for words in list(self.does):
                if any(words in one for one in self.asked):
                    self.does.pop(words)()
            assert self.clock.at < Timeline().at + timedelta(hours=4), self.asked

        self.clock.each = each
        return rotation.run(wait=True)


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rotations:
    monkeypatch.setenv("OLD_TOKEN", OLD.decode())
    return Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(Timeline().at)))


def planned(rows: Rotations) -> str:
    plan = secrets.token_hex(4)
    rows.add_plan(KeptPlan(plan, plan, "{}", "", "", Timeline().at))
    return plan


def test_a_person_makes_and_revokes_and_keyroll_observes_both(rows, tmp_path: Path) -> None:
    pages = Pages(tmp_path)

    def create() -> None:
        pages.valid.add(NEW)
        pages.new.write_bytes(NEW)

    pages.does = {"Create token for svc": create, "Revoke old": lambda: pages.valid.remove(OLD)}
    plan = planned(rows)
    stand = pages.run(rows, plan)
    assert stand.position.standing is Standing.DONE, stand
    assert pages.published == NEW
    assert any(
        one.startswith("a person must create it: Profile, Tokens: Create token for svc; the new value is not")
        for one in pages.asked
    )
    assert any(one.startswith("a person must delete it: Profile, Tokens: Revoke old") for one in pages.asked)
    # No ten minutes saw more failed sign-ins than lock the account.
    for at in pages.refused:
        assert sum(at <= one < at + timedelta(minutes=10) for one in pages.refused) <= 3
    facts = {
        name: value
        for record in rows.steps(plan)["jira@main:personal_access_token:svc"]
        for name, value in record.facts.items()
    }
    assert facts["new"] == "new-1"
    assert "token" not in str(facts)


def test_nothing_but_the_value_itself_shows_that_it_was_made(rows, tmp_path: Path) -> None:
    """A person who writes down a value that the vendor does not take is told so; the old one stays."""
    pages = Pages(tmp_path)

    def mistyped() -> None:
        pages.new.write_bytes(b"mistyped")
        pages.does["is refused"] = right

    def right() -> None:
        pages.valid.add(NEW)
        pages.new.write_bytes(NEW)
        pages.does["Revoke old"] = lambda: pages.valid.remove(OLD)

    pages.does = {"Create token for svc": mistyped}
    stand = pages.run(rows, planned(rows))
    assert stand.position.standing is Standing.DONE, stand
    assert pages.published == NEW


def test_the_old_value_written_down_again_is_not_a_new_one(rows, tmp_path: Path) -> None:
    pages = Pages(tmp_path)
    pages.new.write_bytes(OLD)

    def enough() -> None:
        raise KeyboardInterrupt

    pages.does = {"the new value is not there yet": enough}
    plan = planned(rows)
    with pytest.raises(KeyboardInterrupt):
        pages.run(rows, plan)
    (records,) = rows.steps(plan).values()
    assert records[-1].step is Step.CREATE


GUIDED = [
    (name, one)
    for name in ("jira", "confluence", "bitbucket", "smartsheet")
    for one in catalogue.rotators(name)
    if one.unlisted_because and one.create is None
]


@pytest.mark.parametrize(("provider", "rotator"), GUIDED, ids=[f"{name} {one.kind}" for name, one in GUIDED])
def test_a_plan_of_a_guided_kind_needs_the_old_value_and_no_administrator(
    provider, rotator, monkeypatch, tmp_path
) -> None:
    probe = catalogue.probes(provider)[rotator.kind]
    asked = replace(probe, attempt=lambda _plane, _login: ProbeAnswer(Outcome.ACCEPTED, "svc"))
    monkeypatch.setenv("OLD_TOKEN", OLD.decode())
    (tmp_path / "web.pid").write_text("1")
    place, process = f"file:{tmp_path}/token", f"{tmp_path}/web.pid"
    consumer = Consumer("web", ConsumerClass.RESTART, place, process=process)
    given = Directions(("https://jira1",), NOBODY, "env:OLD_TOKEN", consumers=(consumer,), new="file:/run/new")
    monkeypatch.setattr(planning, "probe_for", lambda _provider, _kind: asked)
    identifier = f"{provider}@main:{rotator.kind}:svc"
    one = planning.Selected(identifier, "svc", rotator.kind, f"{provider}@main")
    made = planning.make(planning.PlanRequest("p", "ann"), [one], {identifier: given}, Timeline().at)
    assert [(item.order, item.old.id, item.new_value) for item in made.items] == [("R2D", "old", "file:/run/new")]
    assert all("create at" in item.guided[0] and "delete at" in item.guided[1] for item in made.items)
    without = planning.make(
        planning.PlanRequest("p", "ann"), [one], {identifier: replace(given, old="")}, Timeline().at
    )
    assert "the old value is needed" in without.refused[0].because
