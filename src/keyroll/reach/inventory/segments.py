"""The declared network segments of servers and addresses; a server with two addresses may be in two."""

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Final

from keyroll.store.session import Session, Value

_COLUMNS: Final = dict.fromkeys(("host", "name", "address", "segment"), "VARCHAR")
_SEEN: Final = {"address": "VARCHAR", "segment": "VARCHAR", "gate": "BOOLEAN"}
_SEGMENTS: Final = "SELECT DISTINCT network, segment FROM segment_networks ORDER BY ALL"
_GATES: Final = "SELECT DISTINCT network, gate FROM segment_networks ORDER BY ALL"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def segments(session: Session) -> None:
    """Build ``reach_segments`` from the last register of segments and the servers."""
    networks = Networks(_texts(session.tuples(_SEGMENTS)))
    hosts = session.tuples("SELECT DISTINCT host, name, address FROM reach_hosts ORDER BY ALL")
    rows = [
        (str(host), str(name), str(address), segment)
        for host, name, address in hosts
        if (segment := networks.of(str(address)))
    ]
    session.load_rows("reach_segments", _COLUMNS, rows)


def addresses(session: Session) -> None:
    """Build ``segment_addresses`` from the addresses of all connections; a gate is named in the register."""
    networks = Networks(_texts(session.tuples(_SEGMENTS)))
    gates = Networks([(gate, "gate") for _, gate in _texts(session.tuples(_GATES)) if gate])
    seen = session.tuples("SELECT src_ip FROM reach_flows UNION SELECT dst_ip FROM reach_flows ORDER BY ALL")
    rows = [(text, segment, bool(gates.of(text))) for (one,) in seen if (segment := networks.of(text := str(one)))]
    session.load_rows("segment_addresses", _SEEN, rows)


def _texts(rows: Iterable[tuple[Value, ...]]) -> list[tuple[str, str]]:
    return [(str(network), str(name)) for network, name in rows]


class Networks:
    """Names of networks; the narrowest network that contains an address counts."""

    def __init__(self, declared: Iterable[tuple[str, str]]) -> None:
        self._names: dict[tuple[int, int, int], str] = {}
        for network, name in networks(declared):
            self._names[network.version, network.prefixlen, int(network.network_address)] = name
        self._lengths = sorted({(version, length) for version, length, _ in self._names}, reverse=True)

    def of(self, address: str) -> str:
        """Return the name of the narrowest network that contains an address; empty if none does."""
        try:
            one = ipaddress.ip_address(address)
        except ValueError:
            return ""
        for version, length in self._lengths:
            if version == one.version:
                spare = one.max_prefixlen - length
                name = self._names.get((version, length, int(one) >> spare << spare))
                if name is not None:
                    return name
        return ""


def networks(declared: Iterable[tuple[str, str]]) -> Iterator[tuple[Network, str]]:
    """Yield the valid networks."""
    for text, name in declared:
        try:
            yield ipaddress.ip_network(text, strict=False), name
        except ValueError:
            continue
