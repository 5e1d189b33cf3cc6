"""``POST /item/except``: accept the risk of an exposed credential until a day, after a fresh signature of a passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.clock import parse_time
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.confirming import Done, confirming
from keyroll.server.pages.item import confirms
from keyroll.server.passkeys import answer_of


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    incident, identifier, because, until = (str(answer.get(one, "")) for one in ("incident", "id", "because", "until"))

    def accept() -> Done:
        end = parse_time(until, end_of_day=True)
        access.keyroll.campaigns.except_(incident, identifier, because=because, until=end, by=by)
        return Done(f"{identifier} in {incident} until {until}: {because}")

    return await confirming(access, request, answer, by, confirms(incident, identifier), "risk accepted", accept)


ACT = ActRoute("/item/except", "POST", "approver", _answer)
