"""``GET /oidc/callback``: the return from the issuer; the person that it names is signed in, if registered here."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import MOST_NAME, SignedIn
from keyroll.errors import KeyrollError, NotApproved
from keyroll.secret import Secret
from keyroll.server import session
from keyroll.server.act import Access, ActRoute, address, inside, note
from keyroll.server.id_token import TokenRefused
from keyroll.server.issuer import CALLBACK, Issuer
from keyroll.server.rendering import HEADERS, render

_ACT = "signed in by the issuer"


async def _answer(access: Access, request: Request, _person: SignedIn | None) -> Response:
    if access.issuer is None:
        raise HTTPException(404, "no issuer is set up here")
    access.check_rate(request)
    try:
        value, back = await run_in_threadpool(_signed_in, access, access.issuer, request)
    except KeyrollError as error:
        access.failed.wrong(address(request))
        cause = f" ({error.__cause__})" if error.__cause__ else ""
        access.tell(f"{CALLBACK}: {error}{cause}; next: {error.hint}")
        said = str(error) if isinstance(error, NotApproved) else "the issuer cannot be reached now"
        await run_in_threadpool(note, access, "", "sign-in by the issuer", said, "refused", address(request))
        text = render("refused.html", said=said, hint=error.hint, back="/sign-in")
        response = Response(text, 403 if isinstance(error, NotApproved) else 503, HEADERS, "text/html")
    else:
        # The redirect comes from a page of ours: a browser sends no cookie with a redirect that another site began.
        response = Response(render("signed_in.html", next=back), 200, HEADERS, "text/html")
        session.begin(access.origin, response, value)
    session.unbind(access.origin, response)
    return response


def _signed_in(access: Access, issuer: Issuer, request: Request) -> tuple[Secret, str]:
    """Return the value of a new session, and the requested page. Raises TokenRefused, VendorError."""
    given = request.query_params
    if len(given.multi_items()) != len(given):
        raise TokenRefused("a parameter occurs twice in the address")
    browser = session.bound(access.origin, request)
    begun = issuer.take(given.get("state", ""), browser)
    name, subject = issuer.person(begun, given)
    known = next((one for one in access.keyroll.people.all() if one.name == name and one.ended_at is None), None)
    if known is None:
        raise TokenRefused(f"the issuer names {name[:MOST_NAME]!r}, who is not registered here")
    issuer.use(begun)
    named_by = (issuer.settings.issuer, subject)
    value = access.keyroll.people.start(known.name, session.BY_ISSUER, named_by=named_by)
    access.has_signed_in()
    note(access, known.name, _ACT, "", "done", address(request))
    return value, inside(session.back(browser))


ACT = ActRoute(CALLBACK, "GET", None, _answer)
