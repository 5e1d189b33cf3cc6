"""The log of a server: lines for people, or one JSON object a line (``--log-format json``)."""

import json
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TextIO

from keyroll.clock import iso
from keyroll.visible import visible

#: Routes that machines request every few seconds: their successes are not logged.
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_TURN: Final = threading.Lock()


class JsonLog:
    """Writes lines with the members ``at``, ``level``, ``event``, and those of the event.

    A request is named by its route: an address may hold a name or a filter. Neither headers nor bodies are written.
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._stream, self._clock = stream, clock

    def tell(self, text: str) -> None:
        """Write a message of the server."""
        self._write("info", "said", {"text": visible(text)})

    def request(self, route: str, method: str, status: int, seconds: float, size: int) -> None:
        """Write the result of a request."""
        if route in _QUIET and status < 400:
            return
        level = "error" if status >= 500 else "info"
        about = {"route": route, "method": method, "status": status, "ms": round(1000 * seconds, 1), "bytes": size}
        self._write(level, "request", about)

    def _write(self, level: str, event: str, more: dict[str, object]) -> None:
        line = json.dumps({"at": iso(self._clock()), "level": level, "event": event, **more}, ensure_ascii=True)
        with _TURN:
            stream = self._stream or sys.stderr
            stream.write(line + "\n")
            stream.flush()
