"""Clusters against a plain union-find, over random sights of credentials at random times."""

import random
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.inventory import clusters
from keyroll.inventory.parts import sum_here
from keyroll.store.relations import build, give
from keyroll.store.session import Session

pytestmark = pytest.mark.long

ISSUERS = [f"aws@*:access_key_id:K{number}" for number in range(6)]
OTHERS = [f"aws@1:access_key_slot:S{number}" for number in range(8)]
#: One sight of a credential: the day, the identifier that it is told by, and further strong names of it.
Told = tuple[int, str, list[str]]
SIGHT = st.tuples(
    st.integers(0, 4), st.sampled_from(ISSUERS + OTHERS), st.lists(st.sampled_from(OTHERS + ISSUERS[:2]), max_size=3)
)
SIGHTS = st.lists(SIGHT, max_size=14)
USED = st.lists(st.sampled_from(ISSUERS + OTHERS), max_size=4)
Folded = dict[str, tuple[str, bool]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory):
    with Session(tmp_path_factory.mktemp("spill"), threads=1) as one:
        yield one


def fold(session: Session, sights: list[Told], used: list[str] = [], *, whole: bool = True) -> Folded:  # noqa: B006
    types = dict.fromkeys(("entity", "subject", "source", "endpoint"), "VARCHAR") | {
        "strong": "VARCHAR[]", "observed_at": "TIMESTAMPTZ"
    }  # fmt: skip
    rows = [
        ("credential", subject, "aws@1", "keys", sorted({subject, *names}), datetime(2023, 10, 1 + day, tzinfo=UTC))
        for day, subject, names in sights
    ]
    session.load_columns("observed", types, {name: [row[at] for row in rows] for at, name in enumerate(types)})
    sum_here(session, clusters.PARTS)
    session.run(
        "CREATE OR REPLACE TEMP TABLE reads AS SELECT 'aws@1' AS source, 'keys' AS endpoint, "
        f"'2023-10-20'::TIMESTAMPTZ AS observed_at, {whole} AS complete"
    )
    session.load_columns("used_identifiers", {"identifier": "VARCHAR"}, {"identifier": used})
    session.load_columns("named_twice", {"identifier": "VARCHAR", "alias": "VARCHAR"}, {"identifier": [], "alias": []})
    give(session, "reads", "used_identifiers", "named_twice")
    build(session, "identifiers", "shared", "passed_on", "ambiguities")
    return {str(one): (str(name), bool(unclear)) for one, name, unclear in session.tuples("FROM identifiers")}


def joined(sights: list[Told]) -> set[tuple[str, str]]:
    """The pairs of subject and name that still stand, by the rules as they are told in words."""
    last = {subject: max(day for day, one, _ in sights if one == subject) for _, subject, _ in sights}
    named: dict[tuple[str, str], list[int]] = {}
    for day, subject, names in sights:
        for name in {subject, *names}:
            named.setdefault((subject, name), []).append(day)
    stand = set()
    for (subject, name), days in named.items():
        mistaken = name in ISSUERS and max(days) < last[subject]
        passed = subject in ISSUERS and name in OTHERS and any(
            one in ISSUERS and other == name and max(theirs) > max(days)
            and (max(days) < last[subject] or min(theirs) > max(days))
            for (one, other), theirs in named.items()
        )  # fmt: skip
        if subject == name or not (mistaken or passed):
            stand.add((subject, name))
    # Who only ever was a name, and is one no more, is no identifier of anybody.
    return stand


def components(pairs: set[tuple[str, str]], used: list[str]) -> set[frozenset[str]]:
    """Union-find, as plainly as it can be written."""
    leader: dict[str, str] = {}

    def find(one: str) -> str:
        leader.setdefault(one, one)
        while leader[one] != one:
            one = leader[one]
        return one

    for subject, name in pairs:
        leader[find(name)] = find(subject)
    for identifier in used:
        find(identifier)
    groups: dict[str, set[str]] = {}
    for identifier in leader:
        groups.setdefault(find(identifier), set()).add(identifier)
    return {frozenset(group) for group in groups.values()}


