"""Sockets with a budget for a whole connection, in seconds and in bytes, not only for each read.

A read therefore ends even if a server keeps sending one byte in time, or never stops sending.
"""

import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

from keyroll.providers._client_certificate import present

#: The default seconds and bytes for one connection of a probe or a query.
WHOLE, MOST_BYTES = 60.0, 64 << 20
_LATE: Final = "the time limit of the connection is reached"


@dataclass(slots=True)
class ConnectionBudget:
    """The rest of a connection's budget."""

    until: float
    size: int

    @classmethod
    def of(cls, seconds: float = WHOLE, size: int = MOST_BYTES) -> "ConnectionBudget":
        """Start a budget now."""
        return cls(time.monotonic() + seconds, size)

    def seconds(self) -> float:
        """Return the remaining seconds. Raises TimeoutError if none are left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError(_LATE)
        return left

    def take(self, size: int) -> int:
        """Count received bytes. Raises ConnectionAbortedError if there are too many."""
        self.size -= size
        if self.size < 0:
            raise ConnectionAbortedError("the server sends more bytes than allowed")
        return size


class _Held(socket.socket):
    """A socket whose reads are limited by the budget."""

    budget: ConnectionBudget

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        self._begin()
        got = super().recv(buflen, flags)
        self.budget.take(len(got))
        return got

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        self._begin()
        return self.budget.take(super().recv_into(buffer, nbytes or 0, flags))

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        self._begin()
        super().sendall(data, flags)

    def _begin(self) -> None:
        left, each = self.budget.seconds(), self.gettimeout()
        if each is None or left < each:
            self.settimeout(left)


class _HeldTLS(_Held, ssl.SSLSocket):
    """The same over TLS."""


def connect(host: str, port: int, patience: float, budget: ConnectionBudget | None = None) -> socket.socket:
    """Connect; one read may take ``patience`` seconds, and all reads together the budget. Raises OSError."""
    budget = budget or ConnectionBudget.of()
    plain = socket.create_connection((host, port), min(patience, budget.seconds()))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return held(plain, budget)


def held(plain: socket.socket, budget: ConnectionBudget) -> socket.socket:
    """Return a socket with a budget; the socket that was passed is empty afterwards."""
    timeout = plain.gettimeout()
    found = _Held(plain.family, plain.type, plain.proto, fileno=plain.detach())
    found.settimeout(timeout)
    found.budget = budget
    return found


def tls_context(budget: ConnectionBudget) -> ssl.SSLContext:
    """Return a verifying context whose sockets have the budget."""
    context = ssl.create_default_context()
    kind: Any = type("HeldHere", (_HeldTLS,), {"budget": budget})
    context.sslsocket_class = cast("type[ssl.SSLSocket]", kind)
    return context


def secured(wire: socket.socket, host: str, certificate: bytes | None = None) -> ssl.SSLSocket:
    """Return a socket with TLS and the same budget; it presents a certificate with its key (PEM). Raises OSError."""
    budget = cast("_Held", wire).budget
    left = budget.seconds()
    wire.settimeout(min(left, wire.gettimeout() or left))
    context = tls_context(budget)
    if certificate is not None:
        present(context, certificate)
    return context.wrap_socket(wire, server_hostname=host)
