"""Builds the inventory: every machine credential with its owner, holders, consumers, powers and rotation; all of it is
observed."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from keyroll.intake.surveys import TABLE, arrived, observations_view
from keyroll.intake.view import event_tables, events_view
from keyroll.inventory import (
    clusters,
    doings,
    history,
    holders,
    networks,
    owners,
    parts,
    principals,
    rotation,
    suggestions,
    touched,
    unmatched,
    use,
)
from keyroll.inventory.estimate import from_inventory
from keyroll.inventory.published import KEYS, MADE_OF, PUBLISHED, READ, code, made_of
from keyroll.inventory.standing import standing
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.relations import build, give, instead, load
from keyroll.store.session import Session

if TYPE_CHECKING:
    from keyroll.store.ledger.ledger import Ledger

#: The parts that read each record once.
PARTS = (
    *history.PARTS, *use.PARTS, *clusters.PARTS, *principals.PARTS, *holders.PARTS, *owners.PARTS, *rotation.PARTS,
    *suggestions.PARTS, *from_inventory.PARTS, *doings.PARTS, *networks.PARTS,
    *unmatched.PARTS,
)  # fmt: skip
#: Small relations, which are derived first and whole.
FIRST: Final = ("reads", "kinds", "directory_people", "directory_from", "policies", "conditions")
#: Relations that a sync compares after it has derived the touched keys.
_LOOKED_AT: Final = (*KEYS, *(f"whole_{name}" for name in KEYS), "registrations")


def fold(session: Session, home: Home, *, at: datetime | None = None, known_at: datetime | None = None) -> None:
    """Make all tables of the inventory in the session, as of ``at`` (observed) and ``known_at`` (recorded here)."""
    _records(session, home, at, known_at)
    parts.sum_here(session, PARTS)
    build(session, *FIRST, *KEYS, *PUBLISHED, *READ)
    standing(session, at or known_at or home.clock.now())
    build(session, "unmatched_rows")


def publish(home: Home, ledger: "Ledger") -> bool:
    """Add new records to the parts, derive the touched part of the inventory, publish it; return whether anything
    changed.

    ``ledger`` writes under a lease.
    """
    with home.session() as session:
        parts.bring_up_to_date(session, home.lake, PARTS)
        before, now = made_of(session, home), _made_now(home)
        if before == now:
            return False
        if _arrived(session, home, before, now) and _work_out_touched(session, home):
            return _put(session, home, ledger, now, some=True)
    with home.session() as session:
        parts.open_parts(session, home.lake, PARTS)
        build(session, *FIRST, *KEYS, *PUBLISHED)
        return _put(session, home, ledger, now, some=False)


def _put(session: Session, home: Home, ledger: "Ledger", made_of: dict[str, str], *, some: bool) -> bool:
    """Publish the tables: those with a key for ``some``, the touched keys, alone."""
    # Aliases come before the inventory without the old ids: a rerun after a kill finds them once more.
    _aliases(session, home, ledger)
    # A process that is killed after this point leaves tables of two times; the next run derives everything.
    _say(session, home, {})
    changed = False
    for name in (*PUBLISHED, *sorted(KEYS.keys() - set(PUBLISHED)), *touched.COMPARED):
        if some and name in KEYS:
            changed |= home.lake.patch(session, name, f"inventory/{name}", KEYS[name], "touched")
        else:
            changed |= home.lake.publish_table(session, name, f"inventory/{name}")
    _say(session, home, made_of)
    return changed


def _made_now(home: Home) -> dict[str, str]:
    """Return digests of the code that derives the inventory, and of all records in the lake."""
    tables = [name for name in (TABLE, *event_tables()) if home.lake.version(name) >= 0]
    stands = {name: f"{home.lake.identity(name)} {home.lake.version(name)}" for name in tables}
    return {"code": digest(code("inventory", "providers"), parts.ways(PARTS))} | stands


def _say(session: Session, home: Home, made_of: dict[str, str]) -> None:
    load(session, "made_of_now", {"digest": [f"{name} {at}" for name, at in made_of.items()]})
    home.lake.publish_table(session, "made_of_now", MADE_OF)


def _arrived(session: Session, home: Home, before: dict[str, str], now: dict[str, str]) -> bool:
    """Make ``arrived_sources`` and ``arrived`` (subjects) of the last sync's new records; False if they are unknown."""
    if before.get("code") != now["code"] or not before.keys() <= now.keys():
        return False
    session.run("CREATE OR REPLACE TEMP TABLE arrived_sources (source VARCHAR)")
    session.run("CREATE OR REPLACE TEMP TABLE arrived (subject VARCHAR)")
    for name in now.keys() - {"code"}:
        (was, since), (is_now, _) = before.get(name, "? -1").split(), now[name].split()
        if was not in ("?", is_now):
            return False
        observed = name == TABLE
        if not (
            arrived(session, home.lake, "arrivals", int(since))
            if observed
            else home.lake.arrived(session, name, "arrivals", int(since))
        ):
            return False
        session.run("INSERT INTO arrived_sources SELECT DISTINCT source FROM arrivals")
        if observed:
            session.run("INSERT INTO arrived SELECT DISTINCT subject FROM arrivals")
    return True


