"""The inventory as the last sync published it: opened whole, or relation by relation on first use."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, partial
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from keyroll.errors import ConfigError
from keyroll.inventory import history, holders, principals, unmatched, use
from keyroll.inventory.part import open_part
from keyroll.inventory.standing import STANDING, VIEWS
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.lake import Lake
from keyroll.store.relations import build, catalogue, offer, set_variable
from keyroll.store.session import Session

#: Tables that the inventory publishes under ``inventory/``, for the packages above it and for people.
PUBLISHED = (
    "credential_facts", "principals", "principal_kinds", "principals_in_use", "identifiers", "shared", "passed_on",
    "reads", "log_windows", "registrations", "consumers", "owners", "vendor_facts", "policies", "value_changes",
    "processes", "adherence", "suggestions", "answers", "list_records", "doings",
    "declared_hosts", "segment_networks",
)  # fmt: skip
#: The code, and the versions of the lake's tables, that the published tables were derived from.
MADE_OF = "inventory/made_of"
#: Parts for readers, directly or through ``READ``.
SHOWN = (history.SEEN, history.ACTS, use.USE_DAYS, holders.SEEN, principals.GRANTS, unmatched.ROWS)
#: Relations of a published inventory that are made of those.
READ: Final = ("states", "lifecycle", "used", "claims", "locations")
#: Relations that are derived key by key, so that a sync derives only the touched keys, with the column of the key. The
#: whole table is named ``whole_…``. Parts, which have a key too, are left out.
KEYS: Final = {
    relation.name: relation.keyed
    for relation in catalogue().values()
    if relation.keyed and relation.package == __name__.split(".")[1] and not relation.given
}


def offer_inventory(session: Session, home: Home, now: datetime) -> bool:
    """Offer the inventory's relations as of ``now``; return whether there is an inventory.

    Each relation is opened when another relation, or a query, first needs it (``store.relations.build``).
    """
    lake = home.lake
    tables = {f"inventory/{name}": name for name in PUBLISHED} | {part.table: part.name for part in SHOWN}
    if not any(map(lake.newest_commit, tables)):
        return False
    views: dict[str, Callable[[], bool]] = {
        name: partial(lake.view, session, table, name, KEYS.get(name, ""))
        for table, name in tables.items()
        if name in PUBLISHED
    }
    views |= {part.name: partial(open_part, session, lake, part) for part in SHOWN}
    offer(session, {name: partial(_opened, lake, table, name, views[name]) for table, name in tables.items()})
    set_variable(session, STANDING, now)
    return True


def _opened(lake: Lake, table: str, name: str, make: Callable[[], bool]) -> bool:
    """Open a relation. Raises ConfigError if the home has no such table, or one without a column that is needed."""
    if not catalogue()[name].types.keys() <= lake.columns(table):
        message = "the inventory is not whole: an earlier version of keyroll made it, or a sync was interrupted"
        raise ConfigError(message, hint="make it again: keyroll sync")
    return make()


def build_named(session: Session, *queries: str) -> None:
    """Open the tables of a published inventory that queries name."""
    words = {word for query in queries for word in re.findall(r"\w+", query)}
    build(session, *sorted(words & {*PUBLISHED, *(part.name for part in SHOWN), *READ}))


def open_inventory(session: Session, home: Home) -> bool:
    """Make views of the inventory's tables by their names, and the relations that depend on time; return whether there
    is an inventory."""
    if not offer_inventory(session, home, home.clock.now()):
        return False
    build(session, *PUBLISHED, *(part.name for part in SHOWN), *READ, *VIEWS)
    return True


def made_of(session: Session, home: Home) -> dict[str, str]:
    """Return the code and the versions that the published inventory was made from; empty if that is unknown."""
    if not home.lake.view(session, MADE_OF, "made_of"):
        return {}
    texts = (str(text).partition(" ") for (text,) in session.tuples("FROM made_of"))
    return {name: stood for name, _, stood in texts}


def is_whole(session: Session, home: Home) -> bool:
    """Return whether the published inventory is of one time. A killed run leaves tables of two different syncs: nothing
    derived from them is kept, and the next sync makes the inventory whole."""
    return bool(made_of(session, home))


@cache
def code(*packages: str) -> str:
    """Return a digest of the code and the data of some packages: kept results depend on them."""
    folders = (resources.files("keyroll").joinpath(package) for package in packages)
    return digest(*(text for folder in folders for text in _texts(folder)))


def _texts(folder: Traversable) -> Iterator[str]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".py", ".sql", ".toml", ".csv", ".yml")):
            yield entry.read_text(encoding="utf-8")
        elif entry.is_dir() and not entry.name.startswith("__"):
            yield from _texts(entry)
