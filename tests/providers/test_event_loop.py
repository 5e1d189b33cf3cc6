"""An event loop for one conversation: no connection is left open, whatever the conversation does."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from keyroll.providers import _event_loop


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("fails", [False, True])
def test_a_connection_that_the_driver_lets_go_of_is_closed(port: int, fails: bool) -> None:
    opened: list[socket.socket] = []

    async def talk() -> str:
        transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", port)
        opened.append(transport.get_extra_info("socket"))
        if fails:
            raise ValueError("refused")
        return "said"

    if fails:
        with pytest.raises(ValueError, match="refused"):
            _event_loop.run(talk())
    else:
        assert _event_loop.run(talk()) == "said"
    assert opened[0].fileno() == -1


def test_a_conversation_that_takes_too_long_is_ended(port: int) -> None:
    async def talk() -> None:
        reader, _ = await asyncio.open_connection("127.0.0.1", port)
        await reader.read()

    with pytest.raises(TimeoutError):
        _event_loop.run(asyncio.wait_for(talk(), 0.1))