@settings(max_examples=80, deadline=None)
@given(SIGHTS, USED)
def test_clusters_are_the_components_split_by_issuer(session: Session, sights: list[Told], used: list[str]):
    found = fold(session, sights, used)
    build(session, "claims")
    claims = {(str(one), str(name)) for one, name in session.tuples("SELECT identifier, id FROM claims")}
    assert len(claims) == session.one("SELECT count(*) FROM claims")
    groups = components(joined(sights), used)
    assert len(found) == sum(map(len, groups)) == session.one("SELECT count(*) FROM identifiers")
    for group in groups:
        issuers = sorted(group & set(ISSUERS))
        for identifier in group:
            expected = [identifier] if identifier in issuers else issuers or [min(group)]
            assert found[identifier] == (expected[0], len(issuers) > 1)
            assert {name for one, name in claims if one == identifier} == set(expected)


@settings(max_examples=30, deadline=None)
@given(SIGHTS, USED, st.randoms(use_true_random=False))
@pytest.mark.nightly
def test_order_and_repetition_do_not_matter(session: Session, sights: list[Told], used: list[str], by: random.Random):
    once = fold(session, sights, used)
    again = [*sights, *sights]
    by.shuffle(again)
    assert fold(session, again, used) == once


@settings(max_examples=30, deadline=None)
@given(SIGHTS, SIGHTS)
def test_what_is_added_changes_nothing_that_it_does_not_touch(session: Session, sights: list[Told], more: list[Told]):
    before, after = fold(session, sights), fold(session, sights + more)
    touched = {one for _, subject, names in more for one in (subject, *names)}
    for group in components({(s, n) for _, s, names in sights for n in (s, *names)}, []):
        if not group & touched:
            assert {one: before.get(one) for one in group} == {one: after.get(one) for one in group}


@pytest.mark.long
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(ISSUERS), st.lists(st.sampled_from(OTHERS), max_size=2))))
def test_a_wrong_merge_that_is_corrected_leaves_nothing(session: Session, sights: list[Told]):
    """Of two keys that one row wrongly names, each is itself again when the list names them rightly once more."""
    both: list[Told] = [(5, ISSUERS[0], []), (5, ISSUERS[1], [])]
    right: list[Told] = [(7, ISSUERS[0], []), (7, ISSUERS[1], [])]
    never = fold(session, [*sights, *both, *right])
    wrong = fold(session, [*sights, *both, (6, ISSUERS[0], [ISSUERS[1]])])
    assert all(wrong[one] == (one, True) for one in ISSUERS[:2])
    assert fold(session, [*sights, *both, (6, ISSUERS[0], [ISSUERS[1]]), *right]) == never


def test_a_name_goes_to_whom_it_was_given_later(session: Session):
    told = [(0, ISSUERS[0], [OTHERS[0]]), (1, ISSUERS[0], [OTHERS[1]]), (2, ISSUERS[1], [OTHERS[0]])]
    found = fold(session, told)
    assert found[OTHERS[0]] == (ISSUERS[1], False)
    assert found[OTHERS[1]] == (ISSUERS[0], False)
    assert session.tuples("SELECT identifier, id, until FROM passed_on") == [
        (OTHERS[0], ISSUERS[0], datetime(2023, 10, 1, tzinfo=UTC))
    ]


def test_a_read_that_was_cut_gives_no_name_away(session: Session):
    told = [(0, ISSUERS[0], [OTHERS[0]]), (2, ISSUERS[1], [OTHERS[0]])]
    assert {unclear for _, unclear in fold(session, told, whole=False).values()} == {True}
    assert {unclear for _, unclear in fold(session, told).values()} == {False}


def test_a_renamed_account_keeps_its_former_name_while_nobody_else_has_it(session: Session):
    found = fold(session, [(0, ISSUERS[0], [OTHERS[0]]), (1, ISSUERS[0], [OTHERS[1]])])
    assert {name for name, _ in found.values()} == {ISSUERS[0]}


def test_two_that_have_a_name_at_one_time_are_both_unclear(session: Session):
    found = fold(session, [(0, ISSUERS[0], [OTHERS[0]]), (0, ISSUERS[1], [OTHERS[0]])])
    assert {unclear for _, unclear in found.values()} == {True}


def test_nothing_gives_no_identifiers(session: Session):
    assert fold(session, []) == {}


def test_a_long_chain_is_one_credential(session: Session):
    names = [f"aws@1:access_key_slot:{number:05}" for number in range(3000)]
    found = fold(session, [(0, one, [other]) for one, other in pairwise(names)])
    assert len({name for name, _ in found.values()}) == 1
