"""``POST /people/add``: register a person who signs in by the organisation's issuer, without a link."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, deciding, form, known


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    given = await form(request)
    name, role = given.get("name", ""), given.get("role", "")
    by = known(person).person
    response, _ = await deciding(access, lambda: access.keyroll.people.register(name, role, by=by), "/settings/people")
    return response


ACT = ActRoute("/people/add", "POST", "admin", _answer, strong=True)
