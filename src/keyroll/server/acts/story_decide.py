"""``POST /story/decide``: assign, snooze, close or reopen a story; the ledger stores person, time and reason."""

from datetime import datetime
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.clock import parse_time
from keyroll.server.act import Access, ActRoute, address, deciding, form, known, note
from keyroll.server.rendering import link

_DONE = {"assign": "story assigned", "snooze": "story snoozed", "close": "story closed", "reopen": "story reopened"}


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    given, by = await form(request), known(person).person
    story, verb, because = given.get("id", ""), given.get("verb", ""), given.get("because", "")
    back = link("/story", id=story)

    def decide() -> None:
        until: datetime | None = parse_time(given["until"], end_of_day=True) if given.get("until") else None
        access.keyroll.decisions.story(story, verb, by=by, because=because, to=given.get("to", ""), until=until)

    answer, done = await deciding(access, decide, back)
    about = ": ".join(part for part in (story[:12], given.get("to", ""), because) if part)
    outcome = "done" if done else "refused"
    await run_in_threadpool(
        partial(note, access, by, _DONE.get(verb, "story decided"), about, outcome, address(request))
    )
    return answer


ACT = ActRoute("/story/decide", "POST", "responder", _answer)
