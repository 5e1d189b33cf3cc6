"""A surge: water comes into a hospital by night, and for eight days it works from two others, from hotels and vans.

Its machines come back one by one on mobile networks and under other addresses, some refused at first; images and old
records are fetched in bulk for who was moved; engineers use machines' credentials by hand and open what was closed.
"""

from random import Random

from scenarios.companies.aldermoor_places import GROUPS, OFFICES, OLD_TABLES, SCANS, SITES, TABLES, away, line
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Machine, Scene, by_hand, surge
from scenarios.routines.aldermoor import engineer, full, some_machine
from scenarios.staff import there
from scenarios.systems.aws import Aws
from scenarios.systems.azure import Azure

_SITE = 4
_SPARE = ("198.51.100.88", "198.51.100.190")


@surge("A hospital is cleared by night, and works from elsewhere for eight days")
def plan(scene: Scene) -> None:
    """Out at two in the night of the second day; back on the tenth; bulk reads on the first three days."""
    rng = scene.rng("evacuated")
    begins = scene.at(1, 2)
    for number, machine in enumerate(_of_the_site(scene)):
        since = begins + HOUR + number * 40 * MINUTE
        where = line(f"van/{number}", since) if number % 3 else _SPARE[number % 2]
        machine.moves += [
            (since, where),
            (since + 3 * DAY, _SPARE[number % 2]),
            (scene.at(9, 6), machine.place(begins)),
        ]
        act, thing = machine.acts[0].partition("!")[0], machine.things[0] if machine.things else ""
        refused = "403" if machine.system == "jira" else "1"
        late = scene.user(rng, machine, address=where)
        late.series(since - 30 * MINUTE, [(f"{act}!{refused}", thing)] * (3 + number % 5), 3 * MINUTE, 6 * MINUTE)
    _people(scene, rng, begins)
    _records(scene, rng)
    _repairs(scene, rng)
    for number in range(14):
        full(scene, rng, (1, 2)[number % 2], begins + number * 9 * HOUR + rng.randrange(4 * HOUR))


def _of_the_site(scene: Scene) -> list[Machine]:
    """What runs there with a credential of its own."""
    site, now = SITES[_SITE], scene.at(1)
    return [
        one for one in scene.machines if one.name.endswith((f"-{site}", f" {site}")) and one.created < now < one.ended
    ]


def _people(scene: Scene, rng: Random, begins: int) -> None:
    """Who works there is in two other hospitals, in a hotel and on telephones."""
    crew = [one for one in there(scene, begins, "wards", "doctors", "desks", "laboratory") if one.office == OFFICES[5]]
    for who in crew:
        for day in range(1, 9):
            for _ in range(3 + rng.randrange(5)):
                ms = scene.at(day, 5) + rng.randrange(17 * HOUR)
                where = rng.choice((*_SPARE, away(who.login, ms), line(who.login, ms)))
                scene.lives(rng, who, ms, where, *rng.sample(("jira", "confluence", "microsoft"), 2))


def _records(scene: Scene, rng: Random) -> None:
    """Images by the hundred, tables of patients whole, and the old records of who was moved."""
    scans = scene.user(rng, scene.named("aws", "svc-am-images"), address=_SPARE[0])
    for day in (1, 2, 3):
        steps = [("object", name) for name in rng.sample(SCANS, 380)]
        scans.series(scene.at(day, 4), steps, 2 * SECOND, 50 * SECOND)
    old = scene.user(rng, scene.held("mariadb", f"hospital_{SITES[_SITE]}", 9), address=_SPARE[1])
    old.series(scene.at(1, 7), [("all", name) for name in OLD_TABLES[32:40]] * 3, 5 * MINUTE, 30 * MINUTE)
    wards = scene.user(rng, scene.named("postgresql", "reports_ro"))
    wards.series(scene.at(1, 5), [("all", name) for name in rng.sample(TABLES, 30)], 2 * MINUTE, 12 * MINUTE)


def _repairs(scene: Scene, rng: Random) -> None:
    """On call day and night: the emergency key and token, rules opened and keys of stores read, scripts by hand."""
    cloud, aws = scene.known("azure", Azure), scene.known("aws", Aws)
    for number in range(16):
        who, ms = engineer(scene, rng), scene.at(1, 2) + number * 9 * HOUR + rng.randrange(4 * HOUR)
        group = GROUPS[number % len(GROUPS)]
        for act, thing in (
            ("net", group), ("vm", f"{group}-spare"), ("run", f"{group}-vm1"), ("storage-keys", "amdocs"),
            ("sql-firewall", "am-sql-rosters"), ("start", f"{group}-vm2"),
        ):  # fmt: skip
            scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, who.home, agent=who.agent))
            ms += MINUTE + rng.randrange(8 * MINUTE)
        scene.ordinary(aws.person_does(rng, who, ms, "open-one", f"0a{number:02d}|{_SPARE[number % 2]}", who.home))
        machine = some_machine(scene, rng, ("aws", "openbao", "kubernetes", "postgresql")[number % 4], ms)
        by_hand(scene, rng, machine, ms + 5 * MINUTE, who.home, 4 + rng.randrange(9))
        key = scene.user(rng, scene.named("aws", "svc-am-emergency"), address=who.home, agent=BY_HAND["aws"])
        key.series(ms + HOUR, [("instances", ""), ("databases", ""), ("secret", "am/wards/db")], MINUTE, 6 * MINUTE)
