"""The right to write: one holder per name, with a fencing number that only rises.

A lease is about running processes, so it uses the machine's clock, also in a home with a fixed clock. The fence,
checked inside each transaction, keeps a late writer out; the clock only says when to check again.
"""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, Engine, Row, select, update

from keyroll.clock import Clock, SystemClock, iso
from keyroll.errors import Busy, KeyrollError, LeaseLost
from keyroll.store.ledger.engine import read, write
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.tables import leases
from keyroll.store.ledger.types import altered

#: The lease of all writes to a home.
WRITER: Final = "writer"
#: Provides a connection in a write transaction.
Writing = Callable[[], AbstractContextManager[Connection]]
#: A failed renewal is tried again after this part of the usual pause.
_SOONER: Final = 10
_LOCAL: Final = re.compile(r"pid (?P<pid>\d+) on (?P<host>\S+)(?:: .*)?", re.DOTALL)


class Lease:
    """The right to write, held for a while; made by :func:`hold`."""

    __slots__ = ("_clock", "_renewed_at", "_writing", "fence", "holder", "life", "name")

    def __init__(
        self, writing: Writing, name: str, holder: str, fence: int, clock: Clock, life: timedelta, since: datetime
    ) -> None:
        self.name, self.holder, self.fence = name, holder, fence
        self.life = life
        self._writing, self._clock, self._renewed_at = writing, clock, since

    def renew(self) -> None:
        """Extend the lease by its full length from now. Raises LeaseLost."""
        now = self._clock.now()
        ours = leases.c.name == self.name, leases.c.fence == self.fence, leases.c.holder != ""
        with self._writing() as connection:
            done = connection.execute(update(leases).where(*ours).values(expires_at=now + self.life))
            if done.rowcount != 1:
                raise self._lost()
        self._renewed_at = now

    def check(self) -> None:
        """Renew when a third of the time is gone; long work calls it often. Raises LeaseLost.

        Call it between transactions: on SQLite it would wait for an open one.
        """
        if self._clock.now() - self._renewed_at >= self.life / 3:
            self.renew()

    def guard(self, connection: Connection) -> None:
        """Ensure that a write transaction commits only while this process has the lease. Raises LeaseLost."""
        # The row lock delays a takeover until this transaction ends (SQLite has one writer at a time anyway).
        query = select(leases.c.fence).where(leases.c.name == self.name, leases.c.holder != "")
        if connection.execute(query.with_for_update()).scalar() != self.fence:
            raise self._lost()

    def release(self) -> None:
        """Free the lease, if this process still has it; the fence stays, so that the next one is higher."""
        ours = leases.c.name == self.name, leases.c.fence == self.fence
        with self._writing() as connection:
            connection.execute(update(leases).where(*ours).values(holder="", expires_at=self._clock.now()))

    def _lost(self) -> LeaseLost:
        return LeaseLost(
            f"the lease {self.name!r} of {self.holder} ran out and another process took over",
            hint="run the command again: committed work stays, and the rest is done again",
        )


def this_process(doing: str) -> str:
    """Return the text that names this process as a holder: ``pid 123 on host: sync``."""
    return f"pid {os.getpid()} on {socket.gethostname()}: {doing}"


@contextmanager
def hold(
    engine: Engine,
    name: str = WRITER,
    *,
    holder: str,
    clock: Clock | None = None,
    seconds: float = 60,
    writing: Writing | None = None,
) -> Iterator[Lease]:
    """Hold a lease for a ``with`` block, renewed in the background. Raises Busy, which names the holder and its start.

    A lease is taken over if it expired, or if its holder was a process of this machine that is gone. It also expires if
    its process stops for that length: it is suspended, or gets no time from the machine.
    """
    lease = acquire(engine, name, holder=holder, clock=clock, seconds=seconds, writing=writing)
    try:
        with kept([lease]):
            yield lease
    except BaseException:
        # A lease that cannot be freed expires; that error must not hide the one that ended the work.
        with suppress(KeyrollError):
            lease.release()
        raise
    lease.release()


@contextmanager
def kept(leases: Sequence[Lease]) -> Iterator[None]:
    """Renew leases in the background during the block; a lost lease stays lost."""
    if not leases:
        yield
        return
    over, left = threading.Event(), list(leases)
    third = min(one.life.total_seconds() for one in leases) / 3

    def renew() -> None:
        pause = third
        while left and not over.wait(pause):
            pause = third
            for one in left.copy():
                try:
                    one.renew()
                except LeaseLost:
                    left.remove(one)
                except Exception:  # noqa: BLE001 - the ledger is busy, or away for a while: it is tried again soon
                    pause = third / _SOONER

    beat = threading.Thread(target=renew, name="leases", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()


def acquire(
    engine: Engine,
    name: str = WRITER,
    *,
    holder: str,
    clock: Clock | None = None,
    seconds: float = 60,
    writing: Writing | None = None,
) -> Lease:
    """Take a lease that the caller must release; ``writing`` provides the connection of its writes. Raises Busy."""
    if not holder or seconds <= 0:
        raise ValueError("a lease needs a holder and a length")
    clock, writing = clock or SystemClock(), writing or partial(write, engine)
    life, now = timedelta(seconds=seconds), clock.now()
    _refuse_if_taken(engine, name, now)
    free = {"name": name, "holder": "", "fence": 0, "acquired_at": now, "expires_at": now}
    with writing() as connection:
        insert_new(connection, leases, [free])
        row = connection.execute(select(leases).where(leases.c.name == name).with_for_update()).first()
        if row is None:
            raise altered(f"the row of the lease {name!r} is gone")
        # Read again under the lock, with the current time: the wait for the lock may have been long.
        now = clock.now()
        _refuse(row, now)
        fence = int(row.fence) + 1
        taken = {"holder": holder, "fence": fence, "acquired_at": now, "expires_at": now + life}
        connection.execute(update(leases).where(leases.c.name == name).values(**taken))
    return Lease(writing, name, holder, fence, clock, life, now)


def _refuse_if_taken(engine: Engine, name: str, now: datetime) -> None:
    # Reading does not wait: a caller of a busy home gets the error at once, not after a long write.
    with read(engine) as connection:
        row = connection.execute(select(leases).where(leases.c.name == name)).first()
    if row is not None:
        _refuse(row, now)


def _refuse(row: Row[tuple[str, str, int, datetime, datetime]], now: datetime) -> None:
    if row.holder and row.expires_at > now and not _is_gone(row.holder):
        raise Busy(
            f"{row.holder} has been writing to this home since {iso(row.acquired_at)}",
            hint="wait for it, or stop that process and run the command again",
        )


def _is_gone(holder: str) -> bool:
    """Return whether the holder was a process of this machine that has ended."""
    match = _LOCAL.fullmatch(holder)
    # Outside of POSIX, signal 0 is not only a check.
    if match is None or match["host"] != socket.gethostname() or os.name != "posix":
        return False
    try:
        os.kill(int(match["pid"]), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False  # it is running, as another user
    return False
