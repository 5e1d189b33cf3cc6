"""In which declared segments of the network each server lies; a server with two addresses may lie in two."""

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Final

from keyroll.store.session import Session

_COLUMNS: Final = dict.fromkeys(("host", "name", "address", "segment"), "VARCHAR")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def segments(session: Session) -> None:
    """Make ``reach_segments`` of the last register of segments and the servers."""
    declared = session.tuples(
        "SELECT DISTINCT facts->>'network', facts->>'segment' FROM observed WHERE entity = 'segment' "
        "QUALIFY observed_at = max(observed_at) OVER (PARTITION BY source) ORDER BY ALL"
    )
    networks = list(_networks((str(network), str(name)) for network, name in declared))
    hosts = session.tuples("SELECT DISTINCT host, name, address FROM reach_hosts ORDER BY ALL")
    rows = [
        (str(host), str(name), str(address), segment)
        for host, name, address in hosts
        if (segment := segment_of(str(address), networks))
    ]
    session.load_rows("reach_segments", _COLUMNS, rows)


def _networks(declared: Iterable[tuple[str, str]]) -> Iterator[tuple[Network, str]]:
    for text, name in declared:
        try:
            yield ipaddress.ip_network(text, strict=False), name
        except ValueError:
            continue


def segment_of(address: str, networks: Iterable[tuple[Network, str]]) -> str:
    """Return the segment of the narrowest network that holds an address; empty without one."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return ""
    holding = [(network.prefixlen, name) for network, name in networks if one in network]
    return max(holding)[1] if holding else ""
