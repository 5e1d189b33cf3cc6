"""``GET /incidents/NAME``: the proven part of a campaign, and its due time. The response holds no identifier."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Campaign, Keyroll
from keyroll.clock import iso
from keyroll.server.contract import Route
from keyroll.server.reads import reads_of


def _campaign(keyroll: Keyroll, name: str) -> Campaign | None:
    return keyroll.campaigns.status(name) if name in keyroll.incidents.names() else None


async def _answer(keyroll: Keyroll, request: Request) -> Response:
    name = request.path_params["name"]
    known = await reads_of(request).run((ROUTE.path, name), partial(_campaign, keyroll, name))
    if known is None:
        raise HTTPException(404, "there is no such incident")
    deadline, left = known.terms.deadline, len(known.left)
    return JSONResponse(
        {
            "incident": known.status.incident.name,
            "exposed": len(known.work),
            "proven": len(known.work) - left,
            "not_proven": left,
            "excepted": len(known.excepted),
            "open_again": len(known.reopened),
            "deadline": iso(deadline) if deadline else None,
            "deadline_met": known.forecast.can_be_met,
        }
    )


ROUTE = Route("/incidents/{name}", "GET", "incidents:read", _answer)
