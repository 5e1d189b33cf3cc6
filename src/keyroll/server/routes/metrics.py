"""``GET /metrics``: the server's work, in Prometheus' text format. It holds no person's name and no identifier."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api import Keyroll
from keyroll.server.contract import Route

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def _jobs(keyroll: Keyroll) -> dict[tuple[str, str], float]:
    now, jobs = keyroll.now(), keyroll.jobs.all()
    due = [one.due_at for one in jobs if one.due_at is not None and one.due_at <= now]
    return {
        ("keyroll_jobs", "jobs in the ledger"): float(len(jobs)),
        ("keyroll_jobs_due", "due jobs"): float(len(due)),
        ("keyroll_jobs_late_seconds", "seconds since the oldest due job was due"):
            (now - min(due)).total_seconds() if due else 0.0,
    }  # fmt: skip


async def _answer(keyroll: Keyroll, request: Request) -> Response:
    state = request.app.state
    more = {("keyroll_home_readable", "whether the last check could read the home"): float(state.health.good())}
    more |= await run_in_threadpool(_jobs, keyroll)
    return Response("".join(state.measured.lines(more)), headers={"Content-Type": _TYPE})


ROUTE = Route("/metrics", "GET", "metrics:read", _answer)
