"""Hosts in stories: which subjects are tied to a host, and since when a host is gone.

Logs of network connections are about a host, ``<source>:host:<address or name>``; other logs are about a principal. Two
facts tie them: the subject ran code in a system that a listing places on the host, or the subject's use was accepted
from the host's address for the first time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.finding import Finding
from keyroll.store.relations import build, give
from keyroll.store.session import Session

_HOST = ":host:"
#: Who ran or installed code in a source that a listing, read before, places on a host.
_CODE_RUN = """
    SELECT DISTINCT own::VARCHAR, address, happened_at FROM acts JOIN listed_hosts ON runs = source
    WHERE class_uid = 3004 AND administers AND status_id = 1 AND known_from <= happened_at
      AND (address IN (FROM sought_hosts) OR name IN (FROM sought_hosts)) ORDER BY ALL"""
#: When the use of each machine's credential was first accepted from an address.
_FIRST_USES = """
    WITH used AS (
        SELECT credential, actor, src_ip, min(happened_at) AS first_at FROM events
        WHERE status_id = 1 AND NOT implausible AND (credential IS NOT NULL OR actor IS NOT NULL)
          AND src_ip IN (
              SELECT id FROM sought_hosts UNION SELECT address FROM listed_hosts WHERE name IN (FROM sought_hosts))
        GROUP BY ALL)
    SELECT i.own, src_ip, min(first_at) FROM used
    JOIN actor_identities i ON i.credential IS NOT DISTINCT FROM used.credential
         AND i.actor IS NOT DISTINCT FROM used.actor
    WHERE machine AND i.own IS NOT NULL AND first_at >= i.begins AND first_at < i.ends
    GROUP BY ALL ORDER BY ALL"""
#: What each source that ever listed a host shows, in order: the host is listed, or a complete listing lacks it.
_LISTINGS = """
    WITH listed AS (
        SELECT DISTINCT sought_hosts.id, source, observed_at FROM observed
        JOIN sought_hosts ON sought_hosts.id IN (lower(facts->>'name'), facts->>'address') WHERE entity = 'host')
    SELECT id, source, observed_at, bool_and(gone) FROM (
        SELECT *, false AS gone FROM listed
        UNION ALL
        SELECT once.id, source, whole.observed_at, true FROM (SELECT DISTINCT id, source FROM listed) once
        JOIN observed whole USING (source)
        WHERE whole.entity = 'read' AND whole.endpoint = 'hosts' AND (whole.facts->>'complete')::BOOLEAN)
    GROUP BY ALL ORDER BY ALL"""
#: The time of the last event from each host, in any log.
_LAST_EVENTS = """
    SELECT host.id, max(happened_at) FROM events JOIN (
        SELECT id, id AS address FROM sought_hosts
        UNION
        SELECT sought_hosts.id, facts->>'address' FROM observed
        JOIN sought_hosts ON sought_hosts.id = lower(facts->>'name') WHERE entity = 'host') host ON src_ip = address
    WHERE NOT implausible GROUP BY ALL ORDER BY ALL"""


@dataclass(frozen=True, slots=True)
class HostTie:
    """From ``at`` on, events of a host may be the subject's. ``host`` is an address, or a name in lower case."""

    subject: str
    host: str
    at: datetime


def host_of(subject: str) -> str:
    """Return the address or name of the host that a finding is about, or an empty text."""
    _, is_host, name = subject.partition(_HOST)
    return name.lower() if is_host else ""


def host_ties(session: Session, findings: Iterable[Finding]) -> list[HostTie]:
    """Return which subjects are tied to the hosts of these findings."""
    hosts = sorted({name for finding in findings if (name := host_of(finding.subject))})
    if not hosts:
        return []
    _seek(session, hosts)
    build(session, "listed_hosts", "acts", "actor_identities")
    names_of: dict[str, set[str]] = {}
    for address, listed_name in session.tuples("SELECT DISTINCT address, name FROM listed_hosts ORDER BY ALL"):
        names_of.setdefault(str(address), set()).add(str(listed_name))
    ties = set()
    for query in (_CODE_RUN, _FIRST_USES):
        for subject, address, at in session.tuples(query):
            for host in ({str(address)} | names_of.get(str(address), set())) & set(hosts):
                if isinstance(at, datetime):
                    ties.add(HostTie(str(subject), host, at))
    return sorted(ties, key=lambda tie: (tie.at, tie.subject, tie.host))


def gone_hosts(session: Session, hosts: Iterable[str]) -> Mapping[str, datetime]:
    """Return by name or address since when hosts are known to be gone.

    Every source that ever listed the host must have a complete listing without it, later than the last event from it. A
    host that no source ever listed is never known to be gone: nothing would show it.
    """
    wanted = sorted(set(hosts))
    if not wanted:
        return {}
    _seek(session, wanted)
    last_events = {str(host): at for host, at in session.tuples(_LAST_EVENTS) if isinstance(at, datetime)}
    since: dict[str, dict[str, datetime | None]] = {}
    for host, source, at, lacks in session.tuples(_LISTINGS):
        if isinstance(at, datetime):
            by_source = since.setdefault(str(host), {})
            used_later = str(host) in last_events and last_events[str(host)] >= at
            by_source[str(source)] = (by_source.get(str(source)) or at) if lacks and not used_later else None
    return {
        host: max(at for at in by_source.values() if at)
        for host, by_source in since.items()
        if all(at for at in by_source.values())
    }


def _seek(session: Session, hosts: list[str]) -> None:
    session.load_columns("sought_hosts", {"id": "VARCHAR"}, {"id": hosts})
    give(session, "sought_hosts")
