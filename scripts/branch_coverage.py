"""Measures which branches of each package its own tests take, and refuses a package that falls below its floor.

``python scripts/branch_coverage.py [PACKAGE…] [--raise]`` runs the tests in ``tests/PACKAGE``. Only the code of
``src/keyroll/PACKAGE`` counts (``foundation``: the modules beside the packages, by ``tests/floor``). Coverage by the
tests of other folders does not count. Floors are in ``tests/coverage.toml``. ``--raise`` writes higher measures as new
floors, and never lowers a floor. Processes that tests start are measured too.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
FLOORS: Final = ROOT / "tests/coverage.toml"
FOUNDATION: Final = "foundation"
#: The tests that ``make test`` runs.
SET: Final = "not nightly and not long and not hostile"
#: Chance and the time of day may miss a branch that another run takes: this difference is tolerated.
SLACK: Final = 0.3


@dataclass(frozen=True, slots=True)
class Measure:
    """The part of a package that its tests cover, in percent."""

    package: str
    branches: float
    lines: float


class NotMeasured(Exception):  # noqa: N818 - it is no fault of this script
    """The error if the tests of a package failed, or none of its code ran."""


def packages() -> list[str]:
    """Return the packages that have their own tests."""
    found = (path.parent.name for path in (ROOT / "src/keyroll").glob("*/__init__.py"))
    return [FOUNDATION, *sorted(name for name in found if (ROOT / "tests" / name).is_dir())]


def measured(package: str, workers: str) -> Measure:
    """Run the tests of a package, and return their coverage. Raises NotMeasured."""
    tests, code = (
        ("tests/floor", "src/keyroll/*.py")
        if package == FOUNDATION
        else (f"tests/{package}", f"src/keyroll/{package}/*")
    )
    with tempfile.TemporaryDirectory(prefix="keyroll-coverage-") as folder:
        files = {"COVERAGE_FILE": f"{folder}/data"}
        ran = _run(files, "run", "-m", "pytest", "-n", workers, "--dist", "loadfile", "-m", SET, tests)
        if ran:
            raise NotMeasured(f"the tests of {package} ended with {ran}")
        report = f"{folder}/report.json"
        if _run(files, "combine", "-q") or _run(files, "json", "-q", "-o", report, f"--include={code}"):
            raise NotMeasured(f"nothing of {package} was measured")
        totals = json.loads(Path(report).read_text(encoding="utf-8"))["totals"]
    return of_totals(package, totals)


def of_totals(package: str, totals: dict[str, int]) -> Measure:
    """Return the measure of a report's totals."""
    return Measure(
        package,
        _percent(totals["covered_branches"], totals["num_branches"]),
        _percent(totals["covered_lines"], totals["num_statements"]),
    )


def faults(measures: list[Measure], floors: dict[str, float]) -> list[str]:
    """Return the faults: packages that fell below their floor."""
    return [
        f"{one.package}: {one.branches:.1f} % of branches, below {floors[one.package]:.1f}: test the added code"
        for one in measures
        if one.branches < floors.get(one.package, 0.0) - SLACK
    ]


def raised(measures: list[Measure], floors: dict[str, float]) -> dict[str, float]:
    """Return floors that are at least as high as before."""
    new = {one.package: one.branches for one in measures}
    return {name: max(floors.get(name, 0.0), new.get(name, 0.0)) for name in sorted(floors.keys() | new.keys())}


def written(floors: dict[str, float]) -> str:
    """Return the file of floors."""
    lines = (f"{name} = {floor:.1f}" for name, floor in floors.items())
    return (
        "# Percent of the branches of each package that its own tests take (scripts/branch_coverage.py).\n"
        + "".join(f"{line}\n" for line in lines)
    )


def _percent(part: int, whole: int) -> float:
    # Rounded down: a raised floor must not exceed the measure.
    return int(1000 * part / whole) / 10 if whole else 100.0


def _run(files: dict[str, str], *arguments: str) -> int:
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | files, check=False).returncode


def main() -> None:
    """Measure the packages, print a table, and exit with 1 if one fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", metavar="PACKAGE")
    parser.add_argument("--raise", dest="raises", action="store_true", help="write higher floors")
    parser.add_argument("-n", dest="workers", default="2", help="processes that run tests")
    given = parser.parse_args()
    if unknown := set(given.packages) - set(packages()):
        parser.error(f"no package with tests: {', '.join(sorted(unknown))}")
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    measures, wrong = [], []
    for package in given.packages or packages():
        try:
            measures.append(measured(package, given.workers))
        except NotMeasured as error:
            wrong.append(str(error))
    if given.raises:
        floors = raised(measures, floors)
        FLOORS.write_text(written(floors), encoding="utf-8")
    wrong += faults(measures, floors)
    rows = ["| package | branches % | lines % | floor |", "|---|---|---|---|"]
    for one in measures:
        floor = floors.get(one.package, "none: --raise writes it")
        rows += [f"| {one.package} | {one.branches:.1f} | {one.lines:.1f} | {floor} |"]
    sys.stdout.write("\n".join([*rows, *wrong, ""]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
