"""False alarms that are claimed, beside those that come, over benign organisations; prints Markdown tables.

python bench/calibration.py play --scale 0.01 --seeds 1-9 --out FILE      replays without an intruder, one line each
python bench/calibration.py homes FOLDER… --out FILE                      homes that scenario_figures kept
python bench/calibration.py table FILE                                    what they say
python bench/calibration.py ledger                                        first measures of benign surges

A line has the organisation, its weeks after the warm-up, how many identifiers it uses, how many findings it has at each
level, and the highest score of each subject in each of these weeks. The table has two parts. *Levels*: what medium and
high come to a week. *Ranks*: a score's conformal p-value is its rank among all weeks of all subjects of other
organisations; an organisation with so many identifiers is to have that many times p false alarms a week. Organisations
in odd lines give the ranks, those in even lines are judged. Intervals are exact ones of Poisson, 95 %.
"""

import argparse
import csv
import json
import re
import shutil
import tempfile
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from scipy.stats import chi2

from hunt_seeds import play, seeds
from keyroll.api import Keyroll
from keyroll.detection.hunt import Hunted, hunt
from keyroll.detection.scores import by_subject, scores
from keyroll.detection.signals.catalogue import behaviours_by_id
from keyroll.inventory.published import open_inventory
from keyroll.model.finding import Severity
from keyroll.replay.times import moment
from scenarios import scenarios

WARM_UP = timedelta(days=14)
CLAIMED = (10.0, 1.0, 0.1)
Line = dict[str, object]


