"""Kills the process of a test at one act on the ledger."""

import os
import signal

from sqlalchemy import event

from keyroll.store.ledger.ledger import Ledger


def kill_at(ledger: Ledger, point: int) -> None:
    """Kill this process before its ``point``-th statement or commit from now on."""
    left = [point]

    def act(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(ledger.engine, name, act)
