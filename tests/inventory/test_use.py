"""Who uses a credential, in which rhythm, and when anybody may say that it is unused."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.inventory.standing import IDLE_DAYS, standing
from keyroll.store.relations import build, give
from keyroll.store.session import Row, Session
from small_world import SmallWorld, call, iso, key, key_id

NOW = datetime(2023, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory):
    with Session(tmp_path_factory.mktemp("spill")) as session:
        yield session


def rhythm(session: Session, days: list[int], uses: int = 1) -> Row | None:
    """The rhythm of a key that was accepted on these days (before now), and refused every day."""
    rows = [(NOW - day * DAY, uses, 0) for day in days] + [(NOW - day * DAY, 0, 1) for day in range(400)]
    columns: dict[str, list[Any]] = {
        "identifier": ["key"] * len(rows), "source": ["s"] * len(rows), "log": ["l"] * len(rows),
        "network": ["192.0.2"] * len(rows), "client": ["curl"] * len(rows), "day": [at.date() for at, *_ in rows],
        "uses": [many for _, many, _ in rows], "first_used": [at if many else None for at, many, _ in rows],
        "last_used": [at if many else None for at, many, _ in rows], "refusals": [bad for *_, bad in rows],
        "last_refused": [None if many else at for at, many, _ in rows],
    }  # fmt: skip
    times = dict.fromkeys(("first_used", "last_used", "last_refused"), "TIMESTAMPTZ")
    types = dict.fromkeys(columns, "VARCHAR") | {"day": "DATE", "uses": "BIGINT", "refusals": "BIGINT"} | times
    session.load_columns("use_days", types, columns)
    session.run(
        "CREATE OR REPLACE TEMP TABLE used_identifiers AS SELECT identifier, refusals, last_refused FROM use_days"
    )
    session.run("CREATE OR REPLACE TEMP TABLE identifiers AS SELECT 'key' AS identifier, 'key' AS id")
    give(session, "use_days", "used_identifiers", "identifiers")
    build(session, "rhythm_facts")
    return next(iter(session.rows("SELECT * FROM rhythm_facts")), None)


@pytest.mark.parametrize(
    ("days", "uses", "expected"),
    [
        (range(60), 40, "continuous"),
        (range(60), 2, "daily"),
        ([day for day in range(60) if day % 7 < 5], 3, "daily"),
        (range(0, 60, 7), 1, "weekly"),
        ([0, 30, 61, 91, 122], 1, "monthly"),
        ([2, 93, 184, 275], 9, "quarterly"),
        ([1, 3, 40, 44, 200], 1, "irregular"),
        ([17], 500, "once"),
    ],
)
def test_rhythms(session: Session, days: list[int], uses: int, expected: str):
    found = rhythm(session, list(days), uses)
    assert found
    assert found["rhythm"] == expected
    assert found["active_days"] == len(days)


def test_refusals_make_no_rhythm(session: Session):
    assert rhythm(session, []) is None


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 300), min_size=1, max_size=40))
def test_gaps_are_between_days_of_use(session: Session, days: set[int]):
    found = rhythm(session, sorted(days))
    ordered = sorted(days)
    gaps = [late - early for early, late in itertools.pairwise(ordered)]
    assert found
    assert found["longest_gap_days"] == (max(gaps) if gaps else None)
    assert found["last_used"] == NOW - ordered[0] * DAY


# Unused ----------------------------------------------------------------------------------------------------------

_FACTS = {
    "id": "VARCHAR", "name": "VARCHAR", "source": "VARCHAR", "kind": "VARCHAR", "owner": "VARCHAR", "state": "VARCHAR",
    "rotation_method": "VARCHAR", "every_days": "BIGINT", "rotation_by": "VARCHAR", "last_changed": "TIMESTAMPTZ",
    "changed_via": "VARCHAR", "due_at": "TIMESTAMPTZ", "last_used": "TIMESTAMPTZ", "last_used_from": "VARCHAR",
    "longest_gap_days": "DOUBLE", "median_gap_days": "DOUBLE", "active_days": "BIGINT", "rhythm": "VARCHAR",
    "uses": "BIGINT", "first_used": "TIMESTAMPTZ", "log": "VARCHAR", "log_begins": "TIMESTAMPTZ",
    "log_ends": "TIMESTAMPTZ", "log_days": "BIGINT", "made_only": "BOOLEAN",
}  # fmt: skip


def judged(session: Session, **facts: object) -> Row:
    """What stands of one credential of these facts."""
    session.load_columns("credential_facts", _FACTS, {name: [facts.get(name)] for name in _FACTS})
    empty = {"ended_on": "TIMESTAMPTZ", "dropped": "BOOLEAN", "first_observed": "DATE", "last_observed": "TIMESTAMPTZ"}
    vendor = dict.fromkeys(("vendor", "id", "via"), "VARCHAR") | empty | {"privileges": "INT", "last_used": "DATE"}
    session.load_columns("vendor_facts", vendor, {name: [] for name in vendor})
    process = {"credentials": "INT", "proven_runs": "INT", "last_run": "TIMESTAMPTZ", "every_days": "INT"}
    session.load_columns("processes", process, {name: [] for name in process})
    give(session, "credential_facts", "processes", "vendor_facts")
    standing(session, NOW)
    return session.rows("SELECT * FROM credentials")[0]


def test_the_making_of_what_changes_in_place_does_not_show_its_age(session: Session):
    facts = {"every_days": 90, "last_changed": NOW - 300 * DAY, "due_at": NOW - 210 * DAY, "made_only": True}
    found = judged(session, **facts)
    assert found["overdue"] == "unknown"
    assert found["overdue_because"] == "made on 2023-01-27; no change is proven since, and none is ruled out"
    assert judged(session, **facts | {"made_only": False})["overdue"] == "yes"


def covered(begins: int, ends: int, *, days: int | None = None) -> dict[str, object]:
    """A log from so many days ago to so many."""
    return {
        "log": "aws.cloudtrail",
        "log_begins": NOW - begins * DAY,
        "log_ends": NOW - ends * DAY,
        "log_days": begins - ends + 1 if days is None else days,
    }


def test_unused_needs_a_log_of_ninety_days(session: Session):
    found = judged(session, **covered(120, 0))
    assert found["unused"] == "yes"
    assert found["unused_because"] == (
        "never used in aws.cloudtrail of 2023-07-26 to 2023-11-23 (121 days with records)"
    )


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({}, "no log that is here shows its use"),
        (covered(56, 0), "aws.cloudtrail begins only on 2023-09-28"),
        (covered(200, 20), "aws.cloudtrail ends on 2023-11-03"),
        (covered(120, 0, days=70), "aws.cloudtrail has records of only 70 of 121 days"),
    ],
)
def test_what_no_log_shows_is_unknown(session: Session, facts: dict[str, object], because: str):
    found = judged(session, **facts)
    assert (found["unused"], found["unused_because"]) == ("unknown", because)


def test_the_issuers_word_counts_where_no_log_does(session: Session):
    found = judged(session, last_used=NOW - 200 * DAY, last_used_from="its issuer")
    assert (found["unused"], found["unused_because"]) == ("yes", "last used on 2023-05-07, by its issuer")


def test_a_quarterly_job_is_not_unused(session: Session):
    facts = {"last_used": NOW - 95 * DAY, "last_used_from": "aws.cloudtrail", "longest_gap_days": 92.0, "uses": 4}
    found = judged(session, **facts, **covered(300, 0))
    assert found["unused"] == "no"
    assert found["unused_because"] == "used every 92 days; expected by 2024-01-05"


@settings(max_examples=60, deadline=None)
@given(
    begins=st.integers(1, 400), ends=st.integers(0, 40), days=st.integers(0, 400), used=st.none() | st.integers(0, 400)
)
def test_unused_is_never_said_without_cover_or_after_use(
    session: Session, begins: int, ends: int, days: int, used: int | None
):
    facts = {"last_used": None if used is None else NOW - used * DAY, "last_used_from": "aws.cloudtrail"}
    found = judged(session, **facts, **covered(begins + ends, ends, days=days))
    if used is not None and used <= IDLE_DAYS:
        assert found["unused"] == "no"
    elif begins + ends < IDLE_DAYS or days < 0.9 * begins:
        assert found["unused"] == "unknown"
    assert found["unused_because"]


# Consumers -------------------------------------------------------------------------------------------------------


def test_consumers_are_networks_and_clients(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.keys("10-20", key("ONE"))
    calls = [("1", "192.0.2.1", "aws-cli/2.1"), ("2", "192.0.2.77", "aws-cli/2.2"), ("3", "198.51.100.9", "Boto3/1")]
    world.trail(
        *(
            call("GetObject", iso("10-01"), "ONE", number, sourceIPAddress=ip, userAgent=agent)
            for number, ip, agent in calls
        )
    )
    world.sync()
    rows = world.query("SELECT network, client, uses, active_days FROM consumers ORDER BY network")
    assert [tuple(row.values()) for row in rows] == [("192.0.2", "aws-cli", 2, 1), ("198.51.100", "boto3", 1, 1)]
    assert world.credentials()[key_id("ONE")]["rhythm"] == "once"
