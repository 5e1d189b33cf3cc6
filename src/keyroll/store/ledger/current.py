"""Checks whether a ledger file has the current layout, without loading the ledger's library."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

#: The steps are files named by their numbers; importing the package would load the library.
_STEPS = Path(__file__).with_name("migrations") / "versions"


def revision_of(number: int) -> str:
    """Return the name of the revision that makes a layout. Plain numbers named layouts before the first release."""
    return f"format_{number}"


def is_current(path: Path) -> bool:
    """Return whether a ledger exists and needs no step. In doubt return False: opening it then reports the fault."""
    newest = max((int(step.name[1:5]) for step in _STEPS.glob("r[0-9][0-9][0-9][0-9]_*.py")), default=0)
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as connection:
            found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
            step = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return bool(found and step) and (found[0], step[0]) == (str(newest), revision_of(newest))
    except sqlite3.Error:
        return False
