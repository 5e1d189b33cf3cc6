"""Runs one conversation of an asyncio driver in its own event loop, and closes every connection afterwards."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Loop(asyncio.SelectorEventLoop):
    """An event loop that keeps a list of its open connections."""

    def __init__(self) -> None:
        super().__init__()
        self.transports: list[asyncio.BaseTransport] = []

    async def create_connection(self, *args: Any, **more: Any) -> Any:
        """Open a connection in the usual manner, and keep it in the list."""
        transport, protocol = await super().create_connection(*args, **more)
        self.transports.append(transport)
        return transport, protocol

    async def end(self) -> None:
        """End all connections. A driver that was refused may have dropped a connection without waiting for its end."""
        for transport in self.transports:
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        for _ in range(2):  # first its protocol is notified, then the socket is closed
            await asyncio.sleep(0)


def run(talk: Coroutine[Any, Any, T], loop: Callable[[], Loop] = Loop) -> T:
    """Return the result of a conversation, or raise its error; its connections are closed in any case."""
    made = loop()
    with asyncio.Runner(loop_factory=lambda: made) as runner:
        try:
            return runner.run(talk)
        finally:
            runner.run(made.end())
