"""``GET /incident/bundle``: the signed evidence of an incident as one file, which anybody can check offline."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api.people import SignedIn
from keyroll.errors import Busy, KeyrollError, NothingToDo, UsageError
from keyroll.server.act import Access, ActRoute, address, known
from keyroll.server.rendering import HEADERS, link, render


async def _answer(access: Access, request: Request, person: SignedIn | None) -> Response:
    name, by = request.query_params.get("name", ""), known(person).person
    try:
        content, _ = await run_in_threadpool(access.keyroll.evidence.bundle, name)
    except Busy:
        raise HTTPException(503, "busy: try again", {"Retry-After": "15"}) from None
    except (NothingToDo, UsageError) as error:
        text = render("refused.html", said=str(error), hint=error.hint, back=link("/incident", name=name))
        return Response(text, 404, HEADERS, "text/html")
    except KeyrollError:
        await run_in_threadpool(access.keyroll.people.note, by, "evidence taken", name, "refused", address(request))
        raise
    await run_in_threadpool(access.keyroll.people.note, by, "evidence taken", name, "done", address(request))
    file = re.sub(r"[^A-Za-z0-9._-]", "_", name)[:80]
    return Response(
        content, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{file}.bundle"'}
    )


ACT = ActRoute("/incident/bundle", "GET", "responder", _answer)
