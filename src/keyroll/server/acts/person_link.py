"""``POST /people/link``: make a one-time link for a person; it is shown once."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.errors import UsageError
from keyroll.server import session
from keyroll.server.act import Access, ActRoute, form, known
from keyroll.server.rendering import HEADERS, render


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    given = await form(request)
    name, role = given.get("name", ""), given.get("role", "")
    link = said = hint = ""
    try:
        value = await run_in_threadpool(access.keyroll.people.link, name, role, by=known(person).person, on_host=False)
        link = session.link(access.origin, value)
    except UsageError as error:
        said, hint = str(error), error.hint
    text = render("person_link.html", name=name, role=role, link=link, said=said, hint=hint)
    return Response(text, 400 if said else 200, HEADERS, "text/html")


ACT = ActRoute("/people/link", "POST", "admin", _answer, strong=True)
