"""A surge: a canal closes, and for nine days all ships come at once, elsewhere and late.

Every port does three times as much at all hours; bookings are changed by scripts and by hand, with whatever key may do
it; helpers come, a vendor calls from another of its networks, and people work from hotels and by night.
"""

from random import Random

from scenarios.companies.quillhaven_places import BEGINS, BOARDS, MANIFESTS, OFFICES, TABLES, person
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Scene, by_hand, surge
from scenarios.routines.quillhaven import arrives, some_machine
from scenarios.systems.gcp import Gcp


@surge("A canal closes, and all ships come at once")
def plan(scene: Scene) -> None:
    """Two more ships a day in each port; scripts over bookings on three days; helpers from the second day on."""
    rng = scene.rng("canal")
    for day in range(1, 10):
        for place in range(4):
            for _ in range(2):
                arrives(scene, rng, place, scene.at(day) + rng.randrange(12 * HOUR))
    for number in range(10):
        scene.people.append(person(rng, 380 + number, ("forwarding", "customs")[number % 2], scene.at(2)))
    _bookings(scene, rng)
    _hands(scene, rng)
    vendor = scene.named("gcp", "qh-shiplens")
    vendor.moves += [(scene.at(2), "246.9.140.20"), (scene.at(10), "240.31.7.12")]
    steps = [(rng.choice(("read", "list")), rng.choice(vendor.things)) for _ in range(900)]
    scene.user(rng, vendor).series(scene.at(2, 3), steps, 30 * SECOND, 20 * MINUTE)


def _bookings(scene: Scene, rng: Random) -> None:
    """Scripts read and write every manifest and booking, by the keys of services, from the cloud and from homes."""
    send, base = scene.named("gcp", "qh-manifest-send"), scene.named("postgresql", "bookings_app")
    for day, name in ((1, "read"), (3, "put"), (6, "read")):
        user = scene.user(rng, send, address=scene.people[9 + day].home, agent=BY_HAND["gcp"])
        steps = [(name, thing) for thing in rng.sample(MANIFESTS, 400)]
        user.series(scene.at(day, 19), steps, SECOND, 20 * SECOND)
        role = scene.user(rng, base, address=scene.people[8 + day].home, agent="psql")
        tables = [table for table in TABLES if table.startswith("bookings")]
        steps = [(rng.choice(("read", "write", "count")), rng.choice(tables)) for _ in range(90)]
        role.series(scene.at(day, 20), steps, 10 * SECOND, 4 * MINUTE)
    forms = scene.user(rng, scene.named("jira", "qh-forms"))
    forms.series(scene.at(2, 1), [("open", BOARDS[3]), ("comment", BOARDS[3])] * 150, 20 * SECOND, 5 * MINUTE)


def _hands(scene: Scene, rng: Random) -> None:
    """Engineers help with machines' keys on each evening, and look through what there is; people live by night."""
    cloud = scene.known("gcp", Gcp)
    for day in range(1, 10):
        for number in range(3):
            who, ms = scene.people[4 + rng.randrange(32)], scene.at(day, 15 + number * 3) + rng.randrange(HOUR)
            system = ("gcp", "postgresql", "openbao")[number]
            by_hand(scene, rng, some_machine(scene, rng, system, ms), ms, who.home, 6 + rng.randrange(14))
            for act in rng.choices(("list", "machines", "databases", "quotas", "buckets", "label"), k=12):
                ms += MINUTE + rng.randrange(4 * MINUTE)
                scene.ordinary(cloud.person_does(rng, who, ms, act, "qh-bookings-raw", who.home, BY_HAND["gcp"]))
        crew = [one for one in scene.people if one.team in ("forwarding", "customs") and one.joined <= scene.at(day)]
        for _ in range(160):
            who, ms = rng.choice(crew), scene.at(day) + rng.randrange(DAY - HOUR)
            where = rng.choice((who.home, who.place((ms - BEGINS) // DAY * DAY + BEGINS), OFFICES[rng.randrange(4)][0]))
            scene.lives(rng, who, ms, where, *rng.sample(("jira", "slack", "microsoft", "confluence"), 2))
