"""Limits connections: their number, and the time for each part of a request.

uvicorn limits the size of a header and the time between requests. It has no limit on the time of a header, a body or a
response, and none on connections without a request. It waits for a TLS handshake for a minute.
"""

import asyncio
import ssl
from collections import Counter, OrderedDict
from collections.abc import Collection
from http import HTTPStatus
from typing import Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from keyroll.server.framing import strict
from keyroll.server.limits import ServerLimits, network
from keyroll.server.tls import Certificate

#: Seconds that a client has to read a refusal.
_LINGER: Final = 1.0
#: The most bytes of a body that are read after the response, so that the client can read the response.
_REST: Final = 256 << 10


class Gate:
    """The connections of one server. ``proxies`` are addresses with many clients behind them: only the total counts."""

    def __init__(
        self, limits: ServerLimits, certificate: Certificate | None = None, proxies: Collection[str] = ()
    ) -> None:
        self.limits, self.certificate = limits, certificate
        self._proxies = {network(one) for one in proxies}
        self._open: dict[Guarded, str] = {}
        self._by_address: Counter[str] = Counter()
        #: Connections without a whole request, the longest waiting first.
        self._waiting: OrderedDict[Guarded, None] = OrderedDict()

    def enter(self, one: "Guarded", address: str) -> bool:
        """Count a new connection. At a limit the connection with the longest wait for a request ends in its place.

        Return false if all are busy; the new one is then refused. So slow headers never block the health check.
        """
        of = network(address)
        crowded = of not in self._proxies and self._by_address[of] >= self.limits.per_address
        if crowded or len(self._open) >= self.limits.connections:
            oldest = next((two for two in self._waiting if not crowded or self._open[two] == of), None)
            if oldest is None:
                return False
            self.leave(oldest)
            oldest.drop()
        self._open[one] = of
        self._by_address[of] += 1
        self.wait(one)
        return True

    def wait(self, one: "Guarded") -> None:
        """Note that a connection has no whole request."""
        self._waiting[one] = None

    def work(self, one: "Guarded") -> None:
        """Note that a connection has a whole request."""
        self._waiting.pop(one, None)

    def leave(self, one: "Guarded") -> None:
        """Forget a connection."""
        of = self._open.pop(one, None)
        self._waiting.pop(one, None)
        if of is not None:
            self._by_address[of] -= 1
            if not self._by_address[of]:
                del self._by_address[of]

    def protocol(self) -> type[asyncio.Protocol]:
        """Return the protocol class that uvicorn creates for each connection."""
        return type("GuardedHere", (Guarded,), {"gate": self})


class Guarded(H11Protocol):
    """One connection: uvicorn's HTTP/1.1, with a time limit for each part."""

    gate: Gate
    _timer: asyncio.TimerHandle | None = None
    _part: tuple[str, int] = ("", 0)
    _number = 0
    _begun = False
    _entered: asyncio.BaseTransport | None = None
    _rest = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection, or refuse it if there are too many."""
        peer = transport.get_extra_info("peername")
        self._entered = transport
        if not self.gate.enter(self, str(peer[0]) if isinstance(peer, tuple) else ""):
            if self.gate.certificate is None:
                transport.write(_plain(HTTPStatus.SERVICE_UNAVAILABLE, "Retry-After: 2\r\n"))
            transport.close()
            return
        if self.gate.certificate is None:
            self._ready(transport)
        else:
            transport.pause_reading()
            self.tasks.add(task := self.loop.create_task(self._shake(transport, self.gate.certificate)))
            task.add_done_callback(self.tasks.discard)

    async def _shake(self, transport: asyncio.Transport, certificate: Certificate) -> None:
        try:
            secured = await self.loop.start_tls(
                transport,
                self,
                certificate.context(),
                server_side=True,
                ssl_handshake_timeout=self.gate.limits.head,
                ssl_shutdown_timeout=_LINGER,
            )
        except (OSError, ssl.SSLError, asyncio.CancelledError):
            secured = None
        if secured is None:
            transport.abort()
            self.gate.leave(self)
        else:
            self._entered = secured
            self._ready(secured)

    def _ready(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        strict(self.conn)
        self._begun = True
        self._look()

    def data_received(self, data: bytes) -> None:
        """Read the received data."""
        if not self._begun or self.transport.is_closing():
            return
        if self._left_over():
            self._rest += len(data)
            if self._rest > _REST:
                self.transport.pause_reading()
                return
        else:
            self._rest = 0
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Start the time limit of the next request."""
        self._number += 1
        super().on_response_complete()
        self._look()

    def resume_writing(self) -> None:
        """Continue after the client has read the written data."""
        if self._begun:
            super().resume_writing()
            self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.gate.leave(self)
        self._stop()
        if self._begun:
            super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the library's words
        """Refuse data that is not HTTP with the headers of every response, and without the library's message."""
        self._refuse(HTTPStatus.BAD_REQUEST)

    def _refuse(self, status: HTTPStatus) -> None:
        """End the connection, with an error if no response has begun: nothing is answered twice."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(_plain(status))
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()
        self.loop.call_later(_LINGER, self.transport.abort)

    def drop(self) -> None:
        """End the connection at once."""
        if isinstance(self._entered, asyncio.Transport):
            self._entered.abort()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """Set the time limit for the current part of the request; a part in progress keeps its limit."""
        part = (self._where(), self._number)
        if part == self._part or self.transport.is_closing():
            return
        self._part = part
        self._stop()
        limits = self.gate.limits
        seconds = {"head": limits.head, "body": limits.body, "answer": limits.answer, "rest": limits.idle}[part[0]]
        if part[0] == "rest" and self._left_over():
            seconds = min(seconds, _LINGER)
        self._timer = self.loop.call_later(seconds, self._late)
        if part[0] in ("head", "rest"):
            self.gate.wait(self)
        else:
            self.gate.work(self)

    def _left_over(self) -> bool:
        """Return whether the response is complete, and the body of its request is not."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is not None and cycle.response_complete and self.conn.their_state is h11.SEND_BODY

    def _where(self) -> str:
        cycle = cast("RequestResponseCycle | None", self.cycle)  # uvicorn's type is never None
        answered = cycle is None or cycle.response_complete
        if answered and self.transport.get_write_buffer_size() > 0:
            return "answer"  # written, and not read yet
        if self.conn.their_state is h11.SEND_BODY:
            return "rest" if answered else "body"
        return "head" if answered and self.conn.their_state is h11.IDLE else "rest" if answered else "answer"

    def _late(self) -> None:
        """End a connection whose part took too long; send an error if no response has begun."""
        self._timer = None
        said = {"head": HTTPStatus.REQUEST_TIMEOUT, "body": HTTPStatus.REQUEST_TIMEOUT}
        fresh = self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE)
        if self.transport.is_closing() or self._part[0] == "rest" or not fresh:
            self.transport.abort()
        else:
            self._refuse(said.get(self._part[0], HTTPStatus.SERVICE_UNAVAILABLE))


def _plain(status: HTTPStatus, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n{more}"
    return (head + "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n").encode("ascii")
