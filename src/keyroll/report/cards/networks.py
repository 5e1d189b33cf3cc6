"""Networks and programs as a card names them."""

from ipaddress import ip_network

from keyroll.store.session import Value


def cidr(network: Value) -> str:
    """Return a network of the events (``network_of``) as CIDR."""
    if not network:
        return "a network that the log does not name"
    whole = f"{network}.0/24" if str(network).count(".") == 2 else f"{network}::/64"
    try:
        return str(ip_network(whole))
    except ValueError:
        return str(network)


def where(network: Value) -> str:
    """Return a network as CIDR, and whether it is a private one."""
    whole = cidr(network)
    try:
        return f"{whole} ({'a private' if ip_network(whole).is_private else 'a public'} network)"
    except ValueError:
        return whole


def client(name: Value) -> str:
    """Return a program in words."""
    if not name:
        return "a program that the log does not name"
    return "a browser" if name == "mozilla" else str(name)
