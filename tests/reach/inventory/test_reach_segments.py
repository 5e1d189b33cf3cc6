"""Declared segments: servers of one segment see each other, and a server in two is a way between them."""

import ipaddress
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from keyroll.reach.inventory.segments import Networks
from keyroll.report.listing.contract import Times
from keyroll.report.listing.reading import reading
from keyroll.report.lists import crossings
from keyroll.store.relations import build
from small_world import AWS, NOW, SmallWorld, call, iso, key

HOSTS = [
    ("jira-01", "10.1.0.12", "jira@main"), ("jira-01", "10.2.0.12", "jira@main"),
    ("git-01", "10.2.0.14", "bitbucket@main"),
    ("wiki-01", "10.1.0.200", "confluence@main"), ("old-01", "10.9.0.1", ""), ("old-02", "10.9.0.2", "openbao@main"),
]  # fmt: skip
SEGMENTS = [
    ("10.1.0.0/25", "office", ""), ("10.1.0.128/25", "pages", ""), ("10.2.0.0/16", "code", "10.2.0.1"),
    ("10.7.0.0/24", "guests", ""),
]  # fmt: skip
#: Connections: from where, to where, the port, and Zeek's state.
SEEN = [
    ("10.1.0.200", "10.2.0.14", 22, "SF"), ("10.1.0.200", "10.2.0.14", 22, "SF"), ("10.7.0.9", "10.2.0.14", 443, "SF"),
    ("10.7.0.9", "10.2.0.1", 443, "SF"), ("10.7.0.9", "10.1.0.12", 8080, "REJ"), ("10.7.0.9", "10.7.0.8", 53, "SF"),
    ("10.7.0.9", "192.0.2.1", 443, "SF"),
]  # fmt: skip


def conn(number: int, source: str, end: str, port: int, state: str) -> str:
    """A line of Zeek's log of connections."""
    ids = {"id.orig_h": source, "id.orig_p": 40000 + number, "id.resp_h": end, "id.resp_p": port}
    times = {"ts": 1763650000.0 + number, "uid": f"C{number}", "proto": "tcp", "conn_state": state}
    return json.dumps(times | ids)


def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(columns, one, strict=True)) for one in rows]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("segments"))
    world.table("register@main", "10-20", "hosts", table(("host", "address", "runs"), HOSTS))
    world.table("register@main", "10-20", "segments", table(("network", "segment", "gate"), SEGMENTS))
    world.log("zeek@main", "conn", *(conn(number, *one) for number, one in enumerate(SEEN)))
    world.sync()
    return world


@pytest.fixture(scope="module")
def asked(world: SmallWorld) -> Reach:
    return Reach.of(Keyroll.open(Path(world.path) / "home", now=NOW, create=False).home)


def near(asked: Reach, start: str) -> set[str]:
    return {asked.graph.ids[one] for one in asked.falls(start).nodes.tolist()}


def test_a_server_in_two_segments_leads_from_one_to_the_other(asked: Reach):
    assert {"segment:office", "segment:code", "bitbucket@main:sign-in"} <= near(asked, "host:jira-01")
    assert "host:jira-01" not in near(asked, "host:git-01")
    ((way, _),) = asked.paths("host:jira-01", "segment:code", 1)
    detail = asked.graph.details[asked.graph.detail[asked.graph.best_edge(*way)]]
    assert detail.reason == "jira-01 is in the segment code, and in office"


def test_segments_part_what_one_network_of_256_addresses_holds(asked: Reach):
    # wiki-01 and jira-01 share 10.1.0.0/24, and are in two segments.
    assert "confluence@main:sign-in" not in near(asked, "host:jira-01")
    # Servers of which no segment is declared are taken to be in one network as before.
    assert "openbao@main:sign-in" in near(asked, "host:old-01")


def test_connections_that_were_seen_lead_from_segment_to_segment_unless_a_gate_stands_between(asked: Reach):
    assert "bitbucket@main:sign-in" in near(asked, "host:wiki-01")
    assert "bitbucket@main:sign-in" in near(asked, "segment:guests")
    ((way, _),) = asked.paths("host:wiki-01", "bitbucket@main:sign-in", 1)
    edge = asked.graph.details[asked.graph.detail[asked.graph.best_edge(*way)]]
    said = "wiki-01 reached git-01 in the segment code, without a gate, 2 times, last on 2025-11-20"
    assert (edge.reason, edge.because) == (said, "")
    # What was refused is no way, nor is what ends at a gate.
    assert "jira@main:sign-in" not in near(asked, "segment:guests")


