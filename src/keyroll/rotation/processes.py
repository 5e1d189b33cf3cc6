"""When a process of this machine started, from the kernel's table of processes."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: The field of ``/proc/PID/stat`` with the start in clock ticks since boot, counted from the state (proc_pid_stat(5)).
_START = 19


def started(pid_file: Path) -> datetime | None:
    """Return when the process whose id stands in a file started; None where there is none, or no such table."""
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        boot = next(
            line.split()[1]
            for line in Path("/proc/stat").read_text(encoding="ascii").splitlines()
            if line[:6] == "btime "
        )
        ticks = int(fields[_START])
    except (OSError, ValueError, IndexError, StopIteration):
        return None
    # The time of boot has whole seconds, rounded down: a start is never made later than it was by this.
    return datetime.fromtimestamp(int(boot), UTC) + timedelta(seconds=ticks / os.sysconf("SC_CLK_TCK"))
