"""Hosts in stories: tied by a listing and code that ran there, or by a credential whose use begins there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from detection_world import DAY0, OFFICE, ROBOT, STRANGE, World, day
from hypothesis import given as examples
from hypothesis import strategies as st

from keyroll.detection.stories.hosts import HostTie, gone_hosts, host_of, host_ties
from keyroll.detection.stories.join import joined
from keyroll.model.finding import Evidence, Finding, Severity
from keyroll.store.relations import give
from keyroll.store.session import Session

NODE = "10.3.0.12"
SENSOR, GATEWAY, NAMED = f"zeek@main:host:{NODE}", f"cloudflare@main:host:{NODE}", "zeek@main:host:App-01"


def finding(subject: str, at: float) -> Finding:
    event = Evidence(day(at), "zeek@main", "zeek.conn", f"{subject}{at}", "raw", 1)
    return Finding("keyroll.x", "x", subject, Severity.MEDIUM, day(at), "x", (event,))


def inventory(world: World, *rows: tuple[str, str, str, float]) -> None:
    """What a listing says: address, name, what runs there, since when it is known."""
    facts = [f'{{"address": "{address}", "name": "{name}", "runs": "{runs}"}}' for address, name, runs, _ in rows]
    world.session.load_columns(
        "observations",
        {"entity": "VARCHAR", "facts": "JSON", "observed_at": "TIMESTAMPTZ"},
        {"entity": ["host"] * len(rows), "facts": facts, "observed_at": [day(one[3]) for one in rows]},
    )
    give(world.session, "observations")


def runs_code(world: World) -> None:
    world.daily()
    world.did(20, class_uid=3004, activity_id=1, resource_type="plugin", resource_uid="Runner", src_ip=STRANGE)


def test_code_binds_to_the_host_that_runs_the_system(world: World) -> None:
    runs_code(world)
    inventory(world, (NODE, "app-01", "jira@main", 0), ("10.3.0.13", "wiki-01", "confluence@main", 0))
    findings = [finding(one, 20.1) for one in (SENSOR, NAMED, "zeek@main:host:10.3.0.13")]
    assert host_ties(world.ready(), findings) == [HostTie(ROBOT, NODE, day(20)), HostTie(ROBOT, "app-01", day(20))]


def test_what_a_host_runs_may_be_read_later(world: World) -> None:
    runs_code(world)
    inventory(world, (NODE, "app-01", "jira@main", 25))
    assert host_ties(world.ready(), [finding(SENSOR, 20.1)]) == [HostTie(ROBOT, NODE, day(20))]


def test_a_credential_that_acts_from_the_host_is_bound_to_it(world: World) -> None:
    world.daily()
    world.did(21, src_ip=NODE)
    world.did(22, src_ip=NODE)
    inventory(world)
    assert host_ties(world.ready(), [finding(SENSOR, 23)]) == [HostTie(ROBOT, NODE, day(21))]
    assert host_ties(world.ready(), [finding(ROBOT, 23)]) == []


def test_one_story_holds_the_host_whichever_log_speaks_of_it() -> None:
    told = [finding(ROBOT, 20), finding(SENSOR, 20.5), finding(GATEWAY, 21), finding("other", 21)]
    assert len(joined(told, [], {}, [HostTie(ROBOT, NODE, day(20))])) == 2
    assert len(joined(told, [], {}, [HostTie("somebody", NODE, day(20))])) == 3
    assert len(joined(told, [], {}, [])) == 3


def test_old_use_of_a_host_joins_nothing() -> None:
    told = [finding(ROBOT, 40), finding(SENSOR, 40.5)]
    assert len(joined(told, [], {}, [HostTie(ROBOT, NODE, day(2))])) == 2


FINDINGS = st.builds(finding, st.sampled_from([ROBOT, SENSOR, GATEWAY, "b"]), st.integers(0, 60))
TIMES = st.integers(0, 60).map(lambda number: DAY0 + timedelta(number))
BINDS = st.builds(HostTie, st.sampled_from([ROBOT, "b"]), st.just(NODE), TIMES)


@examples(st.lists(FINDINGS, max_size=12, unique=True), st.lists(BINDS, max_size=3))
def test_binding_hosts_only_ever_joins(told: list[Finding], binds: list[HostTie]) -> None:
    apart, together = joined(told, [], {}), joined(told, [], {}, binds)
    of = {one.id: number for number, group in enumerate(together) for one in group}
    assert len(of) == len({one.id for one in told})
    assert all(len({of[one.id] for one in group}) == 1 for group in apart)


def test_only_a_host_has_an_address() -> None:
    assert (host_of(SENSOR), host_of(NAMED), host_of(ROBOT), host_of(OFFICE)) == (NODE, "app-01", "", "")


#: What one inventory says at one day: its name, whether it was read to its end, whether it lists the host.
READS = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 9), st.booleans(), st.booleans()),
    max_size=8,
    unique_by=lambda one: one[:2],
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("hosts"), threads=1) as one:
        yield one


@examples(reads=READS, seen=st.none() | st.integers(0, 9), by_name=st.booleans())
def test_a_host_is_out_once_no_inventory_that_had_it_has_it_and_nothing_came_from_it_since(
    session: Session, reads: list[tuple[str, int, bool, bool]], seen: int | None, by_name: bool
) -> None:
    rows = [("read", one, at, f'{{"complete": "{str(whole).lower()}"}}') for one, at, whole, _ in reads]
    host = f'{{"address": "{NODE}", "name": "App-01"}}'
    rows += [("host", one, at, host) for one, at, _, listed in reads if listed]
    entity, source, when, facts = ([row[network] for row in rows] for network in range(4))
    types = {"entity": "VARCHAR", "source": "VARCHAR", "observed_at": "TIMESTAMPTZ", "facts": "JSON"}
    told = {"entity": entity, "source": source, "observed_at": [day(at) for at in when], "facts": facts}
    session.load_columns("observed", types | {"endpoint": "VARCHAR"}, told | {"endpoint": ["hosts"] * len(rows)})
    came = [] if seen is None else [seen]
    session.load_columns(
        "events",
        {"src_ip": "VARCHAR", "happened_at": "TIMESTAMPTZ", "implausible": "BOOLEAN"},
        {"src_ip": [NODE for _ in came], "happened_at": [day(at) for at in came], "implausible": [False for _ in came]},
    )
    give(session, "observed", "events")
    name = "app-01" if by_name else NODE
    # By hand: where every inventory that ever had it ends in complete reads without it, later than anything came.
    ends = []
    for one in {source for source, _, _, listed in reads if listed}:
        since = None
        for _, at, whole, listed in sorted(read for read in reads if read[0] == one):
            # A list that was not read to its end shows what is there, and nothing of what is not.
            if not whole and not listed:
                continue
            out = not listed and (seen is None or seen < at)
            since = (at if since is None else since) if out else None
        ends.append(since)
    known = [one for one in ends if one is not None]
    expected = {name: day(max(known))} if ends and len(known) == len(ends) else {}
    assert gone_hosts(session, [name]) == expected