def test_crossings_say_what_was_seen_and_what_is_possible(asked: Reach, world: SmallWorld):
    keyroll = Keyroll.open(Path(world.path) / "home", now=NOW, create=False)
    rows = {(row["origin"], row["target"]): row for row in keyroll.inventory.listed("crossings").rows}
    assert {pair: (row["ungated"], row["gated"], row["refused"], row["hosts"]) for pair, row in rows.items()} == {
        ("pages", "code"): (2, 0, 0, None), ("guests", "code"): (1, 1, 0, None), ("guests", "office"): (0, 0, 1, None),
        ("office", "code"): (0, 0, 0, "jira-01"), ("code", "office"): (0, 0, 0, "jira-01"),
    }  # fmt: skip
    assert rows["pages", "code"]["because"] == "seen without a gate; no credential that is known fits it"
    assert rows["office", "code"]["because"] == "not seen in the logs of connections; a server lies in both"
    assert rows["pages", "code"]["example"] == "10.1.0.200 to 10.2.0.14:22"


@pytest.mark.parametrize("kept", [True, False])
def test_a_credential_that_was_used_from_one_segment_opens_what_runs_in_another(
    kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Which a sync keeps; where it kept nothing that still holds, the list reads the events."""
    world = SmallWorld(tmp_path)
    hosts = [("app-01", "10.1.0.12", ""), ("cloud-01", "10.2.0.14", AWS)]
    world.table("register@main", "10-20", "hosts", table(("host", "address", "runs"), hosts))
    world.table("register@main", "10-20", "segments", table(("network", "segment", "gate"), SEGMENTS))
    world.keys("10-20", key("ONE"))
    world.trail(call("ListBuckets", iso("10-19"), "ONE", "1", sourceIPAddress="10.1.0.12"))
    keyroll = world.sync()
    if kept:
        monkeypatch.setattr("keyroll.intake.view.events_view", lambda *_: pytest.fail("the events are read"))
    else:
        monkeypatch.setattr(crossings, "take_crossings", lambda *_: False)
    (row,) = keyroll.inventory.listed("crossings").rows
    assert (row["origin"], row["target"], row["credentials"]) == ("office", "code", 1)
    assert row["because"] == "no log of connections was read; possible by credentials"


def test_the_last_register_of_a_source_counts(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.table("register@main", "10-20", "segments", table(("network", "segment", "gate"), SEGMENTS))
    world.table("register@main", "10-21", "segments", table(("network", "segment", "gate"), SEGMENTS[1:2]))
    world.table("register@other", "10-19", "hosts", table(("host", "address", "runs"), HOSTS[:1]))
    with reading(world.sync().home, Times()) as session:
        build(session, "segment_networks", "declared_hosts")
        assert session.tuples("FROM segment_networks") == [("10.1.0.128/25", "pages", "")]
        assert session.tuples("SELECT name, address, runs FROM declared_hosts") == [HOSTS[0]]


def test_without_a_log_of_connections_nothing_is_called_unseen(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.table("register@main", "10-20", "hosts", table(("host", "address", "runs"), HOSTS))
    world.table("register@main", "10-20", "segments", table(("network", "segment", "gate"), SEGMENTS))
    rows = world.sync().inventory.listed("crossings").rows
    assert {(row["ungated"], row["because"]) for row in rows} == {
        (None, "no log of connections was read; a server lies in both")
    }


@given(st.integers(0, 2**32 - 1), st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)), max_size=6))
def test_the_narrowest_network_counts(address: int, given_: list[tuple[int, int]]):
    networks = [(ipaddress.IPv4Network((base, length), strict=False), f"s{length}") for base, length in given_]
    fits = [length for base, length in given_ if length == 0 or base >> (32 - length) == address >> (32 - length)]
    wanted = f"s{max(fits)}" if fits else ""
    assert (
        Networks((str(network), name) for network, name in networks).of(str(ipaddress.IPv4Address(address))) == wanted
    )
