"""``POST /people/end``: remove a person's right to sign in."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from keyroll.api.people import SignedIn
from keyroll.errors import UsageError
from keyroll.server.act import Access, ActRoute, form, known
from keyroll.server.rendering import HEADERS, render


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    name = (await form(request)).get("name", "")
    try:
        await run_in_threadpool(access.keyroll.people.end, name, by=known(person).person)
    except UsageError as error:
        text = render("person_link.html", name=name, role="", link="", said=str(error), hint=error.hint)
        return Response(text, 400, HEADERS, "text/html")
    return RedirectResponse("/settings/people", 303)


ACT = ActRoute("/people/end", "POST", "admin", _answer, strong=True)
