"""What a file of ``server/jobs`` and of ``server/routes`` says of itself; both are found by discovery."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import GoingOn

#: The largest body that a route takes, in bytes, where it names no other.
BODY = 64 << 10


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: how many are taken at once, and what is done. ``run`` ends each of them.

    ``slow``: it waits for others for minutes, and must not hold up what has its time.
    """

    name: str
    run: Callable[[Keyroll, Sequence[Taken], GoingOn], None]
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One route. ``scope`` is what the machine's token must have; only one that says so (None) is open to anybody.

    ``request.state.token`` says whose token it is. ``refused`` says it in the words of a protocol.
    """

    path: str
    method: str
    scope: str | None
    answer: Callable[[Keyroll, Request], Awaitable[Response]]
    body: int = BODY
    refused: Callable[[HTTPException], Response] | None = None
