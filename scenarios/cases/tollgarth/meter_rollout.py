"""A surge: forty gateways for radio meters go up within eight days, with a key and a token each, on mobile networks.

Some are set up wrongly and are refused for a day, some twice; fitters try each from a van, a vendor reads all that
comes in from many addresses, and engineers watch by hand and give rights that they take away again.
"""

from random import Random

from scenarios.companies.tollgarth import GO
from scenarios.companies.tollgarth_places import ROWS, line
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, surge, take_up
from scenarios.machine import Machine, job
from scenarios.routines.tollgarth import engineer
from scenarios.systems.gcp import Gcp


@surge("Forty gateways for radio meters go up within eight days")
def plan(scene: Scene) -> None:
    """Five gateways a day; each tried from a van; the vendor's key reads three times as much and from elsewhere."""
    rng = scene.rng("rollout")
    for number in range(40):
        day = 1 + number // 5
        ms = scene.at(day, 6) + (number % 5) * 2 * HOUR + rng.randrange(HOUR)
        key, token = _gateway(rng, number, ms)
        for one in (key, token):
            take_up(scene, one, number % 4)
        van = scene.user(rng, key, address=line(f"van/{number}", ms), agent="curl/8.14.1")
        bad = 4 if number % 4 == 1 else 0
        van.series(ms + 5 * MINUTE, [("put!1", "tg-meters-raw")] * bad + [("put", "tg-meters-raw")] * 5, 30 * SECOND,
                   5 * MINUTE)  # fmt: skip
        if number % 6 == 2:
            late = [("read!1", token.things[0])] * 20
            scene.user(rng, token).series(ms + HOUR, late, 40 * MINUTE, 20 * MINUTE)
    _vendor(scene, rng)
    _watches(scene, rng)


def _gateway(rng: Random, number: int, ms: int) -> tuple[Machine, Machine]:
    """Its key for what it sends, and its token for what it must know."""
    key = job(rng, "gcp", f"tg-gateway-{number:02d}", GO, 2 * HOUR, 4, ("tg-meters-raw",), ("put", "put", "list"), line)
    token = job(rng, "openbao", f"token-gateway-{number:02d}", "Go-http-client/2.0", 12 * HOUR, 2,
                (f"gateways/{number:02d}", "shared/ca"), ("read",), line)  # fmt: skip
    key.created = token.created = ms
    return key, token


def _vendor(scene: Scene, rng: Random) -> None:
    """The vendor of the radio moves to another network and reads what came in, day and night."""
    vendor = scene.named("gcp", "tg-fathomlink")
    vendor.moves += [(scene.at(2), "240.140.77.21"), (scene.at(5), "246.51.9.140")]
    steps = [(rng.choice(("read", "put")), rng.choice(vendor.things)) for _ in range(700)]
    scene.user(rng, vendor).series(scene.at(2, 4), steps, 40 * SECOND, 25 * MINUTE)
    account = scene.user(rng, scene.named("mariadb", "fathomlink_rw"))
    account.series(scene.at(3), [("read", "meters.sites"), ("write", "meters.sites")] * 180, MINUTE, 20 * MINUTE)


def _watches(scene: Scene, rng: Random) -> None:
    """Engineers look at rows and lists in the evenings, give roles, and make keys that they delete again."""
    cloud = scene.known("gcp", Gcp)
    for day in range(1, 9):
        for _ in range(3):
            who, ms = engineer(scene, rng), scene.at(day, 16) + rng.randrange(6 * HOUR)
            acts = ("tables", "table-rows", "query", "list", "keys", "accounts", "policy")
            for act in rng.choices(acts, k=14):
                thing = rng.choice(ROWS) if act == "table-rows" else "readings"
                scene.ordinary(cloud.person_does(rng, who, ms, act, thing, who.home, BY_HAND["gcp"]))
                ms += 30 * SECOND + rng.randrange(4 * MINUTE)
        scene.ordinary(cloud.grants(rng, scene.people[day % 4], scene.at(day, 9), engineer(scene, rng).login,
                                    "roles/storage.admin"))  # fmt: skip
