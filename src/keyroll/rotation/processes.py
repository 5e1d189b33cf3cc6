"""When a process of this machine started, from the kernel's table of processes."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Seconds to which the kernel rounds the start of a process down. One that is started sooner than that after its place
#: was written seems to be older than what it read.
TICK = 1 / (os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100)
#: The field of ``/proc/PID/stat`` with the start in clock ticks since boot, counted from the state (proc_pid_stat(5)).
_START = 19


def started(pid_file: Path) -> datetime | None:
    """Return when the process whose id is in a file started; None if there is none, or no such table."""
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        ticks = int(fields[_START])
    except (OSError, ValueError, IndexError):
        return None
    # Time of boot in ``/proc/stat`` has whole seconds: a process that its delivery started anew would seem to be older
    # than the value. The clock is read first, so that a start is never made later than it was.
    now = datetime.now(UTC)
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks * TICK
    return now - timedelta(seconds=age)
