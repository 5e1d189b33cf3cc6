"""Whoever can write to the ledger, but has no key, cannot make a bundle say something else."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_homes import (
    GONE,
    LIVE,
    NOW,
    WAYS,
    Told,
    copy,
    damage,
    edit,
    export_and_verify,
    made,
    opened,
    without_constraints,
)

from keyroll.errors import EvidenceRefused, KeyrollError, NotProven
from keyroll.model.incident import ClosingPolicy
from keyroll.store.ledger import tables

pytestmark = pytest.mark.hostile

HANDLE = f"aws@*:access_key_id:{LIVE}"
COLUMNS = [(table.name, column.name) for table in tables.metadata.sorted_tables for column in table.columns]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def key(home: Path) -> bytes:
    return json.dumps(opened(home).evidence.key().form()).encode()


@pytest.fixture(scope="session")
def told(home: Path, key: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    place = copy(home, tmp_path_factory.mktemp("told") / "home")
    return {name: export_and_verify(place, key, name) for name in ("okta", "other")}


def test_what_is_told_before_anything_is_changed(told: dict[str, Told]) -> None:
    assert told["okta"].policy == "live"
    assert told["okta"].verdicts[HANDLE] == "live "
    assert told["okta"].verdicts[f"aws@*:access_key_id:{GONE}"] == "dead C"
    assert len(told["okta"].scope) == 3
    assert told["okta"].exceptions == (HANDLE,)
    assert (told["okta"].closed, told["other"].closed) == (False, True)


def same_or_refused(home: Path, key: bytes, told: dict[str, Told]) -> str:
    """Export and verify; return the refusal, or nothing where the very same is concluded."""
    for name, before in told.items():
        try:
            assert export_and_verify(home, key, name) == before
        except KeyrollError as error:
            return f"{error}; {error.hint}"
    return ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence SET chain = (SELECT chain FROM chains WHERE place = 1) WHERE sequence = 2",
        "UPDATE evidence SET chain = 'x' WHERE sequence = (SELECT max(sequence) FROM evidence)",
        "UPDATE evidence SET chain = 'x'",
        "UPDATE evidence SET chain = (SELECT chain FROM chains WHERE place = 0)",
        "UPDATE evidence SET statement_id = statement_id || 'x'",
        "UPDATE chains SET length = length - 1",
        "UPDATE chains SET last = (SELECT last FROM chains WHERE place = 1) WHERE place = 0",
        "DELETE FROM chains",
        "UPDATE chains SET place = place + 7",
        "INSERT INTO chains VALUES (9, 'x', 1, 'y')",
        "DELETE FROM tree_heads",
        "DELETE FROM tree_heads WHERE number = (SELECT max(number) FROM tree_heads)",
        "DELETE FROM head_stamps",
    ],
)
def test_where_the_ledger_files_a_statement_does_not_matter(
    home: Path, key: bytes, told: dict[str, Told], tmp_path: Path, statement: str
) -> None:
    other = copy(home, tmp_path / "home")
    edit(other, statement)
    assert same_or_refused(other, key, told) == ""


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE incidents SET policy = 'exports' WHERE name = 'okta'"],
        ["UPDATE incidents SET vendor = 'Nobody' WHERE name = 'okta'"],
        ["UPDATE incidents SET window_to = window_from WHERE name = 'okta'"],
        ["UPDATE incidents SET opened_by = 'somebody' WHERE name = 'okta'"],
        ["UPDATE incidents SET subjects = '[\"x\"]' WHERE name = 'okta'"],
        ["DELETE FROM items WHERE incident = 'okta'"],
        [f"DELETE FROM items WHERE incident = 'okta' AND identifier = '{HANDLE}'"],
        ["UPDATE items SET last_exposed_at = first_exposed_at, first_exposed_at = NULL WHERE incident = 'okta'"],
        ["UPDATE items SET last_exposed_at = '2020-01-01T00:00:00.000000Z' WHERE incident = 'okta'"],
        ["UPDATE items SET reason = '[]' WHERE incident = 'okta'"],
        [
            "INSERT INTO items SELECT 'okta', 'aws@*:access_key_id:X', name, kind, source, reason, NULL, NULL "
            "FROM items LIMIT 1"
        ],
        ["DELETE FROM incident_scope"],
        ["UPDATE incident_scope SET identifier = 'aws@*:access_key_id:X'"],
        ["DELETE FROM campaign_terms"],
        ["UPDATE campaign_terms SET watch_seconds = 0"],
        ["UPDATE campaign_terms SET deadline = NULL"],
        ["DELETE FROM excepted WHERE incident = 'okta'"],
        ["UPDATE excepted SET until = '2099-01-01T00:00:00.000000Z'"],
        [
            "INSERT INTO signals VALUES "
            "('i', 'j', '2023-01-01T00:00:00.000000Z', '2023-01-01T00:00:00.000000Z', 'okta', '')"
        ],
    ],
)
def test_rows_that_say_something_else_than_was_signed_are_refused(
    home: Path, key: bytes, told: dict[str, Told], tmp_path: Path, statements: list[str]
) -> None:
    other = copy(home, tmp_path / "home")
    edit(other, *statements)
    assert "ledger" in same_or_refused(other, key, told)
    for act in (lambda: opened(other).incidents.status("okta"), lambda: opened(other).incidents.prove("okta")):
        with pytest.raises(EvidenceRefused) as caught:
            act()
        assert caught.value.exit_code == 14
        assert "restore it from a backup" in caught.value.hint


@pytest.mark.long
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_any_damage_to_any_column_is_refused_or_changes_nothing(
    home: Path, key: bytes, told: dict[str, Told], tmp_path: Path, table: str, column: str
) -> None:
    bare = copy(home, tmp_path / "bare")
    without_constraints(bare)
    for number, how in enumerate(WAYS):
        other = copy(bare, tmp_path / str(number))
        if damage(other, table, column, how, random.Random(number)):
            same_or_refused(other, key, told)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_damages_together_are_refused_or_change_nothing(
    home: Path, key: bytes, told: dict[str, Told], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    other = copy(home, tmp_path_factory.mktemp("damaged") / "home")
    without_constraints(other)
    drawn = st.lists(
        st.tuples(st.sampled_from(COLUMNS), st.sampled_from(WAYS), st.integers(0, 99)), min_size=1, max_size=3
    )
    for (table, column), how, seed in data.draw(drawn):
        damage(other, table, column, how, random.Random(seed))
    same_or_refused(other, key, told)


def test_an_incident_with_open_items_cannot_be_closed(home: Path, tmp_path: Path) -> None:
    keyroll = opened(copy(home, tmp_path / "home"))
    with pytest.raises(NotProven, match="2 credentials are neither proven dead nor excepted") as caught:
        keyroll.incidents.close("okta", because="done", by="lead")
    assert caught.value.exit_code == 12


def test_policy_changes_only_with_a_signed_statement(home: Path, key: bytes, tmp_path: Path) -> None:
    place = copy(home, tmp_path / "home")
    keyroll = opened(place)
    keyroll.campaigns.set_terms("okta", policy=ClosingPolicy.EXPORTS, by="lead")
    assert opened(place).home.ledger.incident("okta").policy is ClosingPolicy.EXPORTS
    after = export_and_verify(place, key)
    assert (after.policy, f"aws@*:access_key_id:{GONE}" in after.open) == ("exports", False)
    edit(place, "UPDATE incidents SET policy = 'live'")
    with pytest.raises(EvidenceRefused, match="the incident itself"):
        opened(place).incidents.status("okta")


def test_the_home_is_as_it_was(home: Path, key: bytes, told: dict[str, Told], tmp_path: Path) -> None:
    assert same_or_refused(copy(home, tmp_path / "home"), key, told) == ""
    assert NOW.year == 2023
