"""``GET /healthz``: whether the home can be read. Open to anybody, and tells nothing else."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Keyroll
from keyroll.server.contract import Route


async def _answer(keyroll: Keyroll, _request: Request) -> Response:
    await run_in_threadpool(keyroll.next_job)
    return JSONResponse({"status": "ok"})


ROUTE = Route("/healthz", "GET", None, _answer)
