"""Times intake, rules and behaviours against a bare copy and another engine; prints Markdown.

python bench/intake.py [--events 600000] [--files 8] [--runs 5] [--tenzir BIN/tenzir] [--forms] [--astray 0.02]
    [--work FOLDER]

The input is generated CloudTrail events (``trail.py``) whose cardinality grows with their number, and 57 rules in
SigmaHQ's format. Each variant is its own process on the same files, in turn; the figures are the median of the runs:

- keyroll: ``hunt --log aws.cloudtrail --rules``, one command: raw kept, native Parquet, each record once, the
  inventory, rules, behaviours, findings; and the same in two, ``sync --log`` and ``hunt``;
- B: the engine's bare ``COPY (declared columns)`` to zstd Parquet, insertion order off;
- Tenzir's ``sigma`` operator (with --tenzir: a program of its own, pip install tenzir), which writes nothing.

``--astray 1`` gives each act any address of the organisation. Nearly each event is then a new pair of a principal and a
network. No organisation has that, and it costs a hunt most.

Processor seconds are of all threads. Compare them if others use the machine; wall seconds are then not comparable. With
--forms the same events also come as ``{"Records":[…]}``, gzip and zstd, 2,000 records a file as vendors deliver them,
and as plain lines of the same size.
"""

import argparse
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import zstandard

from keyroll.providers.aws.logs import CLOUDTRAIL
from trail import write_lines, write_rules

BARE = """
import sys, duckdb
files, columns, to = sys.argv[1].split("|"), sys.argv[2], sys.argv[3]
run = duckdb.connect()
run.execute("SET TimeZone='UTC'; SET preserve_insertion_order=false; SET memory_limit='1GB'")
run.execute(f"COPY (SELECT * FROM read_json({files}, format='newline_delimited', ignore_errors=true, "
            f"columns={columns})) TO '{to}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a process: wall and processor seconds, and its peak memory in MB."""

    wall: float
    processor: float
    memory: float


def process(*command: str, codes: tuple[int, ...] = (0,)) -> Cost:
    """Run a process to its end; its exit code must be one of some codes."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in codes:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {child.returncode}: {said.read()[-2000:].decode()}")
    return Cost(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


BEGIN = (sys.executable, "-c", "import keyroll.cli; keyroll.cli.main()")


def sync(work: Path, lines: Path) -> Cost:
    """Read files into a new home."""
    shutil.rmtree(work / "home", ignore_errors=True)
    return process(*BEGIN, "sync", "--home", str(work / "home"), "--log", "aws.cloudtrail", str(lines))


def hunt(work: Path, rules: Path, lines: Path | None = None) -> Cost:
    """Hunt in that home with the rules of a folder, or in a new home that reads files first."""
    if lines:
        shutil.rmtree(work / "home", ignore_errors=True)
    brought = ("--log", "aws.cloudtrail", str(lines)) if lines else ()
    return process(*BEGIN, "hunt", "--home", str(work / "home"), "--rules", str(rules), *brought)


def bare(work: Path, files: list[Path]) -> Cost:
    columns = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in CLOUDTRAIL.columns.items()) + "}"
    return process(sys.executable, "-c", BARE, "|".join(map(str, files)), columns, str(work / "bare.parquet"))


def tenzir(program: str, lines: Path, rules: Path) -> Cost:
    return process(program, f'from_file "{lines}/*.ndjson" {{ read_ndjson }} | sigma path="{rules}" | write_ndjson')


def median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(one, name) for one in costs) for name in ("wall", "processor", "memory")))


def shown(name: str, events: int, cost: Cost, base: Cost) -> str:
    each = 1e6 / events
    return (
        f"| {name} | {cost.wall:.1f} | {events / cost.wall / 1000:.0f} | {cost.processor:.1f} | "
        f"{cost.processor * each:.1f} | {cost.wall / base.wall:.2f} | {cost.processor / base.processor:.2f} | "
        f"{cost.memory:.0f} |"
    )


HEAD = (
    "| | wall s | k events/s | processor s | processor µs an event | wall to B | processor to B | peak MB |\n"
    "|---|---|---|---|---|---|---|---|"
)


def against(work: Path, asked: argparse.Namespace) -> None:
    """Compare keyroll with the others."""
    lines, rules = work / "lines", write_rules(work / "rules")
    files = write_lines(lines, asked.events, asked.files, asked.astray)
    size = sum(one.stat().st_size for one in files)
    costs: dict[str, list[Cost]] = {}
    for _ in range(asked.runs):
        costs.setdefault("keyroll sync", []).append(sync(work, lines))
        costs.setdefault("keyroll hunt", []).append(hunt(work, rules))
        costs.setdefault("keyroll, one command", []).append(hunt(work, rules, lines))
        costs.setdefault("B", []).append(bare(work, files))
        if asked.tenzir:
            costs.setdefault("Tenzir", []).append(tenzir(asked.tenzir, lines, rules))
    print(f"{asked.events:,} events, {size / 1e6:,.0f} MB in {asked.files} files; median of {asked.runs}\n\n{HEAD}")
    base = median(costs["B"])
    for name, each in costs.items():
        print(shown(name, asked.events, median(each), base))
    if not asked.tenzir:
        print("\nTenzir was not run: name its program with --tenzir.")


def packed(lines: list[bytes], form: str) -> bytes:
    """Return records in a form of delivery."""
    listed = b'{"Records":[' + b",".join(lines) + b"]}"
    ways: dict[str, Callable[[], bytes]] = {
        "lines.ndjson": lambda: b"\n".join(lines) + b"\n",
        "lines.ndjson.gz": lambda: gzip.compress(b"\n".join(lines) + b"\n", 6),
        "lines.ndjson.zst": lambda: zstandard.ZstdCompressor().compress(b"\n".join(lines) + b"\n"),
        "records.json": lambda: listed,
        "records.json.gz": lambda: gzip.compress(listed, 6),
    }
    return ways[form]()


FORMS = ("lines.ndjson", "lines.ndjson.gz", "lines.ndjson.zst", "records.json", "records.json.gz")


def forms(work: Path, asked: argparse.Namespace) -> None:
    """Compare the forms of delivery."""
    lines = [line for file in sorted((work / "lines").iterdir()) for line in file.read_bytes().splitlines()]
    for form in FORMS:
        folder = work / "forms" / form
        folder.mkdir(parents=True)
        for start in range(0, len(lines), asked.each):
            (folder / f"{start:09d}.{form}").write_bytes(packed(lines[start : start + asked.each], form))
    events = len(lines)
    del lines
    costs: dict[str, list[Cost]] = {}
    for _ in range(asked.runs):
        for form in FORMS:
            costs.setdefault(form, []).append(sync(work, work / "forms" / form))
    print(f"\n{events:,} events, {asked.each:,} a file, keyroll sync; median of {asked.runs}\n")
    print("| form | wall s | processor s | wall to lines | processor to lines | peak MB |\n|---|---|---|---|---|---|")
    base = median(costs[FORMS[0]])
    for form, each in costs.items():
        one = median(each)
        print(
            f"| `{form}` | {one.wall:.1f} | {one.processor:.1f} | {one.wall / base.wall:.2f} | "
            f"{one.processor / base.processor:.2f} | {one.memory:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=600_000)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--each", type=int, default=2000, help="records a file, with --forms")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tenzir", default="")
    parser.add_argument("--forms", action="store_true")
    parser.add_argument("--astray", type=float, default=0.02, help="share of acts from any address of the organisation")
    parser.add_argument("--work", type=Path)
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(dir=asked.work))
    try:
        against(work, asked)
        if asked.forms:
            forms(work, asked)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
