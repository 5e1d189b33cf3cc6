"""``POST /rotation/challenge``: the options with which a browser signs the approval of a plan by a passkey."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.people import SignedIn
from keyroll.clock import iso
from keyroll.errors import NotApproved, UsageError
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.passkeys import answer_of, approval_options, approval_seal


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    name, by = str((await answer_of(request)).get("plan", "")), known(person).person
    try:
        asked = await run_in_threadpool(access.keyroll.approvals.to_sign, name, by)
        options = await run_in_threadpool(partial(approval_options, access, by, asked.challenge))
    except (NotApproved, UsageError) as error:
        return JSONResponse({"error": f"{error}; {error.hint}"}, 400)
    times = {"approved_at": iso(asked.approved_at), "expires_at": iso(asked.expires_at)}
    seal = approval_seal(access, by, asked.challenge)
    return JSONResponse({"options": options, "id": asked.plan, "seal": seal, **times})


ACT = ActRoute("/rotation/challenge", "POST", "approver", _answer)
