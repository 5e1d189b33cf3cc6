"""``POST /link/use``: sign in by a one-time link."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from keyroll.api.people import SignedIn
from keyroll.secret import Secret
from keyroll.server import session
from keyroll.server.act import Access, ActRoute, address, form
from keyroll.server.rendering import HEADERS, render


async def _answer(access: Access, request: Request, _person: SignedIn | None) -> Response:
    access.check_rate(request)
    given = Secret((await form(request)).get("value", "").encode("utf-8", "replace"))
    value = await run_in_threadpool(access.keyroll.people.use_link, given, address(request))
    if value is None:
        access.failed.wrong(address(request))
        return Response(render("link_over.html"), 403, HEADERS, "text/html")
    access = access.visiting()
    access.has_signed_in()
    response = access.seen(RedirectResponse("/account", 303))
    session.begin(access.origin, response, value)
    return response


ACT = ActRoute("/link/use", "POST", None, _answer)
