"""Clusters against a plain union-find, over random graphs of handles."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.census.clusters import cluster
from keyroll.store.session import Session

ISSUERS = [f"aws@*:access_key_id:K{number}" for number in range(6)]
OTHERS = [f"aws@1:access_key_slot:S{number}" for number in range(8)]
Told = tuple[str, list[str]]
#: One sight of a credential: the handle that it is told by, and further strong names of it.
SIGHTS = st.lists(
    st.tuples(st.sampled_from(ISSUERS + OTHERS), st.lists(st.sampled_from(OTHERS), max_size=3)), max_size=14
)
USED = st.lists(st.sampled_from(ISSUERS + OTHERS), max_size=4)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory):
    with Session(Path(tmp_path_factory.mktemp("spill")), threads=1) as one:
        yield one


def fold(session: Session, sights: list[Told], used: list[str]) -> None:
    session.load_columns(
        "observed",
        {"entity": "VARCHAR", "subject": "VARCHAR", "strong": "VARCHAR[]"},
        {
            "entity": ["credential"] * len(sights),
            "subject": [subject for subject, _ in sights],
            "strong": [sorted({subject, *names}) for subject, names in sights],
        },
    )
    session.load_columns("used", {"handle": "VARCHAR"}, {"handle": used})
    session.load_columns("named_twice", {"handle": "VARCHAR", "alias": "VARCHAR"}, {"handle": [], "alias": []})
    cluster(session)


def components(sights: list[Told], used: list[str]) -> set[frozenset[str]]:
    """Union-find, as plainly as it can be written."""
    leader: dict[str, str] = {}

    def find(one: str) -> str:
        leader.setdefault(one, one)
        while leader[one] != one:
            one = leader[one]
        return one

    for subject, names in sights:
        find(subject)
        for name in names:
            leader[find(name)] = find(subject)
    for handle in used:
        find(handle)
    groups: dict[str, set[str]] = {}
    for handle in leader:
        groups.setdefault(find(handle), set()).add(handle)
    return {frozenset(group) for group in groups.values()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SIGHTS, USED)
def test_clusters_are_the_components_split_by_issuer(session: Session, sights: list[Told], used: list[str]):
    fold(session, sights, used)
    found = {str(row["handle"]): row for row in session.rows("FROM handles")}
    claims = {(str(row["handle"]), str(row["id"])) for row in session.rows("FROM claims")}
    groups = components(sights, used)
    assert len(found) == sum(map(len, groups)) == session.one("SELECT count(*) FROM handles")
    # Only what a list of its issuer told by that handle counts as issued.
    issued = {subject for subject, _ in sights if subject in ISSUERS}
    for group in groups:
        issuers = sorted(group & issued)
        assert {found[handle]["ambiguous"] for handle in group} == {len(issuers) > 1}
        for handle in group:
            expected = [handle] if handle in issuers else issuers or [min(group)]
            assert found[handle]["id"] == expected[0]
            assert {id_ for one, id_ in claims if one == handle} == set(expected)


def test_nothing_gives_no_handles(session: Session):
    fold(session, [], [])
    assert session.rows("FROM handles") == []


def test_a_long_chain_is_one_credential(session: Session):
    names = [f"aws@1:access_key_slot:{number:05}" for number in range(3000)]
    fold(session, [(one, [other]) for one, other in pairwise(names)], [])
    assert session.one("SELECT count(DISTINCT id) FROM handles") == 1
