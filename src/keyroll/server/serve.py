"""Serves until it is told to stop: the routes, and workers in threads of their own beside them."""

import threading
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette

from keyroll.api import Keyroll
from keyroll.clock import SystemClock
from keyroll.errors import UsageError
from keyroll.server.app import application
from keyroll.server.gate import Gate
from keyroll.server.limits import LIMITS, Limits
from keyroll.server.tls import Certificate
from keyroll.server.worker import Tell, Worker, kinds, telling_waits

#: Seconds that requests have to end when the server is to stop.
_LAST = 10
#: Of every answer, also of those that no route gave: nothing here is a page, and nothing is to be kept.
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)
_ONLY_TLS = ("Strict-Transport-Security", "max-age=31536000")


def web(
    app: Starlette,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    certificate: Certificate | None = None,
    proxies: Sequence[str] = (),
    limits: Limits = LIMITS,
) -> uvicorn.Server:
    """Return the web server of an application, held to its limits. Only ``proxies`` may say whose address it is."""
    # uvicorn's own limit_concurrency is not set: it answers 503 to everybody, the health check too, while slow
    # connections keep their places.
    settings = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Gate(limits, certificate, proxies).protocol(),
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        headers=[*_HEADERS, *([_ONLY_TLS] if certificate else [])],
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
) -> None:
    """Serve a home and do its jobs. Returns after SIGINT or SIGTERM. Raises UsageError for a fixed clock."""
    if not isinstance(keyroll.home.clock, SystemClock):
        raise UsageError("a home with a fixed clock is not served", hint="leave out --now, and the setting 'clock'")
    app = application(keyroll, tell=tell)
    server = web(app, host=host, port=port, certificate=certificate, proxies=proxies)
    stopping = threading.Event()
    slow = frozenset(name for name, one in kinds().items() if one.slow)
    quick = frozenset(kinds()) - slow
    # What waits for others for minutes has a worker of its own: tries of a campaign have their time.
    workers = [
        threading.Thread(target=Worker(keyroll, tell, only, stopping, plans=only is quick).work)
        for only in (quick, slow)
    ]
    for worker in workers:
        worker.start()
    tell(f"serving {keyroll.home.path} on {'https' if certificate else 'http'}://{host}:{port}")
    try:
        with telling_waits(tell):
            server.run()
    finally:
        stopping.set()
        app.state.reads.close()
        for worker in workers:
            worker.join()
