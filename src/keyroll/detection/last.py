"""The stored findings and stories of the last hunt (``publish``). It imports no module that hunts."""

from keyroll.store.home import Home
from keyroll.store.relations import catalogue, give
from keyroll.store.session import Session


def last(session: Session, home: Home, table: str) -> bool:
    """Make ``last_findings`` or ``last_stories`` of the last hunt; return False without a hunt."""
    if not home.lake.view(session, f"hunt/{table}", f"last_{table}"):
        return False
    if table == "stories":
        _complete(session)
    give(session, f"last_{table}")
    return True


def _complete(session: Session) -> None:
    """Add the columns that a hunt by an earlier version did not store; they are NULL."""
    types = catalogue()["last_stories"].types
    if session.columns("last_stories").keys() >= types.keys():
        return
    rows = [tuple(row.get(column) for column in types) for row in session.rows("FROM last_stories")]
    session.run("DROP VIEW last_stories")
    session.load_rows("last_stories", types, rows)
