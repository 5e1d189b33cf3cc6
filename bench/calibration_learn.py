"""Learns the ranks of benign organisations from scenarios without an intruder that ``calibration_record.py`` wrote.

python bench/calibration_learn.py FOLDER --companies halden,marlbrake,… > src/keyroll/detection/alerts/benign.csv

The named scenarios without an intruder count. A row of the result is the number of subjects a week after
the first two weeks, with a signal of a behaviour of at least this weight, or a surprise of at least this height.
"""

import argparse
import csv
import sys
from bisect import bisect_left
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from calibration_lines import WARM_UP, Recorded, read
from keyroll.detection.alerts.benign import Benign
from keyroll.detection.alerts.expected import LEAST
from keyroll.detection.alerts.kinds import kinds
from keyroll.detection.alerts.rates import STEP, ranked_by
from keyroll.detection.alerts.surprise import surprises


class Heights:
    """The greatest height of each subject in each week, by name."""

    def __init__(self) -> None:
        self._best: dict[str, dict[tuple[str, str, int], float]] = defaultdict(dict)

    def add(self, play: Recorded, name: str, subject: str, at: datetime, height: float) -> None:
        """Add a height of a subject."""
        key = (play.name, subject, (at - play.begins) // timedelta(days=7))
        self._best[name][key] = max(self._best[name].get(key, 0.0), height)

    def rates(self, weeks: float, step: float = 0.0) -> dict[str, tuple[list[float], list[float]]]:
        """Return ascending heights with the number of subjects a week that reach each."""
        found = {}
        for name, best in sorted(self._best.items()):
            ordered = sorted(best.values())
            levels = sorted({one // step * step if step else one for one in ordered})
            found[name] = (levels, [(len(ordered) - bisect_left(ordered, one - 1e-9)) / weeks for one in levels])
        return found


def learned(plays: list[Recorded]) -> Benign:
    """Return the ranks of scenarios: first of signals, then of surprises, which depend on them."""
    weeks = sum((one.ends - one.begins - WARM_UP) / timedelta(days=7) for one in plays)
    signals = Heights()
    for play in plays:
        kind_of = kinds((*play.evidences.signals, *play.evidences.acts), play.evidences.behaviours)
        for one in play.subjects:
            for signal in one.signals:
                event = signal.evidence[-1]
                if signal.detected_at - play.log_begins[event.source, event.log] >= WARM_UP:
                    signals.add(play, kind_of[signal.id], one.subject, signal.detected_at, signal.score)
    ranks = Benign(weeks, signals.rates(weeks))
    heights = Heights()
    for play in plays:
        for moment in surprises(play.subjects, play.evidences.behaviours, play.log_begins, ranks):
            if moment.rarity.together >= LEAST:
                for name, height, _ in ranked_by(moment.rarity):
                    heights.add(play, name, moment.subject, moment.at, height)
    return Benign(weeks, {**ranks.heights, **heights.rates(weeks, STEP)})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--companies", required=True)
    asked = parser.parse_args()
    companies = asked.companies.split(",")
    plays = [one for path in sorted(asked.folder.glob("*.jsonl")) if (one := read(path)).company in companies
             and one.first_success is None]  # fmt: skip
    print(", ".join(one.name for one in plays), file=sys.stderr)
    ranks = learned(plays)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("name", "height", "a_week"))
    table.writerow(("weeks", "0", f"{ranks.weeks:.2f}"))
    for name, (heights, rates) in ranks.heights.items():
        table.writerows((name, f"{height:g}", f"{rate:.4g}") for height, rate in zip(heights, rates, strict=True))


if __name__ == "__main__":
    main()
