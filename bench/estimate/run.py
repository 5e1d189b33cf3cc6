"""Judges the estimate on the grid; prints the Markdown tables of docs/estimate.md.

python bench/estimate/run.py [--families a,b] [--estates N] [--developed] [--jobs 2] [--write FOLDER]

Seeds are fixed: an estate depends on its family and number, an estimate on its records. ``--developed`` leaves out the
families that were held out while the estimator was designed. ``--write`` writes the estates as CSV with their truth.
The score is the interval score (Gneiting and Raftery 2007) of the log: ln(U/L) + 40 (distance of the truth from the
interval).
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import families
import numpy as np

from keyroll.inventory.estimate.answer import Estimate, Interval, estimate
from keyroll.inventory.estimate.lists import ListRecord, Lists
from keyroll.inventory.estimate.workable import unworkable


@dataclass(frozen=True)
class Judged:
    """One interval against its truth."""

    width: float
    right: bool
    score: float
    off: float


@dataclass(frozen=True)
class Result:
    """One estate: whether an estimate is possible, and each method's judgement (None: refused)."""

    family: str
    number: int
    workable: bool
    unsurveyed: Judged | None
    total: Judged | None
    audited: Judged | None
    audited_total: Judged | None
    loglinear: Judged | None
    because: str
    seconds: float


def judge(interval: Interval | None, truth: int) -> Judged | None:
    if interval is None:
        return None
    low, high = max(interval.low, 0.5), max(interval.high, 0.5)
    outside = max(0.0, np.log(low / truth)) + max(0.0, np.log(truth / high))
    right = interval.low <= truth <= interval.high
    return Judged(high / low, right, float(np.log(high / low) + 40 * outside), interval.point / truth - 1)


def lists(rows: Iterable[tuple[object, ...]]) -> Lists:
    """Return the rows of an estate in the form of the estimate's input."""
    said = {"yes": True, "no": False, "": None}
    return Lists.of(
        ListRecord(
            str(one[0]), str(one[1]), str(one[2]), str(one[3]), float(str(one[4])), bool(one[5]), bool(one[6]),
            bool(one[7]), bool(one[8]), bool(one[9]), bool(one[10]), said[str(one[11])], str(one[12]),
        )
        for one in rows
    )  # fmt: skip


def measure(case: tuple[str, int]) -> Result:
    estate = families.make(*case)
    plain = lists(estate.rows)
    began = time.perf_counter()
    answer = estimate(plain)
    took = time.perf_counter() - began
    audited: Estimate = estimate(lists(estate.audited))
    return Result(
        *case,
        not unworkable(plain),
        judge(answer.unsurveyed, estate.living_unsurveyed),
        judge(answer.total, estate.living),
        judge(audited.unsurveyed, estate.living_unsurveyed),
        judge(audited.total, estate.living),
        judge(answer.second_opinion, estate.living_unsurveyed),
        answer.because,
        took,
    )


def figures(found: list[Result]) -> list[str]:
    """Return the cells of one row."""
    able = [one for one in found if one.workable]
    answered = [one for one in able if one.unsurveyed]
    heard = [one for one in able if one.audited]
    wrong = sum(1 for one in found if not one.workable and one.unsurveyed)

    def share(ones: list[Judged]) -> str:
        return f"{np.mean([one.right for one in ones]):.2f}" if ones else "-"

    def middle(ones: list[Judged], what: str = "width", at: float = 0.5) -> str:
        return f"{np.quantile([getattr(one, what) for one in ones], at):.2f}" if ones else "-"

    def mean(ones: list[Judged]) -> str:
        return f"{np.mean([one.score for one in ones]):.2f}" if ones else "-"

    hidden = [one.unsurveyed for one in answered if one.unsurveyed]
    total = [one.total for one in answered if one.total]
    audit = [one.audited for one in heard if one.audited]
    audit_total = [one.audited_total for one in heard if one.audited_total]
    model = [one.loglinear for one in answered if one.loglinear]
    off = f"{100 * np.median([one.off for one in hidden]):+.0f}" if hidden else "-"
    return [
        str(len(able)), f"{len(answered) / max(len(able), 1):.2f}" + (f" (!{wrong})" if wrong else ""),
        share(hidden), middle(hidden), middle(hidden, at=1.0), off, mean(hidden), share(total), middle(total),
        share(model), middle(model), mean(model), f"{len(heard) / max(len(able), 1):.2f}",
        share(audit), middle(audit), share(audit_total),
    ]  # fmt: skip


HEADINGS = (
    "family", "workable", "answered", "cover", "width", "widest", "off %", "score", "total cover", "width",
    "AICc cover", "width", "score", "audit: answered", "cover", "width", "total cover",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--families", default="")
    parser.add_argument("--estates", type=int, default=0, help="of each family, instead of the number in grid.csv")
    parser.add_argument("--developed", action="store_true", help="leave the held-out families out")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    grid = {
        name: (asked.estates or number, held)
        for name, (number, held) in families.grid().items()
        if (not asked.families or name in asked.families.split(",")) and not (asked.developed and held)
    }
    if asked.write:
        write(asked.write, grid)
        return
    cases = [(name, number) for name, (count, _) in grid.items() for number in range(count)]
    with ProcessPoolExecutor(asked.jobs) as pool:
        results = list(pool.map(measure, cases, chunksize=4))
    print("| " + " | ".join(HEADINGS) + " |")
    print("|" + " --- |" * len(HEADINGS))
    for name, (_, held) in grid.items():
        mine = [one for one in results if one.family == name]
        print("| " + " | ".join([name + (" *" if held else ""), *figures(mine)]) + " |")
    held_out = [one for one in results if grid[one.family][1]]
    for title, chosen in (("**all**", results), ("**held out**", held_out)):
        if chosen:
            print("| " + " | ".join([title, *figures(chosen)]) + " |")
    print(f"\nslowest answer {max(one.seconds for one in results):.1f} s", file=sys.stderr)
    for one in results:
        if one.workable and not one.unsurveyed:
            print(f"refused: {one.family} {one.number}: {one.because}", file=sys.stderr)


def write(folder: Path, grid: dict[str, tuple[int, bool]]) -> None:
    """Write the estates, each with and without its audit, and the truths."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("family", "number", "living_unsurveyed", "living"))
        for name, (count, _) in grid.items():
            for number in range(count):
                estate = families.make(name, number)
                estate.write(folder / f"{name}-{number:02d}.csv")
                estate.write(folder / f"{name}-{number:02d}-audited.csv", audit=True)
                writer.writerow((name, number, estate.living_unsurveyed, estate.living))


if __name__ == "__main__":
    main()
