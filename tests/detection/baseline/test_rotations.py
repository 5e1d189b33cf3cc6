"""A rotated credential continues the subject of the one before it; verdicts are of the credential itself."""

from collections.abc import Collection, Iterator, Sequence

import pytest
from detection_world import OFFICE, STRANGE, World, day
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.detection.baseline.rotations import rotations
from keyroll.store.relations import give
from keyroll.store.session import Session

OLD, NEW, LAST = (f"aws@1:access_key_id:AKIA{number}" for number in range(3))


def rotates(world: World, at: float = 20.0) -> None:
    """A key of a job, each day in use; then another one of the same name."""
    world.daily(OLD, last=int(at))
    for number in range(int(at), 30):
        world.did(number + 0.1, NEW)
    for number in range(0, 30, 5):
        world.survey(number, OLD if number < at else NEW, kind="access_key_id", name="nightly")


def test_it_is_judged_by_the_past_of_the_one_before(world: World) -> None:
    rotates(world)
    world.did(27, NEW, src_ip=STRANGE)
    (found,) = world.says("new_client") + world.says("new_network")
    assert (found.subject, found.network) == (NEW, "203.0.113")


def test_a_client_that_the_one_before_had_is_not_new(world: World) -> None:
    rotates(world)
    world.did(27, NEW, user_agent="curl/8.1")
    assert [one.subject for one in world.says("new_client")] == [NEW]
    again = World(world.session, list(world.events), world.kinds, world.states)
    again.did(3, OLD, user_agent="curl/8.1")
    assert again.says("new_client") == []


def test_it_has_that_past_before_a_listing_shows_the_rotation_too(world: World) -> None:
    """Which credential continues which is no event: a listing that is read later says it for the whole log."""
    rotates(world, 22)
    world.did(24, NEW, user_agent="curl/8.1")
    assert [one.subject for one in world.says("new_client")] == [NEW]


def test_one_beside_others_of_its_name_takes_nobodys_network(world: World) -> None:
    rotates(world)
    for number in (0, 10, 20, 25):
        world.survey(number, LAST, kind="access_key_id", name="nightly")
    world.did(27, NEW, user_agent="curl/8.1")
    assert world.says("new_client") == []


def test_what_was_proven_dead_is_the_old_one_only(world: World) -> None:
    rotates(world)
    world.dead.append((OLD, "breach", "B", False, day(20), day(1000)))
    assert world.says("dead_credential_accepted") == []
    world.did(28, OLD, src_ip=OFFICE)
    assert [one.subject for one in world.says("dead_credential_accepted")] == [OLD]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("spill"), threads=1) as one:
        yield one


Surveys = list[tuple[int, str]]


def rotations_of(
    session: Session, surveys: Surveys, endpoints: Sequence[str] = (), cut: Collection[int] = ()
) -> dict[str, str]:
    """Read one list a number of times; ``cut`` are the days of reads that broke off."""
    types = dict.fromkeys(("id", "kind", "state", "name", "source", "principal", "endpoint"), "VARCHAR")
    lists = endpoints or ["all"] * len(surveys)
    rows = [
        (one, "key", "active", "job", "aws@1", None, of, day(at)) for (at, one), of in zip(surveys, lists, strict=True)
    ]
    session.load_rows("states", types | {"observed_at": "TIMESTAMPTZ"}, rows)
    whole = {"source": "VARCHAR", "endpoint": "VARCHAR", "observed_at": "TIMESTAMPTZ", "complete": "BOOLEAN"}
    moments = sorted({(of, at) for (at, _), of in zip(surveys, lists, strict=True)})
    session.load_rows("reads", whole, [("aws@1", of, day(at), at not in cut) for of, at in moments])
    give(session, "states", "reads")
    return rotations(session)


def test_a_read_that_was_cut_shows_no_rotation(session: Session) -> None:
    surveys = [(0, "a"), (1, "b")]
    assert rotations_of(session, surveys) == {"b": "a"}
    assert rotations_of(session, surveys, cut={1}) == {}
    assert rotations_of(session, [*surveys, (2, "b")], cut={1}) == {"b": "a"}


def test_another_list_shows_no_rotation(session: Session) -> None:
    """Two tokens of one name, in the lists of two projects that are read one after the other."""
    surveys = [(0, "a"), (1, "b"), (2, "a"), (3, "b")]
    assert rotations_of(session, surveys, endpoints=["projects", "repositories"] * 2) == {}


@settings(max_examples=60, deadline=None)
@given(surveys=st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abcd")), max_size=16), later=st.integers(0, 12))
def test_a_lineage_is_one_and_does_not_hang_on_when_it_was_read(session: Session, surveys: Surveys, later: int) -> None:
    lineages = rotations_of(session, surveys)
    assert set(lineages.values()).isdisjoint(lineages)
    assert rotations_of(session, [(at + later, one) for at, one in surveys]) == lineages
