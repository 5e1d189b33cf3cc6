"""A plan without a source that shows a consumer's use is refused; it was accepted, and its gate never opened."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes_of_rotators import ON_FAKES, OnFake

from keyroll.errors import ConfigError
from keyroll.model.campaign import ConsumerClass
from keyroll.model.rotation import Step
from keyroll.report.plain import lines
from keyroll.report.rotation import plan_document
from keyroll.rotation import directions, expected, planning
from keyroll.rotation.directions import SIGN_OFF, AccountWithSecret, Consumer, Directions
from keyroll.rotation.plan import Plan, plan_of
from keyroll.rotation.planning import PlanRequest, Selected
from keyroll.rotation.steps import R1, REVOKE_FIRST, SINGLE
from keyroll.store.ledger.rotations import KeptPlan
from rotating import opened

NOW = datetime(2026, 12, 3, tzinfo=UTC)
IDENTIFIER = "kubernetes@main:token_secret:shop/app-token"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[OnFake]:
    one = ON_FAKES["kubernetes", "token_secret", ""]()
    monkeypatch.setenv("CLUSTER_ADMIN", opened(one.admin.value))
    assert one.old is not None
    monkeypatch.setenv("CLUSTER_OLD", opened(one.old))
    with one.fake.running():
        yield one


def planned(one: OnFake, **consumer: str) -> Plan:
    web = replace(Consumer("web", ConsumerClass.RESTART), **consumer)  # type: ignore[arg-type]  # texts alone are given
    admin = AccountWithSecret(one.admin.who, "env:CLUSTER_ADMIN")
    given = Directions((one.address,), admin, "env:CLUSTER_OLD", settings=one.subject.settings, consumers=(web,))
    asked = Selected(IDENTIFIER, "app-token", "token_secret", "kubernetes@main")
    return planning.make(PlanRequest("first", "ann"), [asked], {IDENTIFIER: given}, NOW)


def test_a_consumer_that_nothing_shows_refuses_the_plan_with_both_ways_out(cluster: OnFake) -> None:
    made = planned(cluster)
    (refused,) = made.refused
    assert "nothing shows which value web uses: no session is listed" in refused.because
    assert 'process = "/run/web.pid", or let a person sign it off: evidence = "sign-off"' in refused.because
    assert not made.items


def test_a_person_may_accept_it_and_the_plan_says_who_must_sign_at_which_step(cluster: OnFake) -> None:
    (item,) = planned(cluster, evidence=SIGN_OFF).items
    assert "evidence of web: a person, who signs off web by name" in item.checks
    gate = [row.step for row in item.steps.steps()].index(Step.GATE)
    assert item.expects[gate] == "until a person signs off web, seconds at least; interrupts nobody"


def test_the_start_of_its_process_is_evidence(cluster: OnFake) -> None:
    assert (
        "evidence of web: the start of the process in /run/web.pid"
        in planned(cluster, process="/run/web.pid").items[0].checks
    )


def test_each_step_of_a_plan_has_its_duration_and_interruption_also_after_it_was_kept(cluster: OnFake) -> None:
    made = planned(cluster, evidence=SIGN_OFF)
    kept = plan_of(KeptPlan(made.id, made.name, made.body(), "", "", NOW))
    assert kept == made
    text = "\n".join(one for one, _ in lines(plan_document(kept, "", "")))
    assert text.count("interrupts nobody") >= 5
    assert len(kept.items[0].expects) == len(kept.items[0].steps.rows)


def test_a_step_that_refuses_consumers_or_ends_sessions_says_whom() -> None:
    web = Consumer("web", ConsumerClass.PUSH, "file:/x?reload=true", longest_poll=timedelta(seconds=30))
    given = Directions(("db:1",), directions.NOBODY, consumers=(web,), observe=timedelta(minutes=2))

    def steps(order, provider: str, kind: str, way: str, uses=()) -> dict[Step, str]:
        rotator, probe = planning.rotator_of(provider, kind, way), planning.probe_for(provider, kind)
        takes = expected.waits(rotator, probe, provider, given)
        said = expected.by_step(order, rotator, given.consumers, takes, uses)
        return dict(zip([row.step for row in order.steps()], said, strict=True))

    two = steps(R1, "mariadb", "account", "", (1, 2))  # type: ignore[arg-type]
    assert two[Step.GATE] == "about 0:00:30; interrupts nobody"
    assert two[Step.OBSERVE] == "about 0:02:00; interrupts nobody"
    assert two[Step.PUBLISH] == "seconds; reloads web"
    assert two[Step.END_SESSIONS] == "seconds; ends up to 2 sessions, which reconnect"
    one = steps(SINGLE, "postgresql", "role", "password")
    assert one[Step.CREATE] == "seconds; refuses web until the new value is read"
    assert steps(REVOKE_FIRST, "mariadb", "account", "")[Step.DELETE].endswith(
        "refuses web until the new value is read"
    )


def test_another_word_for_evidence_is_refused(tmp_path) -> None:
    place = tmp_path / "rotation.toml"
    place.write_text(f"""["{IDENTIFIER}"]
at = ["x"]
admin = "a=env:A"
[["{IDENTIFIER}".consumers]]
name = "web"
gets = "restart"
evidence = "none"
""")
    with pytest.raises(ConfigError, match="evidence must be sign-off"):
        directions.read(place)
