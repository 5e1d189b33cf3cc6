"""A deadline for the network use of a thread: each connect, read and write gets the time that is left.

A limit on each read is not enough: a peer that keeps sending one byte in time would hold the connection for ever.
"""

import math
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpcore2

_HERE = threading.local()


def left() -> float:
    """Return how many seconds this thread has left; infinite if no deadline is set."""
    until: float = getattr(_HERE, "until", math.inf)
    return until - time.monotonic()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Set a deadline for the block, never later than the deadline around it."""
    before: float = getattr(_HERE, "until", math.inf)
    _HERE.until = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _HERE.until = before


class Network(httpcore2.NetworkBackend):
    """A network backend that applies the thread's deadline."""

    def __init__(self, inner: httpcore2.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect."""
        most = _most(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, most, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        """Wait between two attempts to connect."""
        self._inner.sleep(min(seconds, max(left(), 0)))


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _most(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _most(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        most = _most(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, most))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def _most(timeout: float | None, late: type[Exception]) -> float | None:
    """Return the shorter of a timeout and the remaining time. Raises ``late`` if no time remains."""
    rest = left()
    if rest <= 0:
        raise late("the time is over")
    return timeout if math.isinf(rest) else min(rest, math.inf if timeout is None else timeout)
