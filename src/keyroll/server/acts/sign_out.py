"""``POST /sign-out``: end the session."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from keyroll.api.people import SignedIn
from keyroll.server import session
from keyroll.server.act import Access, ActRoute, address, known


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    value = session.value_of(access.origin, request)
    if value is not None:
        await run_in_threadpool(access.keyroll.people.end_session, value)
    await run_in_threadpool(
        access.keyroll.people.note, known(person).person, "signed out", "", "done", address(request)
    )
    response = RedirectResponse("/sign-in", 303)
    session.forget(access.origin, response)
    return response


ACT = ActRoute("/sign-out", "POST", "viewer", _answer)
