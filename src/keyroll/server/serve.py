"""Serves until it is stopped: the routes, and workers in their own threads beside them."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from keyroll.api import Keyroll
from keyroll.clock import SystemClock
from keyroll.server import session
from keyroll.server.app import application
from keyroll.server.gate import Gate
from keyroll.server.headers import WithHeaders
from keyroll.server.limits import LIMITS, ServerLimits
from keyroll.server.logs import JsonLog
from keyroll.server.measured import CountedApplication, RequestLog
from keyroll.server.origin import Origin
from keyroll.server.tls import Certificate
from keyroll.server.worker import Count, Tell, Worker, kinds, telling_waits

#: Seconds for the last requests when the server must stop.
_LAST = 10
_ONLY_TLS = ("Strict-Transport-Security", "max-age=31536000")


def web(
    app: Starlette,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    certificate: Certificate | None = None,
    proxies: Sequence[str] = (),
    limits: ServerLimits = LIMITS,
    request_log: RequestLog | None = None,
    only_tls: bool = False,
) -> uvicorn.Server:
    """Return the web server of an application, with its limits. Only ``proxies`` may name the client's address.

    ``only_tls``: people use https although the server itself does not; a proxy does.
    """
    # uvicorn's own limit_concurrency is not set: it answers 503 to everybody, the health check too, while slow
    # connections hold their places.
    settings = uvicorn.Config(
        CountedApplication(WithHeaders(app), app.state.measured, request_log),
        host=host,
        port=port,
        http=Gate(limits, certificate, proxies).protocol(),
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        headers=[_ONLY_TLS] if certificate or only_tls else [],
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        h11_max_incomplete_event_size=limits.head_bytes,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=_LAST,
    )
    return uvicorn.Server(settings)


def serve(
    keyroll: Keyroll,
    host: str,
    port: int,
    tell: Tell,
    *,
    certificate: Certificate | None = None,
    proxies: Sequence[str] = (),
    origin: Origin | None = None,
    log: JsonLog | None = None,
) -> None:
    """Serve a home and run its jobs. Returns after SIGINT or SIGTERM.

    A home with a fixed clock is shown only: no job is ever due in it. Without an ``origin`` there is no console. With a
    ``log`` each request is logged there, too. The log holds no sign-in link, because a reader of the log must not be
    able to sign in with it.
    """
    tell = log.tell if log else tell
    app = application(keyroll, tell=tell, origin=origin)
    server = web(
        app,
        host=host,
        port=port,
        certificate=certificate,
        proxies=proxies,
        request_log=log.request if log else None,
        only_tls=origin is not None and origin.secure,
    )
    stopping = threading.Event()
    workers = _workers(keyroll, tell, stopping, app.state.measured.job)
    app.state.checks["workers"] = lambda: all(one.is_alive() for one in workers)
    app.state.checks["not stopping"] = lambda: not (server.should_exit or stopping.is_set())
    for worker in workers:
        worker.start()
    tell(f"serving {keyroll.home.path} on {'https' if certificate else 'http'}://{host}:{port}")
    if not workers:
        tell("the clock of this home is fixed: pages are served, and no job runs")
    if origin is not None:
        _tell_console(keyroll, origin, tell, link=log is None)
    try:
        with telling_waits(tell), _stopped_by_term(stopping):
            server.run()
    finally:
        stopping.set()
        app.state.reads.close()
        app.state.close()
        for worker in workers:
            worker.join()


@contextmanager
def _stopped_by_term(stopping: threading.Event) -> Iterator[None]:
    """Make SIGTERM stop the workers, too.

    uvicorn sends itself the signal again after its last requests; the system's own handler would then end the process
    in the middle of a job.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _workers(keyroll: Keyroll, tell: Tell, stopping: threading.Event, count: Count) -> list[threading.Thread]:
    if not isinstance(keyroll.home.clock, SystemClock):
        return []
    slow = frozenset(name for name, one in kinds().items() if one.slow)
    quick = frozenset(kinds()) - slow
    # Jobs that wait for outside systems for minutes have their own worker: the attempts of a campaign can wait.
    return [
        threading.Thread(target=Worker(keyroll, tell, only, stopping, plans=only is quick, count=count).work)
        for only in (quick, slow)
    ]


def _tell_console(keyroll: Keyroll, origin: Origin, tell: Tell, *, link: bool) -> None:
    """Print the console's address, and on the first start the first sign-in; without ``link`` the command for it."""
    address = next(one for one in origin.origins if one.partition("://")[2].partition(":")[0] == origin.name)
    tell(f"console: {address}/")
    if not link:
        if not keyroll.passkeys.all():
            tell("nobody has a passkey yet; sign in by: keyroll serve link NAME --role admin")
        return
    value = keyroll.people.first_link()
    if value is not None:
        tell(f"nobody has a passkey yet; sign in within an hour, once: {session.link(origin, value)}")
