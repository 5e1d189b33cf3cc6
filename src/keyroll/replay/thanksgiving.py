"""The breach of Thanksgiving 2023, replayed in a synthetic company: the order of all parts."""

from pathlib import Path

from keyroll.errors import UsageError
from keyroll.replay import chores, engine, surveys, truth, unsurveyed
from keyroll.replay.beacon import beacon
from keyroll.replay.breach import expose, renew_in_window
from keyroll.replay.company import people
from keyroll.replay.credentials import Builder, populate
from keyroll.replay.engine import Progress
from keyroll.replay.estate import Estate, PlayedKind
from keyroll.replay.folder import Folder
from keyroll.replay.intruder import Intruder
from keyroll.replay.life import Life
from keyroll.replay.lifecycle import Lifecycle
from keyroll.replay.register import compile_register
from keyroll.replay.rotation import campaign, choose, routine
from keyroll.replay.simulation import Simulation, Survivor
from keyroll.replay.streams import stream
from keyroll.replay.territory import territory
from keyroll.replay.times import BEGINS, DAY, DAYS, ENDS, SURVEYS, WINDOW, moment
from keyroll.replay.traffic import Traffic
from keyroll.replay.untidy import Untidy, scan
from keyroll.replay.work import RunRecords
from keyroll.replay.written import Written

SMALLEST, LARGEST = 0.02, 1.0
PEOPLE = 4000
MOST_SURVIVORS = 12


def thanksgiving(
    out: Path,
    *,
    scale: float = 0.05,
    seed: int = 1,
    survivors: int | None = None,
    intrusion: bool = True,
    background: bool = True,
    progress: Progress | None = None,
) -> Written:
    """Write the export folder of the company, and the truth file beside it.

    The same arguments give the same bytes. With `survivors` the seed chooses other survivors than the four of the
    story. Without `intrusion` it is the same company, and nobody uses the survivors. Without `background` only the
    listings, the administration and the intrusion are written.

    Raises UsageError for a folder that is not empty, and for numbers out of range.
    """
    _check(scale, survivors)
    simulation = design(out, scale=scale, seed=seed, survivors=survivors)
    intruder = Intruder(simulation) if intrusion else None
    if intruder:
        intruder.plan()
        beacon(intruder)
    play(simulation, progress, background=background)
    truth_file = out.with_name(f"{out.name}.truth.json")
    truth.write(simulation, intruder.intrusion if intruder else None, truth_file)
    return Written(
        out, truth_file, simulation.folder.records, simulation.folder.files, moment(BEGINS), moment(ENDS), truth.VENDOR,
        (moment(WINDOW[0]), moment(WINDOW[1] - 1)),
    )  # fmt: skip


def _check(scale: float, survivors: int | None) -> None:
    if not SMALLEST <= scale <= LARGEST:
        raise UsageError(f"scale {scale} is out of range", hint=f"choose a scale from {SMALLEST} to {LARGEST:g}")
    if survivors is not None and not 0 <= survivors <= MOST_SURVIVORS:
        raise UsageError(f"{survivors} survivors are out of range", hint=f"choose from 0 to {MOST_SURVIVORS}")


def design(out: Path, *, scale: float, seed: int, survivors: int | None) -> Simulation:
    """Return the company, its estate and all plans; nothing is written yet."""
    staff, estate = people(seed, max(80, round(PEOPLE * scale))), Estate()
    simulation = Simulation(seed, scale, staff, territory(seed), estate, Folder.new(out, ENDS))
    build = Builder(seed, staff, estate)
    simulation.four = populate(build, scale)
    untidy = Untidy(simulation, build, Lifecycle(simulation, stream(seed, "newcomers")))
    untidy.prepare()
    expose(simulation, build)
    renew_in_window(simulation, Lifecycle(simulation, stream(seed, "renewals")))
    if survivors is None:
        simulation.survivors = [Survivor(one, "missed") for one in simulation.four]
        for one in simulation.four:
            simulation.reserve(one)
    else:
        choose(simulation, build, survivors)
        _empower(simulation)
    campaign(simulation, Lifecycle(simulation, stream(seed, "campaign", survivors)))
    routine(simulation, Lifecycle(simulation, stream(seed, "routine")))
    untidy.plan()
    compile_register(simulation)
    unsurveyed.add(simulation)
    return simulation


def _empower(simulation: Simulation) -> None:
    """The first surviving Jira account is an administrator, like the account of the story."""
    for one in simulation.survivors:
        if one.credential.kind is PlayedKind.JIRA_ACCOUNT:
            who = one.credential.principal
            who.groups = tuple(dict.fromkeys(("jira-administrators", *who.groups)))
            return


def play(simulation: Simulation, progress: Progress | None = None, *, background: bool = True) -> None:
    """Write the listings and the logs, day by day; the background is the daily activity of people and machines."""
    work, life, traffic, seed = RunRecords(simulation), Life(simulation), Traffic(simulation), simulation.seed

    def live(day: int) -> None:
        if background:
            life.day(stream(seed, "life", day), day)
            work.day(stream(seed, "work", day), day)
            scan(simulation, stream(seed, "scan", day), day)
            traffic.day(stream(seed, "traffic", day), day)
        chores.do(simulation, stream(seed, "chores", day), day)
        for ms, held in simulation.touched.get(day // DAY, ()):
            held.used = max(held.used, ms)

    engine.play(simulation.folder, DAYS, SURVEYS, lambda day: surveys.take(simulation, day), live, progress)
