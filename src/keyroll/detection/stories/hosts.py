"""Hosts in stories: the subjects that are tied to a host, and the time since which a host is gone.

Logs of network connections are about a host, ``<source>:host:<address or name>``. Other logs are about a principal. Two
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


@dataclass(frozen=True, slots=True)
class HostTie:
    """From ``at`` on, events of a host may be the subject's. ``host`` is an address, or a name in lower case."""

    subject: str
    host: str
    at: datetime


def host_of(subject: str) -> str:
    """Return the address or name of the host of a finding, or an empty text."""
    _, is_host, name = subject.partition(_HOST)
    return name.lower() if is_host else ""


def host_ties(session: Session, findings: Iterable[Finding]) -> list[HostTie]:
    """Return the subjects that are tied to the hosts of these findings."""
    hosts = sorted({name for finding in findings if (name := host_of(finding.subject))})
    if not hosts:
        return []
    _seek(session, hosts)
    build(session, "listed_hosts", "code_runs", "first_uses_from_hosts")
    names_of: dict[str, set[str]] = {}
    for address, listed_name in session.tuples("SELECT DISTINCT address, name FROM listed_hosts ORDER BY ALL"):
        names_of.setdefault(str(address), set()).add(str(listed_name))
    ties = set()
    for relation in ("code_runs", "first_uses_from_hosts"):
        for subject, address, at in session.tuples(f"FROM {relation} ORDER BY ALL"):
            for host in ({str(address)} | names_of.get(str(address), set())) & set(hosts):
                if isinstance(at, datetime):
                    ties.add(HostTie(str(subject), host, at))
    return sorted(ties, key=lambda tie: (tie.at, tie.subject, tie.host))


def gone_hosts(session: Session, hosts: Iterable[str]) -> Mapping[str, datetime]:
    """Return by name or address the time since which hosts are known to be gone.

    Every source that ever listed the host must have a complete listing without it, later than the last event from it. A
    host that no source ever listed is never known to be gone: nothing would show it.
    """
    wanted = sorted(set(hosts))
    if not wanted:
        return {}
    _seek(session, wanted)
    build(session, "host_listings", "last_events_of_hosts")
    last_events = {
        str(host): at
        for host, at in session.tuples("FROM last_events_of_hosts ORDER BY ALL")
        if isinstance(at, datetime)
    }
    since: dict[str, dict[str, datetime | None]] = {}
    for host, source, at, lacks in session.tuples("FROM host_listings ORDER BY ALL"):
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
