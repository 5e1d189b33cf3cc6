"""The breach of Thanksgiving 2023, replayed in a synthetic company: the order of it all."""

from collections.abc import Callable
from pathlib import Path

from keyroll.errors import UsageError
from keyroll.replay import chores, surveys, truth
from keyroll.replay.beacon import beacon
from keyroll.replay.breach import expose, renew_in_window
from keyroll.replay.company import people
from keyroll.replay.credentials import Builder, populate
from keyroll.replay.estate import Estate, Kind
from keyroll.replay.folder import Folder
from keyroll.replay.intruder import Intruder
from keyroll.replay.life import Life
from keyroll.replay.lifecycle import Lifecycle
from keyroll.replay.register import compile_register
from keyroll.replay.rotation import campaign, choose, routine
from keyroll.replay.streams import stream
from keyroll.replay.territory import territory
from keyroll.replay.times import BEGINS, DAY, DAYS, ENDS, SURVEYS, WINDOW, moment
from keyroll.replay.traffic import Traffic
from keyroll.replay.untidy import Untidy, scan
from keyroll.replay.work import Work
from keyroll.replay.world import Survivor, World
from keyroll.replay.written import Written

SMALLEST, LARGEST = 0.02, 1.0
PEOPLE = 4000
MOST_SURVIVORS = 12

Progress = Callable[[str, int, int], None]


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
    """Writes the export folder of the company, and the truth file beside it.

    The same arguments give the same bytes. `survivors` lets the seed choose other survivors than the four of
    the story; without `intrusion` it is the same company and nobody uses them; without `background` only the
    surveys, the administration and the intrusion are written.

    Raises UsageError for a folder that is not empty, and for numbers out of range.
    """
    _check(out, scale, survivors)
    out.mkdir(parents=True, exist_ok=True)
    world = design(out, scale=scale, seed=seed, survivors=survivors)
    intruder = Intruder(world) if intrusion else None
    if intruder:
        intruder.plan()
        beacon(intruder)
    play(world, progress, background=background)
    told = out.with_name(f"{out.name}.truth.json")
    truth.write(world, intruder, told)
    return Written(
        out, told, world.folder.records, world.folder.files, moment(BEGINS), moment(ENDS), truth.VENDOR,
        (moment(WINDOW[0]), moment(WINDOW[1] - 1)),
    )  # fmt: skip


def _check(out: Path, scale: float, survivors: int | None) -> None:
    if not SMALLEST <= scale <= LARGEST:
        raise UsageError(f"scale {scale} is out of range", hint=f"choose a scale from {SMALLEST} to {LARGEST:g}")
    if survivors is not None and not 0 <= survivors <= MOST_SURVIVORS:
        raise UsageError(f"{survivors} survivors are out of range", hint=f"choose from 0 to {MOST_SURVIVORS}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder", hint="name a folder that does not exist yet")


def design(out: Path, *, scale: float, seed: int, survivors: int | None) -> World:
    """The company, its estate and everything that is planned; nothing is written yet."""
    staff, estate = people(seed, max(80, round(PEOPLE * scale))), Estate()
    world = World(seed, scale, staff, territory(seed), estate, Folder(out))
    build = Builder(seed, staff, estate)
    world.four = populate(build, scale)
    untidy = Untidy(world, build, Lifecycle(world, stream(seed, "newcomers")))
    untidy.prepare()
    expose(world, build)
    renew_in_window(world, Lifecycle(world, stream(seed, "renewals")))
    if survivors is None:
        world.survivors = [Survivor(one, "missed") for one in world.four]
        for one in world.four:
            world.reserve(one)
    else:
        choose(world, build, survivors)
        _empower(world)
    campaign(world, Lifecycle(world, stream(seed, "campaign", survivors)))
    routine(world, Lifecycle(world, stream(seed, "routine")))
    untidy.plan()
    compile_register(world)
    return world


def _empower(world: World) -> None:
    """The first surviving Jira account is an administrator, as the one of the story was."""
    for one in world.survivors:
        if one.credential.kind is Kind.JIRA_ACCOUNT:
            who = one.credential.principal
            who.groups = tuple(dict.fromkeys(("jira-administrators", *who.groups)))
            return


def play(world: World, progress: Progress | None = None, *, background: bool = True) -> None:
    """Writes the surveys and the logs, day by day; the background is what people and machines do all day."""
    work, life, traffic = Work(world), Life(world), Traffic(world)
    for number, day in enumerate(DAYS):
        if progress:
            progress("days", number, len(DAYS))
        if day in SURVEYS:
            surveys.take(world, day)
        if background:
            life.day(stream(world.seed, "life", day), day)
            work.day(stream(world.seed, "work", day), day)
            scan(world, stream(world.seed, "scan", day), day)
            traffic.day(stream(world.seed, "traffic", day), day)
        chores.do(world, stream(world.seed, "chores", day), day)
        for ms, held in world.touched.get(day // DAY, ()):
            held.used = max(held.used, ms)
        world.folder.close_day(day)
    if progress:
        progress("days", len(DAYS), len(DAYS))
