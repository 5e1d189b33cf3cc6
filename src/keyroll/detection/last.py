"""The findings and stories of the last hunt, as they were kept (``publish``). It imports nothing that hunts."""

from keyroll.store.home import Home
from keyroll.store.relations import catalogue, give
from keyroll.store.session import Session


def last(session: Session, home: Home, table: str) -> bool:
    """Make ``last_findings`` or ``last_stories`` of the last hunt; return False where nothing was hunted yet.

    Columns that a hunt by an earlier version did not keep are NULL.
    """
    name = f"last_{table}"
    if not home.lake.view(session, f"hunt/{table}", name):
        return False
    kept = session.columns(f"SELECT * FROM {name}")
    types = catalogue()[name].types
    if missing := [f"NULL::{types[column]} AS {column}" for column in types if column not in kept]:
        home.lake.view(session, f"hunt/{table}", f"kept_{table}")
        session.run(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT *, {', '.join(missing)} FROM kept_{table}")
    give(session, name)
    return True
