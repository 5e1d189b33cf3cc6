"""``POST /sign-out``: end the session."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from keyroll.api.people import SignedIn
from keyroll.server import session
from keyroll.server.act import Act, Door, address, known


async def _answer(door: Door, request: Request, person: SignedIn | None) -> Response:
    value = session.value_of(door.origin, request)
    if value is not None:
        await run_in_threadpool(door.keyroll.people.end_session, value)
    await run_in_threadpool(door.keyroll.people.note, known(person).person, "signed out", "", "done", address(request))
    response = RedirectResponse("/sign-in", 303)
    session.forget(door.origin, response)
    return response


ACT = Act("/sign-out", "POST", "viewer", _answer)
