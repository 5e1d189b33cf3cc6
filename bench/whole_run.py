"""Times a replayed company from writing to status, as whole processes: ``python bench/whole_run.py --scale 0.05``.

Prints a Markdown table: seconds of wall and processor, records a second, peak memory of each step.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KEYROLL = [sys.executable, "-c", "from keyroll.cli import main; main()"]


def step(arguments: list[str], allowed: tuple[int, ...] = (0,)) -> tuple[float, float, float]:
    """Run one command; return wall seconds, processor seconds, and the peak memory of all children so far in MB."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*KEYROLL, *arguments], capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in allowed:
        raise SystemExit(f"{arguments} ended with {done.returncode}:\n{done.stderr}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, after.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="0.05")
    parser.add_argument("--seed", default="1")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        exports, home = Path(folder) / "exports", ["--home", f"{folder}/home", "--now", "2023-11-23T16:00:00Z"]
        opened = ["--vendor", "Okta", "--from", "2023-09-28", "--to", "2023-10-18", "--policy", "exports"]
        steps = {
            "write the exports": (
                ["replay", "thanksgiving", "--scale", chosen.scale, "--seed", chosen.seed, "--out", str(exports)],
                (0,),
            ),
            "sync": (["sync", "--from", str(exports), *home], (0,)),
            "sync again": (["sync", "--from", str(exports), *home], (0,)),
            "hunt": (["hunt", *home], (0,)),
            "incident open": (["incident", "open", "okta", *opened, *home], (12,)),
            "incident status": (["incident", "status", "okta", *home], (12,)),
        }
        print(f"| scale {chosen.scale} | wall s | processor s | peak MB so far |\n|---|---|---|---|")
        for name, (arguments, allowed) in steps.items():
            wall, used, peak = step(arguments, allowed)
            print(f"| {name} | {wall:.1f} | {used:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
