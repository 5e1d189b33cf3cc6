"""Visits the credentials of a plan, some at once, and each again when it is due. A waiting credential takes no thread.

With a thread for each wait, a few credentials that wait for a person or for the end of a lockout would block the
others.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent import futures
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from heapq import heappop, heappush
from itertools import chain, zip_longest
from queue import Empty, SimpleQueue

from keyroll.clock import WaitingClock
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import PlanItem

#: The number of credentials that are changed at the same time.
AT_ONCE = 16


def spread(items: Iterable[PlanItem]) -> list[PlanItem]:
    """Return credentials in an order that separates those of one place: each place has its own limit."""
    by: dict[str, list[PlanItem]] = {}
    for item in items:
        by.setdefault(item.at[0], []).append(item)
    return [item for item in chain.from_iterable(zip_longest(*by.values())) if item is not None]


def visited(items: Iterable[PlanItem], visit: Callable[[PlanItem], Stand], clock: WaitingClock | None) -> list[Stand]:
    """Visit each credential; with a clock again and again, while a visit returns a time to go on.

    Returns the position of each, in the order of the credentials. An exception of a visit ends the run: no other visit
    begins.
    """
    items, stands = list(items), dict[str, Stand]()
    queue, running = _Queue(deque(spread(items)), clock), 0
    ended = SimpleQueue[tuple[PlanItem, futures.Future[Stand]]]()
    pool = futures.ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rotate")
    try:
        while running or queue.left():
            while running < AT_ONCE and (item := queue.next()) is not None:
                pool.submit(visit, item).add_done_callback(partial(_put, ended, item))
                running += 1
            if not running:
                queue.wait()
                continue
            try:
                # With all threads busy, what is due cannot begin: only the end of a visit changes that.
                item, done = ended.get(timeout=queue.seconds() if running < AT_ONCE else None)
            except Empty:
                continue
            running -= 1
            stand = stands[item.identifier] = done.result()
            queue.later(item, stand)
    finally:
        pool.shutdown(cancel_futures=True)
    return [stands[item.identifier] for item in items]


def _put(
    ended: SimpleQueue[tuple[PlanItem, futures.Future[Stand]]], item: PlanItem, done: futures.Future[Stand]
) -> None:
    ended.put((item, done))


@dataclass(slots=True)
class _Queue:
    """Holds which credential is next: new credentials and credentials that are due again take turns.

    If due credentials came first, many that wait for a person would block the others. If they came last, none would end
    before the last credential has begun.
    """

    new: deque[PlanItem]
    clock: WaitingClock | None
    due: deque[PlanItem] = field(default_factory=deque)
    waiting: list[tuple[datetime, str, PlanItem]] = field(default_factory=list)
    new_next: bool = True

    def left(self) -> bool:
        """Return whether a credential will be visited again."""
        return bool(self.new or self.due or self.waiting)

    def next(self) -> PlanItem | None:
        """Take the next credential that can be visited now, if there is one."""
        while self.clock is not None and self.waiting and self.waiting[0][0] <= self.clock.now():
            self.due.append(heappop(self.waiting)[2])
        new = bool(self.new) and (self.new_next or not self.due)
        self.new_next = not new
        return self.new.popleft() if new else self.due.popleft() if self.due else None

    def later(self, item: PlanItem, stand: Stand) -> None:
        """Put a credential back with the time at which it goes on."""
        if self.clock is not None and stand.due_at is not None:
            heappush(self.waiting, (stand.due_at, item.identifier, item))

    def wait(self) -> None:
        """Wait until a credential is due, while none is visited."""
        if self.clock is not None and self.waiting:
            self.clock.wait_until(self.waiting[0][0])

    def seconds(self) -> float | None:
        """Return the time until a waiting credential is due, or None if none waits."""
        if self.clock is None or not self.waiting:
            return None
        return max(0.0, (self.waiting[0][0] - self.clock.now()).total_seconds())
