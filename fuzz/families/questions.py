"""SQL of people: one SELECT over views. No file is read, no setting is changed, and no query exceeds its time."""

from collections.abc import Iterable
from pathlib import Path

from fuzz import harvest
from fuzz.family import Family, Harness, split
from keyroll.store import guard
from keyroll.store.session import Session

_CANARY = "canary-7f1b"
_HEADERS = (b"select", b"condition")
_QUERIES = (
    "SELECT * FROM events", "SELECT a, count(*) FROM events GROUP BY ALL ORDER BY 2 DESC LIMIT 3", "FROM events SELECT a WHERE b > 1",
    "WITH x AS (SELECT * FROM events) SELECT * FROM x JOIN events USING (a)", "SELECT * FROM read_text('{canary}')",
    "SELECT * FROM '{canary}'", "SELECT * FROM glob('/*')", "SELECT getenv('HOME')", "SELECT unnest(range(10))",
    "SELECT * FROM (VALUES (1)) t(x)", "PIVOT events ON a USING count(*)", "SELECT * FROM events WHERE a IN (SELECT b FROM events)",
    "SELECT list_transform([1,2], lambda x: x + 1)", "SELECT * FROM query('SELECT 1')", "SELECT current_setting('memory_limit')",
    "SELECT * FROM duckdb_settings()", "COPY events TO '/tmp/x'", "ATTACH '{canary}' AS x", "SELECT 1; DROP VIEW events", "DESCRIBE events",
    "SELECT * FROM events TABLESAMPLE 10%", "SELECT regexp_matches(a, '(a+)+$') FROM events", "SELECT * FROM range(1000000000000)",
)  # fmt: skip
_CONDITIONS = (
    "a = 'x'",
    "b > 1 AND a IS NULL",
    "b = 1) UNION SELECT (1",
    "a LIKE '%x%' -- c",
    "exists (SELECT 1 FROM events)",
    "day > '2026-01-01'",
)
_WORDS = (
    b" FROM ", b" SELECT ", b" read_text('/etc/passwd') ", b" read_blob(", b" read_csv(", b" sniff_csv(", b" '/etc/passwd' ", b";", b"--", b"/*", b"*/",
    b" query_table(", b" PRAGMA ", b" SET ", b"getvariable(", b" UNION ALL ", b"$$", b"COLUMNS(*)", b"::JSON", b"(", b")", b" pg_read_file(", b"\xed\xa0\x80",
)  # fmt: skip


def seeds() -> Iterable[bytes]:
    """Return queries and conditions, some of them from the tests."""
    found = [b"select\n" + one.encode() for one in _QUERIES] + [b"condition\n" + one.encode() for one in _CONDITIONS]
    return found + [b"select\n" + one for one in harvest.texts("store") if b"SELECT" in one]


def make(place: Path) -> Harness:
    """Return the harness that queries a session with one view."""
    secret = place / "secret.txt"
    secret.write_text(_CANARY)
    (place / "lake").mkdir()
    session = Session(place / "spill", memory="200MB", threads=1)
    session.run("CREATE TABLE kept AS SELECT 'x' AS a, 1 AS b, DATE '2026-01-01' AS day FROM range(3)")
    session.run("CREATE VIEW events AS FROM kept")
    guard.lock(session, place / "lake")
    types = {"a": "VARCHAR", "b": "INTEGER", "day": "DATE"}

    def one(data: bytes) -> None:
        kind, body = split(data)
        text = body.decode("utf-8", "replace").replace("{canary}", str(secret)).replace("/etc/passwd", str(secret))
        if kind == "condition":
            text = f"SELECT * FROM events WHERE {guard.condition(session, text, types)}"
        rows = guard.select(session, text, limit=5, seconds=2.0, types=types)
        assert _CANARY not in str(rows), "a file was read"

    return one


FAMILY = Family("questions", seeds, make, _HEADERS, _WORDS, memory=400)
