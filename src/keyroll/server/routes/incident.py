"""``GET /incidents/NAME``: how much of a campaign is proven, and until when it must be. No identifier is in it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Keyroll
from keyroll.clock import iso
from keyroll.server.contract import Route


async def _answer(keyroll: Keyroll, request: Request) -> Response:
    known = await run_in_threadpool(keyroll.campaign, request.path_params["name"])
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
            "deadline_met": known.forecast.met,
        }
    )


ROUTE = Route("/incidents/{name}", "GET", "incidents:read", _answer)
