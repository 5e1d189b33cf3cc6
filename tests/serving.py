"""A served home: in this process, or in one that may be killed."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from keyroll.api import Keyroll
from keyroll.server import app
from keyroll.server.limits import LIMITS, ServerLimits
from keyroll.server.origin import Origin
from keyroll.server.serve import web
from real_servers import free_port


@contextmanager
def served(keyroll: Keyroll, limits: ServerLimits = LIMITS, *, origin: bool = False, **more: Any) -> Iterator[int]:
    """Serve a home in this process, with an ``origin`` its console, too; ``more`` is what ``web`` takes."""
    # The protocol is named: asyncio sends a small response at once (TCP_NODELAY) only if it knows the protocol.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as one:
        one.bind(("127.0.0.1", 0))
        one.listen(16)
        port = int(one.getsockname()[1])
        known = Origin.loopback(port) if origin else None
        application = app.application(keyroll, limits, origin=known)
        server = web(application, limits=limits, **more)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [one]})
        thread.start()
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join()
            application.state.close()


def started(home: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server as a process of its own, and wait until it answers; return it with its port."""
    port = free_port()
    command = [
        sys.executable,
        "-c",
        "from keyroll.cli import main; main()",
        "serve",
        "--home",
        str(home),
        "--port",
        str(port),
    ]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return server, port
        finally:
            connection.close()
    server.kill()
    raise AssertionError("the server did not start")
