"""Changes that a fresh signature of a passkey confirms: done or refused, and noted in the audit log, in one place."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.errors import Busy, KeyrollError, NotApproved
from keyroll.server.act import Access, address
from keyroll.server.passkeys import confirmed


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a change: its subject for the audit log, and the person's message; empty if the page shows it."""

    about: str
    said: str = ""


async def confirming(
    access: Access,
    request: Request,
    answer: dict[str, object],
    by: str,
    what: str,
    act: str,
    do: Callable[[], Done],
    *,
    fresh: bool = True,
) -> Response:
    """Make a change if a passkey of this person has just confirmed it.

    ``what`` is the text that the passkey confirms, ``act`` the name in the audit log. ``fresh`` is False for an act
    that checks and keeps the signature itself.
    """
    done, said, status = Done(what), "", 200
    if fresh and not await run_in_threadpool(confirmed, access, answer, by, what):
        said, status = "no passkey of yours confirmed this just now", 403
    else:
        try:
            done = await run_in_threadpool(do)
        except KeyrollError as error:
            said = f"{error}; {error.hint}" if error.hint else str(error)
            status = 503 if isinstance(error, Busy) else 403 if isinstance(error, NotApproved) else 400
    outcome = "refused" if said else "done"
    await run_in_threadpool(access.keyroll.people.note, by, act, done.about, outcome, address(request))
    access.changed()
    return JSONResponse({"error": said} if said else {"said": done.said} if done.said else {"done": True}, status)
