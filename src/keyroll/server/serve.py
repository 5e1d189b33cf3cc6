"""Serves until it is told to stop: the routes, and workers in threads of their own beside them."""

import threading
from datetime import timedelta

import uvicorn

from keyroll.api import Keyroll
from keyroll.clock import SystemClock
from keyroll.errors import UsageError
from keyroll.server.app import application
from keyroll.server.worker import Tell, kinds, plan, run_due

#: The longest time after which the worker looks for new jobs.
_LOOK = timedelta(seconds=5)


def serve(keyroll: Keyroll, host: str, port: int, tell: Tell) -> None:
    """Serve a home and do its jobs. Returns after SIGINT or SIGTERM. Raises UsageError for a fixed clock."""
    if not isinstance(keyroll.home.clock, SystemClock):
        raise UsageError("a home with a fixed clock is not served", hint="leave out --now, and the setting 'clock'")
    settings = uvicorn.Config(
        application(keyroll), host=host, port=port, log_level="warning", access_log=False, server_header=False
    )
    server, stopping = uvicorn.Server(settings), threading.Event()
    slow = frozenset(name for name, one in kinds().items() if one.slow)
    quick = frozenset(kinds()) - slow
    # What waits for others for minutes has a worker of its own: tries of a campaign have their time.
    workers = [
        threading.Thread(target=_work, args=(keyroll, stopping, tell, only), kwargs={"plans": only is quick})
        for only in (quick, slow)
    ]
    for worker in workers:
        worker.start()
    tell(f"serving {keyroll.home.path} on http://{host}:{port}")
    try:
        server.run()
    finally:
        stopping.set()
        for worker in workers:
            worker.join()


def _work(keyroll: Keyroll, stopping: threading.Event, tell: Tell, only: frozenset[str], *, plans: bool) -> None:
    wrong = ""
    while not stopping.is_set():
        wrong = plan(keyroll, tell, wrong) if plans else ""
        run_due(keyroll, tell, only=only, going_on=lambda: not stopping.is_set())
        due = keyroll.next_job(only)
        left = min(due - keyroll.now(), _LOOK) if due else _LOOK
        stopping.wait(max(left.total_seconds(), 0.05))
