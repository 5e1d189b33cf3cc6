"""``GET /sign-in``: the page for sign-in by a passkey or by the organisation's issuer."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, inside
from keyroll.server.rendering import HEADERS, render


async def _answer(access: Access, request: Request, _person: SignedIn | None) -> Response:
    issuer = access.issuer.settings.title if access.issuer else ""
    text = render("sign_in.html", next=inside(request.query_params.get("next", "/")), issuer=issuer)
    return Response(text, 200, HEADERS, "text/html")


ACT = ActRoute("/sign-in", "GET", None, _answer)
