"""``POST /passkey/sign-in``: sign in by a passkey."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.people import SignedIn
from keyroll.server import session
from keyroll.server.act import Access, ActRoute, address
from keyroll.server.passkeys import answer_of, signed


async def _answer(access: Access, request: Request, _person: SignedIn | None) -> Response:
    access.check_rate(request)
    key = await run_in_threadpool(signed, access, await answer_of(request))
    if key is None:
        access.failed.wrong(address(request))
        await run_in_threadpool(access.keyroll.people.note, "", "sign-in by a passkey", "", "refused", address(request))
        return JSONResponse({"error": "this passkey is not valid here"}, 403)
    await run_in_threadpool(
        access.keyroll.people.note, key.person, "signed in by a passkey", key.label, "done", address(request)
    )
    access.has_signed_in()
    response = JSONResponse({"signed_in": True})
    session.begin(access.origin, response, await run_in_threadpool(access.keyroll.people.start, key.person))
    return response


ACT = ActRoute("/passkey/sign-in", "POST", None, _answer)
