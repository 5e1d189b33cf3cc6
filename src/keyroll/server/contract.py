"""The contracts of files in ``server/jobs`` and ``server/routes``; both are found by discovery."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import GoingOn

#: The largest body of a route in bytes, unless the route names another size.
BODY = 64 << 10


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: the number that are taken at once, and their function. ``run`` ends each of them.

    ``slow``: it waits for outside systems for minutes, and must not delay jobs that are due.
    """

    name: str
    run: Callable[[Keyroll, Sequence[Taken], GoingOn], None]
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One route. ``scope`` is the required scope of the machine's token; None opens the route to anybody.

    ``request.state.token`` is the token of the request. ``refused`` formats a refusal in the words of a protocol.
    """

    path: str
    method: str
    scope: str | None
    answer: Callable[[Keyroll, Request], Awaitable[Response]]
    body: int = BODY
    refused: Callable[[HTTPException], Response] | None = None
