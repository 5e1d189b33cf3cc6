"""Declared segments: servers of one segment see each other, and a server in two is a way between them."""

import ipaddress
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from keyroll.reach.inventory.segments import segment_of
from small_world import NOW, SmallWorld

HOSTS = [
    ("jira-01", "10.1.0.12", "jira@main"), ("jira-01", "10.2.0.12", "jira@main"),
    ("git-01", "10.2.0.14", "bitbucket@main"),
    ("wiki-01", "10.1.0.200", "confluence@main"), ("old-01", "10.9.0.1", ""), ("old-02", "10.9.0.2", "openbao@main"),
]  # fmt: skip
SEGMENTS = [("10.1.0.0/25", "office"), ("10.1.0.128/25", "pages"), ("10.2.0.0/16", "code")]


def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(columns, one, strict=True)) for one in rows]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Reach:
    world = SmallWorld(tmp_path_factory.mktemp("segments"))
    world.table("register@main", "10-20", "hosts", table(("host", "address", "runs"), HOSTS))
    world.table("register@main", "10-20", "segments", table(("network", "segment"), SEGMENTS))
    world.sync()
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


@given(st.integers(0, 2**32 - 1), st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)), max_size=6))
def test_the_narrowest_network_counts(address: int, given_: list[tuple[int, int]]):
    networks = [(ipaddress.IPv4Network((base, length), strict=False), f"s{length}") for base, length in given_]
    fits = [length for base, length in given_ if length == 0 or base >> (32 - length) == address >> (32 - length)]
    wanted = f"s{max(fits)}" if fits else ""
    assert segment_of(str(ipaddress.IPv4Address(address)), networks) == wanted
