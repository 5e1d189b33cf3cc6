"""``POST /item/except``: accept the risk of an exposed credential until a day, signed by a passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.clock import parse_time
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.confirming import Done, confirming
from keyroll.server.pages.item import confirms
from keyroll.server.passkeys import answer_of, approved_by, exception_challenge, signed_form


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    incident, identifier, because, until = (str(answer.get(one, "")) for one in ("incident", "id", "because", "until"))

    def accept() -> Done:
        end = parse_time(until, end_of_day=True)
        challenge = exception_challenge(access, answer, by)
        signed = approved_by(access, signed_form(answer), by, challenge)
        access.keyroll.campaigns.except_(incident, identifier, because=because, until=end, by=by, passkey=signed)
        return Done(f"{identifier} in {incident} until {until}: {because}")

    return await confirming(
        access, request, answer, by, confirms(incident, identifier), "risk accepted", accept, fresh=False
    )


ACT = ActRoute("/item/except", "POST", "approver", _answer)
