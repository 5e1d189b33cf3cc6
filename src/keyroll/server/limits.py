"""Limits for the clients of one server: times, sizes, connections, wrong tokens, reads of the store."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Limits of one server; times are in seconds, sizes in bytes.

    ``head``: until the header of a request was read, also for a TLS handshake. ``idle``: between two requests, and for
    the client's data after its response. ``body``: until the body of a request was read. ``answer``: until the response
    was made and read. ``waiting`` is the most different reads that wait for one of the ``reads`` that run at once.
    ``challenges``: for browsers of one address that have not signed in before, within ``wrong_within``. ``streams``
    is the most streams of the server, ``streams_each`` of one person.
    """

    head: float = 10
    idle: int = 5
    body: float = 30
    answer: float = 120
    head_bytes: int = 16 << 10
    connections: int = 512
    per_address: int = 128
    wrong_tokens: int = 20
    wrong_within: float = 60
    addresses: int = 4096
    challenges: int = 300
    streams: int = 100
    streams_each: int = 8
    reads: int = 1
    waiting: int = 8


LIMITS = ServerLimits()


def network(address: str) -> str:
    """Return the key by which clients are counted: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
