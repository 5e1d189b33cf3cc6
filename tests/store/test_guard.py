"""The guard: people's SQL is one SELECT over views, and reaches nothing else, for long or in bulk."""

import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.errors import BadQuery
from keyroll.store import guard
from keyroll.store.lake import Lake
from keyroll.store.session import Session


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def locked(home: Path) -> Session:
    """A session as a list has it: a view over files of the lake, then locked."""
    (home / "raw").mkdir()
    for secret in ("ledger.sqlite", "raw/x.zst", "lake.txt"):
        (home / secret).write_text("S3CRET")
    session = Session(home / "tmp", threads=1)
    lake = Lake(home / "lake")
    lake.publish(session, "SELECT n AS uses, 'name ' || n AS name FROM range(20) AS t(n)", "inventory/things")
    lake.view(session, "inventory/things", "things")
    (home / "lake" / "notes.txt").write_text("S3CRET")
    guard.lock(session, home / "lake")
    return session


@pytest.fixture
def ask(locked: Session) -> Callable[[str], list[int]]:
    """Ask the list of things under a condition, as ``list --where`` does."""

    def under(where: str) -> list[int]:
        query = (
            f"SELECT * FROM (SELECT * FROM things WHERE uses < 10) WHERE {guard.condition(locked, where)} ORDER BY 1"
        )
        return [int(str(row["uses"])) for row in guard.select(locked, query, limit=100)]

    return under


def test_a_condition_narrows(ask: Callable[[str], list[int]]) -> None:
    assert ask("uses > 7") == [8, 9]
    assert ask("name LIKE '%3' OR uses = (SELECT max(uses) FROM things WHERE uses < 6) -- so be it") == [3, 5]
    assert ask("name IN ('name 1', ';', '--', '/*') /* fine */") == [1]
    assert ask("uses IN (SELECT unnest([1, 2])) AND uses IN (SELECT n FROM range(2) AS t(n))") == [1]


REACHES_OUT = [
    "true) UNION SELECT uses, name FROM things WHERE (true",
    "true) UNION ALL (SELECT uses, name FROM things",
    "true) EXCEPT SELECT uses, name FROM things WHERE (uses > 3",
    "true) GROUP BY (uses",
    "true) ORDER BY (uses",
    "true) LIMIT (1",
    "true) QUALIFY (true",
    "true) HAVING (true",
    "true) WINDOW w AS (ORDER BY 1",
    "true) USING SAMPLE (1",
    "true; DROP VIEW things",
    "true); DROP VIEW things; SELECT (1",
    "true) --",
    "true /*",
    "$$",
    "'",
    '"',
    "(",
    ")",
    "",
    "$1",
    "?",
    "uses >",
    "no_such_column = 1",
    "(" * 1000,
    "(" * 3000 + "true" + ")" * 3000,
    "\udcff",
    "\x00",
]


@pytest.mark.parametrize("where", REACHES_OUT, ids=lambda where: repr(where)[:40])
def test_a_condition_cannot_reach_out_of_its_brackets(ask: Callable[[str], list[int]], where: str) -> None:
    with pytest.raises(BadQuery) as caught:
        ask(where)
    assert caught.value.hint


