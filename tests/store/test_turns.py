"""A turn is the moment until which rows stay the same; where no turn can be given, that is said."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.model.relation import declared
from keyroll.store import relations
from keyroll.store.relations import build, give, set_variable, together
from keyroll.store.session import Session
from keyroll.store.turns import NEVER, NoTurns, next_turn

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)
AS_OF = "getvariable('as_of')::TIMESTAMPTZ"
DECLARED = """-- variable as_of TIMESTAMPTZ, public
-- The moment.
-- given by: the test

-- macro before(days), private
-- So many days before it.
-- needs: as_of
getvariable('as_of') - to_days(days::INTEGER)

-- macro lately(t, days), private
-- Whether a time is after that.
-- needs: before
t >= before(days)

-- relation seen, public table
-- What was seen.
-- key: none
-- given by: the test
-- column id INTEGER
-- column seen_at TIMESTAMPTZ
-- column days BIGINT

-- relation answers, public table
-- What is answered.
-- key: none
-- needs: as_of, before, lately, seen
-- column answer VARCHAR
{query}
"""
#: Queries, and which time of a row (in days from now) turns next: rows were seen 100, 50 and 20 days ago.
TURNING = {
    "a comparison": (f"SELECT seen_at >= {AS_OF} - INTERVAL 60 DAYS FROM seen", 10),
    "the other way round": (f"SELECT {AS_OF} - INTERVAL 60 DAYS > seen_at FROM seen", 10),
    "a sum on the value's side": (f"SELECT seen_at + INTERVAL 30 DAYS < {AS_OF} FROM seen", 10),
    "a moment to come": (f"SELECT {AS_OF} + INTERVAL 24 HOURS < seen_at + to_days(31) FROM seen", 10),
    "a span of the row": (f"SELECT seen_at >= {AS_OF} - to_days(days::INTEGER) FROM seen", 5),
    "a macro": ("SELECT seen_at >= before(60) FROM seen", 10),
    "a macro of a macro": ("SELECT CASE WHEN lately(seen_at, 60) THEN 'yes' END FROM seen", 10),
    "a table's column of the macro's word": ("SELECT days.seen_at >= before(60) FROM seen AS days", 10),
    "between, below": (
        "SELECT seen_at BETWEEN before(60) AND newest FROM seen, (SELECT max(seen_at) AS newest FROM seen)",
        10,
    ),
    "between, above": ("SELECT seen_at + to_days(45) BETWEEN seen_at AND before(0) FROM seen", 25),
    "between, in the middle": (
        "SELECT before(0) BETWEEN seen_at + to_days(40) AND seen_at + to_days(77) FROM seen",
        20,
    ),
    "a filter": ("SELECT count(*) FROM seen WHERE seen_at >= before(60)", 10),
    "the filter of a sum": ("SELECT count(*) FILTER (seen_at >= before(60)) FROM seen", 10),
    "inside a sum": ("SELECT days, bool_or(seen_at >= before(60)) FROM seen GROUP BY days", 10),
    "of a group": ("SELECT days, max(seen_at) >= before(60) FROM seen GROUP BY days", 10),
    "groups that are left out": ("SELECT days FROM seen GROUP BY days HAVING max(seen_at) < before(60)", 10),
    "rows that are left out": ("SELECT id FROM seen WHERE NOT seen_at < before(60)", 10),
    "the newest alone": ("SELECT max(seen_at) < before(60) FROM seen", 40),
    "a WITH": ("WITH known AS (SELECT max(seen_at) AS seen_at FROM seen) SELECT seen_at < before(60) FROM known", 40),
    "in a WITH": ("WITH old AS (SELECT id, seen_at < before(60) AS was FROM seen) SELECT bool_or(was) FROM old", 10),
    "of a WITH in another": (
        "WITH a AS (SELECT seen_at FROM seen), b AS (SELECT seen_at < before(60) AS old FROM a) "
        "SELECT old FROM b UNION ALL SELECT true",
        10,
    ),
    "a query in a query": ("SELECT old FROM (SELECT seen_at < before(60) AS old FROM seen)", 10),
    "a query as a value": ("SELECT (SELECT count(*) FROM seen WHERE seen_at < before(60)) AS old", 10),
    "a window": ("SELECT max(seen_at) OVER (PARTITION BY days) < before(60) FROM seen", 10),
    "a window of what is compared": ("SELECT row_number() OVER (ORDER BY seen_at < before(60)) FROM seen", 10),
    "the first alone": ("SELECT DISTINCT seen_at < before(60) AS old FROM seen ORDER BY old LIMIT 1", 10),
    "two of which one is nearer": ("SELECT seen_at < before(60) OR seen_at < before(51) FROM seen", 1),
    "one in another's": ("SELECT (seen_at < before(60)) = (days > 1) FROM seen", 10),
    "what has turned": ("SELECT seen_at < before(15) FROM seen", None),
    "no row": ("SELECT seen_at < before(60) FROM seen WHERE false", None),
    "no moment": ("SELECT seen_at < TIMESTAMPTZ '2026-12-01' FROM seen", None),
    "now itself": ("SELECT seen_at < before(50) FROM seen", 0),
}
REFUSED = {
    "a day of the moment": f"SELECT seen_at::DATE >= {AS_OF}::DATE FROM seen",
    "a text": f"SELECT 'on ' || {AS_OF} FROM seen",
    "a difference": f"SELECT date_diff('day', seen_at, {AS_OF}) > 60 FROM seen",
    "a month": f"SELECT seen_at >= {AS_OF} - INTERVAL 2 MONTHS FROM seen",
    "a span that may be months": f"SELECT seen_at >= {AS_OF} - (TIMESTAMPTZ '2026-01-01' - seen_at) FROM seen",
    "both sides": f"SELECT greatest(seen_at, before(3)) >= {AS_OF} - INTERVAL 2 DAYS FROM seen",
    "a join": "SELECT a.id FROM seen a JOIN seen b ON a.seen_at < before(60)",
    "a lambda": "SELECT list_filter([seen_at], lambda t: t < before(60)) FROM seen",
    "a lambda over a column's name": "SELECT list_filter([seen_at], lambda seen_at: seen_at < before(60)) FROM seen",
    "one of some": "SELECT before(60) IN (seen_at) FROM seen",
    "the machine's clock": f"SELECT seen_at < now() AND seen_at < {AS_OF} FROM seen",
    "a column of the query around": (
        "SELECT id FROM seen a WHERE EXISTS (SELECT 1 FROM seen b WHERE b.id = a.id AND a.seen_at < before(60))"
    ),
}


def made(path: Path, monkeypatch: pytest.MonkeyPatch, query: str, seen: list[tuple[datetime, int]]) -> Session:
    known = together(declared(DECLARED.replace("{query}", query), "store", "answers.sql"))
    monkeypatch.setattr(relations, "catalogue", lambda: known)
    session = Session(path, threads=1)
    columns: dict[str, list[object]] = {
        "id": list(range(len(seen))),
        "seen_at": [at for at, _ in seen],
        "days": [days for _, days in seen],
    }
    session.load_columns("seen", known["seen"].types, columns)
    give(session, "seen")
    return session


def answers(session: Session, at: datetime) -> Sequence[tuple[object, ...]]:
    set_variable(session, "as_of", at)
    build(session, "answers")
    return session.tuples("SELECT * FROM answers ORDER BY ALL")


ROWS = [(NOW - 100 * DAY, 90), (NOW - 50 * DAY, 20), (NOW - 20 * DAY, 25)]


@pytest.mark.parametrize("name", TURNING)
def test_the_next_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    query, days = TURNING[name]
    with made(tmp_path, monkeypatch, query, ROWS) as session:
        before = answers(session, NOW)
        turn = next_turn(session, "as_of", "answers", also={})
        assert turn == (NEVER if days is None else NOW + days * DAY)
        if days != 0:
            assert answers(session, min(turn, NOW + 999 * DAY) - timedelta(microseconds=1)) == before


@pytest.mark.parametrize("name", REFUSED)
def test_no_turn_is_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    with made(tmp_path, monkeypatch, REFUSED[name], ROWS) as session:
        answers(session, NOW)
        with pytest.raises(NoTurns, match="unknown"):
            next_turn(session, "as_of", "answers", also={})


def test_queries_of_what_python_makes_turn_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with made(tmp_path, monkeypatch, "SELECT 1 AS answer", ROWS) as session:
        answers(session, NOW)
        also = {"answers": ("SELECT seen_at < before(60) FROM seen", "SELECT seen_at < before(21) FROM seen")}
        assert next_turn(session, "as_of", "answers", also=also) == NOW + DAY


def test_a_query_that_cannot_be_read_has_no_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with made(tmp_path, monkeypatch, "SELECT 1 AS answer", ROWS) as session:
        answers(session, NOW)
        with pytest.raises(NoTurns, match="unknown"):
            next_turn(session, "as_of", "answers", also={"answers": ("SELECT (before(60)",)})


def test_what_python_makes_of_the_moment_has_no_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    query = "-- made by: tests.nowhere:answers"
    text = DECLARED.replace("-- column answer VARCHAR\n{query}", query + "\n-- column answer VARCHAR")
    known = together(declared(text, "store", "answers.sql"))
    monkeypatch.setattr(relations, "catalogue", lambda: known)
    with Session(tmp_path, threads=1) as session, pytest.raises(NoTurns, match="Python makes answers"):
        next_turn(session, "as_of", "answers", also={})


SECONDS = st.integers(-4 * 86400, 4 * 86400).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.long
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.sampled_from([query for query, _ in TURNING.values()]),
    ages=st.lists(
        st.tuples(st.sampled_from([0, 15, 45, 51, 60, 77, 90]), SECONDS, st.sampled_from([15, 60])), max_size=4
    ),
    parts=st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=3),
)
def test_rows_are_the_same_until_the_turn(
    tmp_path: Path,
    query: str,
    ages: list[tuple[int, timedelta, int]],
    parts: list[float],
):
    rows = [(NOW - age * DAY + seconds, days) for age, seconds, days in ages]
    with pytest.MonkeyPatch.context() as patch, made(tmp_path, patch, query, rows) as session:
        before = answers(session, NOW)
        until = min(next_turn(session, "as_of", "answers", also={}), NOW + 30 * DAY)
        assert until >= NOW
        for part in parts:
            assert answers(session, NOW + (until - NOW) * part) == before
