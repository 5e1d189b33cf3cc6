"""Times all commands on a replayed company, from writing to status, as whole processes.

``python bench/whole_run.py --scale 0.05`` prints a Markdown table: wall and processor seconds, records a second of
processor time, and the peak memory of each command. ``--work FOLDER`` keeps exports and home; ``--only NAME`` repeats
one step there. ``--budget`` is the largest sum of wall seconds of sync and hunt, and the largest number of MB, of a
good run (exit 1 beyond it).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

KEYROLL = [sys.executable, "-c", "from keyroll.cli import main; main()"]
NOW = "2023-11-23T16:00:00Z"


@dataclass(frozen=True)
class Ran:
    """The cost of one command: wall and processor seconds, and its own peak memory in MB."""

    wall: float
    processor: float
    peak: float
    said: str


def step(arguments: list[str], allowed: tuple[int, ...]) -> Ran:
    """Run one command as a process of its own."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen([*KEYROLL, *arguments], stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if child.returncode not in allowed:
        raise SystemExit(f"{arguments} ended with {child.returncode}:\n{text}")
    return Ran(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text)


def steps(folder: Path, scale: str, seed: str) -> dict[str, tuple[list[str], tuple[int, ...]]]:
    """Return the commands in their order, with the exit codes that each may end with."""
    exports, home = folder / "exports", ["--home", f"{folder}/home", "--now", NOW]
    opened = ["--vendor", "Okta", "--from", "2023-09-28", "--to", "2023-10-18", "--policy", "exports"]
    write = ["replay", "thanksgiving", "--scale", scale, "--seed", seed, "--out", str(exports)]
    return {
        "write the exports": (write, (0,)),
        "sync": (["sync", "--from", str(exports), *home], (0,)),
        "sync again": (["sync", "--from", str(exports), *home], (0,)),
        "hunt": (["hunt", *home], (0,)),
        "incident open": (["incident", "open", "okta", *opened, *home], (12,)),
        "incident status": (["incident", "status", "okta", *home], (12,)),
    }


def run(folder: Path, scale: str, seed: str, only: str) -> dict[str, Ran]:
    """Run the commands, and print a line as each ends."""
    ran: dict[str, Ran] = {}
    print(f"| scale {scale} | wall s | processor s | records a processor second | peak MB |\n|---|---|---|---|---|")
    records = 0
    for name, (arguments, allowed) in steps(folder, scale, seed).items():
        if only and name != only:
            continue
        done = ran[name] = step(arguments, allowed)
        wrote = re.search(r"([\d,]+) records in", done.said)
        records = int(wrote[1].replace(",", "")) if wrote else records
        rate = f"{records / done.processor:,.0f}" if records and name in ("write the exports", "sync", "hunt") else ""
        print(f"| {name} | {done.wall:.1f} | {done.processor:.1f} | {rate} | {done.peak:.0f} |", flush=True)
    return ran


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scale", default="0.05")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--work", type=Path, help="keep exports and home there")
    parser.add_argument("--only", default="", help="one step alone, on the content of --work")
    parser.add_argument("--budget", nargs=2, type=float, metavar=("SECONDS", "MB"), help="sync and hunt together")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.work or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        ran = run(folder, chosen.scale, chosen.seed, chosen.only)
    judged = [ran[name] for name in ("sync", "hunt") if name in ran]
    wall, peak = sum(one.wall for one in judged), max((one.peak for one in judged), default=0.0)
    print(f"\nsync and hunt: {wall:.0f} s wall, {sum(one.processor for one in judged):.0f} s processor, {peak:.0f} MB")
    if chosen.budget and (wall > chosen.budget[0] or peak > chosen.budget[1]):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
