"""``POST /view/remove``: remove a saved view of the inventory."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, deciding, form, known


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    name = (await form(request)).get("name", "")
    remove = partial(access.keyroll.decisions.remove_view, name, by=known(person).person)
    answer, _ = await deciding(access, remove, "/inventory")
    return answer


ACT = ActRoute("/view/remove", "POST", "responder", _answer)
