"""``GET /sign-in``: the page with the button that signs in by a passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, Act
from keyroll.server.rendering import HEADERS, render


async def _answer(_access: Access, request: Request, _person: SignedIn | None) -> Response:
    wanted = request.query_params.get("next", "/")
    # An address of another site, or one that a browser could read as such, is not followed.
    safe = wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable() else "/"
    return Response(render("sign_in.html", next=safe), 200, HEADERS, "text/html")


ACT = Act("/sign-in", "GET", None, _answer)
