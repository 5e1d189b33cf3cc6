"""``POST /passkey/confirm``: the options with which a browser confirms an outside change by a passkey."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.approving import DECIDES
from keyroll.api.people import SignedIn
from keyroll.errors import NotApproved, UsageError
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.passkeys import answer_of, chosen_options, confirm_options, exception_challenge


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    try:
        return JSONResponse(await run_in_threadpool(_options, access, answer, by))
    except (NotApproved, UsageError) as error:
        return JSONResponse({"error": f"{error}; {error.hint}"}, 400)


def _options(access: Access, answer: dict[str, object], by: str) -> dict[str, object]:
    """Return the options; a decision whose signature is kept chooses its challenge."""
    plan, verb, because = (str(answer.get(one, "")) for one in ("plan", "verb", "because"))
    if plan and verb in DECIDES:
        return chosen_options(access, by, access.keyroll.approvals.challenge(plan, verb, by, because))
    if answer.get("incident") and answer.get("id"):
        return chosen_options(access, by, exception_challenge(access, answer, by))
    return confirm_options(access, by, str(answer.get("what", "")))


ACT = ActRoute("/passkey/confirm", "POST", "approver", _answer)
