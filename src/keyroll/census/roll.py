"""The roll: every machine credential with its owner, holders, consumers, powers and rotation, and nothing asserted."""

from datetime import datetime

from keyroll.census import clusters, credentials, history, holders, owners, parts, principals, rotation, use
from keyroll.census.standing import standing
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.session import Session

#: Tables that the census publishes under ``roll/``, for the rooms below and for people.
PUBLISHED = (
    "credential_facts", "principals", "principal_kinds", "handles", "shared", "passed_on", "reads", "log_windows",
    "registrations", "consumers", "owners", "vendor_facts", "policies", "value_changes", "processes", "adherence",
)  # fmt: skip
#: What is read of each record, once.
PARTS = (
    *history.PARTS, *use.PARTS, *clusters.PARTS, *principals.PARTS, *holders.PARTS, *owners.PARTS, *rotation.PARTS,
)  # fmt: skip
#: Parts that readers see, as they are or through ``VIEWS``.
SHOWN = (history.SEEN, history.ACTS, use.USE_DAYS, holders.SEEN, principals.GRANTS)
#: Views over published tables and parts.
VIEWS = history.VIEWS | use.VIEWS | holders.VIEWS


def fold(session: Session, home: Home, *, at: datetime | None = None, known_at: datetime | None = None) -> None:
    """Make all tables of the roll in the session, as of ``at`` (observed) and ``known_at`` (recorded here)."""
    _records(session, home, at, known_at)
    parts.sum_here(session, PARTS)
    _work_out(session)
    standing(session, at or home.clock.now())


def publish(home: Home, ledger: Ledger) -> bool:
    """Add what is new to the parts, work out the roll and publish it; tell whether anything changed.

    ``ledger`` writes under a lease.
    """
    with home.session() as session:
        parts.bring_up_to_date(session, home.lake, PARTS)
        _work_out(session)
        # Before the roll that no longer names the old ids: a run that is killed here finds them once more.
        _aliases(session, home, ledger)
        changes = [home.lake.publish_table(session, name, f"roll/{name}") for name in PUBLISHED]
    return any(changes)


def open_roll(session: Session, home: Home) -> bool:
    """Make views of the roll's tables by their names, and what time makes of them; tell whether there is a roll."""
    there = [home.lake.view(session, f"roll/{name}", name) for name in PUBLISHED]
    there += [parts.open_part(session, home.lake, part) for part in SHOWN]
    if not all(there):
        return False
    _views(session)
    standing(session, home.clock.now())
    return True


def _records(session: Session, home: Home, at: datetime | None, known_at: datetime | None) -> None:
    """Make the views ``observed`` and ``events``: what was observed by ``at`` and recorded here by ``known_at``."""
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


def _views(session: Session) -> None:
    for name, query in VIEWS.items():
        session.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")


def _work_out(session: Session) -> None:
    """Make the roll of the parts: who is who, and what that makes of everything."""
    use.used(session)
    clusters.cluster(session)
    _views(session)
    history.reads(session)
    principals.principals(session)
    holders.holdings(session)
    credentials.kinds(session)
    credentials.sights(session)
    credentials.gone(session)
    credentials.powers(session)
    use.consumers(session)
    use.shown_in(session)
    holders.registered(session)
    owners.owners(session)
    rotation.rotation(session)
    credentials.copies(session)
    holders.vendor_holdings(session)
    credentials.credential_facts(session)


def _aliases(session: Session, home: Home, ledger: Ledger) -> None:
    """Note in the ledger under which id a credential goes on that the roll published under another one."""
    if not home.lake.view(session, "roll/credential_facts", "published"):
        return
    # A credential of one survey that names both ids is the plain cause; else a chain of handles joins them.
    merged = session.tuples(
        "SELECT old.id, handles.id, coalesce((SELECT min(source || ' ' || endpoint || ' of ' || greatest(x.first_seen, "
        "y.first_seen)::DATE) FROM given_names x JOIN given_names y USING (a, source, endpoint) "
        "WHERE x.b = old.id AND y.b = handles.id) || ' names both', "
        "'strong handles of both are shared') FROM published old JOIN handles ON handles.handle = old.id "
        "WHERE handles.id <> old.id ORDER BY ALL"
    )
    for old, new, cause in merged:
        ledger.add_alias(str(old), str(new), str(cause))
