"""Sends the changing state of an incident to an open page, as server-sent events."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from keyroll.errors import KeyrollError
from keyroll.server.console import Console
from keyroll.server.limits import ServerLimits
from keyroll.server.page import PageRequest
from keyroll.server.session import signed_in
from keyroll.server.shapes import plain

PATH: Final = "/incident/live"
#: A stream ends before the server's limit for a response, and the browser starts the next one.
_SECONDS: Final = 100.0
_LOOK: Final = 1.0
#: Seconds after which something is sent without a change, so that a lost connection is noticed.
_QUIET: Final = 15.0


@dataclass(frozen=True, slots=True)
class LiveState:
    """The state of an incident: counts, and the time of the next attempt."""

    open: int
    exposed: int
    proven: int
    running: int
    next_at: datetime | None


class _Stream(StreamingResponse):
    """A stream that calls ``ended`` once it ends, also if its client left before it began."""

    def __init__(self, content: AsyncIterator[str], ended: Callable[[], None]) -> None:
        super().__init__(content, media_type="text/event-stream")
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


@dataclass(slots=True)
class Live:
    """The streams of one server."""

    console: Console
    limits: ServerLimits
    open: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: Request) -> Response:
        """Stream the state of an incident to a signed-in person. Raises HTTPException."""
        console = self.console
        console.origin.check_host(request)
        reader = await signed_in(console.keyroll, console.origin, request)
        if reader is None:
            raise HTTPException(401, "sign in first")
        name = request.query_params.get("name", "")
        if name not in await run_in_threadpool(console.keyroll.incidents.names):
            raise HTTPException(404, "there is no such incident")
        if self.open[reader.person] >= self.limits.streams_each:
            raise HTTPException(429, "too many streams of yours are open: close a page", {"Retry-After": "30"})
        if self.open.total() >= self.limits.streams:
            raise HTTPException(503, "too many streams are open", {"Retry-After": "30"})
        self.open[reader.person] += 1
        return _Stream(self._events(request, name), partial(self._ended, reader.person))

    def _ended(self, person: str) -> None:
        self.open[person] -= 1
        self.open += Counter()  # drops persons without a stream

    async def _events(self, request: Request, name: str) -> AsyncIterator[str]:
        until, sent, seen, shown = time.monotonic() + _SECONDS, 0.0, "", ""
        yield "retry: 2000\n\n"
        while time.monotonic() < until and not _stops(request):
            await self.console.answers.looked()
            state = self.console.answers.state()
            said = ""
            if state != seen:
                said, seen = await run_in_threadpool(partial(self._state, name)), state
            if said and said != shown:
                shown, sent = said, time.monotonic()
                yield f"data: {said}\n\n"
            elif time.monotonic() - sent > _QUIET:
                if await signed_in(self.console.keyroll, self.console.origin, request) is None:
                    return
                sent = time.monotonic()
                yield ":\n\n"
            await asyncio.sleep(_LOOK)

    def _state(self, name: str) -> str:
        """Return the state as JSON; empty if it cannot be read now."""
        keyroll = self.console.keyroll
        try:
            known = PageRequest(keyroll, {}, share=self.console.answers.shared).campaign(name)
            jobs = [one for one in keyroll.jobs.all() if one.incident == name and one.due_at is not None]
        except KeyrollError:
            return ""
        exposed, left = len(known.work), len(known.left)
        due = [one.due_at for one in jobs if one.due_at is not None]
        state = LiveState(left, exposed, exposed - left, len(jobs), min(due, default=None))
        return json.dumps(plain(state), ensure_ascii=True)


def _stops(request: Request) -> bool:
    check = request.app.state.checks.get("not stopping")
    return check is not None and not check()
