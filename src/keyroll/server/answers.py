"""Answers of pages: computed once for each state of their inputs, and shared by all requests."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, TypeVar, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from keyroll.errors import KeyrollError
from keyroll.server.leaving import PAGES
from keyroll.server.page import Answered

T = TypeVar("T")
#: The number of kept answers, and their seconds: ages and due dates in them change with the clock.
_KEPT: Final = 512
_SECONDS: Final = 300.0
#: The seconds for which an earlier answer may be shown while the current one is computed; it is marked as older.
_EARLIER: Final = 3600.0
#: The most questions that may be open at once, and the number that are computed at once.
_OPEN: Final = 64
_WORKERS: Final = 4
#: The seconds for which one reading of the home's state is used.
_LOOK: Final = 1.0
EVERYTHING: Final = frozenset[str]()
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Pending:
    """A question in computation: its seconds so far, its current step, and the seconds that it took before."""

    seconds: float
    doing: str = ""
    usual: float | None = None


@dataclass(slots=True)
class _Open:
    """A question in computation, and its current step."""

    began: float
    future: "Future[Answered]" = field(default_factory=Future)
    doing: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A request that waits for a question: ``before`` may be used instead; ``older``: it is of an earlier state."""

    one: _Open
    what: Hashable
    before: tuple[str, float, Answered] | None
    older: bool

    def there(self, answer: Answered) -> Answered:
        """Pass the answer to the waiting request."""
        return replace(answer, earlier=self.older)


