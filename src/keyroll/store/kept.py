"""Tables that are worked out of others and kept until something that they were worked out of changes.

The commit of such a table carries a mark, which names all that it was worked out of: code, versions, rows. The
holder of the lease keeps it. A reader takes it where it carries the mark of now, and works it out where it does
not.
"""

from keyroll.model.ids import digest
from keyroll.store.lake import Lake
from keyroll.store.relations import give
from keyroll.store.session import Session


def keep(session: Session, lake: Lake, relation: str, table: str, mark: str) -> None:
    """Keep the rows of a relation under a mark, in place of what was kept before. The caller holds the lease."""
    if not is_kept(lake, table, mark):
        lake.put(session, relation, table, {mark: lake.version(table) + 2}, anew=True)


def is_kept(lake: Lake, table: str, mark: str) -> bool:
    """Say whether a table carries a mark."""
    version = lake.version(table)
    return version >= 0 and lake.batches_done(table, mark) == version + 1


def take(session: Session, lake: Lake, table: str, mark: str, name: str) -> bool:
    """Make a view of a kept table; False, and none, where it does not carry the mark."""
    if not (is_kept(lake, table, mark) and lake.view(session, table, name)):
        return False
    give(session, name)
    return True


def stands(lake: Lake, *tables: str) -> str:
    """Name the rows that some tables have now, for a mark: each by its newest commit, which no other one equals."""
    commits = ((name, lake.newest_commit(name)) for name in tables)
    return digest(*(f"{name} {commit.name}\n{commit.read_text()}" if commit else name for name, commit in commits))
