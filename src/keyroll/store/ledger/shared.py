"""Commits that several threads share: each block of writes is separate, and the wait for the disk happens once.

A commit waits for the disk. If many threads each commit a row or two, that wait is most of the time. Here their blocks
run one after the other in one transaction, each behind a savepoint. A failed block is undone alone. No block returns
before the commit that holds it.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, Engine

from keyroll.errors import Busy
from keyroll.store.ledger.engine import PATIENCE_SECONDS, explained, write

#: The most blocks of one commit, and the seconds after which a commit takes no further block.
MOST: Final = 64
LONGEST: Final = 0.25


@dataclass(slots=True)
class _Batch:
    """One open transaction: its last writer commits it."""

    transaction: AbstractContextManager[Connection]
    connection: Connection
    since: float = field(default_factory=time.monotonic)
    blocks: int = 0
    failed: BaseException | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def broken(self) -> bool:
        """Return whether the database itself ended the transaction, as SQLite does if the disk is full."""
        driver = self.connection.connection.driver_connection
        return isinstance(driver, sqlite3.Connection) and not driver.in_transaction


class SharedCommits:
    """Provides one connection to one thread after the other. Safe to share among threads.

    PostgreSQL itself commits for several connections at once: there each block has its own transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False
        self._owner = 0
        self._batch: _Batch | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Provide a connection in a write transaction; the end of the block commits its writes. Raises Busy."""
        if self._engine.dialect.name != "sqlite":
            with write(self._engine) as connection:
                yield connection
            return
        self._take_turn()
        try:
            if self._batch is None:
                transaction = write(self._engine)
                self._batch = _Batch(transaction, transaction.__enter__())
        except BaseException:
            self._pass_on()
            raise
        batch, failed = self._batch, None
        try:
            with explained(self._engine), batch.connection.begin_nested():
                yield batch.connection
        except BaseException as error:  # noqa: BLE001 - raised again below, once the others are committed
            failed = error
            batch.failed = error if batch.broken() else None
        batch.blocks += 1
        self._leave()
        batch.over.wait()
        if failed or batch.failed:
            raise failed or batch.failed or AssertionError

    def _take_turn(self) -> None:
        mine = threading.Event()
        with self._lock:
            if self._owner == threading.get_ident():
                raise RuntimeError("a thread cannot begin a write inside of another one")
            if not self._taken:
                self._taken, self._owner = True, threading.get_ident()
                return
            self._waiting.append(mine)
        try:
            came = mine.wait(PATIENCE_SECONDS)
        except BaseException:  # a person interrupts: the turn must pass to the next thread
            if not self._gives_up(mine):
                self._leave()
            raise
        if not came and self._gives_up(mine):
            raise Busy(
                f"other work of this process has been writing for {PATIENCE_SECONDS} s",
                hint="wait for it to finish, then run the command again",
            )
        self._owner = threading.get_ident()

    def _gives_up(self, mine: threading.Event) -> bool:
        """Leave the queue; return True if the turn of this thread had not come yet."""
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return True
            return False

    def _leave(self) -> None:
        """Let the next thread add to the commit; commit if none waits or the time is over."""
        batch = self._batch
        if batch is not None:
            with self._lock:
                more = bool(self._waiting)
            full = batch.blocks >= MOST or time.monotonic() - batch.since > LONGEST
            if batch.failed or full or not more:
                self._commit(batch)
        self._pass_on()

    def _commit(self, batch: _Batch) -> None:
        try:
            if batch.failed is None:
                batch.transaction.__exit__(None, None, None)
            else:
                batch.transaction.__exit__(type(batch.failed), batch.failed, batch.failed.__traceback__)
        except BaseException as error:  # noqa: BLE001 - each of the threads raises it
            batch.failed = batch.failed or error
        finally:
            self._batch = None
            batch.over.set()

    def _pass_on(self) -> None:
        with self._lock:
            self._owner = 0
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
