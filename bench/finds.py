"""The last measurement of each scenario, and whether a new one is worse.

python bench/finds.py record --scenarios ci-token,audit [--work FOLDER]   measure, and write the rows
python bench/finds.py table                                              finds and false highs of each company

``finds.csv`` has a row for each measured scenario, with seed 1: hours from the intruder's first success to the first
high alert with an act of the intruder (``never``; ``-`` without an intruder), and false high alerts a week. A night
measures all of them and refuses a worse one (tests/scenarios/test_finds.py). ``first_measures.csv`` has the first
measurements, which are never changed.
"""

import argparse
import csv
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from keyroll.model.finding import Severity
from scenario_figures import look
from scenarios import scenarios

FINDS: Final = Path(__file__).with_name("finds.csv")
#: The limits in hours within which a find counts; a find beyond all of them is still one.
LIMITS: Final = (1, 24)
#: So many more false highs a week are worse.
RISE: Final = 0.5
#: The accepted false highs a week: more are worse than as many as before.
ACCEPTED: Final = 1.0


@dataclass(frozen=True, slots=True)
class Find:
    """The measurement of a scenario."""

    scenario: str
    #: The day, and the commit of the code.
    measured: str
    commit: str
    #: Hours to the first high alert of the intruder, "never", or "-" without an intruder.
    hours: str
    #: False high alerts a week.
    false_high: float

    @property
    def steps(self) -> int:
        """Return the number of limits that were missed: 0 within an hour, 1 within a day, 2 later, 3 never."""
        if self.hours in ("-", "never"):
            return 0 if self.hours == "-" else len(LIMITS) + 1
        return sum(float(self.hours) > limit for limit in LIMITS)


def worse(before: Find, now: Find) -> str:
    """Return why a measurement is worse than the one before, or nothing."""
    if now.steps > before.steps:
        return f"{now.scenario}: high after {before.hours} hours before, {now.hours} now"
    if now.false_high > max(min(before.false_high + RISE, ACCEPTED), before.false_high) + 0.005:
        return f"{now.scenario}: {before.false_high:.2f} false highs a week before, {now.false_high:.2f} now"
    return ""


def rows(path: Path = FINDS) -> dict[str, Find]:
    """Return the measurements by scenario."""
    with path.open(newline="", encoding="utf-8") as file:
        return {
            row["scenario"]: Find(
                row["scenario"], row["measured"], row["commit"], row["hours"], float(row["false_high"])
            )
            for row in csv.DictReader(file)
        }


def write(finds: Iterable[Find], path: Path = FINDS) -> None:
    """Write measurements in the order of the scenarios; others in the file stay."""
    known = (rows(path) if path.exists() else {}) | {one.scenario: one for one in finds}
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(field.name for field in fields(Find))
        table.writerows(astuple(known[name]) for name in scenarios() if name in known)


def measured(name: str, place: Path, commit: str = "") -> Find:
    """Play, read and hunt a scenario with seed 1."""
    seen = look(place, name, 1)
    false = seen.false_a_week(Severity.HIGH, Severity.CRITICAL)
    return Find(name, f"{datetime.now(UTC):%Y-%m-%d}", commit, seen.delay, round(false, 2))


def table() -> None:
    """Print finds and false highs of each company."""
    of: dict[str, list[Find]] = defaultdict(list)
    known = scenarios()
    for one in rows().values():
        of[known[one.scenario].company.name].append(one)
    print("| company | intrusions | within an hour | a day | ever | false high a week: mean | most |")
    print("|---" * 7 + "|")
    for company, finds in of.items():
        steps = [one.steps for one in finds if one.hours != "-"]
        false = [one.false_high for one in finds]
        counts = " | ".join(str(sum(step <= most for step in steps)) for most in range(len(LIMITS) + 1))
        print(f"| {company} | {len(steps)} | {counts} | {sum(false) / len(false):.2f} | {max(false):.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("record", "table"))
    parser.add_argument("--scenarios", default="")
    parser.add_argument("--work", type=Path, help="keep the homes in this folder, and use the existing ones")
    asked = parser.parse_args()
    if asked.what == "table":
        table()
        return
    names = [name for name in asked.scenarios.split(",") if name]
    unknown = [name for name in names if name not in scenarios()]
    if unknown or not names:
        parser.error(f"no such scenario: {', '.join(unknown)}" if unknown else "name the --scenarios to record"
                     "; python -m scenarios lists them")  # fmt: skip
    commit = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], capture_output=True, text=True, check=True)
    for name in names:
        with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
            one = measured(name, (asked.work or Path(made)) / f"{name}-1", commit.stdout.strip())
        write([one])
        print(one.scenario, one.hours, one.false_high, flush=True)


if __name__ == "__main__":
    main()
