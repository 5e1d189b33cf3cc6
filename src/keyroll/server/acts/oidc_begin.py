"""``GET /oidc/begin``: redirect a browser to the organisation's issuer to sign in."""

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from keyroll.api.people import SignedIn
from keyroll.errors import KeyrollError
from keyroll.server import session
from keyroll.server.act import Access, ActRoute, inside
from keyroll.server.rendering import HEADERS, render


async def _answer(access: Access, request: Request, _person: SignedIn | None) -> Response:
    if access.issuer is None:
        raise HTTPException(404, "no issuer is set up here")
    access.check_rate(request)
    browser = secrets.token_urlsafe(32)
    back = inside(request.query_params.get("next", "/"))
    try:
        there = await run_in_threadpool(access.issuer.begin, browser, back)
    except KeyrollError as error:
        access.tell(f"/oidc/begin: {error}; next: {error.hint}")
        said = "the issuer cannot be reached now"
        text = render("refused.html", said=said, hint="sign in with a passkey", back="/sign-in")
        return Response(text, 503, HEADERS, "text/html")
    response = RedirectResponse(there, 303)
    session.bind(access.origin, response, browser)
    return response


ACT = ActRoute("/oidc/begin", "GET", None, _answer)
