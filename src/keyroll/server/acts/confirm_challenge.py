"""``POST /passkey/confirm``: the options with which a browser confirms an outside change by a passkey."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.people import SignedIn
from keyroll.errors import NotApproved
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.passkeys import answer_of, confirm_options


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    what = str((await answer_of(request)).get("what", ""))
    try:
        options = await run_in_threadpool(partial(confirm_options, access, known(person).person, what))
    except NotApproved as error:
        return JSONResponse({"error": f"{error}; {error.hint}"}, 400)
    return JSONResponse(options)


ACT = ActRoute("/passkey/confirm", "POST", "approver", _answer)
