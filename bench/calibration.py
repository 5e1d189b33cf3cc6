"""Counts each alert level in the benign surges of the ledger of first measures; prints a Markdown table.

python bench/calibration.py

Intervals are exact Poisson intervals, 95 %. ``calibration_record.py`` writes the input of the hunt of a play.
``calibration_learn.py`` learns the shipped ranks from such files. ``calibration_judge.py`` compares the alert rates
with their budgets.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

from scipy.stats import chi2

from keyroll.replay.times import moment
from scenarios import scenarios


def interval(count: int) -> tuple[float, float]:
    """Return the exact Poisson interval, 95 %."""
    return (float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0, float(chi2.ppf(0.975, 2 * count + 2)) / 2)


def _rate(count: int, weeks: float) -> str:
    low, high = interval(count)
    return f"{count} | {count / weeks:.2f} | {low / weeks:.2f} to {high / weeks:.2f}"


def ledger() -> None:
    """Print the count of each level in the benign surges of the ledger of first measures, by company."""
    rows = list(csv.DictReader((Path(__file__).parent / "first_measures.csv").open()))
    alike: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for row in rows:
        if found := re.match(r"benign surge of the (\w+) company", row["what"]):
            company = scenarios()[row["data_set"].partition(" ")[0]].company
            weeks = (moment(company.ends) - moment(company.begins)).days / 7
            high, medium = (round(float(row[name]) * weeks) for name in ("false_high", "medium"))
            alike[found[1]].append((weeks, high, medium))
    alike["all"] = [one for members in alike.values() for one in members]
    print("| company | scenarios | weeks | high | a week | 95 % | medium | a week | 95 % |\n|" + "---|" * 9)
    for name, members in alike.items():
        weeks = sum(one[0] for one in members)
        rates = (_rate(sum(one[1] for one in members), weeks), _rate(sum(one[2] for one in members), weeks))
        print(f"| {name} | {len(members)} | {weeks:.0f} | {rates[0]} | {rates[1]} |")


if __name__ == "__main__":
    ledger()
