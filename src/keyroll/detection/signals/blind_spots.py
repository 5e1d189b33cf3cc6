"""Blind spots of all behaviours: logs that are too short, and needed data that no log has.

A gap of a log must not be read as the absence of an event.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Requirement:
    """Data that behaviours name in ``needs``; ``missing`` selects logs without it, ``message`` precedes their names."""

    missing: str
    message: str


#: The needs of behaviours, in the order in which a hunt reports them.
REQUIREMENTS: Final[Mapping[str, Requirement]] = MappingProxyType(
    {
        "net": Requirement(
            "SELECT source || ' ' || log FROM acts GROUP BY source, log HAVING count(net) = 0",
            "a new network cannot be noticed in",
        ),
        "client": Requirement(
            "SELECT source || ' ' || log FROM acts GROUP BY source, log HAVING count(client) = 0",
            "a new client program cannot be noticed in",
        ),
        "query": Requirement(
            "SELECT source || ' ' || log FROM acts WHERE class_uid = 6001 AND activity_id = 5 "
            "GROUP BY source, log HAVING count(nullif(query, '')) = 0",
            "search terms are not recorded by",
        ),
        "container": Requirement(
            "SELECT source || ' ' || log FROM acts WHERE class_uid IN (6001, 6005) "
            "GROUP BY source, log HAVING count(container) = 0",
            "a new project, space or vault cannot be noticed in",
        ),
        "network": Requirement(
            "SELECT '' WHERE NOT EXISTS (FROM contacts)",
            "there is no log of network connections: no beacon can be noticed",
        ),
        "device": Requirement(
            "SELECT source || ' ' || log FROM contacts GROUP BY source, log HAVING count(device_uid) = 0",
            "devices are not identified by",
        ),
        "segments": Requirement(
            "SELECT '' WHERE EXISTS (FROM contacts) AND NOT EXISTS (FROM segments)",
            "no segments are declared (register: segments.csv): a host in two of them cannot be noticed",
        ),
    }
)


#: Accounts that are neither a machine's nor a person's by any listing, nor a machine's by their use.
_NOT_JUDGED: Final = """
    SELECT split_part(own, ':', 1), count(DISTINCT own) FROM actor_identities
    WHERE NOT machine AND own IS NOT NULL AND own NOT IN (SELECT subject FROM people)
      AND split_part(own, ':', 2) NOT IN ('system', 'service')
    GROUP BY ALL ORDER BY 1"""


def blind_spots(session: Session, behaviours: Collection[Behaviour]) -> list[str]:
    """Return a line for each log that is too short, and for each requirement that logs do not meet."""
    needed_days = max(behaviour.history_days for behaviour in behaviours)
    short_logs = session.tuples(
        "SELECT source, log, date_diff('day', begins, ends) AS days FROM logs_begin WHERE days < $needed ORDER BY ALL",
        {"needed": needed_days},
    )
    lines = [
        f"{source} {log}: {days} days of log; all behaviours need {needed_days}" for source, log, days in short_logs
    ]
    lines += [
        f"{source}: {count} accounts are in logs and in no listing, and their use does not show their kind: "
        "they are not judged"
        for source, count in session.tuples(_NOT_JUDGED)
    ]
    needs = {need for behaviour in behaviours for need in behaviour.needs}
    for need in sorted(needs, key=list(REQUIREMENTS).index):
        requirement = REQUIREMENTS[need]
        logs = [str(name) for (name,) in session.tuples(f"SELECT * FROM ({requirement.missing}) ORDER BY 1")]
        if logs:
            lines.append(f"{requirement.message} {', '.join(logs)}".strip())
    return lines
