"""``POST /view/save``: save the filter of the inventory under a name, for everybody."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, deciding, form, known
from keyroll.server.rendering import link


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    given = await form(request)
    q, sort = given.get("q", ""), given.get("sort", "")
    save = partial(access.keyroll.decisions.save_view, given.get("name", ""), q, sort, by=known(person).person)
    answer, _ = await deciding(access, save, link("/inventory", q=q, sort=sort))
    return answer


ACT = ActRoute("/view/save", "POST", "responder", _answer)