PIECE = st.sampled_from(
    [
        *("true", "uses", "1", "=", "(", ")", ";", "--", "/*", "*/", "\n", "'", '"', "$$", ",", "*", "OR", "AND"),
        *("NOT", "things", "UNION", "SELECT", "FROM", "WHERE", "COPY", "TO", "ATTACH", "PRAGMA", "SET", "INSTALL"),
        *("LIMIT 0", "ORDER BY", "GROUP BY", "read_text('/etc/passwd')", "'/etc/passwd'", "EXISTS", "CASE WHEN"),
        *("END", "IN", "VALUES", "WITH x AS", "true) UNION SELECT uses, name FROM things WHERE (true"),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.lists(PIECE, max_size=9).map(" ".join))
def test_whatever_is_put_together_narrows_or_is_refused(
    where: str, ask: Callable[[str], list[int]], locked: Session
) -> None:
    # A process for each of the many examples would take minutes.
    with patch.object(guard, "apart", lambda _, work, seconds: list(work()) if seconds else []):
        try:
            found = ask(where)
        except BadQuery:
            return
    assert set(found) <= set(range(10))
    assert len(found) == len(set(found))
    assert locked.one("SELECT count(*) FROM things") == 20


@pytest.mark.parametrize(
    "query",
    [
        "COPY things TO '{home}/lake/out.csv'",
        "COPY (SELECT 1) TO '{home}/lake/out.csv'",
        "ATTACH '{home}/lake/x.db'",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "SET threads = 1",
        "RESET ALL",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '{home}/lake/x'",
        "CREATE TABLE x AS SELECT 1",
        "CREATE OR REPLACE VIEW things AS SELECT 1",
        "INSERT INTO things VALUES (1, 'x')",
        "DROP VIEW things",
        "EXPLAIN SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT 1;; COPY things TO '{home}/lake/out.csv'",
        "",
        "  -- nothing",
        ";",
        "WITH x AS (INSERT INTO y VALUES (1) RETURNING 1) SELECT * FROM x",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('{home}/ledger.sqlite')",
        "SELECT * FROM read_text('{home}/raw/x.zst')",
        "SELECT * FROM read_blob('{home}/raw/*')",
        "SELECT * FROM read_text('{home}/lake/../ledger.sqlite')",
        "SELECT * FROM read_text('{home}/lake.txt')",
        "SELECT * FROM read_text('{home}/lake/notes.txt')",
        "SELECT * FROM READ_TEXT('{home}/lake/notes.txt')",
        "SELECT * FROM \"read_text\"('{home}/lake/notes.txt')",
        "SELECT * FROM main.read_text('{home}/lake/notes.txt')",
        "FROM (FROM (SELECT (SELECT content FROM read_text('{home}/lake/notes.txt'))))",
        "SELECT * FROM things, LATERAL (SELECT * FROM read_text('{home}/lake/notes.txt'))",
        "WITH x AS (FROM read_text('{home}/lake/notes.txt')) FROM x",
        "SELECT * FROM '{home}/lake/notes.txt'",
        "SELECT * FROM '/etc/passwd'",
        'SELECT * FROM "{home}/ledger.sqlite"',
        "SELECT * FROM glob('{home}/*')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('things')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM read_json('https://192.0.2.1/x')",
        "SELECT getenv('HOME')",
        "SELECT * FROM session",
        "SELECT * FROM home",
    ],
)
def test_a_query_is_one_select_over_views(locked: Session, home: Path, query: str) -> None:
    before = sorted(path for path in home.rglob("*") if path.is_file())
    with pytest.raises(BadQuery):
        guard.select(locked, query.format(home=home), limit=10)
    assert sorted(path for path in home.rglob("*") if path.is_file()) == before
    assert locked.one("SELECT count(*) FROM things") == 20


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT count(*) AS n FROM things", [{"n": 20}]),
        ("FROM things WHERE uses = 1 -- the last word", [{"uses": 1, "name": "name 1"}]),
        ("WITH x AS (FROM things) SELECT max(uses) AS n FROM x", [{"n": 19}]),
        ("SELECT a.uses AS n FROM things a JOIN THINGS b USING (name) WHERE b.uses = 2", [{"n": 2}]),
        ("SELECT unnest([1, 2]) AS n", [{"n": 1}, {"n": 2}]),
        ("SELECT n FROM generate_series(1, 2) AS t(n)", [{"n": 1}, {"n": 2}]),
        ("VALUES (1)", [{"col0": 1}]),
    ],
)
def test_any_select_over_views_is_answered(locked: Session, query: str, rows: list[dict[str, int]]) -> None:
    assert guard.select(locked, query, limit=10) == rows


def test_rows_are_cut_at_the_limit(locked: Session) -> None:
    assert len(guard.select(locked, "FROM things", limit=3)) == 3
    assert len(guard.select(locked, "SELECT * FROM things LIMIT 1000", limit=1000)) == 20


def test_a_long_query_is_ended(locked: Session) -> None:
    before = time.monotonic()
    with pytest.raises(BadQuery, match=r"ran longer than 0\.2 s"):
        guard.select(locked, "SELECT count(*) FROM range(100000000000) AS t(n) WHERE hash(n) = 1", limit=1, seconds=0.2)
    assert time.monotonic() - before < 10
    assert guard.select(locked, "SELECT 1 AS n", limit=1) == [{"n": 1}]


def test_a_query_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    with Session(tmp_path / "tmp", memory="100MB", threads=1) as session:
        guard.lock(session, tmp_path / "lake")
        with pytest.raises(BadQuery, match=r"[Mm]emory"):
            guard.select(session, "SELECT list(repeat('x', 1000) || n) FROM range(10000000) AS t(n)", limit=1)


def test_nothing_can_be_unlocked(locked: Session) -> None:
    for statement in ("SET enable_external_access=true", "SET allowed_directories=['/']", "RESET lock_configuration"):
        with pytest.raises(Exception, match=r"locked|cannot be"):
            locked.run(statement)


def test_objects_of_the_program_are_no_tables(tmp_path: Path) -> None:
    with Session(tmp_path / "tmp") as session:
        guard.lock(session, tmp_path / "lake")
        for name in ("result", "names", "sql", "self", "pa"):
            with pytest.raises(BadQuery, match="does not exist"):
                guard.select(session, f"SELECT * FROM {name}", limit=1)
