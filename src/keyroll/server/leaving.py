"""Ends a server without waiting for threads that still compute pages."""

import os
import sys
import threading
import time
from typing import Final

#: The names of the threads of the two pools.
PAGES: Final = "page"
READS: Final = "read"


def leave(code: int, seconds: float = 2.0) -> int:
    """Return the exit code; end the process with it if threads still run after a number of seconds.

    The interpreter waits for all threads of pools. A page of a large home can take minutes, and nobody waits for it any
    more. Jobs are not affected: their threads have ended before.
    """
    until = time.monotonic() + seconds
    others = [one for one in threading.enumerate() if one.name.startswith((f"{PAGES}_", f"{READS}_"))]
    for one in others:
        one.join(max(0.0, until - time.monotonic()))
    if any(one.is_alive() for one in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
