"""Addresses of servers: which may be used with a credential, and when two are the same host."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from keyroll.errors import ConfigError


def base(address: str) -> str:
    """Return an address without its last slash. Raises ConfigError for one that must not be used."""
    parts = urlsplit(address)
    try:
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError("this is no address of a server", hint="write it as https://host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigError("an address holds neither a user nor a query", hint="write it as https://host/path")
    if parts.scheme == "http" and not _loopback(host):
        raise ConfigError(f"http://{host} would show the credential on the way", hint=f"write https://{host}")
    return address.rstrip("/")


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, in one form."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        port = None
    host = (parts.hostname or "").lower()
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
