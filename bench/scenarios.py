"""How other intrusions are noticed, and how quiet other surges stay, over scenarios and seeds; prints a Markdown table.

python bench/scenarios.py [--scenarios ci-token,audit] [--seeds 1-4] [--work FOLDER] [--show]

Per scenario and seed: hours from the intruder's first success (from the truth file, which the pipeline never reads) to
the first high alert with an act of his in its evidence; false high alerts a week (no act of his in the evidence);
whether a story ever said ``contained`` while a foothold of the truth lived; the share of his acts that the high stories
hold. ``--show`` also prints each high finding, and of the intruder's whatever was found.
"""

import argparse
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hunt_seeds import seeds
from keyroll.api import Keyroll
from keyroll.detection.hunt import Hunted, hunt
from keyroll.model.finding import Finding, Severity, Story
from scenarios import scenario_home, scenarios

HEADINGS = (
    "scenario", "seed", "events", "bad", "hours to high", "false high a week", "medium a week", "acts found",
    "contained",
)  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """One scenario in one home, hunted."""

    keyroll: Keyroll
    truth: dict[str, object]
    found: Hunted
    bad: int

    @property
    def acts(self) -> dict[tuple[str, int], str]:
        """What each of the intruder's records was, by file and record."""
        told = self.truth["intrusion"]
        return {(one["file"], one["record"]): one["what"] for one in told["acts"]} if told else {}

    def of(self, finding: Finding) -> set[tuple[str, int]]:
        """The intruder's records in the evidence."""
        files = {
            raw: known.file for raw in {e.raw for e in finding.evidence} if (known := self.keyroll.home.ledger.raw(raw))
        }
        return {key for one in finding.evidence if (key := (files.get(one.raw, ""), one.record)) in self.acts}

    def in_story(self, story: Story) -> set[tuple[str, int]]:
        """The intruder's records in a story."""
        return set().union(*(self.of(one) for one in story.findings))

    def lived(self, at: datetime) -> bool:
        """Whether a foothold of the truth was alive then."""
        told = self.truth["intrusion"]
        return any(
            datetime.fromisoformat(one["time"]) <= at
            and (not one["ended"] or datetime.fromisoformat(one["ended"]) > at)
            for one in (told["footholds"] if told else ())
        )


def look(place: Path, name: str, seed: int) -> Looked:
    """Write, read and hunt one scenario; what an earlier run left in ``place`` is used."""
    keyroll, exports = scenario_home(place, name, seed=seed)
    if not (place / "read").exists():
        keyroll.exports.sync(exports)
        (place / "read").touch()
    bad = len(keyroll.home.ledger.quarantined())
    return Looked(keyroll, json.loads((place / "truth.json").read_text()), hunt(keyroll.home), bad)


def row(name: str, seed: int, seen: Looked) -> list[str]:
    """One line of the table."""
    begins, ends = (datetime.fromisoformat(str(seen.truth[one])) for one in ("begins", "ends"))
    weeks = (ends - begins).days / 7
    highs = [one for one in seen.found.findings if one.severity >= Severity.HIGH]
    medium = [one for one in seen.found.findings if one.severity == Severity.MEDIUM and not seen.of(one)]
    true = [one for one in highs if seen.of(one)]
    told = seen.truth["intrusion"]
    first = datetime.fromisoformat(told["first_success"]) if told else None
    hours = (true[0].detected_at - first).total_seconds() / 3600 if true and first else None
    stories = [one for one in seen.found.stories if one.severity >= Severity.HIGH]
    held = set().union(*(seen.in_story(one) for one in stories)) if stories else set()
    wrong = any(one.contained and seen.in_story(one) and seen.lived(ends) for one in seen.found.stories)
    with seen.keyroll.home.session() as session:
        seen.keyroll.home.lake.view(session, "inventory/log_windows", "log_windows")
        events = session.one("SELECT sum(events)::BIGINT FROM log_windows")
    delay = "-" if not told else f"{hours:.1f}" if hours is not None else "never"
    return [
        name, str(seed), f"{events:,}", str(seen.bad), delay,
        f"{(len(highs) - len(true)) / weeks:.2f}", f"{len(medium) / weeks:.2f}",
        f"{len(held)}/{len(seen.acts)}" if told else "-", "WRONG" if wrong else "right" if told else "-",
    ]  # fmt: skip


def show(seen: Looked) -> None:
    """Print what was found, for whoever looks for blind spots."""
    for one in seen.found.findings:
        of = len(seen.of(one))
        if of or one.severity >= Severity.MEDIUM:
            print(f"  {one.detected_at:%m-%d %H:%M} {one.severity.name:6} {of:3} {one.score:.2f} {one.subject}: "
                  f"{one.behaviour}: {one.because[:150]}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scenarios", default="")
    parser.add_argument("--seeds", type=seeds, default=seeds("1-4"))
    parser.add_argument("--work", type=Path, help="keep the homes there, and use those that are there")
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
