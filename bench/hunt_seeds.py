"""Measures the delay and the false alarms of hunts over many replays of the breach; prints a Markdown table.

python bench/hunt_seeds.py --seeds 1-10 --scale 0.05 [--no-intrusion] [--survivors N] [--cut] [--work FOLDER]

For each seed it prints the first success (from the truth file, which the pipeline never reads), the first high alert,
the delay, false high alerts a day (a high finding with no event of the intruder in its evidence), stories at high,
footholds, and the share of the truth's twelve stages with an event in the evidence of a high story. ``--cut`` hunts on
the same exports cut right after the first high alert, and prints whether it finds the same. ``--work`` keeps the homes
and uses existing ones.
"""

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cut import cut_exports
from keyroll.api import Keyroll, replay, replay_home
from keyroll.detection.hunt import hunt
from keyroll.detection.hunted import Hunted
from keyroll.model.finding import Finding, Severity, Story

HEADINGS = (
    "seed", "records", "first success", "first high", "delay min", "false high", "a day", "high stories", "footholds",
    "steps told", "hunt s", "cpu s",
)  # fmt: skip


@dataclass(frozen=True)
class Played:
    """One replay in one home, hunted."""

    keyroll: Keyroll
    exports: Path
    truth: dict[str, Any]
    found: Hunted
    seconds: float
    cpu: float

    @property
    def acts(self) -> dict[tuple[str, int], str]:
        """Return the stage of each of the intruder's records, by file and record."""
        told = self.truth["intrusion"]
        return {(one["file"], one["record"]): one["stage"] for one in told["acts"]} if told else {}

    @property
    def first_success(self) -> datetime | None:
        told = self.truth["intrusion"]
        return datetime.fromisoformat(told["first_success"]) if told and told["first_success"] else None

    @property
    def highs(self) -> list[Finding]:
        return [one for one in self.found.findings if one.severity >= Severity.HIGH]

    @property
    def high_stories(self) -> list[Story]:
        return [one for one in self.found.stories if one.severity >= Severity.HIGH]

    def steps(self, finding: Finding) -> set[str]:
        """Return the stages of the truth with an event in this finding."""
        files = {
            raw: known.file
            for raw in {one.raw for one in finding.evidence}
            if (known := self.keyroll.home.ledger.raw(raw))
        }
        acts = self.acts
        return {step for one in finding.evidence if (step := acts.get((files.get(one.raw, ""), one.record)))}


def play(place: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool) -> Played:
    """Write, read and hunt one replay; results of an earlier run in ``place`` are used."""
    exports, done = place / "exports", place / "done"
    if not done.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        written = replay(exports, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion)
        replay_home(place / "home", written.ends).exports.sync(exports)
        done.touch()
    keyroll = Keyroll.open(place / "home")
    began, worked = time.monotonic(), time.process_time()
    found = hunt(keyroll.home)
    took, cpu = time.monotonic() - began, time.process_time() - worked
    return Played(keyroll, exports, json.loads((place / "exports.truth.json").read_text()), found, took, cpu)


def row(seed: int, played: Played) -> list[str]:
    """One line of the table."""
    first, highs = played.first_success, played.highs
    steps = [(one, played.steps(one)) for one in highs]
    false = [one for one, of in steps if not of]
    true = min((one.detected_at for one, of in steps if of), default=None)
    begins, ends = (
        datetime.fromisoformat(str(played.truth["begins"])),
        datetime.fromisoformat(str(played.truth["ends"])),
    )
    told = {step for story in played.high_stories for one in story.findings for step in played.steps(one)}
    all_steps = set(played.acts.values())
    home = played.keyroll.home
    with home.session() as session:
        home.lake.view(session, "inventory/log_windows", "log_windows")
        records = session.one("SELECT sum(events)::BIGINT FROM log_windows")
    return [
        str(seed),
        f"{records:,}",
        f"{first:%m-%d %H:%M:%S}" if first else "-",
        f"{true:%m-%d %H:%M:%S}" if true else "-",
        f"{(true - first).total_seconds() / 60:.1f}" if true and first else "-",
        str(len(false)),
        f"{len(false) / max((ends - begins).days, 1):.2f}",
        str(len(played.high_stories)),
        str(sum(len(one.footholds) for one in played.high_stories)),
        f"{len(told & all_steps)}/{len(all_steps)}" if all_steps else "-",
        f"{played.seconds:.1f}",
        f"{played.cpu:.1f}",
    ]


def same_when_cut(played: Played, place: Path) -> str:
    """Return whether the first high alert is the same without later data."""
    if not played.highs:
        return "-"
    first = played.highs[0]
    shutil.rmtree(place, ignore_errors=True)
    cut_exports(played.keyroll, played.exports, place / "exports", first.detected_at)
    keyroll = replay_home(place / "home", first.detected_at)
    keyroll.exports.sync(place / "exports")
    again = next((one for one in hunt(keyroll.home).findings if one.id == first.id), None)
    shutil.rmtree(place)
    if again is None:
        return "gone"

    # An alert takes later events into its evidence; its evidence at its moment must be the same.
    def events(of: Finding) -> list[tuple[str, str, str, datetime, int]]:
        known = (one for one in of.evidence if one.at <= first.detected_at)
        return [(one.source, one.log, one.event_id, one.at, one.record) for one in known]

    same = events(again) == events(first) and (again.detected_at, again.severity) == (first.detected_at, first.severity)
    return "same" if same else "other evidence"


@contextmanager
def workplace(given: Path | None) -> Iterator[Path]:
    """Yield a folder for the homes: the given folder, or a temporary one."""
    if given:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
        yield Path(made)


def seeds(text: str) -> list[int]:
    """Return ``1-3,7`` as numbers."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", type=seeds, default=seeds("1-10"))
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--no-intrusion", action="store_true")
    parser.add_argument("--survivors", type=int)
    parser.add_argument("--cut", action="store_true", help="also hunt on exports cut right after the first high alert")
    parser.add_argument("--work", type=Path, help="keep the homes in this folder, and use the existing ones")
    asked = parser.parse_args()
    headings = [*HEADINGS, *(["when cut"] if asked.cut else [])]
    print("| " + " | ".join(headings) + " |")
    print("|" + " --- |" * len(headings), flush=True)
    with workplace(asked.work) as work:
        for seed in asked.seeds:
            label = f"s{asked.scale:g}-{seed}" + ("-no" if asked.no_intrusion else "")
            place = work / (label + (f"-v{asked.survivors}" if asked.survivors is not None else ""))
            played = play(
                place, scale=asked.scale, seed=seed, survivors=asked.survivors, intrusion=not asked.no_intrusion
            )
            cells = row(seed, played)
            if asked.cut:
                cells.append(same_when_cut(played, work / f"{place.name}-cut"))
            print("| " + " | ".join(cells) + " |", flush=True)
            if not asked.work:
                shutil.rmtree(place)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
