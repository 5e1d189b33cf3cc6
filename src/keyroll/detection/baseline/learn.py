"""The stage *baseline*: events with their subject, network and client.

Who a subject is rests on every listing and holds for the whole log. What is new rests on earlier events alone.

Rows are kept of what machines did, of what came from networks that were new then, and of changes of accounts, groups,
privileges and code. Rows are narrow: names are enums, and an event is a hash until it becomes evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.detection.baseline.incidents import load_incidents
from keyroll.detection.baseline.rotations import rotations
from keyroll.providers.catalogue import personal
from keyroll.store.home import Home
from keyroll.store.relations import build, drop
from keyroll.store.session import Session

#: What behaviours may read beside the inventory: relations of ``acts.sql``, ``subjects.sql`` and ``incidents.sql``.
RELATIONS: Final = (
    "acts", "visits", "changes", "subject_networks", "actor_identities", "actor_subjects", "people", "logs_begin",
    "machines_by_use", "rotated", "first_known", "log_hours", "read_objects", "contacts", "devices", "by_hand_client",
    "principal_identifiers", "account_uses", "account_agents",
)  # fmt: skip
#: Those of connections between hosts, which need the segments that the register declares.
CONNECTIONS: Final = ("contacts", "devices")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the stages after the baseline need of it in Python; everything else they read through SQL."""

    #: When each log begins, by source and log.
    log_begins: Mapping[tuple[str, str], datetime]
    #: From when on an account was known to be a machine by its use, by subject.
    machines_by_use: Mapping[str, datetime]
    #: Which subject a rotated credential continues, by the credential's id.
    rotations: Mapping[str, str]
    #: Accounts that people may have: those that are no machine's, and those that are one by their use alone.
    people: frozenset[str] = frozenset()


def learn(session: Session, home: Home) -> Baseline:
    """Build the relations of the baseline with those of incidents and segments, and return what Python needs of it."""
    build_relations(session)
    load_incidents(session, home)
    build(session, *CONNECTIONS)
    return baseline_of(session)


def build_relations(session: Session) -> None:
    """Make ``RELATIONS`` except for ``CONNECTIONS``.

    A subject is the credential by its id in the inventory, else the acting account. A rotated credential continues the
    subject of the one before it; ``own`` is its own id. Whether an account is a machine follows from the latest word of
    the listings, whenever they were read, else from its use.
    """
    drop(session, "recorded")  # The enums are made anew, and cannot be while a table has them.
    build(session, "logs_begin", "subject_networks", "subject_name", "net_name", "source_name", "log_name")
    drop(session, "sightings")  # As large as what it was made of: what comes next needs the room.
    build(session, "recorded")
    drop(session, "addresses")
    build(session, *(name for name in RELATIONS if name not in CONNECTIONS))


def baseline_of(session: Session) -> Baseline:
    """Return what Python needs of a session's baseline."""
    build(session, "logs_begin", "machines_by_use", "accounts_of_people")
    begins = session.tuples("SELECT source, log, begins FROM logs_begin")
    machines = session.tuples("SELECT subject, known_from FROM machines_by_use")
    return Baseline(
        log_begins={(str(source), str(log)): at for source, log, at in begins if isinstance(at, datetime)},
        machines_by_use={str(subject): at for subject, at in machines if isinstance(at, datetime)},
        rotations=rotations(session),
        people=frozenset(str(subject) for (subject,) in session.tuples("FROM accounts_of_people")),
    )


def personal_kinds(session: Session) -> None:
    """Make ``personal_kinds``."""
    session.load_columns("personal_kinds", {"kind": "VARCHAR"}, {"kind": personal()})
