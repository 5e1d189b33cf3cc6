"""Writes one scenario: its company day by day, the records that the scenario adds, and the truth beside the exports."""

from pathlib import Path

import orjson

from keyroll.errors import UsageError
from keyroll.plugins import found, names
from keyroll.replay import engine
from keyroll.replay.engine import Progress
from keyroll.replay.folder import Folder
from keyroll.replay.streams import stream
from keyroll.replay.times import HOUR, SECOND, day_of, iso, moment
from keyroll.replay.written import Written
from scenarios.company import Company
from scenarios.machine import Machine
from scenarios.routine import Routine
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_CASES, _ROUTINES = "scenarios.cases", "scenarios.routines"


def scenarios() -> dict[str, Scenario]:
    """Every scenario by its name."""
    return {
        name.replace("_", "-"): scenario
        for folder in names(_CASES)
        for name, scenario in found(f"{_CASES}.{folder}", "plan", Scenario).items()
    }


def play(name: str, out: Path, *, seed: int = 1, progress: Progress | None = None) -> Written:
    """Writes the exports of one scenario, and its truth file beside them; the same arguments give the same bytes.

    Raises UsageError for a name that no scenario has, and for a folder that is not empty.
    """
    known = scenarios()
    if name not in known:
        raise UsageError(f"there is no scenario {name!r}", hint=f"choose one of: {', '.join(known)}")
    company = known[name].company
    scene = stage(name, seed, company, Folder.new(out, company.ends))
    known[name].plan(scene)
    engine.play(scene.folder, company.days, company.surveys, scene.survey, lambda day: _day(scene, day), progress)
    truth = out.with_name(f"{out.name}.truth.json")
    _write_truth(scene, known[name], truth)
    return Written(out, truth, scene.folder.records, scene.folder.files, moment(company.begins), moment(company.ends))


def stage(name: str, seed: int, company: Company, folder: Folder) -> Scene:
    """The company with all that it does in each of its scenarios, before the scenario's own plan."""
    systems = {system.name: system for system in company.systems()}
    staff = company.people(stream(seed, company.name, "people"))
    machines: list[Machine] = []
    for key, system in systems.items():
        machines += system.machines(stream(seed, company.name, key))
    scene = Scene(name, seed, company, folder, staff, systems, machines)
    routines = found(_ROUTINES, "ROUTINE", Routine).get(company.name)
    if routines:
        routines.plan(scene)
    return scene


def _day(scene: Scene, day: int) -> None:
    for machine in scene.machines:
        _work(scene, machine, day)
    rng = stream(scene.seed, scene.company.name, "life", day)
    for person in scene.people:
        start = person.shift(rng, day)
        for system in scene.systems.values() if start is not None else ():
            for _ in range(int(rng.random() * 4)):
                ms = (start or 0) + int(rng.random() * 8.5 * HOUR)
                scene.folder.add(*system.live(rng, person, ms, person.place(day)))


def _work(scene: Scene, machine: Machine, day: int) -> None:
    """A machine's day, from a stream of its own: who else is there changes nothing in it."""
    rng = stream(scene.seed, scene.company.name, machine.system, machine.key + machine.job, day)
    system, things, acts = scene.systems[machine.system], machine.things, machine.acts
    for start in machine.runs(rng, day):
        ms = start
        for _ in range(1 + int(rng.random() * machine.burst)):
            thing = things[int(rng.random() * len(things))] if things else ""
            if machine.created <= ms < machine.ended:
                act, _, refused = acts[int(rng.random() * len(acts))].partition("!")
                scene.folder.add(*system.work(rng, machine, ms, act, thing, refused=refused))
            ms += 800 + int(rng.random() * 4000)


def _end_rotated(scene: Scene) -> None:
    """Notes the end of stolen credentials that the organisation changed in its ordinary course."""
    ended: dict[str, int] = {}
    for machine in scene.machines:
        identifier = scene.systems[machine.system].identifier(machine)
        ended[identifier] = max(machine.ended, ended.get(identifier, 0))
    for foothold in scene.intrusion.footholds:
        at = ended.get(str(foothold["name"]), scene.company.ends)
        if foothold["kind"] == "credential" and not foothold.get("ended") and at < scene.company.ends:
            foothold["ended"] = iso(at)


def _write_truth(scene: Scene, scenario: Scenario, path: Path) -> None:
    """Writes the truth file, in the form of the replays' truth files."""
    _end_rotated(scene)
    truth = {
        "scenario": scene.name, "title": scenario.title, "seed": scene.seed,
        "begins": day_of(scene.company.begins) + "T00:00:00Z", "ends": iso(scene.company.ends), "surge": scenario.surge,
        "intrusion": None if scenario.surge else scene.intrusion.truth(scene.intrusion.placed(SECOND)),
    }  # fmt: skip
    path.write_bytes(orjson.dumps(truth, option=orjson.OPT_INDENT_2))
