"""The closure for any reasons: it grows with what it begins with, ends, and does not care who found what first."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_exposure_reasons import BUILD, looked_up, places, policy, stored, vault

from keyroll.api import Keyroll
from keyroll.model.incident import Incident, Item, Reason, Widening
from keyroll.report import listing
from keyroll.response.exposure import chain, exposure
from keyroll.response.exposure.closure import Exposed, Known, close
from keyroll.response.exposure.contract import NewExposure
from small_world import NOW, SmallWorld, at, iso, key, key_id, makes_key

DAY = datetime(2023, 10, 1, tzinfo=UTC)
IDS = [f"a@b:c:{number}" for number in range(8)]
Edge = tuple[str, str, int, bool]
ids, days = st.sampled_from(IDS), st.integers(0, 5)
found = st.builds(
    lambda one, day, sure: NewExposure(one, Reason("first", f"day {day}", "", sure), DAY + timedelta(days=day)),
    ids, days, st.booleans(),
)  # fmt: skip
firsts = st.lists(found, max_size=4)
edges = st.lists(st.tuples(ids, ids, days, st.booleans()), max_size=14)


def steps(known: Known, graph: Iterable[Edge]) -> list[NewExposure]:
    """From each exposed one to the next, not before the first was exposed, and no surer than that."""
    made = []
    for start, to, day, sure in graph:
        if start in known and start != to:
            since = max(known[start].since, DAY + timedelta(days=day))
            reason = Reason("step", f"{start} {day}", start, sure and known[start].sure)
            made.append(NewExposure(to, reason, since, DAY + timedelta(days=day)))
    return made


def closed(first: list[NewExposure], graph: list[Edge]) -> dict[str, Exposed]:
    return close(first, lambda known: steps(known, graph), DAY + timedelta(days=2))


def facts(known: Known) -> dict[str, tuple[datetime, datetime, bool]]:
    return {one: (state.since, state.until, state.sure) for one, state in known.items()}


@given(firsts, firsts, edges)
def test_it_is_monotone(first: list[NewExposure], more: list[NewExposure], graph: list[Edge]):
    """Whatever is added takes nothing away: no credential, no earlier day, no sureness."""
    less, all_of_it = closed(first, graph), closed([*first, *more], graph)
    for one, state in less.items():
        there = all_of_it[one]
        assert there.since <= state.since
        assert there.until >= state.until
        assert there.sure >= state.sure


@given(firsts, edges)
def test_it_is_idempotent(first: list[NewExposure], graph: list[Edge]):
    """What follows from all that follows is the same."""
    once = closed(first, graph)
    again = [
        NewExposure(one, Reason("again", "", "", state.sure), state.since, state.until) for one, state in once.items()
    ]
    assert facts(closed([*first, *again], graph)) == facts(once)


@given(firsts, edges, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(first: list[NewExposure], graph: list[Edge], chance: Random):
    """Neither the credentials nor their reasons."""
    before = closed(first, graph)
    chance.shuffle(first)
    chance.shuffle(graph)
    assert closed(first, graph) == before


@given(firsts, edges)
def test_every_way_leads_back_to_the_beginning(first: list[NewExposure], graph: list[Edge]):
    known = closed(first, graph)
    items = {one: Item("x", one, "", "", "", state.reasons, state.since) for one, state in known.items()}
    for one, item in items.items():
        way = chain(items, one)
        assert way[0].reason.kind == "first"
        assert way[-1].to == one
        assert [step.start for step in way[1:]] == [step.to for step in way[:-1]]
        assert item.sure == known[one].sure
        assert all(step.reason.sure for step in way) or not item.sure


@given(firsts, edges)
def test_only_what_can_be_reached_is_exposed(first: list[NewExposure], graph: list[Edge]):
    reached = {one.id for one in first}
    for _ in IDS:
        reached |= {to for start, to, _, _ in graph if start in reached}
    assert set(closed(first, graph)) == reached


# The same for the reasons that there are, over a small company ---------------------------------------------------

NAMES = ("ONE", "TWO", "SIX", "CHILD", "CI")
HANDLES = (BUILD, *(key_id(one) for one in NAMES), "github@main:token_id:7")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("closure"))
    for day in ("10-06", "10-27"):
        world.keys(day, *(key(one, "svc" if one in ("ONE", "TWO") else "") for one in NAMES))
    world.trail(makes_key(iso("10-08"), "ONE", "CHILD", "1"))
    rules = [policy("build", "secret/data/build/*", "read")]
    paths = [
        stored("secret/build/a", key_id("SIX"), iso("09-01")),
        stored("secret/build/b", key_id("ONE"), iso("10-20")),
    ]
    vault(world, "10-06", tokens=[looked_up("build", "build")], policies=rules, paths=paths)
    places(world, "10-06", ("github@main", "actions_secret", "A", key_id("CI")))
    world.register("10-06", {"vendor": "Okta", "system": "aws", "credential": "AKIATWO"})
    world.sync()
    return world


@pytest.mark.long
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(HANDLES), max_size=4), st.lists(st.sampled_from(HANDLES), max_size=3))
def test_the_reasons_that_there_are(company: SmallWorld, some: list[str], more: list[str]):
    incident = Incident("breach", "Okta", at("09-28"), at("10-18", "23:59"), at("10-19"), "ann")

    def widened(identifiers: Iterable[str]) -> list[Widening]:
        return [Widening("breach", one, "stolen", "ann", at("10-19")) for one in identifiers]

    with listing.reading(Keyroll.open(company.path / "home", now=NOW).home) as session:
        less = {one.identifier: one for one in exposure(session, incident, widened(some))}
        all_of_it = {one.identifier: one for one in exposure(session, incident, widened([*some, *more]))}
        turned = {one.identifier: one for one in exposure(session, incident, widened([*more, *reversed(some)]))}
        again = {one.identifier: one for one in exposure(session, incident, widened([*some, *more, *all_of_it]))}
    assert turned == all_of_it
    assert again.keys() == all_of_it.keys()
    for one, item in less.items():
        assert all_of_it[one].sure >= item.sure
        assert (all_of_it[one].first_exposed_at or at("10-19")) <= (item.first_exposed_at or at("10-19"))
