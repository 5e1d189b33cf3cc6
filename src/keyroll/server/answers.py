"""Answers of pages: worked out once for each state of the home, and shared by all who ask."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar, cast

from starlette.exceptions import HTTPException

from keyroll.errors import KeyrollError
from keyroll.server.page import Answered

T = TypeVar("T")
#: Answers that are kept, and for how many seconds: ages and due dates in them go with the clock.
_KEPT: Final = 256
_SECONDS: Final = 300.0
#: Questions that may be open at once, and how many are worked on.
_OPEN: Final = 32
_WORKERS: Final = 3
#: For how long one look at the state of the home counts, in seconds.
_LOOK: Final = 1.0


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that is being worked on, and for how many seconds."""

    seconds: float


@dataclass
class Answers:
    """Keeps answers by question while ``mark`` is the same. An answer is never of an earlier state than its question's.

    Errors of keyroll are answers, too, and are not kept.
    """

    mark: Callable[[], str]
    _kept: "OrderedDict[Hashable, tuple[str, float, Answered]]" = field(default_factory=OrderedDict)
    _open: dict[Hashable, tuple[float, "Future[Answered]"]] = field(default_factory=dict)
    #: Entered again where an answer is there before it is waited for.
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _turns: dict[Hashable, threading.Lock] = field(default_factory=dict)
    _seen: tuple[float, str] = (float("-inf"), "")

    def __post_init__(self) -> None:
        """Make the workers."""
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="page")

    def get(self, what: Hashable, make: Callable[[], object], wait: float, *, keep: bool = True) -> Answered | Pending:
        """Return an answer, or after ``wait`` seconds that it is pending. Raises KeyrollError, HTTPException (503)."""
        now, mark = time.monotonic(), self._state()
        question = (what, mark)
        with self._lock:
            kept = self._kept.get(what)
            if keep and kept and kept[0] == mark and now - kept[1] < _SECONDS:
                self._kept.move_to_end(what)
                return kept[2]
            began, pending = self._open.get(question, (now, None))
            if pending is None:
                if len(self._open) >= _OPEN:
                    raise HTTPException(503, "too many questions at once", {"Retry-After": "2"})
                pending = self._pool.submit(self._make, make)
                self._open[question] = (began, pending)
                pending.add_done_callback(lambda done: self._ended(question, done))
        try:
            return pending.result(wait)
        except Late:
            return Pending(time.monotonic() - began)

    def shared(self, what: Hashable, make: Callable[[], T]) -> T:
        """Return what several pages are made of: worked out once for each state of the home, in the caller's thread."""
        question = ("shared", what)
        with self._lock:
            turn = self._turns.setdefault(question, threading.Lock())
        with turn:
            mark = self._state()
            with self._lock:
                kept = self._kept.get(question)
            if kept and kept[0] == mark and time.monotonic() - kept[1] < _SECONDS:
                return cast("T", kept[2].data)
            value = make()
            with self._lock:
                self._keep(question, mark, Answered(value, datetime.now(UTC)))
            return value

    def _keep(self, what: Hashable, mark: str, answer: Answered) -> None:
        self._kept[what] = (mark, time.monotonic(), answer)
        self._kept.move_to_end(what)
        while len(self._kept) > _KEPT:
            self._turns.pop(self._kept.popitem(last=False)[0], None)

    def _make(self, make: Callable[[], object]) -> Answered:
        return Answered(make(), datetime.now(UTC))

    def _ended(self, question: tuple[Hashable, str], done: "Future[Answered]") -> None:
        with self._lock:
            self._open.pop(question, None)
            if not done.cancelled() and done.exception() is None:
                self._keep(question[0], question[1], done.result())

    def _state(self) -> str:
        at, mark = self._seen
        if time.monotonic() - at > _LOOK:
            try:
                mark = self.mark()
            except (OSError, KeyrollError):
                mark = f"unknown at {time.monotonic()}"
            self._seen = (time.monotonic(), mark)
        return mark

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
