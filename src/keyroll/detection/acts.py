"""The acts of machines: events with their subject, network and client, as far as was known when they happened.

Only what machines did is kept row by row, and what came from networks that were new then; of people there is only
when they first used a network. Rows are narrow: names are enums, and an event is known by a hash until it is evidence.
"""

from collections.abc import Iterable
from datetime import datetime
from sys import intern
from typing import Final

from keyroll.model.finding import Evidence
from keyroll.providers.catalogue import personal
from keyroll.store.relations import build, drop
from keyroll.store.session import Session

#: What behaviours select from, beside the tables of the inventory: ``acts.sql``, ``subjects.sql`` and ``known.sql``.
GROUND: Final = (
    "acts", "visits", "changes", "homes", "names", "pairs", "people", "logs_begin", "by_use", "turned", "first_known",
    "log_hours", "contacts", "devices", "by_hand_client",
)  # fmt: skip


def acts(session: Session) -> None:
    """Make ``GROUND``: what machines did, what came from new networks, and what anybody changed.

    A subject is the credential by its id in the inventory, else the acting account; one that was turned goes on with
    the subject of the one before it, and ``own`` is its own id. Whether an account is a machine is taken from the last
    survey before the act, else from its use: nothing that became known later counts.
    """
    drop(session, "seen")  # The enums are made anew, and cannot be while a table has them.
    build(session, "logs_begin", "homes", "subject_name", "net_name", "source_name", "log_name")
    drop(session, "sightings")  # As large as what it was made of: what comes next needs the room.
    build(session, "seen")
    drop(session, "addresses")
    build(session, *GROUND)


def personal_kinds(session: Session) -> None:
    """Make ``personal_kinds``."""
    session.load_columns("personal_kinds", {"kind": "VARCHAR"}, {"kind": personal()})


def opened(session: Session, wanted: Iterable[int]) -> dict[int, Evidence]:
    """Return the address of each act's event, in one pass over the lake."""
    session.load_columns("wanted", {"act": "BIGINT"}, {"act": sorted(set(wanted))})
    rows = session.tuples(
        "SELECT act_of(source, log, event_id) AS act, happened_at, source, log, event_id, raw, record FROM events "
        "WHERE act_of(source, log, event_id) IN (SELECT act FROM wanted) ORDER BY ALL"
    )
    found = {}
    for act, at, source, log, event_id, raw, record in rows:
        if isinstance(at, datetime):
            # Each name is there once, however many events have it.
            source, log, raw = intern(str(source)), intern(str(log)), intern(str(raw))
            found[int(str(act))] = Evidence(at, source, log, str(event_id), raw, int(str(record)))
    return found
