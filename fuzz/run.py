"""Fuzzes families of parsers for a time and prints the results, one line of JSON for each family.

python -m fuzz.run [--family records …] [--seconds 60] [--out FILE.json] [--work FOLDER] [--keep]

Each process ends after ten minutes and another one continues: libraries in C leak. A fault is an error outside
keyroll's own family, an input that takes more time or memory than its family allows, or a process that dies. Its input,
made smaller, is kept in the work folder, and with --keep also in fuzz/corpus, which the tests run. Exit 1 if there is a
fault. With Atheris (Python 3.11: pip install atheris) coverage guides the mutation; without it inputs are mutated at
random.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fuzz.family import Family, family, names

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "fuzz" / "corpus"
#: The longest time for which a process fuzzes, in seconds.
LIFE = 600.0
#: The extra time in which it may end.
GRACE = 90.0
#: The time until it is ready: modules with measured coverage are slow to import.
BEGIN = 600.0
#: The seconds after which an input counts as endless.
STUCK = 60.0
MOST_SEEDS = 600
_COVERED = re.compile(rb"\bcov: (\d+)")


@dataclass
class Account:
    """The results of fuzzing one family."""

    family: str
    engine: str = "chance"
    seconds: float = 0.0
    inputs: int = 0
    coverage: int = 0
    slowest: float = 0.0
    peak_mb: int = 0
    processes: int = 0
    missing: str = ""
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)


def seeded(one: Family, corpus: Path) -> None:
    """Write the seeds of a family, and those that CI keeps, into the growing corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    kept = [path.read_bytes() for path in sorted((CORPUS / one.name).glob("*"))]
    for data in [*kept, *list(one.seeds())[:MOST_SEEDS]]:
        if len(data) <= one.largest:
            (corpus / hashlib.sha256(data).hexdigest()[:20]).write_bytes(data)


def fuzz(name: str, seconds: float, work: Path, *, guide: bool) -> Account:
    """Fuzz one family, with one process after the other."""
    one = family(name)
    account = Account(name, missing=one.missing)
    if one.missing:
        return account
    account.engine = "guided" if guide and one.guided else "chance"
    seeded(one, work / "corpus")
    while (left := seconds - account.seconds) > 1 or not account.processes:
        _process(account, work, min(left, LIFE))
        if account.processes > 3 + 10 * seconds / LIFE:
            break  # It dies again and again, which is already reported.
    return account


def _process(account: Account, work: Path, seconds: float) -> None:
    account.processes += 1
    for old in ("account.json", "current"):
        (work / old).unlink(missing_ok=True)
    shutil.rmtree(work / "place", ignore_errors=True)
    command = [sys.executable, "-m", "fuzz.child", account.family, str(seconds), str(account.processes)]
    paths = [
        str(ROOT),
        str(ROOT / "src"),
        str(ROOT / "tests"),
        *[one for one in os.environ.get("PYTHONPATH", "").split(":") if one],
    ]
    environment = os.environ | {"PYTHONPATH": ":".join(dict.fromkeys(paths)), "PYTHONWARNINGS": "ignore"}
    with (work / "said").open("wb") as said:
        child = subprocess.Popen(
            [*command, account.engine, str(work)], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
        code, fuzzed = _ended(child, work, seconds)
    account.seconds = round(account.seconds + fuzzed, 1)
    _gather(account, work, code)


def _ended(child: "subprocess.Popen[bytes]", work: Path, seconds: float) -> tuple[int, float]:
    """Wait for a process; return its exit code (-9 for an endless input) and how long it fuzzed."""
    written, began, ready = work / "account.json", time.monotonic(), 0.0
    while child.poll() is None:
        time.sleep(0.2)
        now = time.monotonic()
        ready = ready or (now if written.exists() else 0.0)
        if now > (ready + seconds + GRACE if ready else began + BEGIN):
            child.kill()
            child.wait()
            # A busy machine lets it end late: only an input that never ended is a fault.
            stuck = not ready or time.time() - written.stat().st_mtime > STUCK
            return -9 if stuck else 0, now - (ready or now)
    return child.returncode, time.monotonic() - (ready or time.monotonic())


def _gather(account: Account, work: Path, code: int) -> None:
    written = work / "account.json"
    told = json.loads(written.read_text()) if written.exists() else {}
    account.inputs += told.get("inputs", 0)
    account.slowest = max(account.slowest, told.get("slowest", 0.0))
    account.peak_mb = max(account.peak_mb, told.get("peak", 0))
    said = (work / "said").read_bytes()
    account.coverage = max([account.coverage, *map(int, _COVERED.findall(said))])
    for name, fault in told.get("faults", {}).items():
        account.faults.setdefault(name, fault)
    for dead in sorted(work.glob("dead-*")):
        # Only now is it certain that libFuzzer did not write an error of keyroll's own family.
        account.faults.setdefault(f"process ended: {dead.name[5:13]}", {"file": str(dead), "said": _tail(said)})
    if code != 0 and not list(work.glob("dead-*")):
        last = work / "current"
        kept = work / "faults" / f"ended-{account.processes}"
        kept.parent.mkdir(exist_ok=True)
        if last.exists():
            shutil.copyfile(last, kept)
        account.faults.setdefault(f"process ended with {code}", {"file": str(kept), "said": _tail(said)})


def _tail(said: bytes) -> str:
    return said[-1500:].decode(errors="replace")


def keep(account: Account) -> None:
    """Copy the inputs of faults to the folder that the tests run."""
    for fault in account.faults.values():
        path = Path(fault["file"])
        if path.exists() and path.stat().st_size <= 8192:
            to = CORPUS / account.family / path.name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)


def main() -> int:
    """Fuzz the requested families."""
    # Some seeds are made by helpers of the tests.
    sys.path[:0] = [str(ROOT / "tests")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", nargs="*", default=[], help=f"of: {', '.join(names())}; default: all")
    parser.add_argument("--seconds", type=float, default=60, help="for each family")
    parser.add_argument("--total", type=float, help="… or for all together")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--chance", action="store_true", help="without coverage")
    asked = parser.parse_args()
    chosen = asked.family or names()
    seconds = asked.total / len(chosen) if asked.total else asked.seconds
    accounts = []
    for name in chosen:
        account = fuzz(name, seconds, asked.work / name, guide=not asked.chance and bool(find_spec("atheris")))
        accounts.append(account)
        sys.stdout.write(json.dumps(asdict(account)) + "\n")
        sys.stdout.flush()
        if asked.keep:
            keep(account)
        if asked.out:
            asked.out.parent.mkdir(parents=True, exist_ok=True)
            asked.out.write_text(json.dumps([asdict(one) for one in accounts], indent=1) + "\n")
    return 1 if any(one.faults for one in accounts) else 0


if __name__ == "__main__":
    sys.exit(main())
