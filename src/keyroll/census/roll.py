"""The roll: every machine credential with its owner, holders, consumers, powers and rotation, and nothing asserted."""

from datetime import datetime

from keyroll.census import credentials, history, holders, use
from keyroll.census.clusters import cluster
from keyroll.census.estimate import from_roll
from keyroll.census.owners import owners
from keyroll.census.posture.doings import doings
from keyroll.census.principals import principals
from keyroll.census.rotation import rotation
from keyroll.census.standing import standing
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.session import Session

#: Tables that the census publishes under ``roll/``, for the rooms below and for people.
PUBLISHED = (
    "credential_facts", "principals", "principal_kinds", "handles", "states", "reads", "lifecycle", "used",
    "log_windows", "locations", "registrations", "grants", "consumers", "owners", "vendor_facts", "policies",
    "value_changes", "processes", "adherence", "answers", "list_records", "doings",
)  # fmt: skip


def fold(session: Session, home: Home, *, at: datetime | None = None, known_at: datetime | None = None) -> None:
    """Make all tables of the roll in the session, as of ``at`` (observed) and ``known_at`` (recorded here)."""
    _observed(session, home, at, known_at)
    use.used(session)
    cluster(session)
    history.reads(session)
    history.states(session)
    history.lifecycle(session)
    principals(session)
    holders.holdings(session)
    credentials.kinds(session)
    credentials.sights(session)
    credentials.gone(session)
    credentials.powers(session)
    use.consumers(session)
    use.shown_in(session)
    holders.registered(session)
    owners(session)
    rotation(session)
    credentials.copies(session)
    holders.vendor_holdings(session)
    credentials.credential_facts(session)
    from_roll.answers(session)
    from_roll.list_records(session)
    doings(session)
    standing(session, at or known_at or home.clock.now())


def publish(home: Home, ledger: Ledger) -> bool:
    """Fold and publish the roll; return whether anything changed. ``ledger`` writes under a lease."""
    with home.session() as session:
        fold(session, home)
        # Before the roll that no longer names the old ids: a run that is killed here finds them once more.
        _aliases(session, home, ledger)
        changes = [
            home.lake.publish(session, f'SELECT * FROM "{name}" ORDER BY ALL', f"roll/{name}") for name in PUBLISHED
        ]
    return any(changes)


def open_roll(session: Session, home: Home) -> bool:
    """Make views of the published tables by their names, and what time makes of them; tell whether there is a roll."""
    there = [home.lake.view(session, f"roll/{name}", name) for name in PUBLISHED]
    if not all(there):
        return False
    standing(session, home.clock.now())
    return True


def _observed(session: Session, home: Home, at: datetime | None, known_at: datetime | None) -> None:
    """``observed`` and ``events``: what had been observed by ``at`` and was recorded here by ``known_at``."""
    observations_view(session, home.lake)
    events_view(session, home.lake, "all_events")
    limits = {"at": at, "known": known_at}
    session.run(
        "CREATE OR REPLACE TEMP TABLE observed AS SELECT DISTINCT ON (event_id) * FROM observations WHERE "
        "($at::TIMESTAMPTZ IS NULL OR observed_at <= $at) AND ($known::TIMESTAMPTZ IS NULL OR recorded_at <= $known)",
        limits,
    )
    session.run("SET VARIABLE at_time = $at::TIMESTAMPTZ", {"at": at})
    session.run("SET VARIABLE known_time = $known::TIMESTAMPTZ", {"known": known_at})
    session.run(
        "CREATE OR REPLACE TEMP VIEW events AS SELECT * FROM all_events WHERE "
        "(getvariable('at_time') IS NULL OR happened_at <= getvariable('at_time')) AND "
        "(getvariable('known_time') IS NULL OR recorded_at <= getvariable('known_time'))"
    )


def _aliases(session: Session, home: Home, ledger: Ledger) -> None:
    """Note in the ledger under which id a credential goes on that the roll published under another one."""
    if not home.lake.view(session, "roll/credential_facts", "published"):
        return
    # A credential of one survey that names both ids is the plain cause; else a chain of handles joins them.
    merged = session.tuples(
        "SELECT old.id, handles.id, coalesce((SELECT min(source || ' ' || endpoint || ' of ' || observed_at::DATE) "
        "FROM observed WHERE entity = 'credential' AND list_has_all(strong, [old.id, handles.id])) || ' names both', "
        "'strong handles of both are shared') FROM published old JOIN handles ON handles.handle = old.id "
        "WHERE handles.id <> old.id ORDER BY ALL"
    )
    for old, new, cause in merged:
        ledger.add_alias(str(old), str(new), str(cause))
