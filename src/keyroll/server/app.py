"""The web application: it checks each request's access once, for every route; a request without a route is refused."""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Served

from keyroll.api import Keyroll, MachineToken
from keyroll.errors import Busy, KeyrollError, MemoryExceeded, NothingToDo, UsageError
from keyroll.plugins import found
from keyroll.secret import Secret
from keyroll.server.bounds import bound
from keyroll.server.contract import Route
from keyroll.server.health import Health
from keyroll.server.limits import LIMITS, ServerLimits
from keyroll.server.measured import Measured
from keyroll.server.origin import Origin
from keyroll.server.reads import Reads
from keyroll.server.wrong import WrongTokens

_BEARER = "bearer "
_OWN_OUTPUT = "the request failed; the reason is in the server's output"
#: The token scope for the pages of a viewer.
PAGES = "pages:read"
Tell = Callable[[str], None]


def routes() -> dict[str, Route]:
    """Return every route by the name of its file."""
    return found("keyroll.server.routes", "ROUTE", Route)


def scopes() -> list[str]:
    """Return every scope that a token may have."""
    return sorted({one.scope for one in routes().values() if one.scope is not None} | {PAGES})


def application(
    keyroll: Keyroll, limits: ServerLimits = LIMITS, tell: Tell = lambda _: None, origin: Origin | None = None
) -> Starlette:
    """Return the application that serves a home; ``tell`` takes the reason of a failed request, which no client sees.

    With an ``origin`` it serves the console, too.
    """
    close: Callable[[], None] = lambda: None  # noqa: E731
    served = [Served(one.path, _answered(keyroll, one, tell), methods=[one.method]) for one in routes().values()]
    if origin is not None:
        from keyroll.server.entry import console_routes

        close, more = console_routes(keyroll, origin, limits, partial(_allow, keyroll), tell)
        served += more
    app = Starlette(
        routes=served,
        exception_handlers={
            HTTPException: _refused,
            KeyrollError: partial(_failure, tell),
            ClientDisconnect: _left,
            Exception: _unforeseen,
        },
    )
    app.state.close, app.state.measured = close, Measured()
    app.state.reads, app.state.health, app.state.wrong = (
        Reads(limits),
        Health(keyroll.jobs.next_at),
        WrongTokens(limits),
    )
    app.state.checks = {"home": app.state.health.good}
    return app


def _answered(keyroll: Keyroll, route: Route, tell: Tell) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            if route.scope is not None:
                request.state.token = await _allow(keyroll, request, route.scope)
        except HTTPException as error:
            if route.refused is None or error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                raise
            return route.refused(error)
        bound(request, route.body)
        try:
            return await route.answer(keyroll, request)
        except KeyrollError as error:
            tell(f"{route.method} {route.path}: {error}; next: {error.hint}")
            return _failed(error)

    return answer


async def _allow(keyroll: Keyroll, request: Request, scope: str) -> MachineToken:
    """Return a request's token. Raises 401 without a valid one, 403 if it lacks the scope, 429 after too many."""
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(_BEARER):
        raise HTTPException(401, "a token is needed", {"WWW-Authenticate": "Bearer"})
    text, wrong = given[len(_BEARER) :].strip(), request.app.state.wrong
    address = request.client.host if request.client else ""
    if wait := wrong.wait(address, text):
        raise HTTPException(429, "too many wrong tokens from this address", {"Retry-After": str(wait)})
    token = await run_in_threadpool(keyroll.tokens.valid, Secret(text.encode("utf-8", "replace")))
    if token is None:
        wrong.wrong(address)
        raise HTTPException(401, "the token is not valid", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    wrong.good(text)
    if scope not in token.scopes:
        raise HTTPException(403, f"the token lacks the scope {scope}")
    return token


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)


async def _left(_request: Request, _error: Exception) -> Response:
    """Answer a client that has disconnected: nobody reads it, and it is no fault to report."""
    return Response(status_code=400)


async def _failure(tell: Tell, request: Request, error: Exception) -> Response:
    """Answer a request whose check failed in the home: an edited row of the ledger, for example."""
    if not isinstance(error, KeyrollError):
        raise error
    tell(f"{request.method} {request.url.path}: {error}; next: {error.hint}")
    return _failed(error)


async def _unforeseen(_request: Request, _error: Exception) -> Response:
    """Answer an internal fault in the form of all errors; the fault itself is in the server's own output."""
    return JSONResponse({"error": _OWN_OUTPUT}, 500)


def _failed(error: KeyrollError) -> Response:
    """Report a failed request in a fixed text: an error may name data beyond the token's scope."""
    if isinstance(error, Busy | MemoryExceeded):
        return JSONResponse({"error": "busy: try again"}, 503, {"Retry-After": "15"})
    if isinstance(error, NothingToDo):
        return JSONResponse({"error": "there is no data yet"}, 404)
    if isinstance(error, UsageError):
        return JSONResponse({"error": "the request has an invalid parameter"}, 400)
    return JSONResponse({"error": _OWN_OUTPUT}, 500)
