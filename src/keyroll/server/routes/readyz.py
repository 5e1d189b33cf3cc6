"""``GET /readyz``: whether this server does all of its work: each check by its name. It is open to anybody."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Keyroll
from keyroll.server.contract import Route


async def _answer(_keyroll: Keyroll, request: Request) -> Response:
    checks = {name: check() for name, check in request.app.state.checks.items()}
    ready = all(checks.values())
    said = {"ready": ready, "checks": {name: "ok" if good else "failed" for name, good in checks.items()}}
    return JSONResponse(said, 200 if ready else 503)


ROUTE = Route("/readyz", "GET", None, _answer)
