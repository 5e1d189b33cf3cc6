"""Answers the questions of proxies: HTTP/1.1 over a local socket, one question after another on each connection."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.gate.deciding import Deciding, GateDecision
from keyroll.gate.known import GateList, KnownCredentials
from keyroll.gate.reading import LARGEST, MalformedQuestion, read
from keyroll.gate.recording import Recording

_END: Final = b"\r\n\r\n"
#: Answers say nothing about the reason.
_ANSWERS: Final = {
    status: f"HTTP/1.1 {status} {words}\r\nContent-Length: 0\r\nCache-Control: no-store\r\n{more}\r\n".encode()
    for status, words, more in (
        (200, "OK", ""),
        (403, "Forbidden", ""),
        (503, "Service Unavailable", ""),
        (400, "Bad Request", "ProxyConnection: close\r\n"),
    )
}


@dataclass
class GateState:
    """What the gate decides with; a part that is not loaded, or was lost, is None."""

    known: KnownCredentials | None = None
    listed: GateList | None = None
    accepted: int = 0
    refused: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Answering:
    """Decides and records one question after another."""

    deciding: Deciding
    recording: Recording
    state: GateState
    now: Callable[[], datetime]

    def answer(self, head: bytes) -> int:
        """Return the status of the answer; 200 only for an accepted and recorded request. Raises nothing."""
        state = self.state
        try:
            now = self.now()
            decision = self._decided(head, now)
            self.recording.add(decision, now)
        except Exception:  # noqa: BLE001 - whatever fails, the request is refused
            state.failed += 1
            return 503
        if decision.accepted:
            state.accepted += 1
            return 200
        state.refused += 1
        return {"not_loaded": 503, "malformed": 400}.get(decision.reason, 403)

    def _decided(self, head: bytes, now: datetime) -> GateDecision:
        try:
            asked = read(head)
        except MalformedQuestion:
            return GateDecision("malformed")
        return self.deciding.decide(asked, self.state.known, self.state.listed, now)


class ProxyConnection(asyncio.Protocol):
    """A connection of a proxy."""

    def __init__(self, answering: Answering) -> None:
        self._answering, self._rest = answering, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = transport if isinstance(transport, asyncio.Transport) else None

    def data_received(self, data: bytes) -> None:
        """Answer every whole question."""
        self._rest += data
        while (end := self._rest.find(_END)) >= 0:
            head, self._rest = self._rest[:end], self._rest[end + len(_END) :]
            if not self._say(self._answering.answer(head)):
                return
        if len(self._rest) > LARGEST:
            self._say(400)

    def _say(self, status: int) -> bool:
        """Send an answer; return whether the connection goes on."""
        if self._transport is None or self._transport.is_closing():
            return False
        self._transport.write(_ANSWERS[status])
        if status == 400:
            self._rest = b""
            self._transport.close()
        return status != 400


async def listen(answering: Answering, *, host: str, port: int, socket: str) -> asyncio.Server:
    """Listen on a Unix socket, or on an address and port. Raises OSError."""
    loop = asyncio.get_running_loop()
    if socket:
        return await loop.create_unix_server(lambda: ProxyConnection(answering), socket)
    return await loop.create_server(lambda: ProxyConnection(answering), host, port, backlog=1024)
