"""The end of a server whose threads still work out pages: it does not wait for them."""

import os
import sys
import threading
import time
from typing import Final

#: What the threads of the two pools are called.
PAGES: Final = "page"
READS: Final = "read"


def leave(code: int, seconds: float = 2.0) -> int:
    """Return the exit code; end the process with it where threads go on after so many seconds.

    The interpreter waits for all threads of pools, a page of a large home can take minutes, and nobody is there to see
    it. Jobs are not concerned: their threads have ended before.
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
