"""A surge: the cable to Penang is cut for six days, and the plant works by satellite, by telephone and from hotels.

What runs there has other addresses every few hours and is refused until they are let in; rules are opened by night,
names are changed, and on the seventh day all that waited is sent at once.
"""

from random import Random

from scenarios.companies.wexholme_places import ENDS, GROUPS, OFFICES, TABLES, away, line
from scenarios.keeping import cut_off
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Machine, Scene, by_hand, surge
from scenarios.networks import anywhere
from scenarios.routines.wexholme import engineer, some_machine
from scenarios.staff import in_azure, in_cluster, there
from scenarios.systems.gcp import Gcp
from scenarios.systems.microsoft import Microsoft

_SATELLITE = anywhere((245,), 200, 5, 4 * HOUR, "satellite/")


@surge("The cable to Penang is cut for six days")
def plan(scene: Scene) -> None:
    """Cut in the second night, mended on the eighth day; other addresses all the while; then everything at once."""
    rng = scene.rng("cable")
    begins, mended = scene.at(1, 17), scene.at(7, 15)
    for number, machine in enumerate(_of_penang(scene)):
        since = begins + 2 * HOUR + number * 45 * MINUTE
        home = machine.place(begins)
        hops = range(since, mended, 5 * HOUR)
        machine.moves += [(ms, _SATELLITE(machine.name, ms)) for ms in hops]
        machine.moves += _back(machine, home, mended)
        act = machine.acts[0].partition("!")[0]
        if machine.things:
            cut_off(scene, rng, machine, act, begins + rng.randrange(HOUR), _SATELLITE(machine.name, begins), 14)
            late = [(rng.choice(machine.acts), rng.choice(machine.things)) for _ in range(90 + rng.randrange(160))]
            scene.user(rng, machine, address=home).series(mended + rng.randrange(HOUR), late, SECOND, 40 * SECOND)
    _people(scene, rng, begins)
    _repairs(scene, rng, begins)


def _back(machine: Machine, home: str, mended: int) -> list[tuple[int, str]]:
    """At its own address again, or wherever it would be without the cut."""
    if machine.roams is None:
        return [(mended, home)]
    return [(ms, machine.roams(machine.key, ms)) for ms in range(mended, ENDS, 4 * HOUR)]


def _of_penang(scene: Scene) -> list[Machine]:
    """What runs there, or for there, with a credential of its own."""
    now = scene.at(1)
    return [one for one in scene.machines if one.created < now < one.ended and one.system not in ("microsoft", "gitlab")
            and (one.name.endswith(("-png", " png")) or one.address == OFFICES[2])]  # fmt: skip


def _people(scene: Scene, rng: Random, begins: int) -> None:
    """Who works there signs in again and again, from telephones, a hotel and the satellite; some are refused."""
    tenant = scene.known("microsoft", Microsoft)
    for who in (one for one in there(scene, begins, "plants", "quality", "sales") if one.office == OFFICES[2]):
        for day in range(2, 8):
            for _ in range(2 + rng.randrange(4)):
                ms = scene.at(day) + rng.randrange(22 * HOUR)
                where = rng.choice((_SATELLITE(who.login, ms), line(who.login, ms), away(who.login, ms)))
                dice = rng.random()
                scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, "Batch records", refused=dice < 0.1,
                                               denied=dice > 0.88))  # fmt: skip
                scene.lives(rng, who, ms + MINUTE, where, *rng.sample(("jira", "confluence", "microsoft"), 2))


def _repairs(scene: Scene, rng: Random, begins: int) -> None:
    """Rules opened, names set, commands on machines, machines' jobs run by hand, the emergency key; tables copied."""
    cloud = scene.known("gcp", Gcp)
    for number in range(18):
        who, ms = engineer(scene, rng), begins + number * 8 * HOUR + rng.randrange(4 * HOUR)
        group = GROUPS[number % len(GROUPS)]
        steps = (("net", group), ("sql-firewall", "wx-sql-orders"), ("run", f"{group}-vm1"),
                 ("storage-keys", "wxquality"), ("zone-record", "wexholme.example"),
                 ("drop-sql-firewall", "wx-sql-orders"))  # fmt: skip
        ms = in_azure(scene, rng, who, ms, steps, who.home, (MINUTE, 9 * MINUTE))
        for act, thing in (("firewall", f"png-{number}"), ("names", "wexholme"), ("names-read", "wexholme")):
            scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.home))
            ms += MINUTE + rng.randrange(5 * MINUTE)
        ms = in_cluster(
            scene, rng, who, ms, ("pods", "config", "exec", "deploy"), "batches", who.home, (MINUTE, 4 * MINUTE)
        )
        machine = some_machine(scene, rng, ("gcp", "openbao", "kubernetes", "postgresql")[number % 4], ms)
        by_hand(scene, rng, machine, ms + 5 * MINUTE, who.home, 4 + rng.randrange(9))
        key = scene.user(rng, scene.named("gcp", "wx-emergency"), address=who.home, agent=BY_HAND["gcp"])
        key.series(ms + HOUR, [("machines", ""), ("databases", ""), ("secret", "alerts-db")], MINUTE, 6 * MINUTE)
    tables = scene.user(rng, scene.named("postgresql", "dba_jena"), address=OFFICES[0])
    for day in (2, 5):
        tables.series(scene.at(day, 4), [(act, name) for name in TABLES[30:50] for act in ("count", "all")], MINUTE,
                      9 * MINUTE)  # fmt: skip
