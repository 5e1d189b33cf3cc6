"""The web application: who may ask is decided here, once, for every route; what no route takes is refused."""

from collections.abc import AsyncGenerator, Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Served

from keyroll.api import Keyroll
from keyroll.errors import KeyrollError
from keyroll.plugins import found
from keyroll.secret import Secret
from keyroll.server.contract import Route
from keyroll.store.ledger.tokens import MachineToken

_BEARER = "bearer "


def routes() -> dict[str, Route]:
    """Return every route by the name of its file."""
    return found("keyroll.server.routes", "ROUTE", Route)


def scopes() -> list[str]:
    """Return every scope that a token may have."""
    return sorted({one.scope for one in routes().values() if one.scope is not None})


def application(keyroll: Keyroll) -> Starlette:
    """Return the application that serves a home."""
    served = [Served(one.path, _answered(keyroll, one), methods=[one.method]) for one in routes().values()]
    return Starlette(routes=served, exception_handlers={HTTPException: _refused})


def _answered(keyroll: Keyroll, route: Route) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if route.scope is not None:
            try:
                request.state.token = await run_in_threadpool(_allow, keyroll, request, route.scope)
            except HTTPException as error:
                if route.refused is None:
                    raise
                return route.refused(error)
        _bound(request, route.body)
        try:
            return await route.answer(keyroll, request)
        except KeyrollError as error:
            return _told(error)

    return answer


def _allow(keyroll: Keyroll, request: Request, scope: str) -> MachineToken:
    """Return a request's token. Raises 401 without a good one, 403 where it has not the scope; no more is told."""
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(_BEARER):
        raise HTTPException(401, "a token is needed", {"WWW-Authenticate": "Bearer"})
    token = keyroll.token(Secret(given[len(_BEARER) :].strip().encode("utf-8", "replace")))
    if token is None:
        raise HTTPException(401, "the token is not good", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if scope not in token.scopes:
        raise HTTPException(403, f"the token has not the scope {scope}")
    return token


def _bound(request: Request, most: int) -> None:
    """Refuse a body that is too large, before it is read and while it is: a length may be left out, or wrong."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > most:
        raise HTTPException(413, f"the body is larger than {most} bytes")
    stream = request.stream

    async def bounded() -> AsyncGenerator[bytes, None]:
        size = 0
        async for chunk in stream():
            size += len(chunk)
            if size > most:
                raise HTTPException(413, f"the body is larger than {most} bytes")
            yield chunk

    request.stream = bounded  # type: ignore[method-assign]  # body() and json() read through it


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)


_STATUS = {2: 400, 3: 404, 13: 503}


def _told(error: KeyrollError) -> Response:
    return JSONResponse({"error": str(error), "next": error.hint}, _STATUS.get(error.exit_code, 500))
