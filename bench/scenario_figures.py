"""Measures the detection of other intrusions and the false alarms of benign surges; prints a Markdown table.

python bench/scenario_figures.py [--scenarios ci-token,audit] [--seeds 1-4] [--work FOLDER] [--show]

For each scenario and seed it prints: hours from the intruder's first success (from the truth file, which the pipeline
never reads) to the first high alert with an act of the intruder in its evidence; false high alerts a week (without such
an act); whether a story was ever ``contained`` while a foothold of the truth was alive; the share of the intruder's
acts in high stories. ``--show`` also prints each high finding, and all findings of the intruder.
"""

import argparse
import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from hunt_seeds import seeds
from keyroll.detection.hunt import hunt
from keyroll.model.finding import Severity
from scenarios import scenario_home, scenarios
from scenarios_seen import Looked, show

HEADINGS = (
    "scenario", "seed", "events", "bad", "hours to high", "false high a week", "medium a week", "acts found",
    "contained",
)  # fmt: skip


def look(place: Path, name: str, seed: int) -> Looked:
    """Write, read and hunt one scenario; results of an earlier run in ``place`` are used."""
    keyroll, exports = scenario_home(place, name, seed=seed)
    if not (place / "read").exists():
        keyroll.exports.sync(exports)
        (place / "read").touch()
    bad = len(keyroll.home.ledger.quarantined())
    return Looked(keyroll, json.loads((place / "truth.json").read_text()), hunt(keyroll.home), bad)


def row(name: str, seed: int, seen: Looked) -> list[str]:
    """One line of the table."""
    ends = datetime.fromisoformat(str(seen.truth["ends"]))
    told = seen.truth["intrusion"]
    stories = [one for one in seen.found.stories if one.severity >= Severity.HIGH]
    held = set().union(*(seen.in_story(one) for one in stories)) if stories else set()
    wrong = any(one.contained and seen.in_story(one) and seen.lived(ends) for one in seen.found.stories)
    with seen.keyroll.home.session() as session:
        seen.keyroll.home.lake.view(session, "inventory/log_windows", "log_windows")
        events = session.one("SELECT sum(events)::BIGINT FROM log_windows")
    return [
        name, str(seed), f"{events:,}", str(seen.bad), seen.delay,
        f"{seen.false_a_week(Severity.HIGH, Severity.CRITICAL):.2f}", f"{seen.false_a_week(Severity.MEDIUM):.2f}",
        f"{len(held)}/{len(seen.acts)}" if told else "-", "WRONG" if wrong else "right" if told else "-",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scenarios", default="")
    parser.add_argument("--seeds", type=seeds, default=seeds("1-4"))
    parser.add_argument("--work", type=Path, help="keep the homes in this folder, and use the existing ones")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    print("| " + " | ".join(HEADINGS) + " |\n|" + " --- |" * len(HEADINGS), flush=True)
    with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
        work = asked.work or Path(made)
        for name in asked.scenarios.split(",") if asked.scenarios else scenarios():
            for seed in asked.seeds:
                place = work / f"{name}-{seed}"
                seen = look(place, name, seed)
                print("| " + " | ".join(row(name, seed, seen)) + " |", flush=True)
                if asked.show:
                    show(seen)
                if not asked.work:
                    shutil.rmtree(place)


if __name__ == "__main__":
    main()