@dataclass
class Answers:
    """Keeps answers by question while ``marks`` of their areas are the same; no named area means all of them.

    An answer describes the state at its question or a later one, unless the caller accepts an ``earlier`` one. Errors
    of keyroll are answers, too, and are not kept. If the home's clock is fixed, ``ages`` is False: no answer becomes
    outdated then.
    """

    marks: Callable[[], Mapping[str, str]]
    ages: bool = True
    _kept: "OrderedDict[Hashable, tuple[str, float, Answered]]" = field(default_factory=OrderedDict)
    _open: dict[tuple[Hashable, str], _Open] = field(default_factory=dict)
    #: Locked again when an answer exists before it is awaited.
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _turns: dict[Hashable, threading.Lock] = field(default_factory=dict)
    _took: dict[Hashable, float] = field(default_factory=dict)
    _seen: tuple[float, Mapping[str, str]] = field(default_factory=lambda: (float("-inf"), {}))
    #: One thread reads the state at a time; the others use its result.
    _looking: threading.Lock = field(default_factory=threading.Lock)
    #: The number of requests for a new reading.
    _looks: int = 0
    #: The question of a thread.
    _mine: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        """Start the workers."""
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix=PAGES)

    def get(
        self,
        what: Hashable,
        make: Callable[[], object],
        wait: float,
        *,
        keep: bool = True,
        areas: Collection[str] = EVERYTHING,
        earlier: bool = False,
    ) -> Answered | Pending:
        """Return an answer, or after ``wait`` seconds that it is pending. Raises KeyrollError, HTTPException (503).

        With ``earlier`` the answer of an earlier state replaces a pending one, and is marked as such.
        """
        asked = self._asked(what, make, keep=keep, areas=areas, earlier=earlier)
        if isinstance(asked, Answered):
            return asked
        try:
            return asked.there(asked.one.future.result(wait))
        except Late:
            return self._late(asked)

    async def ask(
        self,
        what: Hashable,
        make: Callable[[], object],
        wait: float,
        *,
        keep: bool = True,
        areas: Collection[str] = EVERYTHING,
        earlier: bool = False,
    ) -> Answered | Pending:
        """Return the result of ``get``; no thread is blocked while it waits, and none is used for a kept answer.

        Raises KeyrollError, HTTPException (503).
        """
        await self.looked()
        asked = self._asked(what, make, keep=keep, areas=areas, earlier=earlier)
        if isinstance(asked, Answered):
            return asked
        waited = asyncio.wrap_future(asked.one.future)
        # A caller that stopped waiting does not need the error, and the server's output must not call it lost.
        waited.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return asked.there(await asyncio.wait_for(asyncio.shield(waited), wait))
        except TimeoutError:
            return self._late(asked)

    def _asked(
        self, what: Hashable, make: Callable[[], object], *, keep: bool, areas: Collection[str], earlier: bool
    ) -> "Answered | _Waiting":
        """Return a kept answer, or its computation, started if necessary. Raises HTTPException (503)."""
        mark = self._mark(areas)
        with self._lock:
            kept = self._kept.get(what)
            if keep and kept and self._good(kept, mark):
                self._kept.move_to_end(what)
                return kept[2]
            question = self._running(what) if earlier else None
            question = question or (what, mark)
            before = kept if keep and earlier else None
            return _Waiting(self._begun(question, make), what, before, older=question[1] != mark)

    def _late(self, asked: "_Waiting") -> Answered | Pending:
        """Return the replacement for an answer that does not exist yet."""
        if asked.before and time.monotonic() - asked.before[1] < _EARLIER:
            return replace(asked.before[2], earlier=True)
        return Pending(time.monotonic() - asked.one.began, asked.one.doing, self._took.get(asked.what))

    def _running(self, what: Hashable) -> tuple[Hashable, str] | None:
        """Return the running question of the same subject, of any state."""
        return next((one for one in self._open if one[0] == what), None)

    def _begun(self, question: tuple[Hashable, str], make: Callable[[], object]) -> _Open:
        """Return the computation of a question, started by its first caller. Raises HTTPException (503)."""
        one = self._open.get(question)
        if one is None:
            if len(self._open) >= _OPEN:
                raise HTTPException(503, "too many questions at once", {"Retry-After": "2"})
            one = self._open[question] = _Open(time.monotonic())
            one.future = self._pool.submit(self._make, one, make)
            one.future.add_done_callback(lambda done: self._ended(question, done))
        return one

    def shared(
        self, what: Hashable, make: Callable[[], T], *, areas: Collection[str] = EVERYTHING, doing: str = ""
    ) -> T:
        """Return data that several pages use: computed once for each state, in the caller's thread."""
        question = ("shared", what)
        with self._lock:
            turn = self._turns.setdefault(question, threading.Lock())
        self._say(doing)
        with turn:
            mark = self._mark(areas)
            with self._lock:
                kept = self._kept.get(question)
            if kept and self._good(kept, mark):
                return cast("T", kept[2].data)
            value = make()
            with self._lock:
                self._keep(question, mark, Answered(value, datetime.now(UTC)))
            return value

    def _say(self, doing: str) -> None:
        mine = getattr(self._mine, "question", None)
        if doing and isinstance(mine, _Open):
            mine.doing = doing

    def _good(self, kept: tuple[str, float, Answered], mark: str) -> bool:
        return kept[0] == mark and not (self.ages and time.monotonic() - kept[1] >= _SECONDS)

    def _keep(self, what: Hashable, mark: str, answer: Answered) -> None:
        self._kept[what] = (mark, time.monotonic(), answer)
        self._kept.move_to_end(what)
        # Shared data takes longest to compute: it is dropped last.
        while len(self._kept) > _KEPT:
            oldest = next((one for one in self._kept if not _is_shared(one)), next(iter(self._kept)))
            self._turns.pop(oldest, None)
            del self._kept[oldest]

    def _make(self, one: _Open, make: Callable[[], object]) -> Answered:
        self._mine.question = one
        try:
            return Answered(make(), datetime.now(UTC))
        finally:
            self._mine.question = None

    def _ended(self, question: tuple[Hashable, str], done: "Future[Answered]") -> None:
        with self._lock:
            one = self._open.pop(question, None)
            if not done.cancelled() and done.exception() is None:
                self._keep(question[0], question[1], done.result())
                if one is not None:
                    self._took[question[0]] = time.monotonic() - one.began
                while len(self._took) > _KEPT:
                    del self._took[next(iter(self._took))]

    def _mark(self, areas: Collection[str]) -> str:
        marks = self._marks()
        # A state that cannot be read changes the marks of all areas.
        wanted = {area for area in marks if not areas or area in areas or area == _UNKNOWN}
        return " ".join(f"{area}={marks[area]}" for area in sorted(wanted))

    def _marks(self) -> Mapping[str, str]:
        """Return the marks of the last reading; the state is read again if that is too old."""
        at, marks = self._seen
        if time.monotonic() - at <= _LOOK:
            return marks
        with self._looking:
            at, marks = self._seen
            if time.monotonic() - at > _LOOK:
                asked = self._looks
                try:
                    marks = self.marks()
                except (OSError, KeyrollError):
                    marks = {_UNKNOWN: str(time.monotonic())}
                # Somebody changed something meanwhile: this reading may be of the state before.
                self._seen = (time.monotonic() if asked == self._looks else float("-inf"), marks)
            return marks

    async def looked(self) -> None:
        """Read the state again if the last reading is too old, in a thread: it reads the store."""
        if time.monotonic() - self._seen[0] > _LOOK:
            await run_in_threadpool(self._marks)

    def state(self) -> str:
        """Return a text that changes whenever any input of an answer has changed."""
        return self._mark(EVERYTHING)

    def look(self) -> None:
        """Read the state of the home again before the next answer."""
        self._looks += 1
        self._seen = (float("-inf"), {})

    def close(self) -> None:
        """Start no further computation."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _is_shared(what: Hashable) -> bool:
    return isinstance(what, tuple) and what[:1] == ("shared",)
