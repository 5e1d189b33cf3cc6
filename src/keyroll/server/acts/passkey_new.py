"""``POST /passkey/new``: the options with which a browser creates a passkey of the signed-in person."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.passkeys import creation_options


async def _answer(access: Access, _request: Request, person: SignedIn | None) -> Response:
    return Response(
        await run_in_threadpool(creation_options, access, known(person).person), media_type="application/json"
    )


ACT = ActRoute("/passkey/new", "POST", "viewer", _answer, strong=True)
