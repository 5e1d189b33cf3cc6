"""Conditions and queries from people: one SELECT by the engine's own parser, on a locked connection, with limits."""

import json
import threading
from pathlib import Path

import duckdb

from keyroll.errors import BadQuery
from keyroll.store.session import Row, Session

SECONDS = 60.0


def lock(session: Session, lake: Path) -> None:
    """Let the session read the lake's folder and nothing else; no setting can be changed after that."""
    folder = str(lake).replace("'", "''")
    session.run(f"SET allowed_directories=['{folder}/']")
    session.run("SET enable_external_access=false")
    session.run("SET lock_configuration=true")


def select(session: Session, query: str, *, limit: int, seconds: float = SECONDS) -> list[Row]:
    """Run a query that came from a person. Raises BadQuery with the engine's own words.

    The session is locked already (see ``lock``). More than ``limit`` rows are cut, longer than ``seconds`` is ended.
    """
    one_select(session, query)
    timer = threading.Timer(seconds, session.connection.interrupt)
    timer.start()
    try:
        return session.rows(f"SELECT * FROM ({query}) LIMIT {limit}")
    except duckdb.InterruptException:
        raise BadQuery(f"the query ran longer than {seconds:g} s", hint="narrow it, or ask for fewer rows") from None
    except duckdb.Error as error:
        raise BadQuery(_plain(error), hint="columns are shown by: keyroll list KIND --columns") from None
    finally:
        timer.cancel()


def one_select(session: Session, query: str) -> None:
    """Make sure that a text is exactly one SELECT. Raises BadQuery."""
    answer = json.loads(str(session.one("SELECT json_serialize_sql($1::VARCHAR)", [query])))
    if answer.get("error"):
        raise BadQuery(
            f"not one SELECT: {answer.get('error_message')}", hint="write one SELECT, or a condition for --where"
        )
    if len(answer.get("statements", [])) != 1:
        raise BadQuery("exactly one SELECT is taken", hint="leave out the semicolon and what follows it")


def condition(session: Session, text: str) -> str:
    """Return a condition that cannot reach out of its brackets. Raises BadQuery."""
    one_select(session, f"SELECT 1 WHERE ({text}\n)")
    return f"({text}\n)"


def _plain(error: duckdb.Error) -> str:
    return str(error).split("\n", 1)[0]
