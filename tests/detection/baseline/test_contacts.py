"""Inside and outside: the sensor's word, private and declared networks, and what the organisation uses."""

from typing import Any

import pytest
from detection_world import DAY0, PERSON, ROBOT, World
from hypothesis import given
from hypothesis import strategies as st

from keyroll.store.relations import catalogue
from keyroll.store.session import Session

SERVER, DESTINATION = "198.51.100.20", "203.0.113.99"


def connects(
    world: World, source: str | None = "10.1.1.7", destination: str | None = DESTINATION, **more: object
) -> None:
    world.did(5, **{
        "source": "zeek@main", "log": "zeek.conn", "class_uid": 4001, "activity_id": 6, "actor": None,
        "credential": None, "src_ip": source, "dst_ip": destination, "user_agent": None,
    } | more)  # fmt: skip


def outward(world: World) -> list[tuple[object, ...]]:
    return world.ready().tuples("SELECT src_ip, outward FROM contacts ORDER BY ALL")


@pytest.mark.parametrize(
    ("source", "more", "answer"),
    [
        ("10.1.1.7", {}, True),
        ("10.1.1.7", {"destination": "10.2.2.2"}, False),
        (SERVER, {}, False),
        (SERVER, {"direction": "outbound"}, True),
        ("10.1.1.7", {"direction": "lateral"}, False),
        ("10.1.1.7", {"dst_name": "(empty)"}, True),
    ],
)
def test_what_leaves_the_organisation(world: World, source: str, more: dict[str, Any], answer: bool) -> None:
    connects(world, source, **more)
    assert outward(world) == [(source, answer)]


@pytest.mark.parametrize("missing", ["", "-", "(empty)"])
def test_what_stands_for_a_missing_address_is_none(world: World, missing: str) -> None:
    connects(world, missing)
    assert outward(world) == []


def test_an_address_has_one_form(world: World) -> None:
    connects(world, "::ffff:10.1.2.3", "::FFFF:203.0.113.99")
    assert outward(world) == [("10.1.2.3", True)]
    assert world.session.tuples("SELECT destination FROM contacts") == [(DESTINATION,)]


def test_a_server_in_a_declared_network_is_judged(world: World) -> None:
    world.segments = [("198.51.100.0/22", "servers", DAY0)]
    connects(world, SERVER)
    connects(world, "10.1.1.7", "198.51.101.9")
    assert outward(world) == [("10.1.1.7", False), (SERVER, True)]


def test_a_server_in_a_network_that_the_organisation_uses_is_judged(world: World) -> None:
    world.did(1, ROBOT, src_ip=SERVER)
    world.did(2, PERSON, src_ip="198.51.100.9")
    connects(world, SERVER)
    assert outward(world) == [(SERVER, True)]


@given(st.ip_addresses(v=4))
def test_the_network_of_ipv4_is_the_same_in_the_form_of_ipv6(session: Session, address: object) -> None:
    plain, mapped = (session.one(f"SELECT network_of('{form}{address}')") for form in ("", "::ffff:"))
    assert plain == mapped == str(address).rpartition(".")[0]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    one = Session(tmp_path_factory.mktemp("spill"), threads=1)
    one.run(f"CREATE TEMP MACRO network_of(src_ip) AS {catalogue()['network_of'].query}")
    return one
