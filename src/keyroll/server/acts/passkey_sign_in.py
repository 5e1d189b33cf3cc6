"""``POST /passkey/sign-in``: sign in by a passkey."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.people import SignedIn
from keyroll.server import session
from keyroll.server.act import Act, Door, address
from keyroll.server.passkeys import answer_of, signed


async def _answer(door: Door, request: Request, _person: SignedIn | None) -> Response:
    door.check_rate(request)
    key = await run_in_threadpool(signed, door, await answer_of(request))
    if key is None:
        door.failed.wrong(address(request))
        await run_in_threadpool(door.keyroll.people.note, "", "sign-in by a passkey", "", "refused", address(request))
        return JSONResponse({"error": "this passkey is not good here"}, 403)
    await run_in_threadpool(
        door.keyroll.people.note, key.person, "signed in by a passkey", key.label, "done", address(request)
    )
    response = JSONResponse({"signed_in": True})
    session.begin(door.origin, response, await run_in_threadpool(door.keyroll.people.start, key.person))
    return response


ACT = Act("/passkey/sign-in", "POST", None, _answer)
