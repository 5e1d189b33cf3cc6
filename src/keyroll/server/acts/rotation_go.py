"""``POST /rotation/go``: run, pause, resume or abort a plan, after a fresh signature of a passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.approving import DECIDES
from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.confirming import Done, confirming
from keyroll.server.pages.rotation import confirms
from keyroll.server.passkeys import answer_of, approved_by, signed_form

_DONE = {"run": "plan run", "pause": "plan paused", "resume": "plan resumed", "abort": "plan aborted"}


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    name, verb, because = (str(answer.get(one, "")) for one in ("plan", "verb", "because"))

    def go() -> Done:
        if verb == "run":
            access.keyroll.approvals.run_later(name, by)
        else:
            challenge = access.keyroll.approvals.challenge(name, verb, by, because)
            signed = approved_by(access, signed_form(answer), by, challenge)
            public, signature = signed.public, signed.signature
            access.keyroll.approvals.decide(name, verb, by=by, because=because, public=public, signature=signature)
        return Done(f"{name}: {because}" if because else name)

    what = confirms(verb, name)
    return await confirming(
        access, request, answer, by, what, _DONE.get(verb, "plan decided"), go, fresh=verb not in DECIDES
    )


ACT = ActRoute("/rotation/go", "POST", "approver", _answer)
