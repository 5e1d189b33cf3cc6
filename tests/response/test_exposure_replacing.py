"""What was made to replace an exposed credential is not exposed by that fact, and is where a fact says so."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_exposure_reasons import why

from keyroll.api import Keyroll
from keyroll.model.incident import ClosingPolicy, Incident, Widening
from keyroll.report import listing
from keyroll.response.exposure import exposure
from small_world import NOW, SmallWorld, at, call, iso, key, key_id, makes_key

pytestmark = pytest.mark.long

BEGINS, ENDS = at("09-28"), at("10-18", "23:59")
OLD, NEW, ADMIN = key_id("OLD"), key_id("NEW"), key_id("ADMIN")
FOREIGN, OURS = "203.0.113.7", "192.0.2.1"


def made(by: str, when: str = "10-09", new: str = "NEW") -> dict[str, Any]:
    """The record of a key that somebody made for svc."""
    record = makes_key(iso(when), by, new, f"made-{new}-{by}-{when}")
    record["requestParameters"] = {"userName": "svc"}
    record["responseElements"]["accessKey"]["userName"] = "svc"
    return record


def used(name: str, when: str, address: str = OURS) -> dict[str, Any]:
    return call("GetObject", iso(when), name, f"{name}-{when}-{address}", sourceIPAddress=address)


def world_of(path: Path, *records: dict[str, Any], made_on: str = "10-09") -> SmallWorld:
    """svc had a key before the window and has another one since."""
    world = SmallWorld(path)
    old, new = key("OLD", "svc"), key("NEW", "svc", created=iso(made_on))
    world.keys("09-20", old, key("ADMIN"), key("LATE"))
    world.keys("10-27", old, new, key("ADMIN"), key("LATE"), key("THIEF", created=iso("10-08")))
    world.trail(used("OLD", "09-10"), used("ADMIN", "09-10"), *records)
    return world


def reasons(world: SmallWorld, *identifiers: str) -> dict[str, tuple[str, bool]]:
    keyroll = world.sync()
    state = keyroll.incidents.open("breach", vendor="Nobody", begins=BEGINS, ends=ENDS, policy=ClosingPolicy.EXPORTS)
    for one in identifiers or (OLD,):
        state, _ = keyroll.incidents.widen("breach", one, because="stolen", by="ann")
    return why(state)


def test_what_a_known_administrator_made_in_its_place_is_not_exposed(tmp_path: Path) -> None:
    assert reasons(world_of(tmp_path, made("ADMIN"))) == {OLD: ("widened", True)}


def test_what_nobody_knows_the_maker_of_may_be_exposed(tmp_path: Path) -> None:
    assert reasons(world_of(tmp_path)) == {OLD: ("widened", True), NEW: ("same_principal", False)}


def test_what_a_key_made_that_came_only_in_the_window_may_be_exposed(tmp_path: Path) -> None:
    assert reasons(world_of(tmp_path, made("THIEF")))[NEW] == ("same_principal", False)


def test_what_the_exposed_one_made_itself_is_exposed(tmp_path: Path) -> None:
    assert reasons(world_of(tmp_path, made("OLD")))[NEW] == ("derived", True)


def test_what_an_exposed_administrator_made_is_exposed(tmp_path: Path) -> None:
    assert reasons(world_of(tmp_path, made("ADMIN")), OLD, ADMIN)[NEW] == ("derived", True)


@pytest.mark.parametrize("made_on", ["10-09", "10-20"])
def test_use_from_the_network_of_the_intruder_speaks_against_it(tmp_path: Path, made_on: str) -> None:
    records = [made("ADMIN", made_on), used("OLD", "10-07", FOREIGN), used("NEW", "10-21", FOREIGN)]
    assert reasons(world_of(tmp_path, *records, made_on=made_on))[NEW] == ("replacement_used", False)


def test_use_from_the_network_of_its_consumer_does_not(tmp_path: Path) -> None:
    records = [made("ADMIN"), used("OLD", "10-07", FOREIGN), used("NEW", "10-21")]
    assert NEW not in reasons(world_of(tmp_path, *records))


KEYS = st.lists(st.sampled_from([OLD, ADMIN, NEW, key_id("LATE"), key_id("THIEF")]), max_size=4)
MAKERS = [made("ADMIN"), made("OLD"), made("LATE"), made("THIEF")]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[SmallWorld]:
    """The same company, where different keys made the new one."""
    found = []
    for number, record in enumerate(MAKERS):
        more = used("OLD", "10-07", FOREIGN), used("NEW", "10-21", FOREIGN if number % 2 else OURS)
        found.append(world_of(tmp_path_factory.mktemp("makers"), record, *more))
        found[-1].sync()
    return found


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(MAKERS) - 1), KEYS, KEYS)
@pytest.mark.nightly
def test_more_that_is_exposed_never_takes_a_replacement_out(
    worlds: list[SmallWorld], which: int, some: list[str], more: list[str]
) -> None:
    incident = Incident("breach", "Nobody", BEGINS, ENDS, at("10-19"), "ann")

    def exposed(session: Any, names: list[str]) -> dict[str, bool]:
        widened = [Widening("breach", one, "stolen", "ann", at("10-19")) for one in names]
        return {one.identifier: one.sure for one in exposure(session, incident, widened)}

    with listing.reading(Keyroll.open(worlds[which].path / "home", now=NOW).home) as session:
        less, whole = exposed(session, some), exposed(session, [*some, *more])
        assert exposed(session, [*more, *reversed(some)]) == whole
        assert all(whole.get(one, False) >= sure for one, sure in less.items())
        assert less.keys() <= whole.keys()
