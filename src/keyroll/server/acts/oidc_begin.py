"""``GET /oidc/begin``: redirect a browser to the organisation's issuer to sign in."""

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
    issuer = access.issuer
    if issuer is None:
        raise HTTPException(404, "no issuer is set up here")
    access.check_rate(request)
    access.check_begun(request)
    access = access.visiting()
    browser = session.browser(inside(request.query_params.get("next", "/")))
    try:
        there = await run_in_threadpool(issuer.begin, browser)
    except KeyrollError as error:
        access.tell(f"/oidc/begin: {error}; next: {error.hint}")
        said = "the issuer cannot be reached now"
        text = render("refused.html", said=said, hint="sign in with a passkey", back="/sign-in")
        return Response(text, 503, HEADERS, "text/html")
    response = access.seen(RedirectResponse(there, 303))
    session.bind(access.origin, response, browser)
    return response


ACT = ActRoute("/oidc/begin", "GET", None, _answer)
