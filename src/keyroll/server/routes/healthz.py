"""``GET /healthz``: whether the last check could read the home. It is open to anybody and waits for nothing."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Keyroll
from keyroll.server.contract import Route


async def _answer(_roll: Keyroll, request: Request) -> Response:
    if request.app.state.health.good():
        return JSONResponse({"status": "ok"})
    return JSONResponse({"status": "the home cannot be read"}, 503)


ROUTE = Route("/healthz", "GET", None, _answer)
