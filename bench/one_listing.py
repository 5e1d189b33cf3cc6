"""Compares hunts with few listings to hunts with all of them; prints a Markdown table.

python bench/one_listing.py [--plays thanksgiving@0.02,ci-token] [--first start,middle,end] [--seed 1] [--work FOLDER]

A play is ``thanksgiving`` with a scale, or a scenario. Its exports are written once. For each position of the first
listing, a folder is made of them: ``start`` keeps all listings, ``middle`` those from the middle of the log on, ``end``
only the last. The logs are the same in all three. ``--work`` keeps the homes, and uses existing ones.

story: events in the evidence of high stories. shared: those of them that a high story with all listings holds too.
acts: the intruder's records in high stories, by the truth file, which the pipeline never reads. ``--show`` prints
findings at medium and above.
"""

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keyroll.api import Keyroll, replay, replay_home
from keyroll.detection.hunt import hunt
from keyroll.model.finding import Severity
from keyroll.replay.written import Written
from scenarios import play as play_scenario
from scenarios import scenarios
from scenarios_seen import Looked, show

REPLAY = "thanksgiving"
#: Two scenarios of each company.
PLAYS = (
    "thanksgiving@0.02,ci-token,file-by-file,night-contractor,vault-loader,retired-token,support-files,warehouse-copy,"
    "report-vendor,notebook-key,worm-token"
)
HEADINGS = (
    "play", "first listing", "high", "false high", "medium, other", "high stories", "footholds", "story", "shared",
    "acts", "hours to high", "contained",
)  # fmt: skip
Event = tuple[str, int]


@dataclass(frozen=True)
class Run:
    """One play, hunted with some of its listings."""

    name: str
    first: str
    seen: Looked

    @property
    def story(self) -> frozenset[Event]:
        """Return the events of all high stories."""
        high = [story for story in self.seen.found.stories if story.severity >= Severity.HIGH]
        return frozenset(
            (one.raw, one.record) for story in high for finding in story.findings for one in finding.evidence
        )

    def cells(self, whole: frozenset[Event]) -> list[str]:
        """Return a line of the table; ``whole`` are the story's events with all listings."""
        seen = self.seen
        highs = [one for one in seen.found.findings if one.severity >= Severity.HIGH]
        true = [one for one in highs if seen.of(one)]
        medium = [one for one in seen.found.findings if one.severity == Severity.MEDIUM and not seen.of(one)]
        stories = [one for one in seen.found.stories if one.severity >= Severity.HIGH]
        held = set().union(*(seen.in_story(one) for one in stories)) if stories else set()
        ends = datetime.fromisoformat(str(seen.truth["ends"]))
        wrong = any(one.contained and seen.in_story(one) and seen.lived(ends) for one in seen.found.stories)
        story = self.story
        return [
            self.name, self.first, str(len(highs)), str(len(highs) - len(true)), str(len(medium)), str(len(stories)),
            str(sum(len(one.footholds) for one in stories)), str(len(story)), str(len(story & whole)),
            f"{len(held)}/{len(seen.acts)}", seen.delay, "WRONG" if wrong else "right",
        ]  # fmt: skip


def write(out: Path, name: str, seed: int) -> Written:
    """Write the exports of a play, and its truth file beside them."""
    play, _, scale = name.partition("@")
    if play == REPLAY:
        return replay(out, scale=float(scale or 0.02), seed=seed, survivors=None, intrusion=True)
    return play_scenario(play, out, seed=seed)


def kept_days(exports: Path, first: str) -> set[str]:
    """Return the days whose listings are kept."""
    days = sorted({day.name for day in exports.glob("*/survey/*") if day.is_dir()})
    if first == "middle":
        logs = sorted(datetime.fromisoformat(day) for day in days)
        middle = logs[0] + (logs[-1] - logs[0]) / 2
        return {day for day in days if datetime.fromisoformat(day) >= middle}
    return set(days) if first == "start" else set(days[-1:])


def with_listings(exports: Path, days: set[str], out: Path) -> None:
    """Make a folder with all logs and the listings of some days. Files are links: nothing is copied."""
    for file in exports.rglob("*"):
        parts = file.relative_to(exports).parts
        if file.is_file() and (parts[1] != "survey" or parts[2] in days):
            target = out.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target)


def run(place: Path, name: str, first: str, seed: int) -> Run:
    """Write, read and hunt a play with some of its listings; existing results are used."""
    exports, truth, until = place / "exports", place / "truth.json", place / "until"
    if not until.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        written = write(exports, name, seed)
        written.truth.replace(truth)
        until.write_text(written.ends.isoformat())
    cut, home, done = place / first, place / f"home-{first}", place / f"read-{first}"
    if not done.exists():
        for folder in (cut, home):
            shutil.rmtree(folder, ignore_errors=True)
        with_listings(exports, kept_days(exports, first), cut)
        replay_home(home, datetime.fromisoformat(until.read_text())).exports.sync(cut)
        done.touch()
    keyroll = Keyroll.open(home)
    bad = len(keyroll.home.ledger.quarantined())
    return Run(name, first, Looked(keyroll, json.loads(truth.read_text()), hunt(keyroll.home), bad))


def measure(work: Path, plays: Sequence[str], firsts: Sequence[str], seed: int, *, shown: bool) -> None:
    """Print a line for each play and each position of its first listing."""
    print("| " + " | ".join(HEADINGS) + " |\n|" + " --- |" * len(HEADINGS), flush=True)
    for name in plays:
        whole: frozenset[Event] = frozenset()
        for first in firsts:
            seen = run(work / f"{name}-{seed}", name, first, seed)
            whole = seen.story if first == "start" else whole
            print("| " + " | ".join(seen.cells(whole)) + " |", flush=True)
            if shown:
                show(seen.seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--plays", default=PLAYS)
    parser.add_argument("--first", default="start,middle,end")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="keep the homes in this folder, and use the existing ones")
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args()
    unknown = {name.partition("@")[0] for name in chosen.plays.split(",")} - {REPLAY, *scenarios()}
    if unknown:
        parser.error(f"no such play: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
        work = chosen.work or Path(made)
        measure(work, chosen.plays.split(","), chosen.first.split(","), chosen.seed, shown=chosen.show)


if __name__ == "__main__":
    main()