def _records(session: Session, home: Home, at: datetime | None, known_at: datetime | None) -> None:
    """Make the views ``observed`` and ``events``: records observed by ``at`` and recorded here by ``known_at``."""
    observations_view(session, home.lake)
    events_view(session, home.lake, "all_events")
    session.run("SET VARIABLE at_time = $at::TIMESTAMPTZ", {"at": at})
    session.run("SET VARIABLE known_time = $known::TIMESTAMPTZ", {"known": known_at})
    for name, records, time in (("observed", "observations", "observed_at"), ("events", "all_events", "happened_at")):
        session.run(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {records} WHERE "
            f"(getvariable('at_time') IS NULL OR {time} <= getvariable('at_time')) AND "
            "(getvariable('known_time') IS NULL OR recorded_at <= getvariable('known_time'))"
        )
    give(session, "observations", "observed", "all_events", "events")


def _work_out_touched(session: Session, home: Home) -> bool:
    """Derive the tables with a key for the touched keys, and all others whole; return False if most keys are
    touched."""
    kept = (*KEYS, *touched.COMPARED, "registrations")
    there = [home.lake.view(session, f"inventory/{name}", f"kept_{name}", KEYS.get(name, "")) for name in kept]
    if not all(there) or int(str(session.one("SELECT count(*) FROM kept_identifiers"))) < touched.SMALL:
        return False
    parts.open_whole(session, home.lake, PARTS)
    build(session, *FIRST)
    if not touched.touch(session):
        return False
    for name, key in KEYS.items():
        others = f"SELECT * FROM kept_{name} ANTI JOIN touched ON touched.key = hash({key})"
        instead(session, f"whole_{name}", f"{others} UNION ALL BY NAME FROM {name}", needs=[name])
    while True:
        parts.restrict(session, PARTS, "touched")
        build(session, *_LOOKED_AT)
        if not touched.further(session):
            break
    build(session, *PUBLISHED)
    return True


def _aliases(session: Session, home: Home, ledger: "Ledger") -> None:
    """Record in the ledger the new id of a credential that the inventory published under another id.

    An alias that no longer holds is undone: its row stays, with the cause. Rows under either id are found by that
    identifier, as before.
    """
    _undo(session, ledger)
    if not home.lake.view(session, "inventory/credential_facts", "published", KEYS["credential_facts"]):
        return
    give(session, "published")
    build(session, "merge_causes")
    for old, new, cause in session.tuples("SELECT old, new, cause FROM merge_causes ORDER BY ALL"):
        ledger.add_alias(str(old), str(new), str(cause))


def _undo(session: Session, ledger: "Ledger") -> None:
    standing = ledger.aliases()
    load(
        session,
        "aliases",
        {"old": [alias.old for alias in standing], "new": [alias.new for alias in standing]},
    )
    build(session, "ended_aliases")
    for old, new, cause in session.tuples("SELECT old, new, cause FROM ended_aliases ORDER BY ALL"):
        ledger.undo_alias(str(old), str(new), str(cause))
