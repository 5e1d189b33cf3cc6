"""``POST /passkey/add``: store a new passkey of the signed-in person."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.passkeys import added, answer_of


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer = await answer_of(request)
    label = str(answer.pop("label", ""))
    if await run_in_threadpool(added, access, known(person).person, answer, label):
        return JSONResponse({"added": True})
    return JSONResponse({"error": "this passkey cannot be used here"}, 400)


ACT = ActRoute("/passkey/add", "POST", "viewer", _answer, strong=True)
