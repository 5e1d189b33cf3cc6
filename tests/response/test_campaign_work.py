"""The campaign as work: consumers, owners, next acts, exceptions, and how it goes on after a death."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from keyroll.api import Keyroll, verify
from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.model.incident import Grade
from keyroll.response.watch import WOKE
from keyroll.response.work import Work
from small_world import NOW, SmallWorld, app, at, call, key, key_id

ONE, TWO = key_id("ONE"), key_id("TWO")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """Two keys that Okta held; ONE is gone since, TWO was never touched. The incident is open."""
    world = SmallWorld(tmp_path_factory.mktemp("work"))
    world.apps("10-01", app("first", access_key="ONE"), app("second", access_key="TWO"))
    world.keys("10-01", key("ONE"), key("TWO"))
    for day in ("10-25", "11-01", "11-08"):
        world.keys(day, key("TWO"))
    return world.breached()


@pytest.fixture
def world(built: SmallWorld, tmp_path: Path) -> SmallWorld:
    return built.copied(tmp_path)


def opened(world: SmallWorld) -> Keyroll:
    return Keyroll.open(world.path / "home", now=NOW)


def work(keyroll: Keyroll) -> dict[str, Work]:
    return {one.standing.item.identifier: one for one in keyroll.campaigns.status("okta").work}


def test_each_credential_says_what_is_next_and_how_its_consumer_gets_a_new_value(world: SmallWorld) -> None:
    found = work(opened(world))
    assert (found[ONE].proven, found[ONE].next_act) == (True, "nothing")
    assert found[TWO].next_act == "revoke it at Amazon Web Services"
    assert found[TWO].consumers.kind is ConsumerClass.PUSH
    assert "second" in found[TWO].consumers.because


@pytest.mark.long
def test_one_visit_in_a_browser_makes_no_person_its_consumer(world: SmallWorld) -> None:
    world.trail(*(call("GetObject", f"2023-11-0{n}T10:00:00Z", "TWO", str(n), userAgent="Mozilla/5.0") for n in (1, 2)))
    assert work(world.sync())[TWO].consumers.kind is ConsumerClass.HUMAN
    world.trail(*(call("GetObject", f"2023-11-1{n}T10:00:00Z", "TWO", f"1{n}") for n in range(5)))
    assert work(world.sync())[TWO].consumers.kind is ConsumerClass.PUSH


def test_an_exception_is_signed_and_stays_not_proven(world: SmallWorld) -> None:
    keyroll = opened(world)
    keyroll.incidents.prove("okta")
    until = NOW + timedelta(days=7)
    known = keyroll.campaigns.except_("okta", TWO, because="moved next week", until=until, by="lead@a.example")
    (left,) = known.left
    assert (left.standing.item.identifier, left.proven, known.excepted) == (TWO, False, (left,))
    assert "before the exception ends on 2023-11-30" in left.next_act
    content, _ = keyroll.evidence.bundle("okta")
    checked = verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=NOW)
    assert checked.dead == {Grade.C: 1}
    ((one,)) = checked.exceptions
    assert (one.identifier, one.because, one.person, one.until) == (TWO, "moved next week", "lead@a.example", until)


def test_an_exception_ends_by_itself_and_the_latest_counts(world: SmallWorld) -> None:
    keyroll = opened(world)
    keyroll.campaigns.except_("okta", TWO, because="first", until=NOW + timedelta(days=9), by="lead")
    later = Keyroll.open(world.path / "home", now=NOW + timedelta(days=1))
    later.campaigns.except_("okta", TWO, because="second", until=NOW + timedelta(days=2), by="lead")
    over = Keyroll.open(world.path / "home", now=NOW + timedelta(days=3))
    one = work(over)[TWO]
    assert (one.exception_ended, one.excepted and one.excepted.because, one.next_act) == (
        True,
        "second",
        "revoke it at Amazon Web Services",
    )
    assert over.campaigns.status("okta").excepted == ()
    key = over.evidence.key().keyid.encode()
    checked = verify(over.evidence.bundle("okta")[0], keys=[key], now=NOW + timedelta(days=3))
    assert [each.because for each in checked.exceptions] == ["second"]


def test_an_exception_needs_a_reason_a_person_and_a_later_time(world: SmallWorld) -> None:
    keyroll = opened(world)
    later = NOW + timedelta(days=1)
    for because, by, until in (("", "lead", later), ("why", " ", later), ("why", "lead", NOW)):
        with pytest.raises(UsageError):
            keyroll.campaigns.except_("okta", TWO, because=because, by=by, until=until)
    with pytest.raises(UsageError, match="not exposed"):
        keyroll.campaigns.except_("okta", key_id("OTHER"), because="why", by="lead", until=later)
    assert keyroll.campaigns.status("okta").excepted == ()


@pytest.mark.long
def test_a_death_that_does_not_last_opens_its_item_again(world: SmallWorld) -> None:
    keyroll = opened(world)
    keyroll.incidents.prove("okta")
    keyroll.campaigns.set_terms("okta", watch=timedelta(days=90))
    assert work(keyroll)[ONE].next_act == "nothing; watched until 2024-02-21T00:00:00Z"
    world.keys("11-20", key("ONE"), key("TWO"))
    again = work(world.sync())[ONE]
    assert (again.proven, again.reopened, again.watched_until) == (False, NOW, None)


def dead_and_watched(world: SmallWorld) -> Keyroll:
    keyroll = opened(world)
    keyroll.incidents.prove("okta")
    keyroll.campaigns.set_terms("okta", watch=timedelta(days=90))
    items = work(keyroll)
    assert (keyroll.campaigns.reactivated(), items[ONE].proven, items[TWO].proven) == ([], True, False)
    return keyroll


def woke(keyroll: Keyroll) -> list[tuple[str, datetime, int]]:
    """What a hunt says of the dead: which, when, and how many events show it."""
    found = [one for one in keyroll.hunt.run().findings if one.behaviour == WOKE]
    assert found == [one.finding for one in keyroll.campaigns.reactivated()]
    return [(one.subject, one.detected_at, len(one.evidence)) for one in found]


@pytest.mark.long
def test_use_in_a_log_after_its_death_is_a_finding_with_its_record(world: SmallWorld) -> None:
    dead_and_watched(world)
    world.trail(call("GetObject", "2023-11-22T10:00:00Z", "ONE", "late"))
    assert woke(world.sync()) == [(ONE, at("11-22", "10:00"), 1)]


@pytest.mark.long
def test_a_key_that_is_active_again_is_a_finding_while_it_is_watched(world: SmallWorld) -> None:
    dead_and_watched(world)
    world.trail(call("GetObject", "2023-11-20T10:00:00Z", "TWO", "other"))
    world.keys("11-20", key("ONE"), key("TWO"))
    assert woke(world.sync()) == [(ONE, at("11-20"), 0)]


@pytest.mark.long
def test_after_the_watch_an_item_opens_again_without_a_finding(world: SmallWorld) -> None:
    keyroll = dead_and_watched(world)
    world.trail(call("GetObject", "2023-11-20T10:00:00Z", "TWO", "other"))
    world.keys("12-30", key("ONE"), key("TWO"))
    keyroll.campaigns.set_terms("okta", watch=timedelta(days=7))
    later = world.sync(at("12-31"))
    assert woke(later) == []
    assert [one.standing.item.identifier for one in later.campaigns.status("okta").reopened] == [ONE]


@pytest.mark.long
def test_a_read_that_is_cut_opens_nothing(world: SmallWorld) -> None:
    dead_and_watched(world)
    world.keys("11-22", key("TWO"), whole=False)
    keyroll = world.sync()
    assert (keyroll.campaigns.reactivated(), keyroll.campaigns.status("okta").reopened) == ([], ())


def test_terms_are_kept_and_what_is_not_given_stays(world: SmallWorld) -> None:
    keyroll = opened(world)
    keyroll.campaigns.set_terms("okta", deadline=NOW + timedelta(days=5), by="lead")
    terms = keyroll.campaigns.set_terms("okta", watch=timedelta(days=30), by="lead")
    assert (terms.deadline, terms.watch) == (NOW + timedelta(days=5), timedelta(days=30))
    with pytest.raises(UsageError, match="already passed"):
        keyroll.campaigns.set_terms("okta", deadline=NOW)
    with pytest.raises(UsageError, match="no incident"):
        keyroll.campaigns.set_terms("other", watch=timedelta(days=1))
