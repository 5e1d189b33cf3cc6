"""``POST /passkey/challenge``: the options with which a browser signs in by a passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute
from keyroll.server.passkeys import request_options


async def _answer(access: Access, request: Request, _person: SignedIn | None) -> Response:
    access.check_rate(request)
    access.check_begun(request)
    visiting = access.visiting()
    return visiting.seen(Response(request_options(visiting), media_type="application/json"))


ACT = ActRoute("/passkey/challenge", "POST", None, _answer)
