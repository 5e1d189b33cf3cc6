"""Who an identifier is does not hang on when a listing was read; what is new hangs on earlier events alone."""

import pytest
from detection_world import DAY0, PERSON, ROBOT, STRANGE, World, day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.detection.baseline.learn import baseline_of, build_relations
from keyroll.detection.signals.catalogue import behaviours
from keyroll.detection.signals.detect import detect_signals
from keyroll.model.finding import Finding

pytestmark = pytest.mark.long

#: Behaviours that hang on who a subject is, and on what it did before.
JUDGED = ("new_network", "credential_new_network", "new_client", "concurrent_use", "new_objects_new_network")

KEY = "jira@main:token:t1"
ACTORS = st.sampled_from([ROBOT, PERSON, KEY])
ADDRESSES = st.sampled_from(["10.1.1.7", "10.2.2.7", STRANGE, "198.51.100.4"])
DEEDS = st.lists(st.tuples(st.floats(15, 29), ACTORS, ADDRESSES, st.sampled_from(["home", "a", "b"])), max_size=12)


def lived(world: World, deeds: list[tuple[float, str, str, str]]) -> None:
    """Fill a world with a month of ordinary work, and with some deeds beside it."""
    world.events, world.states, world.kinds = [], [], {ROBOT: "nonhuman", PERSON: "human"}
    world.daily()
    world.daily(KEY, user_agent="builder/2")
    world.daily(PERSON, src_ip="10.9.9.7", user_agent="Mozilla/5.0")
    for at, who, address, page in deeds:
        world.did(at, who, src_ip=address, resource_uid=page)


def found(world: World) -> set[tuple[str, str, object, float]]:
    session = world.ready()
    signals = detect_signals(session, [behaviours()[name] for name in JUDGED], baseline_of(session))
    return {(one.behaviour, one.subject, one.detected_at, one.score) for one in signals}


def listed_at(world: World, moment: float) -> None:
    """Read the listings at a moment: kinds of principals, and accounts."""
    world.listed = day(moment)
    world.survey(moment, KEY, kind="token", name="builder")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS, first=st.floats(0, 30), second=st.floats(0, 30))
def test_a_listing_read_at_another_time_changes_no_finding(
    world: World, deeds: list[tuple[float, str, str, str]], first: float, second: float
) -> None:
    results = []
    for moment in (first, second):
        lived(world, deeds)
        listed_at(world, moment)
        results.append(found(world))
    assert results[0] == results[1]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS, cut=st.floats(16, 29))
def test_later_events_change_no_earlier_finding(
    world: World, deeds: list[tuple[float, str, str, str]], cut: float
) -> None:
    lived(world, deeds)
    listed_at(world, 30)
    whole = {one for one in found(world) if one[2] <= day(cut)}  # type: ignore[operator]
    world.events = [event for event in world.events if event["happened_at"] <= day(cut)]  # type: ignore[operator]
    assert found(world) == whole


def new_networks(world: World) -> list[Finding]:
    return world.says("new_network")


def test_a_machine_is_one_before_its_first_listing(world: World) -> None:
    lived(world, [(20, ROBOT, STRANGE, "home")])
    listed_at(world, 30)
    assert [one.subject for one in new_networks(world)] == [ROBOT]


def test_a_person_is_one_before_the_first_listing(world: World) -> None:
    lived(world, [(20, PERSON, STRANGE, "home")])
    listed_at(world, 30)
    assert new_networks(world) == []
    assert world.session.tuples("SELECT subject FROM people") == [(PERSON,)]


def test_the_latest_word_counts(world: World) -> None:
    lived(world, [])
    world.ready()
    moments = [DAY0, day(10)]
    world.session.load_columns(
        "principal_kinds",
        {"principal": "VARCHAR", "known_from": "TIMESTAMPTZ", "kind": "VARCHAR"},
        {"principal": [PERSON] * 2, "known_from": moments, "kind": ["nonhuman", "human"]},
    )
    build_relations(world.session)
    assert world.session.tuples("SELECT count(*) FROM acts WHERE subject = $who", {"who": PERSON}) == [(0,)]


@pytest.mark.parametrize("moment", [0, 15, 30])
def test_an_account_that_a_listing_shows_to_be_a_token_s_is_a_machine(world: World, moment: float) -> None:
    lived(world, [])
    bot = "jira@main:user:build-bot"
    for number in range(30):
        world.did(number + 0.2, bot, credential=None)
    world.also[bot] = KEY
    world.survey(moment, KEY, kind="token")
    session = world.ready()
    assert session.tuples("SELECT DISTINCT machine FROM actor_identities WHERE actor = $who", {"who": bot}) == [(True,)]


@pytest.mark.parametrize("known", [False, True])
def test_an_account_that_only_logs_show_is_a_person_s_by_its_mail(world: World, known: bool) -> None:
    """A program of a person reads mail every day; no listing of the mail's source names the account."""
    mail = "m365@main:user:ann@example.com"
    lived(world, [])
    world.daily(mail, user_agent="outlook-sync/1.0", credential=None)
    world.did(20, mail, src_ip=STRANGE, user_agent="outlook-sync/1.0", credential=None)
    world.people_in_use += [mail] * known
    assert [one.subject for one in new_networks(world)] == ([] if known else [mail])
    assert world.session.tuples("SELECT subject FROM people WHERE subject = $who", {"who": mail}) == [(mail,)] * known


def test_a_listing_counts_before_the_mail(world: World) -> None:
    lived(world, [(20, ROBOT, STRANGE, "home")])
    listed_at(world, 30)
    world.people_in_use.append(ROBOT)
    assert [one.subject for one in new_networks(world)] == [ROBOT]
