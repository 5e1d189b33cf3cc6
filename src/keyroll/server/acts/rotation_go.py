"""``POST /rotation/go``: run, pause, resume or abort a plan, after a fresh signature of a passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.confirming import Done, confirming
from keyroll.server.pages.rotation import confirms
from keyroll.server.passkeys import answer_of

_DONE = {"run": "plan run", "pause": "plan paused", "resume": "plan resumed", "abort": "plan aborted"}


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    name, verb, because = (str(answer.get(one, "")) for one in ("plan", "verb", "because"))

    def go() -> Done:
        if verb == "run":
            access.keyroll.approvals.run_later(name, by)
        else:
            access.keyroll.approvals.decide(name, verb, by=by, because=because)
        return Done(f"{name}: {because}" if because else name)

    what = confirms(verb, name)
    return await confirming(access, request, answer, by, what, _DONE.get(verb, "plan decided"), go)


ACT = ActRoute("/rotation/go", "POST", "approver", _answer)
