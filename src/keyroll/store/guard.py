"""Conditions and queries from people: one SELECT, checked by the engine's parser, with limits."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from keyroll.errors import BadQuery, MemoryExceeded
from keyroll.store import frames, hints
from keyroll.store.apart import apart
from keyroll.store.session import MORE_MEMORY, ROWS, Row, Session, Value

SECONDS = 60.0
#: The most characters of a query.
LENGTH: Final = 1_000_000
_NONE: Mapping[str, str] = {}
#: Functions that may replace a table; others read files, settings or text as SQL.
_MAKES_ROWS = frozenset({"unnest", "range", "generate_series"})


def lock(session: Session, lake: Path) -> None:
    """Restrict the session to reading the lake's folder; no setting can be changed after that."""
    folder = str(lake.absolute()).replace("'", "''")
    session.run(f"SET allowed_directories=['{folder}/']")
    session.run("SET python_enable_replacements=false")
    session.run("SET enable_external_access=false")
    # A fork has one thread (store.apart).
    session.run("SET allowed_configs=['threads', 'async_threads']")
    session.run("SET lock_configuration=true")


def select(
    session: Session, query: str, *, limit: int, seconds: float = SECONDS, types: Mapping[str, str] = _NONE
) -> list[Row]:
    """Run a query from a person. Raises BadQuery with the engine's message, and a hint at the likely intention.

    The session is locked already (see ``lock``). Rows beyond ``limit`` are cut; a query longer than ``seconds`` is
    ended.
    """
    return answer(session, query, limit=limit, seconds=seconds, types=types)[0]


def answer(
    session: Session, query: str, *, limit: int, seconds: float = SECONDS, types: Mapping[str, str] = _NONE
) -> tuple[list[Row], dict[str, str]]:
    """Run a query from a person as ``select`` does; return its rows and the types of its columns. Raises BadQuery."""
    (only,) = answers(session, [query], limit=limit, seconds=seconds, types=types)
    return only


def answers(
    session: Session, queries: Sequence[str], *, limit: int, seconds: float = SECONDS, types: Mapping[str, str] = _NONE
) -> list[tuple[list[Row], dict[str, str]]]:
    """Run some queries from a person together within one limit of time, as ``answer`` does for one. Raises BadQuery."""
    for query in queries:
        _short(query)

    def work() -> Iterator[str]:
        for query in queries:
            one_select(session, query)
            with _plainly(types):  # the query may end in a comment
                result = session.connection.execute(f"SELECT * FROM ({query}\n) LIMIT {limit}")
                columns = {str(name): str(kind) for name, kind, *_ in result.description or ()}
                some = iter(lambda result=result: result.fetchmany(ROWS), [])  # type: ignore[misc]
                yield from frames.write(columns, (row for rows in some for row in rows))

    return [
        ([dict(zip(found, row, strict=True)) for row in rows], found)
        for found, rows in frames.read(apart(session, work, seconds=seconds))
    ]


def own(session: Session, query: str, *, limit: int) -> list[Row]:
    """Run a query that holds no text of a person; its rows need no other process. Raises BadQuery."""
    with _guarded(session, SECONDS, _NONE):
        return session.rows(f"{query} LIMIT {limit}")


def timed(session: Session, statement: str, *, seconds: float = SECONDS) -> list[tuple[Value, ...]]:
    """Run a statement of keyroll around a person's checked condition. Raises BadQuery."""
    with _guarded(session, seconds, _NONE):
        return session.tuples(statement)


@contextmanager
def _guarded(session: Session, seconds: float, types: Mapping[str, str]) -> Iterator[None]:
    """End a query that runs too long, and turn the engine's errors into keyroll's."""
    timer = threading.Timer(seconds, session.connection.interrupt)
    timer.start()
    try:
        with _plainly(types):
            yield
    except duckdb.InterruptException:
        raise BadQuery(f"the query ran longer than {seconds:g} s", hint="narrow it, or request fewer rows") from None
    finally:
        timer.cancel()


