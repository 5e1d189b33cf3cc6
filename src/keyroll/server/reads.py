"""Heavy reads of the store: few run at once, few wait, and further requests are refused for now."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from keyroll.server.leaving import READS
from keyroll.server.limits import ServerLimits

T = TypeVar("T")
#: Seconds after which a client may try again.
_RETRY = "2"


class Reads:
    """Runs reads in their own threads, so that neither token checks nor the health check wait for them.

    Requests for the same data share one read that has not begun: a result is never older than its request.
    """

    def __init__(self, limits: ServerLimits) -> None:
        self._limits = limits
        self._pool = ThreadPoolExecutor(limits.reads, thread_name_prefix=READS)
        self._running = 0
        self._waiting: dict[Hashable, Future[object]] = {}

    async def run(self, what: Hashable, read: Callable[[], T]) -> T:
        """Return the result of ``read``. Raises HTTPException (503) if too many wait, or it takes too long."""
        pending = self._waiting.get(what)
        if pending is None:
            if len(self._waiting) >= self._limits.waiting:
                raise HTTPException(503, "too many reads at once", {"Retry-After": _RETRY})
            pending = self._begin(what, read)
        shared = asyncio.shield(asyncio.wrap_future(pending))
        try:
            answer = await asyncio.wait_for(shared, self._limits.answer * 0.9)
        except TimeoutError:
            raise HTTPException(503, "the read takes too long", {"Retry-After": _RETRY}) from None
        return answer  # type: ignore[return-value]  # one key is used for one kind of read

    def _begin(self, what: Hashable, read: Callable[[], T]) -> "Future[object]":
        def begun() -> T:
            self._waiting.pop(what, None)
            return read()

        pending: Future[object] = self._pool.submit(begun)
        self._waiting[what] = pending
        if pending.running() or pending.done():  # it began before it was counted as waiting
            self._waiting.pop(what, None)
        return pending

    def close(self) -> None:
        """Begin no further read."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def reads_of(request: Request) -> Reads:
    """Return the reads of the application that serves a request."""
    reads = request.app.state.reads
    assert isinstance(reads, Reads)  # noqa: S101 - for the type checker
    return reads
