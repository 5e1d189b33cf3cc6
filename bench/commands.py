"""Measures the processor time of each read-only command: every list, the status of an incident, --help and --version.

``python bench/commands.py HOME`` runs each command three times as its own process, on a home that was synced and
hunted. It prints the median of user and system time together as a table. docs/performance.md has the goals.
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

LIST, STATUS, START = 0.6, 1.0, 0.15
RUN = "from keyroll.cli import main; main()"


def kinds() -> list[str]:
    """Return the names of all lists."""
    from keyroll.api import LISTS

    return list(LISTS)


def seconds(*arguments: str) -> float:
    """Return the processor time of one command, user and system."""
    command = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(status)
    if command.returncode not in (0, 12):  # 12: an incident with an unproven credential
        raise SystemExit(f"{' '.join(arguments)} ended with {command.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure, and print one line a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--incident", default="okta-2023")
    parser.add_argument("--only", default="", help="kinds of lists, separated by commas")
    given = parser.parse_args()
    home = ("--home", str(given.home))
    lists: list[tuple[str, tuple[str, ...], float]] = [
        (f"list {kind}", ("list", kind, *home), LIST) for kind in given.only.split(",") if kind
    ] or [
        *((f"list {kind}", ("list", kind, *home), LIST) for kind in kinds()),
        (f"incident status {given.incident}", ("incident", "status", given.incident, *home), STATUS),
        ("--help", ("--help",), START),
        ("--version", ("--version",), START),
    ]
    print("| command | goal | median s | runs |\n|---|---|---|---|")
    for name, arguments, goal in lists:
        took = [seconds(*arguments) for _ in range(given.runs)]
        median = statistics.median(took)
        over = "" if median < goal else " **over**"
        runs = ", ".join(f"{one:.2f}" for one in took)
        print(f"| `{name}` | {goal:.2f} | {median:.2f}{over} | {runs} |", flush=True)


if __name__ == "__main__":
    main()
