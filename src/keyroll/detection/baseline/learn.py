"""The stage *baseline*: events with their subject, network and client.

The identity of a subject follows from every listing and is valid for the whole log. Novelty follows from earlier events
alone.

The kept rows are the actions of machines, the events from networks that were new then, and changes of accounts, groups,
privileges and code. Rows are narrow: names are enums, and an event is a hash until it becomes evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from keyroll.detection.baseline.incidents import load_incidents
from keyroll.detection.baseline.rotations import rotations
from keyroll.providers.catalogue import personal
from keyroll.store.home import Home
from keyroll.store.relations import build, drop
from keyroll.store.session import Session

#: Relations that behaviours may read beside the inventory: those of ``acts.sql``, ``subjects.sql`` and
#: ``incidents.sql``.
RELATIONS: Final = (
    "acts", "visits", "changes", "subject_networks", "actor_identities", "actor_subjects", "people", "logs_begin",
    "machines_by_use", "rotated", "first_known", "log_hours", "read_objects", "contacts", "devices", "by_hand_client",
    "principal_identifiers", "account_uses", "account_agents", "same_principals",
)  # fmt: skip
#: The relations of connections between hosts, which need the segments in the register.
CONNECTIONS: Final = ("contacts", "devices")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The part of the baseline that later stages need in Python; they read everything else through SQL."""

    #: The start of each log, by source and log.
    log_begins: Mapping[tuple[str, str], datetime]
    #: The time from which an account was known to be a machine by its use, by subject.
    machines_by_use: Mapping[str, datetime]
    #: The subject that a rotated credential continues, by the credential's id.
    rotations: Mapping[str, str]
    #: Accounts that people may have: those that are no machine's, and those that are a machine's by their use alone.
    people: frozenset[str] = frozenset()
    #: The account of the same person with which each other account of theirs is judged.
    same_principals: Mapping[str, str] = field(default_factory=dict)

    @property
    def judged_with(self) -> dict[str, str]:
        """Return the subject with which another one is judged: a rotated credential, or a person's other account."""
        return {**self.same_principals, **{own: self.same_principals.get(of, of) for own, of in self.rotations.items()}}


def learn(session: Session, home: Home) -> Baseline:
    """Build the relations of the baseline with those of incidents and segments, and return the part for Python."""
    build_relations(session)
    load_incidents(session, home)
    build(session, *CONNECTIONS)
    return baseline_of(session)


def build_relations(session: Session) -> None:
    """Make ``RELATIONS`` except for ``CONNECTIONS``.

    A subject is the credential by its id in the inventory, else the acting account. A rotated credential continues the
    subject of the previous one; ``own`` is its own id. Whether an account is a machine follows from the latest listing,
    whenever it was read, else from its use.
    """
    drop(session, "recorded")  # The enums are created again, which is impossible while a table uses them.
    build(session, "logs_begin", "subject_networks", "subject_name", "net_name", "source_name", "log_name")
    drop(session, "sightings")  # Dropped because it is as large as its inputs, and the next step needs the memory.
    build(session, "recorded")
    drop(session, "addresses")
    build(session, *(name for name in RELATIONS if name not in CONNECTIONS))


def baseline_of(session: Session) -> Baseline:
    """Return the part of a session's baseline for Python."""
    build(session, "logs_begin", "machines_by_use", "accounts_of_people", "same_principals")
    begins = session.tuples("SELECT source, log, begins FROM logs_begin")
    machines = session.tuples("SELECT subject, known_from FROM machines_by_use")
    return Baseline(
        log_begins={(str(source), str(log)): at for source, log, at in begins if isinstance(at, datetime)},
        machines_by_use={str(subject): at for subject, at in machines if isinstance(at, datetime)},
        rotations=rotations(session),
        same_principals={str(one): str(leads) for one, leads in session.tuples("FROM same_principals")},
        people=frozenset(str(subject) for (subject,) in session.tuples("FROM accounts_of_people")),
    )


def personal_kinds(session: Session) -> None:
    """Make ``personal_kinds``."""
    session.load_columns("personal_kinds", {"kind": "VARCHAR"}, {"kind": personal()})
