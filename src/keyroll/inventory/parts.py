"""Reads each record once for the inventory: sums that can be added, so that a sync adds only new records.

A *part* is a query over observations or events that yields rows; a sum also has a rule that merges two rows of one key.
Minimum, maximum and count are independent of order and grouping: the sum over all records is the sum of the sums of
each sync. Every part is keyed by identifiers in the form of the records, never by a credential's id, which a later
record may change. So a kept row is never corrected; the joining of identifiers is derived again from the sums each
time.

The lake keeps each part as a table, one file for each sync. The commit of a file names the version of each table that
it covers: a rerun after a kill adds only the missing rows. If the part's own query changed, or a covered file is gone,
the part is derived from all records again.
"""

from collections.abc import Iterable, Mapping

from keyroll.intake.surveys import TABLE, TYPES, arrived, observations_view
from keyroll.intake.view import event_recipes, event_tables, events_over
from keyroll.inventory.part import InventoryPart, open_part
from keyroll.model.ids import digest
from keyroll.store.lake import Lake
from keyroll.store.relations import give, instead
from keyroll.store.session import Session

#: A sum of more files is rewritten as one: each file costs its reader time, and their sums overlap.
FILES = 16


def sum_here(session: Session, parts: Iterable[InventoryPart]) -> None:
    """Make each part as a temporary table from the session's ``observed`` and ``events``."""
    for part in parts:
        session.run(f'CREATE OR REPLACE TEMP TABLE "{part.name}" AS {part.over(part.of)}')
        give(session, part.name)


def bring_up_to_date(session: Session, lake: Lake, parts: Iterable[InventoryPart]) -> None:
    """Add to each part in the lake the records that arrived since. The caller holds the lease."""
    stood: dict[str, tuple[int, str]] = {}
    for part in parts:
        for name in _read_by(part):
            # Records do not change during this function; an earlier part of the loop does.
            if name not in stood or name.startswith("parts/"):
                stood[name] = (lake.version(name), lake.identity(name))
        _update(session, lake, part, stood)


def open_parts(session: Session, lake: Lake, parts: Iterable[InventoryPart]) -> None:
    """Make relations of all parts in the lake."""
    for part in parts:
        open_part(session, lake, part, made="TABLE")
        give(session, part.name)


def open_whole(session: Session, lake: Lake, parts: Iterable[InventoryPart]) -> None:
    """Make ``whole_…`` of the parts with an identifier or principal, and all others by their name."""
    for part in parts:
        open_part(session, lake, part, made="VIEW" if part.of_whom else "TABLE")
        if part.of_whom:
            session.run(f"ALTER VIEW {part.name} RENAME TO whole_{part.name}")
            # It is complete already: touched keys change nothing about it.
            instead(session, f"whole_{part.name}", "")
            give(session, f"whole_{part.name}")
        else:
            give(session, part.name)


def restrict(session: Session, parts: Iterable[InventoryPart], keys: str) -> None:
    """Make each part with an identifier or principal, restricted to the hashes in the relation ``keys``."""
    for part in parts:
        if part.of_whom:
            chosen = f"(SELECT * FROM {part.name}_stored WHERE hash({part.of_whom}) IN (FROM {keys}))"
            session.run(f'CREATE OR REPLACE TEMP TABLE "{part.name}" AS {part.summed(chosen)}')
            give(session, part.name)


def _update(session: Session, lake: Lake, part: InventoryPart, stood: Mapping[str, tuple[int, str]]) -> None:
    table, tables = part.table, _read_by(part)
    before, way = lake.version(table), _way(part)
    now = {name: stood[name][0] for name in tables}
    # Streams count from 1: 0 means never read. A table that was created again under its old name is a new table.
    streams = {name: f"{stood[name][1]}/{name}" for name in tables}
    done = {name: lake.batches_done(table, stream) for name, stream in streams.items()}
    known = (
        before >= 0
        and lake.batches_done(table, way) == before + 1
        and all(lake.batches_done(table, name) == done[name] for name in tables)
    )
    since = {name: done[name] - 1 if known else -1 for name in tables}
    if known and since == now:
        return
    if not (
        known
        and _arrivals(
            session, lake, part, {name_of: since[name_of] for name_of in tables if since[name_of] != now[name_of]}
        )
    ):
        known = False
        _arrivals(session, lake, part, {name: -1 for name in tables if now[name] >= 0})
    session.run(f"CREATE OR REPLACE TEMP TABLE adding AS {part.over('arrivals')}")
    if known and part.sums and lake.files(table) >= FILES:
        lake.view(session, table, "kept")
        together = part.summed("(FROM kept UNION ALL BY NAME FROM adding)")
        session.run(f"CREATE OR REPLACE TEMP TABLE adding AS {together}")
        known = False
    covered = {covering: now[name] + 1 for name in tables for covering in (name, streams[name])}
    lake.put(session, "adding", table, covered | {way: before + 2}, anew=not known)
    session.run("DROP TABLE adding")


def _read_by(part: InventoryPart) -> list[str]:
    """Return the lake tables that are a part's input."""
    return {"observed": [TABLE], "events": list(event_tables())}.get(part.of, [f"parts/{part.of}"])


def _arrivals(session: Session, lake: Lake, part: InventoryPart, since: Mapping[str, int]) -> bool:
    """Make the view ``arrivals`` of the rows that arrived since the tables' versions; False if that is unknown."""
    if part.of == "events":
        there = [lake.arrived(session, name, name, version) for name, version in since.items()]
        events_over(session, [name for name, here in zip(since, there, strict=True) if here], "arrivals")
        return all(there)
    for name, version in since.items():
        if name == TABLE:
            return arrived(session, lake, "arrivals", version)
        return lake.arrived(session, name, "arrivals", version)
    return observations_view(session, lake, "arrivals") or True


def ways(parts: Iterable[InventoryPart]) -> str:
    """Return a digest of the queries of parts."""
    return digest(*map(_way, parts))


def _way(part: InventoryPart) -> str:
    """Return a digest of a part's query; a fix of a log's mapping changes it."""
    mapped = [f"{name}: {query}" for name, query in event_recipes().items()] if part.of == "events" else [str(TYPES)]
    return digest(part.of, part.rows, str(dict(part.sums)), *mapped)
