"""Visits the credentials of a plan: some at once, and each again when it is due. What waits takes no thread.

With a thread for each wait, a few credentials that wait for a person or for the end of a lockout hold up all others.
"""

from collections.abc import Callable, Iterable
from concurrent import futures
from datetime import datetime
from heapq import heappop, heappush
from itertools import chain, zip_longest

from keyroll.clock import WaitingClock
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import PlanItem

#: Credentials that are changed at the same time.
AT_ONCE = 16


def spread(items: Iterable[PlanItem]) -> list[PlanItem]:
    """Return credentials so that those of one place do not follow each other: each place has a limit of its own."""
    by: dict[str, list[PlanItem]] = {}
    for item in items:
        by.setdefault(item.at[0], []).append(item)
    return [item for item in chain.from_iterable(zip_longest(*by.values())) if item is not None]


def visited(items: Iterable[PlanItem], visit: Callable[[PlanItem], Stand], clock: WaitingClock | None) -> list[Stand]:
    """Visit each credential; with a clock again and again, as long as a visit says when to go on.

    Returns where each stands, in the order of the credentials. What a visit raises ends all: others begin no more.
    """
    items, stands = list(items), dict[str, Stand]()
    waiting: list[tuple[datetime, str, PlanItem]] = []
    pool = futures.ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rotate")
    try:
        running = {pool.submit(visit, item): item for item in spread(items)}
        while running or waiting:
            if clock is not None and waiting and not running:
                clock.wait_until(waiting[0][0])
            while clock is not None and waiting and waiting[0][0] <= clock.now():
                _, _, item = heappop(waiting)
                running[pool.submit(visit, item)] = item
            for done in _ended(running, waiting[0][0] if waiting else None, clock):
                item = running.pop(done)
                stand = stands[item.identifier] = done.result()
                if clock is not None and stand.due_at is not None:
                    heappush(waiting, (stand.due_at, item.identifier, item))
    finally:
        pool.shutdown(cancel_futures=True)
    return [stands[item.identifier] for item in items]


def _ended(
    running: Iterable[futures.Future[Stand]], due: datetime | None, clock: WaitingClock | None
) -> set[futures.Future[Stand]]:
    """Return visits that have ended; none where another credential is due before one does."""
    seconds = max(0.0, (due - clock.now()).total_seconds()) if due is not None and clock is not None else None
    return futures.wait(running, timeout=seconds, return_when=futures.FIRST_COMPLETED).done
