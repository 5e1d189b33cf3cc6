"""Records input and output of the stage *alerts* for many scenarios, so that rules for it can be compared in seconds.

python bench/calibration_record.py --scenarios NAME,… --out FOLDER [--seed 1] [--work FOLDER]   scenarios
python bench/calibration_record.py --replays 1-3 --scale 0.01 --out FOLDER             replays without an intruder

There is one file of JSON lines for each play. The first line has the organisation, its weeks, the accounts that people
may have, and when each log begins. Each other line is a finding: of a behaviour (``signal``), an act that counts beside
signals (``act``), or a result of the hunt (``found``), with the number of the intruder's records in its evidence, by
the truth file.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import keyroll.detection.hunt as hunting
from hunt_seeds import play, seeds
from keyroll.api import Keyroll
from keyroll.detection.alerts.budget import Budget
from keyroll.detection.alerts.decide import Alerts, Evidences, alerts
from keyroll.detection.alerts.rises import LogBegins
from keyroll.detection.hunted import Hunted
from keyroll.inventory.published import open_inventory
from keyroll.model.finding import Finding
from scenarios import scenario_home, scenarios
from scenarios_seen import Looked

Line = dict[str, object]
#: The input of the stage *alerts*.
Given = tuple[Evidences, LogBegins]


def hunted(keyroll: Keyroll) -> tuple[Hunted, Given]:
    """Hunt in a home; return the findings and the input of the stage *alerts*."""
    given: list[Given] = []

    def noted(evidences: Evidences, log_begins: LogBegins, budget: Budget | None = None) -> Alerts:
        given.append((evidences, log_begins))
        return alerts(evidences, log_begins, budget)

    with patch.object(hunting, "alerts", noted):
        found = hunting.hunt(keyroll.home)
    return found, given[0]


def lines(name: str, company: str, seen: Looked, given: Given) -> Iterator[Line]:
    """Yield the lines of one play."""
    evidences, log_begins = given
    with seen.keyroll.home.session() as session:
        open_inventory(session, seen.keyroll.home)
        used = session.one("SELECT count(DISTINCT identifier)::BIGINT FROM use_days")
    told: Any = seen.truth["intrusion"]
    yield {
        "play": name, "company": company, "begins": seen.truth["begins"], "ends": seen.truth["ends"],
        "first_success": told["first_success"] if told else None, "acts": len(seen.acts), "identifiers": used,
        "people": sorted(evidences.people), "judged_with": dict(evidences.judged_with),
        "logs": [[*key, at.isoformat()] for key, at in log_begins.items()],
    }  # fmt: skip
    for kind, findings in (("signal", evidences.signals), ("act", evidences.acts), ("found", seen.found.findings)):
        for finding in findings:
            yield line(kind, finding, len(seen.of(finding)))


def line(kind: str, finding: Finding, mine: int) -> Line:
    """Return a finding; its evidence is reduced to the last event's log and the number of events."""
    last = finding.evidence[-1]
    return {
        "kind": kind, "behaviour": finding.behaviour, "subject": finding.subject, "severity": int(finding.severity),
        "at": finding.detected_at.isoformat(), "network": finding.network, "target": finding.target,
        "score": finding.score, "because": finding.because[:200], "events": len(finding.evidence), "mine": mine,
        "source": last.source, "log": last.log, "techniques": list(finding.techniques), "title": finding.title,
        "last": finding.last_at.isoformat(),
    }  # fmt: skip


def write(out: Path, name: str, company: str, keyroll: Keyroll, truth: Line) -> None:
    """Hunt in a home and write its file."""
    found, given = hunted(keyroll)
    seen = Looked(keyroll, truth, found, 0)
    part = out / f"{name}.part"
    with part.open("w") as file:
        for one in lines(name, company, seen, given):
            file.write(json.dumps(one) + "\n")
    part.replace(out / f"{name}.jsonl")


def of_scenario(out: Path, work: Path, name: str, seed: int) -> None:
    """Play a scenario, or use the existing home."""
    place = work / f"{name}-{seed}"
    keyroll, exports = scenario_home(place, name, seed=seed)
    if not (place / "read").exists():
        keyroll.exports.sync(exports)
        (place / "read").touch()
    file = name if seed == 1 else place.name
    write(out, file, scenarios()[name].company.name, keyroll, json.loads((place / "truth.json").read_text()))


def of_replay(out: Path, work: Path, scale: float, seed: int) -> None:
    """Play the replay without an intruder."""
    name = f"replay-{scale:g}-{seed}"
    played = play(work / name, scale=scale, seed=seed, survivors=None, intrusion=False)
    write(out, name, "replay", played.keyroll, played.truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scenarios", default="")
    parser.add_argument("--seed", type=int, default=1, help="of the scenarios")
    parser.add_argument("--replays", type=seeds, default=[])
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="keep the homes in this folder, and use the existing ones")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="keyroll-bench-") as made:
        work = asked.work or Path(made)
        for name in filter(None, asked.scenarios.split(",")):
            of_scenario(asked.out, work, name, asked.seed)
        for seed in asked.replays:
            of_replay(asked.out, work, asked.scale, seed)
        if not asked.work:
            shutil.rmtree(made, ignore_errors=True)


if __name__ == "__main__":
    main()
