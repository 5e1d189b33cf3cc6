"""The host names of the console, and the origins from which a change is accepted."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from keyroll.errors import UsageError

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Origin:
    """The origins of the console, the one for sign-in first. ``secure``: all of them are https.

    A passkey is bound to the host name ``name``. It is never an address: a browser accepts no passkey for one.
    """

    origins: tuple[str, ...]
    name: str
    secure: bool

    @classmethod
    def loopback(cls, port: int) -> Self:
        """Return the origins of a server on this machine only."""
        return cls(tuple(f"http://{one}:{port}" for one in _LOOPBACK), "localhost", secure=False)

    @classmethod
    def of(cls, address: str) -> Self:
        """Return the origin of the people's browsers, such as ``https://keyroll.example``. Raises UsageError."""
        parts = urlsplit(address)
        host = parts.hostname or ""
        try:
            ip_address(host)
        except ValueError:
            if parts.scheme == "https" and host and parts.path in ("", "/") and not (parts.query or parts.username):
                port = f":{parts.port}" if parts.port else ""
                return cls((f"https://{host}{port}",), host, secure=True)
        raise UsageError(
            f"{address!r} is no origin", hint="write https:// and a host name, such as https://keys.example"
        )

    @property
    def sign_in(self) -> str:
        """The origin for sign-in."""
        return next(one for one in self.origins if one.partition("://")[2].partition(":")[0] == self.name)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie. Only https allows the prefix that binds it to this host."""
        return "__Host-keyroll" if self.secure else "keyroll"

    def check_host(self, request: Request) -> None:
        """Refuse a host name of another site: such a name may point here. Raises HTTPException."""
        host = request.headers.get("host", "").lower()
        if host not in {one.partition("://")[2] for one in self.origins}:
            raise HTTPException(421, "the console does not answer to this host name")

    def check_write(self, request: Request) -> None:
        """Refuse a change from another origin. Raises HTTPException."""
        self.check_host(request)
        site = request.headers.get("sec-fetch-site", "same-origin")
        if request.headers.get("origin", "") not in self.origins or site != "same-origin":
            raise HTTPException(403, "the request comes from another site")
