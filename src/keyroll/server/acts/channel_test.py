"""``POST /channel/test``: send a test over a channel, after a fresh signature of the admin's passkey."""

from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.server.act import Access, ActRoute, known
from keyroll.server.confirming import Done, confirming
from keyroll.server.passkeys import answer_of


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    answer, by = await answer_of(request), known(person).person
    name = str(answer.get("channel", ""))

    def test() -> Done:
        sent = access.keyroll.notifications.test(name)
        return Done(
            name, ", ".join(f"{one.channel}: {one.sent}" + (f" ({one.said})" if one.said else "") for one in sent)
        )

    return await confirming(access, request, answer, by, f"test {name}", "channel tested", test)


ACT = ActRoute("/channel/test", "POST", "admin", _answer)
