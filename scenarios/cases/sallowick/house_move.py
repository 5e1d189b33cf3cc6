"""A surge: the newsroom moves house in the week of an election: new addresses, hosts with new names, work at all hours.

Machines of the racks move over a weekend and fail at first; who sat in the old house is at home for days; the desk of
elections doubles what it asks.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.sallowick import ARCHIVE, DESKS, HOUSE, PARLIAMENT, PLAYOUT, RACK, TABLES
from scenarios.kit import BY_HAND, DAY, FOREVER, HOUR, MINUTE, SECOND, Scene, by_hand, surge
from scenarios.systems.microsoft import Microsoft

_NEW_HOUSE, _NEW_RACK = "203.0.113.201", "198.18.230."
#: With what status a system refuses, where not by a mere yes or no.
_STATUS = {"jira": "503", "confluence": "503", "gitlab": "500"}


@surge("The newsroom moves house in the week of an election")
def plan(scene: Scene) -> None:
    """Racks from Friday to Sunday, people from Monday, the election on the Thursday after it, scripts by hand."""
    rng, begins = scene.rng("house"), scene.at(4, 18)
    for machine in scene.machines:
        if machine.address in (RACK, PLAYOUT, ARCHIVE, HOUSE) and machine.ended > begins:
            moved = begins + rng.randrange(30 * HOUR)
            place = f"{_NEW_RACK}{machine.address.rpartition('.')[2]}" if machine.address != HOUSE else _NEW_HOUSE
            machine.moves.append((moved, place))
            _fails(scene, rng, machine.name, machine.system, moved)
    for number, who in enumerate(scene.people):
        if who.office in (HOUSE, PARLIAMENT):
            home = (scene.at(3), scene.at(8 + number % 3), who.home)
            scene.people[number] = replace(who, moved=(scene.at(7), _NEW_HOUSE), trips=(*who.trips, home))
    for day in (5, 6, 7, 8):
        for number in range(4):
            machine = rng.choice([one for one in scene.lasting("gcp", begins, scene.at(16)) if one.every < FOREVER])
            by_hand(scene, rng, machine, scene.at(day, 6 + number * 4), scene.people[26 + number].home, 14)
    _election(scene, rng)
    _resets(scene, rng)


def _fails(scene: Scene, rng: Random, name: str, system: str, moved: int) -> None:
    """What has moved is refused for a while, as nobody told the other side of its new address."""
    machine = next(one for one in scene.machines if (one.name, one.system) == (name, system) and one.ended > moved)
    act = next((act.partition("!")[0] for act in machine.acts if act != "fetch"), "")
    if not act or machine.every >= FOREVER or system == "slack":
        return
    user = scene.user(rng, machine, refused=_STATUS.get(system, "1"))
    thing = machine.things[0] if machine.things else ""
    user.series(moved + 9 * MINUTE, [(act, thing)] * (3 + rng.randrange(6)), 11 * MINUTE, 30 * MINUTE)


def _election(scene: Scene, rng: Random) -> None:
    """Polls, pages and tables at ten times their rate from Wednesday noon to Friday; by hand as well."""
    begins = scene.at(9, 12)
    for name in ("sw-polls", "sw-render", "sw-elections", "sw-home"):
        machine = scene.named("gcp", name)
        for day in range(3):
            steps = [(rng.choice(machine.acts), rng.choice(machine.things)) for _ in range(240)]
            scene.user(rng, machine).series(begins + day * 9 * HOUR, steps, 10 * SECOND, 3 * MINUTE)
    numbers = scene.user(rng, scene.named("postgresql", "numbers_ro"), agent="psql", address=scene.people[28].home)
    steps = [(rng.choice(("read", "count", "copy")), rng.choice(TABLES)) for _ in range(80)]
    numbers.series(begins + DAY, steps, 20 * SECOND, 8 * MINUTE)
    for number in range(700):
        who = scene.people[number % 50]
        scene.lives(rng, who, begins + rng.randrange(2 * DAY), who.place(begins), "slack", "confluence", "microsoft")


def _resets(scene: Scene, rng: Random) -> None:
    """New telephones for half the desks; passwords set anew, some at night; keys for the new racks read by hand."""
    tenant = scene.known("microsoft", Microsoft)
    for whom in rng.sample(scene.people[:50], 26):
        ms = scene.at(7, 7) + rng.randrange(3 * DAY)
        for operation in ("Reset user password.", "Update user."):
            scene.ordinary(tenant.person_does(rng, scene.people[24 + rng.randrange(3)], ms, operation, whom.login))
            ms += MINUTE
    vault = scene.user(rng, scene.named("openbao", "token-rack"), agent=BY_HAND["openbao"])
    steps = [("self", ""), ("list", "ops/"), *(("read", f"{desk}/db") for desk in DESKS), ("read", "ops/hosts")]
    vault.series(scene.at(5, 22), steps, MINUTE, 9 * MINUTE, address=scene.people[25].home)
