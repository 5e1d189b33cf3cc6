"""``POST /channel/test``: send a test over a channel, after a fresh signature of the admin's passkey."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api.people import SignedIn
from keyroll.errors import KeyrollError
from keyroll.server.act import Access, Act, address, known
from keyroll.server.passkeys import answer_of, confirmed


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    name, said, status = str(answer.get("channel", "")), "", 200
    if not await run_in_threadpool(confirmed, access, answer, by, f"test {name}"):
        said, status = "no passkey of yours confirmed this just now", 403
    else:
        try:
            sent = await run_in_threadpool(access.keyroll.notifications.test, name)
            said = ", ".join(f"{one.channel}: {one.sent}" + (f" ({one.said})" if one.said else "") for one in sent)
        except KeyrollError as error:
            said, status = f"{error}; {error.hint}", 400
    outcome = "done" if status == 200 else "refused"
    await run_in_threadpool(access.keyroll.people.note, by, "channel tested", name, outcome, address(request))
    return JSONResponse({"said": said} if status == 200 else {"error": said}, status)


ACT = Act("/channel/test", "POST", "admin", _answer)
