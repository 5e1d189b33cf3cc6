"""``POST /rotation/approve``: store the approval of a plan that a passkey has just signed."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.approving import ToApprove
from keyroll.api.people import SignedIn
from keyroll.clock import parse_time
from keyroll.errors import Busy, NotApproved, UsageError
from keyroll.server.act import Access, ActRoute, address, known
from keyroll.server.passkeys import answer_of, approved_by


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    name = str(answer.get("plan", ""))
    try:
        times = (parse_time(str(answer.get(one, ""))) for one in ("approved_at", "expires_at"))
        asked = ToApprove(str(answer.get("id", "")), *times)
        signed = await run_in_threadpool(approved_by, access, answer, by, asked.challenge)
        await run_in_threadpool(
            partial(access.keyroll.approvals.approve, name, by, asked, signed.public, signed.signature)
        )
    except (Busy, NotApproved, UsageError) as error:
        said, status = f"{error}; {error.hint}", 503 if isinstance(error, Busy) else 403
    else:
        said, status = "", 200
    outcome = "refused" if said else "done"
    await run_in_threadpool(access.keyroll.people.note, by, "plan approved", name, outcome, address(request))
    access.changed()
    return JSONResponse({"error": said} if said else {"approved": True}, status)


ACT = ActRoute("/rotation/approve", "POST", "approver", _answer)
