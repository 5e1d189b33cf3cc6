"""Runs one conversation of an asyncio driver in an event loop of its own, and leaves no connection open after it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Loop(asyncio.SelectorEventLoop):
    """An event loop that knows the connections which it opened."""

    def __init__(self) -> None:
        super().__init__()
        self.transports: list[asyncio.BaseTransport] = []

    async def create_connection(self, *args: Any, **more: Any) -> Any:
        """Open a connection as every loop does, and remember it."""
        transport, protocol = await super().create_connection(*args, **more)
        self.transports.append(transport)
        return transport, protocol

    async def end(self) -> None:
        """End all connections. A driver that was refused may have let go of one without waiting for its end."""
        for transport in self.transports:
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        for _ in range(2):  # first its protocol is told, then the socket is closed
            await asyncio.sleep(0)


def run(talk: Coroutine[Any, Any, T], loop: Callable[[], Loop] = Loop) -> T:
    """Return what a conversation returns, or raise what it raises; its connections are closed in any case."""
    made = loop()
    with asyncio.Runner(loop_factory=lambda: made) as runner:
        try:
            return runner.run(talk)
        finally:
            runner.run(made.end())