@contextmanager
def _plainly(types: Mapping[str, str]) -> Iterator[None]:
    """Turn the engine's errors into keyroll's, except for an interruption."""
    try:
        yield
    except duckdb.InterruptException:
        raise
    except MemoryExceeded as error:
        raise BadQuery(str(error), hint=error.hint) from None
    except duckdb.OutOfMemoryException as error:
        raise BadQuery(f"a query needs more memory than it may use: {_plain(error)}", hint=MORE_MEMORY) from None
    except duckdb.Error as error:
        raise BadQuery(_plain(error), hint=hints.hint(_plain(error), types)) from None


def _short(query: str) -> None:
    if len(query) > LENGTH:
        raise BadQuery(f"the query has more than {LENGTH:,} characters", hint="join a list of values instead of IN (…)")


def one_select(session: Session, query: str) -> None:
    """Check that a text is exactly one SELECT over views. Raises BadQuery."""
    statement = _statement(_tree(session, query))
    known = {str(name).lower() for (name,) in session.tuples("SELECT table_name FROM information_schema.tables")}
    for node in _nodes(statement):
        if node.get("type") == "TABLE_FUNCTION":
            called = node["function"].get("function_name", "")
            if called not in _MAKES_ROWS:
                raise BadQuery(f"{called} cannot be read from here", hint="use the lists: see keyroll list --help")
        # The engine would open a name that looks like a file; any other unknown name gets the engine's message.
        table = node["table_name"] if node.get("type") == "BASE_TABLE" else ""
        if table and table.lower() not in known and not table.isidentifier():
            raise BadQuery("files cannot be read from here", hint="use the lists: see keyroll list --help")


def condition(session: Session, text: str, types: Mapping[str, str] = _NONE) -> str:
    """Return a condition that cannot leave its brackets. Raises BadQuery, also for a likely mistake with ``types``."""
    # The line after the bracket allows no further clause, not even one that the parser would drop.
    query = f"SELECT 1 WHERE ({text}\n) IS NOT NULL"
    _short(query)
    (tree,) = apart(session, lambda: [_tree(session, query)], seconds=SECONDS)
    narrowed, bare = _statement(tree), _statement(_tree(session, "SELECT 1"))
    # A bracket that closes too early makes the condition a different query: a union, a grouping, an order, a limit.
    if narrowed["node"] | {"where_clause": None} != bare["node"]:
        raise BadQuery("not one condition", hint="write it as: owner IS NULL AND uses > 0")
    hints.check(narrowed["node"]["where_clause"], types)
    return f"({text}\n)"


def _tree(session: Session, query: str) -> str:
    """Return the engine's own tree of a query as JSON, on one line. Raises BadQuery."""
    try:
        return str(session.one("SELECT json_serialize_sql($1::VARCHAR)", [query]))
    except (duckdb.Error, MemoryExceeded, UnicodeError) as error:
        raise BadQuery(f"not one SELECT: {_plain(error)}", hint="write a shorter one, in plain text") from None


def _statement(tree: str) -> dict[str, Any]:
    try:
        answer = json.loads(tree)
    except RecursionError as error:
        raise BadQuery(f"not one SELECT: {_plain(error)}", hint="write a shorter one, in plain text") from None
    if answer.get("error"):
        because = str(answer.get("error_message")).partition("\n")[0]
        if "allocate" in because:  # the parser's memory ended
            raise BadQuery(f"a query needs more memory than it may use: {because}", hint="write a shorter one")
        raise BadQuery(f"not one SELECT: {because}", hint="write one SELECT, or a condition for --where")
    if len(answer.get("statements", [])) != 1:
        raise BadQuery("exactly one SELECT is taken", hint="leave out the semicolon and the text after it")
    statement: dict[str, Any] = answer["statements"][0]
    return statement


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    left = [tree]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield one
        left.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())


def _plain(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
