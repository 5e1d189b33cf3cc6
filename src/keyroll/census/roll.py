"""The roll: every machine credential with its owner, holders, consumers, powers and rotation, and nothing asserted."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from keyroll.census import (
    clusters,
    credentials,
    history,
    holders,
    kinds,
    owners,
    parts,
    principals,
    rotation,
    suggestions,
    use,
)
from keyroll.census.estimate import from_roll
from keyroll.census.posture import doings
from keyroll.census.standing import standing
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.session import Session

#: Tables that the census publishes under ``roll/``, for the rooms below and for people.
PUBLISHED = (
    "credential_facts", "principals", "principal_kinds", "handles", "shared", "passed_on", "reads", "log_windows",
    "registrations", "consumers", "owners", "vendor_facts", "policies", "value_changes", "processes", "adherence",
    "suggestions", "answers", "list_records", "doings",
)  # fmt: skip
#: One row: of which parts and by which code the published tables were worked out.
MADE_OF = "roll/made_of"
#: What is read of each record, once.
PARTS = (
    *history.PARTS, *use.PARTS, *clusters.PARTS, *principals.PARTS, *holders.PARTS, *owners.PARTS, *rotation.PARTS,
    *suggestions.PARTS, *from_roll.PARTS, *doings.PARTS,
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
    standing(session, at or known_at or home.clock.now())


def publish(home: Home, ledger: Ledger) -> bool:
    """Add what is new to the parts, work out the roll and publish it; tell whether anything changed.

    ``ledger`` writes under a lease.
    """
    with home.session() as session:
        made_of = digest(_code(), *parts.bring_up_to_date(session, home.lake, PARTS))
        if home.lake.view(session, MADE_OF, "made_of") and session.one("FROM made_of") == made_of:
            return False
        parts.open_parts(session, home.lake, PARTS)
        _work_out(session)
        # Before the roll that no longer names the old ids: a run that is killed here finds them once more.
        _aliases(session, home, ledger)
        changes = [home.lake.publish_table(session, name, f"roll/{name}") for name in PUBLISHED]
        session.load_columns("made", {"digest": "VARCHAR"}, {"digest": [made_of]})
        home.lake.publish_table(session, "made", MADE_OF)
    return any(changes)


@cache
def _code() -> str:
    """Return a digest of all that says how the tables are worked out: the census, and what providers declare."""
    rooms = (resources.files("keyroll").joinpath(room) for room in ("census", "providers"))
    return digest(*(text for room in rooms for text in _texts(room)))


def _texts(folder: Traversable) -> Iterator[str]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.name.endswith((".py", ".sql")):
            yield one.read_text(encoding="utf-8")
        elif one.is_dir() and not one.name.startswith("__"):
            yield from _texts(one)


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
    history.reads(session)
    use.used(session)
    clusters.cluster(session)
    _views(session)
    principals.principals(session)
    holders.holdings(session)
    kinds.kinds(session)
    credentials.sights(session)
    credentials.gone(session)
    credentials.lives(session)
    credentials.powers(session)
    use.consumers(session)
    use.shown_in(session)
    holders.registered(session)
    owners.owners(session)
    rotation.rotation(session)
    credentials.copies(session)
    holders.vendor_holdings(session)
    credentials.credential_facts(session)
    suggestions.suggestions(session)
    from_roll.answers(session)
    from_roll.list_records(session)
    doings.doings(session)


def _aliases(session: Session, home: Home, ledger: Ledger) -> None:
    """Note in the ledger under which id a credential goes on that the roll published under another one.

    An alias that no longer holds is undone: its row stays, with the cause. What was kept under either id is found by
    that handle, as before.
    """
    _undo(session, ledger)
    if not home.lake.view(session, "roll/credential_facts", "published"):
        return
    session.run(
        "CREATE OR REPLACE TEMP TABLE merged AS SELECT old.id AS old, handles.id AS new FROM published old "
        "JOIN handles ON handles.handle = old.id WHERE handles.id <> old.id"
    )
    if not session.one("SELECT count(*) FROM merged"):
        return
    # A credential of one survey that names both ids is the plain cause; else a chain of handles joins them.
    caused = session.tuples(
        "SELECT old, new, coalesce((SELECT min(source || ' ' || endpoint || ' of ' || greatest(x.first_seen, "
        "y.first_seen)::DATE) FROM (SELECT * FROM given_names SEMI JOIN merged ON b = old) x "
        "JOIN (SELECT * FROM given_names SEMI JOIN merged ON b = new) y USING (a, source, endpoint) "
        "WHERE x.b = old AND y.b = new) || ' names both', 'strong handles of both are shared') FROM merged ORDER BY ALL"
    )
    for old, new, cause in caused:
        ledger.add_alias(str(old), str(new), str(cause))


def _undo(session: Session, ledger: Ledger) -> None:
    standing = ledger.aliases()
    columns = {"old": [one.old for one in standing], "new": [one.new for one in standing]}
    session.load_columns("aliases", {"old": "VARCHAR", "new": "VARCHAR"}, columns)
    # The id by which the alias went on may itself have gone on by another one.
    ended = session.tuples(
        "SELECT old, new, coalesce((SELECT min(m.source || ' ' || m.endpoint || ' of ' || m.corrected::DATE) "
        "FROM mistaken m WHERE (m.a, m.b) IN ((old, new), (new, old))) || ' names them apart', "
        "(SELECT min(p.b || ' was given to another one after ' || p.until::DATE) FROM passed p "
        "WHERE p.b IN (old, new) OR p.a IN (old, new)), 'what lists say joins them no longer') "
        "FROM aliases LEFT JOIN handles one ON one.handle = old LEFT JOIN handles other ON other.handle = new "
        "WHERE one.id IS DISTINCT FROM coalesce(other.id, new) ORDER BY ALL"
    )
    for old, new, cause in ended:
        ledger.undo_alias(str(old), str(new), str(cause))
