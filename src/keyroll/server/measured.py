"""Counts the work of a server: requests by route, status and time, and jobs by kind. It holds no name and no value."""

import os
import resource
import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from keyroll.version import VERSION

#: Upper ends of the classes of durations, in seconds.
BOUNDS: Final = (0.005, 0.025, 0.1, 0.3, 0.5, 1.0, 2.5, 10.0, 60.0)
#: Requests without a route are counted under one name: a path is the client's text.
NO_ROUTE: Final = "none"
#: Called after each request with its route, method and status, its seconds, and the bytes of the response.
RequestLog = Callable[[str, str, int, float, int], None]


@dataclass(slots=True)
class _Times:
    """The number of requests up to each bound, and their total time."""

    classes: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0


@dataclass(slots=True)
class Measured:
    """The counts of one server since its start."""

    began: float = field(default_factory=time.time)
    running: int = 0
    _requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    _times: dict[str, _Times] = field(default_factory=lambda: defaultdict(_Times))
    _jobs: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        with self._lock:
            self._requests[route, method, status] += 1
            times = self._times[route]
            times.classes[bisect_left(BOUNDS, seconds)] += 1
            times.seconds += seconds

    def job(self, kind: str, outcome: str, count: int) -> None:
        """Count jobs that ended: done, or failed."""
        with self._lock:
            self._jobs[kind, outcome] += count

    def lines(self, more: Mapping[tuple[str, str], float]) -> Iterator[str]:
        """Yield the text format of Prometheus (0.0.4). ``more`` are further gauges: name and help, with their value."""
        with self._lock:
            requests, jobs = dict(self._requests), dict(self._jobs)
            times = {route: (list(one.classes), one.seconds) for route, one in self._times.items()}
        yield from _family("keyroll_build_info", "gauge", "the version", [({"version": VERSION}, 1)])
        for (name, about), value in {**_process(self.began), **more}.items():
            yield from _family(name, "counter" if name.endswith("_total") else "gauge", about, [({}, value)])
        yield from _family("keyroll_http_requests_running", "gauge", "requests in progress",
                           [({}, self.running)])  # fmt: skip
        yield from _family("keyroll_http_requests_total", "counter", "answered requests", [
            ({"route": route, "method": method, "status": str(status)}, count)
            for (route, method, status), count in sorted(requests.items())
        ])  # fmt: skip
        yield from _family("keyroll_jobs_ended_total", "counter", "ended jobs", [
            ({"kind": kind, "outcome": outcome}, count) for (kind, outcome), count in sorted(jobs.items())
        ])  # fmt: skip
        yield from _histogram(times)


def _histogram(times: Mapping[str, tuple[list[int], float]]) -> Iterator[str]:
    name = "keyroll_http_request_seconds"
    yield f"# HELP {name} seconds from a request to its response\n# TYPE {name} histogram\n"
    for route, (classes, seconds) in sorted(times.items()):
        so_far = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), classes, strict=True):
            so_far += count
            yield f"{name}_bucket{_labels({'route': route, 'le': bound})} {so_far}\n"
        yield f"{name}_sum{_labels({'route': route})} {seconds:.6f}\n{name}_count{_labels({'route': route})} {so_far}\n"


def _family(name: str, kind: str, about: str, samples: Iterable[tuple[dict[str, str], float]]) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        yield f"{name}{_labels(labels)} {value:.17g}\n"


def _labels(labels: Mapping[str, str]) -> str:
    escaped = {
        name: text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") for name, text in labels.items()
    }
    return "{" + ",".join(f'{name}="{text}"' for name, text in escaped.items()) + "}" if labels else ""


def _process(began: float) -> dict[tuple[str, str], float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        ("process_cpu_seconds_total", "processor time"): used.ru_utime + used.ru_stime,
        ("process_start_time_seconds", "start of the server, in seconds since 1970"): began,
        ("process_threads", "threads"): float(threading.active_count()),
    }
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        found["process_resident_memory_bytes", "resident memory"] = float(pages * os.sysconf("SC_PAGE_SIZE"))
        found["process_open_fds", "open files and connections"] = float(sum(1 for _ in Path("/proc/self/fd").iterdir()))
    except OSError:
        pass  # only Linux shows it
    return found


class CountedApplication:
    """An application whose requests are counted and logged."""

    def __init__(self, app: ASGIApp, measured: Measured, request_log: RequestLog | None = None) -> None:
        self._app, self._measured, self._log = app, measured, request_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, size = time.perf_counter(), 500, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        self._measured.running += 1
        try:
            await self._app(scope, receive, sending)
        finally:
            self._measured.running -= 1
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            seconds = time.perf_counter() - begun
            self._measured.request(route, scope["method"], status, seconds)
            if self._log is not None:
                self._log(route, scope["method"], status, seconds, size)
