"""``GET /link``: the page of a one-time link. Its value follows ``#``: no log and no other site receives it."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute
from keyroll.server.rendering import HEADERS, render


async def _answer(_access: Access, _request: Request, _person: SignedIn | None) -> Response:
    return Response(render("link.html"), 200, HEADERS, "text/html")


ACT = ActRoute("/link", "GET", None, _answer)
