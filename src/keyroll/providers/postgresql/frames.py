"""Checks a PostgreSQL server's messages against its protocol before the driver reads them.

asyncpg 0.32 loops for ever, and blocks all other threads, on a message with a length below 4; and it stores messages
without a limit. Messages: PostgreSQL 18, section 54.7.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from keyroll.providers import _event_loop

T = TypeVar("T")
#: The most bytes of one connection.
_MOST: Final = 64 << 20
_HEAD: Final = 5


def run(talk: Coroutine[Any, Any, T]) -> T:
    """Run a conversation in its own event loop, whose connections are checked against the protocol."""
    return _event_loop.run(talk, _Loop)


class _Loop(_event_loop.Loop):
    async def create_connection(self, protocol_factory: Any, *args: Any, **more: Any) -> Any:
        inner = protocol_factory()
        if hasattr(inner, "on_data"):  # it requests TLS, and gets one byte that is not a message
            transport, _ = await super().create_connection(lambda: inner, *args, **more)
            _check_next(transport)
        else:
            transport, _ = await super().create_connection(lambda: _Checked(inner), *args, **more)
        return transport, inner

    async def start_tls(self, transport: Any, protocol: Any, *args: Any, **more: Any) -> Any:
        vars(transport).pop("set_protocol", None)
        secured = await super().start_tls(transport, protocol, *args, **more)
        _check_next(secured)
        return secured


def _check_next(transport: Any) -> None:
    """Check the data for the protocol that the driver sets next."""
    plain = transport.set_protocol
    transport.set_protocol = lambda protocol: plain(_Checked(protocol, transport))


class _Checked(asyncio.Protocol):
    def __init__(self, inner: Any, transport: Any = None) -> None:
        self._inner, self._transport = inner, transport
        self._head, self._left, self._size = bytearray(), 0, 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._transport is None or self._fits(data):
            self._inner.data_received(data)
        else:
            self._transport.abort()

    def eof_received(self) -> Any:
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def _fits(self, data: bytes) -> bool:
        self._size += len(data)
        at = 0
        while at < len(data):
            step = min(self._left, len(data) - at)
            self._left, at = self._left - step, at + step
            if self._left or at == len(data):
                break
            part = data[at : at + _HEAD - len(self._head)]
            self._head += part
            at += len(part)
            if len(self._head) == _HEAD:
                length = int.from_bytes(self._head[1:], "big")
                if not (49 <= self._head[0] <= 122 and 4 <= length <= _MOST):
                    return False
                self._left = length - 4
                self._head.clear()
        return self._size <= _MOST
