"""Which host belongs to whose story: where code was run that somebody installed, and from where a credential acts.

What the network's logs say is about a host, ``<source>:host:<address or name>``; what the other logs say is about a
principal. Two things bind them: the organisation's inventory says that the system on which a principal ran code runs on
that host, or a credential that never acted from the host's address begins to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.finding import Finding
from keyroll.store.relations import build, give
from keyroll.store.session import Session

_HOST = ":host:"
#: Who ran or installed code where the inventory then knew of a host that runs that source.
_RAN = """
    SELECT DISTINCT own::VARCHAR, address, happened_at FROM acts JOIN inventory ON runs = source
    WHERE class_uid = 3004 AND administers AND status_id = 1 AND known_from <= happened_at
      AND (address IN (FROM sought) OR name IN (FROM sought)) ORDER BY ALL"""
#: When each machine credential's use was first accepted from an address.
_ACTED = """
    WITH used AS (
        SELECT credential, actor, src_ip, min(happened_at) AS first_at FROM events
        WHERE status_id = 1 AND NOT implausible AND (credential IS NOT NULL OR actor IS NOT NULL)
          AND src_ip IN (SELECT id FROM sought UNION SELECT address FROM inventory WHERE name IN (FROM sought))
        GROUP BY ALL)
    SELECT names.own, src_ip, min(first_at) FROM used
    JOIN names ON names.credential IS NOT DISTINCT FROM used.credential AND names.actor IS NOT DISTINCT FROM used.actor
    WHERE machine AND names.own IS NOT NULL AND first_at >= names.begins AND first_at < names.ends
    GROUP BY ALL ORDER BY ALL"""
#: What each inventory that ever listed a host says of it, in order: that it has it, or, read to its end, no more.
_READS = """
    WITH listed AS (
        SELECT DISTINCT sought.id, source, observed_at FROM observed
        JOIN sought ON sought.id IN (lower(facts->>'name'), facts->>'address') WHERE entity = 'host')
    SELECT id, source, observed_at, bool_and(gone) FROM (
        SELECT *, false AS gone FROM listed
        UNION ALL
        SELECT told.id, source, whole.observed_at, true FROM (SELECT DISTINCT id, source FROM listed) told
        JOIN observed whole USING (source)
        WHERE whole.entity = 'read' AND whole.endpoint = 'hosts' AND (whole.facts->>'complete')::BOOLEAN)
    GROUP BY ALL ORDER BY ALL"""
#: When something last came from each host, by any log.
_LAST_SEEN = """
    SELECT sought.id, max(happened_at) FROM events JOIN (
        SELECT id, id AS address FROM sought
        UNION SELECT sought.id, facts->>'address' FROM observed JOIN sought ON sought.id = lower(facts->>'name')
        WHERE entity = 'host') sought ON src_ip = address
    WHERE NOT implausible GROUP BY ALL ORDER BY ALL"""


@dataclass(frozen=True, slots=True)
class Bound:
    """From then on what a host does may be a subject's doing. ``host`` is its address, or its name in lower case."""

    subject: str
    host: str
    at: datetime


def host_of(subject: str) -> str:
    """Return the address or name of the host that a finding is about, or nothing."""
    _, found, name = subject.partition(_HOST)
    return name.lower() if found else ""


def bound(session: Session, findings: Iterable[Finding]) -> list[Bound]:
    """Return who is bound to the hosts of these findings."""
    sought = sorted({name for one in findings if (name := host_of(one.subject))})
    if not sought:
        return []
    session.load_columns("sought", {"id": "VARCHAR"}, {"id": sought})
    give(session, "sought")
    build(session, "inventory", "acts", "names")
    called: dict[str, set[str]] = {}
    for address, calls_itself in session.tuples("SELECT DISTINCT address, name FROM inventory ORDER BY ALL"):
        called.setdefault(str(address), set()).add(str(calls_itself))
    found = set()
    for query in (_RAN, _ACTED):
        for subject, address, at in session.tuples(query):
            for name in ({str(address)} | called.get(str(address), set())) & set(sought):
                if isinstance(at, datetime):
                    found.add(Bound(str(subject), name, at))
    return sorted(found, key=lambda one: (one.at, one.subject, one.host))


def gone(session: Session, hosts: Iterable[str]) -> dict[str, datetime]:
    """Return by name or address since when hosts are known to be out of the organisation.

    Every inventory that ever listed one must have been read to the end without it, after the last time that anything
    came from there. One that no inventory ever listed is never known to be gone: nothing would show it.
    """
    wanted = sorted(set(hosts))
    if not wanted:
        return {}
    session.load_columns("sought", {"id": "VARCHAR"}, {"id": wanted})
    give(session, "sought")
    seen = {str(one): at for one, at in session.tuples(_LAST_SEEN) if isinstance(at, datetime)}
    since: dict[str, dict[str, datetime | None]] = {}
    for one, source, at, ended in session.tuples(_READS):
        if isinstance(at, datetime):
            by_source = since.setdefault(str(one), {})
            late = str(one) in seen and seen[str(one)] >= at
            by_source[str(source)] = (by_source.get(str(source)) or at) if ended and not late else None
    return {
        one: max(at for at in ends.values() if at) for one, ends in since.items() if all(at for at in ends.values())
    }
