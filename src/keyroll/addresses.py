"""Addresses of servers: their parts, and whether a credential may be sent to them; networks as CIDR."""

from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from keyroll.errors import ConfigError

_NONE = urlsplit("")


def parts(address: str) -> SplitResult:
    """Return the parts of an address; without a valid host or port, scheme and host are empty."""
    try:
        found = urlsplit(address)
        _ = found.hostname, found.port
    except ValueError:
        return _NONE
    return found


def base(address: str) -> str:
    """Return an address without its last slash. Raises ConfigError for an address that must not be used."""
    read = parts(address)
    host = read.hostname or ""
    if read.scheme not in ("http", "https") or not host:
        raise ConfigError("this is not the address of a server", hint="write it as https://host")
    if read.username or read.password or read.query or read.fragment:
        raise ConfigError("an address must not hold a user or a query", hint="write it as https://host/path")
    if read.scheme == "http" and not _loopback(host):
        raise ConfigError(f"http://{host} would expose the credential in transit", hint=f"write https://{host}")
    return address.rstrip("/")


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, in one form."""
    read = parts(url)
    port = read.port or {"https": 443, "http": 80}.get(read.scheme)
    host = (read.hostname or "").lower()
    return f"{read.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def cidr(network: object) -> str:
    """Return a network of the events (``network_of``) in CIDR notation."""
    if not network:
        return "a network that the log does not name"
    whole = f"{network}.0/24" if str(network).count(".") == 2 else f"{network}::/64"
    try:
        return str(ip_network(whole))
    except ValueError:
        return str(network)
