"""Reads the start of a process of this machine from the kernel's table of processes."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: The kernel rounds the start of a process down by up to this many seconds. A process that starts sooner than that
#: after its place was written seems older than the value that it read.
TICK = 1 / (os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100)
#: The field of ``/proc/PID/stat`` with the start in clock ticks since boot, counted from the state (proc_pid_stat(5)).
_START = 19


def started(pid_file: Path) -> datetime | None:
    """Return when the process whose id is in a file started, or None if there is no such process or table."""
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        ticks = int(fields[_START])
    except (OSError, ValueError, IndexError):
        return None
    # The time of boot in ``/proc/stat`` has whole seconds. A process that its delivery restarted would seem older than
    # the value. The clock is read first, so that the computed start is never later than the real one.
    now = datetime.now(UTC)
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks * TICK
    return now - timedelta(seconds=age)
