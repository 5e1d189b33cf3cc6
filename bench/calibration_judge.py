"""Evaluates a policy for alerts on scenarios that ``calibration_record.py`` wrote; prints Markdown tables.

python bench/calibration_judge.py FOLDER --companies lowmere,thornquay,… [--high 0] [--show]

For each scenario it prints the hours to the first high alert with an act of the intruder, and the false high and medium
findings a week. Alerts by rank are also high within ``--high`` a week; 0 turns that off. The second table compares the
false alarms a week that a budget claims with those in scenarios without an intruder, with exact 95 % intervals.
The shipped ranks are used. Do not judge companies whose scenarios gave the ranks.
"""

import argparse
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from calibration import interval
from calibration_lines import WARM_UP, Recorded, of_intruder, read
from keyroll.detection.alerts.adaptive import OUTSTANDING_ANOMALY
from keyroll.detection.alerts.correlated import CORRELATED_ANOMALY
from keyroll.detection.alerts.decide import alerts
from keyroll.detection.alerts.expected import RARE_TOGETHER, unexpected
from keyroll.model.finding import Finding, Severity

CLAIMED = (10.0, 1.0, 0.1)
#: The output of the stage *alerts*.
ALERTS = {CORRELATED_ANOMALY, OUTSTANDING_ANOMALY, RARE_TOGETHER}


def hours(play: Recorded, found: list[Finding]) -> float | None:
    """Return the hours to the first high finding with an act of the intruder."""
    true = [one.detected_at for one in found if one.severity >= Severity.HIGH and of_intruder(one)]
    if play.first_success is None or not true:
        return None
    return (min(true) - play.first_success) / timedelta(hours=1)


def by_rank(play: Recorded, budget: float) -> list[Finding]:
    """Return the alerts by rank within a budget."""
    of = unexpected(play.subjects, play.evidences.behaviours, play.log_begins, allowed={Severity.HIGH: budget})
    return [one for found in of.values() for one in found]


def judged(play: Recorded, high: float) -> list[Finding]:
    """Return the findings of a hunt with today's alerts: the alerts, and the other findings of the record."""
    now = alerts(replace(play.evidences, high_budget=high), play.log_begins).findings
    return sorted([*now, *(one for one in play.found if one.behaviour not in ALERTS)], key=lambda one: one.detected_at)


def row(play: Recorded, *, high: float, show: bool) -> str:
    """Return the line of one play, today's alerts and those of its record."""
    found = judged(play, high)
    cells = [play.company, play.name]
    for of in (list(play.found), found):
        false = [one for one in of if not of_intruder(one)]
        delay = hours(play, of)
        cells.append("-" if play.first_success is None else "never" if delay is None else f"{delay:.1f}")
        cells.append(f"{sum(one.severity >= Severity.HIGH for one in false) / play.weeks:.2f}")
        cells.append(f"{sum(one.severity == Severity.MEDIUM for one in false) / play.weeks:.2f}")
    if show:
        for one in found:
            if one.severity >= Severity.HIGH:
                print(f"    {one.detected_at:%m-%d %H:%M} {'INTRUDER' if of_intruder(one) else ''} {one.behaviour} "
                      f"{one.subject}: {one.because[:300]}")  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def reliability(plays: list[Recorded]) -> None:
    """Print claimed and observed rates."""
    weeks = sum((play.ends - play.begins - WARM_UP) / timedelta(days=7) for play in plays)
    counts: dict[float, int] = defaultdict(int)
    for claimed in CLAIMED:
        for play in plays:
            counts[claimed] += len(by_rank(play, claimed))
    print(f"\n{len(plays)} scenarios without an intruder, {weeks:.0f} weeks\n")
    print("| claimed a week | alarms | a week | 95 % |\n|---|---|---|---|")
    for claimed, count in counts.items():
        low, high = interval(count)
        print(f"| {claimed:g} | {count} | {count / weeks:.2f} | {low / weeks:.2f} to {high / weeks:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--companies", required=True)
    parser.add_argument("--high", type=float, default=0.5)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    companies = asked.companies.split(",")
    plays = [one for path in sorted(asked.folder.glob("*.jsonl")) if (one := read(path)).company in companies]
    print("| company | play | recorded: hours | false high | medium | now: hours | false high | medium |")
    print("|" + "---|" * 8)
    for play in plays:
        print(row(play, high=asked.high, show=asked.show), flush=True)
    reliability([play for play in plays if play.first_success is None])


if __name__ == "__main__":
    main()