def line(name: str, keyroll: Keyroll, found: Hunted, begins: datetime, ends: datetime) -> Line:
    """Return what one organisation says."""
    since, known = begins + WARM_UP, behaviours_by_id()
    highest: Counter[tuple[str, int]] = Counter()
    for one in by_subject((one for one in found.findings if one.behaviour in known), {}):
        for score in scores(one.signals, known):
            if score.at >= since:
                key = (one.subject, (score.at - since).days // 7)
                highest[key] = max(highest[key], round(score.value, 4))
    with keyroll.home.session() as session:
        open_inventory(session, keyroll.home)
        used = session.one("SELECT count(DISTINCT identifier)::BIGINT FROM use_days")
    late = [one for one in found.findings if one.detected_at >= since]
    return {
        "organisation": name, "weeks": (ends - since).days / 7, "identifiers": used,
        "medium": sum(one.severity == Severity.MEDIUM for one in late),
        "high": sum(one.severity >= Severity.HIGH for one in late), "scores": sorted(highest.values()),
    }  # fmt: skip


def _add(out: Path, of: Line) -> None:
    with out.open("a") as file:
        file.write(json.dumps(of) + "\n")


def of_replays(out: Path, scale: float, wanted: list[int]) -> None:
    """Play replays without an intruder."""
    for seed in wanted:
        with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
            played = play(Path(made) / "play", scale=scale, seed=seed, survivors=None, intrusion=False)
            begins, ends = (datetime.fromisoformat(str(played.truth[one])) for one in ("begins", "ends"))
            _add(out, line(f"replay {scale:g}, seed {seed}", played.keyroll, played.found, begins, ends))
            shutil.rmtree(made, ignore_errors=True)


def of_homes(out: Path, places: list[Path]) -> None:
    """Hunt in homes of benign surges that are there."""
    for place in places:
        truth = json.loads((place / "truth.json").read_text())
        if truth["intrusion"] is None:
            company = scenarios()[truth["scenario"]].company.name
            keyroll = Keyroll.open(place / "home")
            begins, ends = (datetime.fromisoformat(truth[one]) for one in ("begins", "ends"))
            _add(out, line(f"{company}: {truth['scenario']}", keyroll, hunt(keyroll.home), begins, ends))


def interval(count: int) -> tuple[float, float]:
    """Return the exact interval of Poisson, 95 %."""
    return (float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0, float(chi2.ppf(0.975, 2 * count + 2)) / 2)


def threshold(ranks: list[float], subject_weeks: float, allowed: float) -> float:
    """Return the least score of which the p-value is at most ``allowed``, or more than 1 where none is so rare."""
    for score in sorted(set(ranks)):
        if (len(ranks) - bisect_left(ranks, score) + 1) / (subject_weeks + 1) <= allowed:
            return score
    return 1.01


def _rate(count: int, weeks: float) -> str:
    low, high = interval(count)
    return f"{count} | {count / weeks:.2f} | {low / weeks:.2f} to {high / weeks:.2f}"


def table(lines: list[Line]) -> None:
    """Print both tables."""
    weeks = [float(str(one["weeks"])) for one in lines]
    used = [int(str(one["identifiers"])) for one in lines]
    print(f"{len(lines)} organisations, {sum(weeks):.0f} weeks, {min(used)} to {max(used)} identifiers in use\n")
    print("| level | findings | a week | 95 % |\n|---|---|---|---|")
    for level in ("medium", "high"):
        print(f"| {level} | {_rate(sum(int(str(one[level])) for one in lines), sum(weeks))} |")
    given = [(one, number) for number, one in enumerate(lines) if number % 2 == 0]
    ranks = sorted(score for one, _ in given for score in one["scores"])  # type: ignore[attr-defined]
    subject_weeks = sum(weeks[number] * used[number] for _, number in given)
    judged = [(one, number) for number, one in enumerate(lines) if number % 2]
    of_judged = sum(weeks[number] for _, number in judged)
    print(f"\n{len(ranks)} scores in {subject_weeks:.0f} weeks of identifiers give the ranks; judged: {len(judged)} "
          f"organisations, {of_judged:.0f} weeks\n")  # fmt: skip
    print("| claimed a week | alarms | a week | 95 % |\n|---|---|---|---|")
    for claimed in CLAIMED:
        count = sum(
            score >= threshold(ranks, subject_weeks, claimed / used[number])
            for one, number in judged
            for score in one["scores"]  # type: ignore[attr-defined]
        )
        print(f"| {claimed:g} | {_rate(count, of_judged)} |")


def ledger() -> None:
    """Print how often each level came in the benign surges of the ledger of first measures, by company."""
    rows = list(csv.DictReader((Path(__file__).parent / "first_measures.csv").open()))
    alike = defaultdict(list)
    for row in rows:
        if found := re.match(r"benign surge of the (\w+) company", row["what"]):
            company = scenarios()[row["data_set"].partition(" ")[0]].company
            weeks = (moment(company.ends) - moment(company.begins)).days / 7
            alike[found[1]].append((weeks, *(round(float(row[name]) * weeks) for name in ("false_high", "medium"))))
    alike["all"] = [one for members in alike.values() for one in members]
    print("| company | plays | weeks | high | a week | 95 % | medium | a week | 95 % |\n|" + "---|" * 9)
    for name, members in alike.items():
        weeks = sum(one[0] for one in members)
        rates = " | ".join(_rate(sum(one[level] for one in members), weeks) for level in (1, 2))
        print(f"| {name} | {len(members)} | {weeks:.0f} | {rates} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    plays = commands.add_parser("play")
    plays.add_argument("--scale", type=float, default=0.01)
    plays.add_argument("--seeds", type=seeds, default=seeds("1-4"))
    homes = commands.add_parser("homes")
    homes.add_argument("places", type=Path, nargs="+")
    for one in (plays, homes):
        one.add_argument("--out", type=Path, required=True)
    commands.add_parser("ledger")
    commands.add_parser("table").add_argument("file", type=Path)
    asked = parser.parse_args()
    if asked.command == "play":
        of_replays(asked.out, asked.scale, asked.seeds)
    elif asked.command == "ledger":
        ledger()
    elif asked.command == "homes":
        of_homes(asked.out, asked.places)
    else:
        table([json.loads(text) for text in asked.file.read_text().splitlines()])


if __name__ == "__main__":
    main()
