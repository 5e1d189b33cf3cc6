"""What an intruder made or granted, and what that made in its turn; contained only when all of it is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.detection.stories.creations import Creation, CreationKind
from keyroll.model.finding import Foothold
from keyroll.model.incident import ClosingPolicy, Incident
from keyroll.model.truth import Answer, Truth
from keyroll.response.containment import Containment, made_by
from small_world import AWS, SmallWorld, at, call, iso, key, key_id, makes_key

pytestmark = pytest.mark.long

DAY = datetime(2023, 10, 1, tzinfo=UTC)
names = st.sampled_from("abcdef")
made = st.builds(
    lambda maker, identifier, day, kind: Creation(maker, identifier, kind, "", DAY + timedelta(days=day)),
    names, names, st.integers(0, 9), st.sampled_from([CreationKind.ACCOUNT, CreationKind.GRANT]),
)  # fmt: skip


@given(st.lists(made, max_size=14), st.sets(names, max_size=2), st.integers(0, 9), st.randoms(use_true_random=False))
def test_what_follows_from_whom(everything: list[Creation], subjects: set[str], day: int, chance: Random):
    since = DAY + timedelta(days=day)
    found = made_by(everything, subjects, since)
    # In order of time, each by a subject or by something that was made before it.
    reached = set(subjects)
    for one in found:
        assert one.at >= since
        assert one.maker in reached
        reached.add(one.identifier)
    # Nothing that a subject made is left out, and more subjects never find less.
    assert {id(one) for one in everything if one.maker in subjects and one.at >= since} <= {id(one) for one in found}
    assert set(map(id, found)) <= set(map(id, made_by(everything, subjects | {"a"}, since)))
    chance.shuffle(everything)
    assert sorted(made_by(everything, subjects, since), key=repr) == sorted(found, key=repr)


def test_contained_means_all_of_it():
    gone, alive = Foothold("a", "", "m", DAY, DAY), Foothold("b", "", "m", DAY)
    assert Containment((gone,)).contained
    assert not Containment((gone, alive)).contained
    assert Containment((gone, alive)).alive == (alive,)
    assert not Containment((gone,), ("m",)).contained


def story(keyroll: Keyroll, *subjects: str) -> None:
    """Keep the hunt out of it: the story is told by hand."""
    incident = Incident("breach", "", at("10-07"), at("10-12"), at("10-12"), "ann", policy=ClosingPolicy.EXPORTS)
    keyroll.incidents.start(replace(incident, story="5" * 64, subjects=subjects))


def test_an_incident_of_a_story_is_open_while_anything_of_its_intruder_lives(tmp_path: Path):
    """A key makes a user, that user's key makes another key: the first key's end ends none of the others."""
    world = SmallWorld(tmp_path)
    for day in ("10-06", "10-13", "10-20", "10-27", "11-03"):
        world.keys(day, *(key(one) for one in ("ONE", "TWO") if (one, day) in {("ONE", "10-06"), ("TWO", "10-13")}))
    world.trail(
        makes_key(iso("10-08"), "ONE", "TWO", "1"),
        makes_key(iso("10-09"), "TWO", "THREE", "2"),
        call(
            "AttachUserPolicy",
            iso("10-10"),
            "TWO",
            "3",
            service="iam",
            requestParameters={"userName": "bob", "policyName": "Admin"},
        ),
    )
    keyroll = world.sync()
    story(keyroll, key_id("ONE"))
    state = keyroll.incidents.status("breach")
    left = state.containment
    assert left is not None
    assert {(one.by, one.identifier) for one in left.footholds} == {
        (key_id("ONE"), key_id("TWO")),
        (key_id("TWO"), key_id("THREE")),
        (key_id("TWO"), f"{AWS}:user:bob"),
    }
    assert [one.identifier for one in left.alive] == [key_id("THREE"), f"{AWS}:user:bob"]
    assert not left.contained
    assert not state.ended


HOST, NAMED = "zeek@main:host:10.0.0.5", "zeek@main:host:Build1.Corp.Example"


def in_house(world: SmallWorld, day: str, *addresses: str) -> None:
    """The inventory of a day: each address is a server ``build<last part>``."""
    rows = [{"host": f"build{one[-1]}.corp.example", "address": one, "runs": ""} for one in ("10.0.0.9", *addresses)]
    world.table("register@main", day, "hosts", rows)


def told(world: SmallWorld, *hosts: str) -> Containment:
    state = world.sync()
    if not state.incidents.names():
        story(state, *hosts)
    left = state.incidents.status("breach").containment
    assert left is not None
    return left


def test_a_host_is_contained_once_the_inventory_has_it_no_more(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    in_house(world, "10-06", "10.0.0.5", "10.0.0.1")
    left = told(world, HOST, NAMED)
    assert left.truth == Truth.unknown(f"no inventory shows that it was removed: {HOST}, {NAMED}")
    in_house(world, "10-14")
    assert told(world).truth == Truth.yes()


def test_what_lives_beside_a_host_is_no():
    assert Containment((), (HOST,)).truth.answer is Answer.UNKNOWN
    assert Containment((), (HOST, key_id("ONE"))).truth == Truth.no()
    assert Containment((Foothold("b", "", "m", DAY),), (HOST,)).truth == Truth.no()
