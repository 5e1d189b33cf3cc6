"""Networks and programs in the words of a card."""

from ipaddress import ip_network
from typing import Final

from keyroll.addresses import cidr
from keyroll.store.session import Value

#: Networks for use inside organisations (RFC 1918, RFC 4193).
_PRIVATE: Final = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


def where(network: Value) -> str:
    """Return a network as CIDR, and whether it is private or public."""
    whole = cidr(network)
    try:
        of = ip_network(whole)
    except ValueError:
        return whole
    if any(of.version == one.version and of.subnet_of(one) for one in _PRIVATE):  # type: ignore[arg-type]
        return f"{whole} (a private network)"
    return f"{whole} (a public network)" if of.is_global else whole


def client(name: Value) -> str:
    """Return the text for a client program."""
    if not name:
        return "a program unnamed in the log"
    return "a browser" if name == "mozilla" else str(name)
