"""The facade: replays of incidents: each is written, imported, and opened with the commands of the product."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from keyroll.api._home import Progress
from keyroll.api.keyroll import Keyroll
from keyroll.clock import iso, parse_time
from keyroll.model.incident import ClosingPolicy
from keyroll.model.json import Json, Record
from keyroll.plugins import found
from keyroll.replay.contract import IncidentOpening, Replay, WrittenCase
from keyroll.response.campaign import Status
from keyroll.store.home import prepare


@dataclass(frozen=True, slots=True)
class Played:
    """A finished replay: its home, the status of its incident, and the truth."""

    keyroll: Keyroll
    status: Status
    exposed: frozenset[str]
    survivors: Mapping[str, str]

    @property
    def exact(self) -> bool:
        """Return whether the result equals the truth: every exposed credential, and each survivor with its reason."""
        left = {one.item.identifier: str(one.judgement.why) for one in self.status.open_items}
        return {one.item.identifier for one in self.status.standings} == self.exposed and left == self.survivors


def replay_cases() -> dict[str, Replay]:
    """Return the replays of incidents by name."""
    return found("keyroll.replay.cases", "REPLAY", Replay)


def write_case(name: str, out: Path, seed: int) -> WrittenCase:
    """Write a replay's exports, and its truth beside them. Raises UsageError if the folder is not empty."""
    return replay_cases()[name].write(out, seed)


def play_case(name: str, place: Path, seed: int, progress: Progress | None = None) -> Played:
    """Play a replay in a home below ``place``; existing files are not written again. Raises Busy."""
    exports, home = place / "exports", place / "home"
    if not (place / "told.json").exists():
        shutil.rmtree(place, ignore_errors=True)
        _remember(place, write_case(name, exports, seed))
    record = json.loads((place / "told.json").read_text(encoding="utf-8"))
    prepare(home, {"clock": record["ends"]})
    keyroll = Keyroll.open(home)
    keyroll.exports.sync(exports, progress=progress)
    if record["scans"]:
        keyroll.exports.scan(record["scans"], progress=progress)
    status = _opened(keyroll, Record(record["opening"], "told.json"))
    truth = json.loads(Path(record["truth"]).read_text(encoding="utf-8"))
    survivors = {str(one["identifier"]): str(one["reason"]) for one in truth["survivors"]}
    return Played(keyroll, status, frozenset(str(one["identifier"]) for one in truth["exposed"]), survivors)


def _remember(place: Path, record: WrittenCase) -> None:
    """Record the written files once all are complete: after a kill the writer starts again."""
    body = {
        "ends": iso(record.ends),
        "truth": str(record.truth),
        "scans": list(record.scans),
        "opening": _opening_row(record.opening),
    }
    part = place / "told.part"
    part.write_text(json.dumps(body), encoding="utf-8")
    part.replace(place / "told.json")


def _opening_row(one: IncidentOpening) -> dict[str, Json]:
    widen: list[Json] = [{"identifier": identifier, "because": because} for identifier, because in one.widen]
    return {"name": one.name, "vendor": one.vendor, "widen": widen, "begins": iso(one.begins), "ends": iso(one.ends)}


def _opened(keyroll: Keyroll, record: Record) -> Status:
    name = record.text("name")
    if name not in keyroll.incidents.names():
        begins, ends = parse_time(record.text("begins")), parse_time(record.text("ends"))
        keyroll.incidents.open(
            name, vendor=record.text("vendor"), begins=begins, ends=ends, policy=ClosingPolicy.EXPORTS, by="replay"
        )
    for one in record.records("widen"):
        keyroll.incidents.widen(name, one.text("identifier"), because=one.text("because"), by="replay")
    return keyroll.incidents.status(name)
