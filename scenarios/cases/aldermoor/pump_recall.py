"""A surge: a maker recalls infusion pumps, and every pump's gateway gets another token and other settings in five days.

Tokens of pumps, scanners and analysers are made anew, secrets of all hospitals are read by who changes them, commands
run on machines, tickets come by the hundred with the serial numbers, and old tokens are asked for a day after they end.
"""

from random import Random

from scenarios.companies.aldermoor_places import BOARDS, ENGINE, GROUPS, SITES
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, handed, surge
from scenarios.routines.aldermoor import engineer
from scenarios.staff import there
from scenarios.systems.azure import Azure
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.kubernetes import Kubernetes


@surge("A recall of pumps: every gateway's token and settings within five days")
def plan(scene: Scene) -> None:
    """A hospital a day; three tokens and the settings of its machines; the maker's people look on from outside."""
    rng = scene.rng("recall")
    for number, site in enumerate(SITES):
        _tokens(scene, rng, site, 1 + number)
        _machines(scene, rng, number, 1 + number)
    _tickets(scene, rng)


def _tokens(scene: Scene, rng: Random, site: str, day: int) -> None:
    """All secrets of the hospital read by hand, three tokens handed on, the old ones asked for in vain."""
    who, ms = engineer(scene, rng), scene.at(day, 6) + rng.randrange(2 * HOUR)
    tend = scene.user(rng, scene.held("openbao", "token-tend", 8), address=who.office, agent=BY_HAND["openbao"])
    kinds = ("pumps", "scanners", "analysers")
    reads = [("list", f"sites/{site}"), *(("read", f"sites/{site}/{kind}") for kind in kinds)]
    ms = tend.series(ms, reads * 3, 10 * SECOND, 2 * MINUTE)
    for kind in kinds:
        name, old = f"token-{kind}-{site}", scene.held("openbao", f"token-{kind}-{site}", day)
        ms += 20 * MINUTE + rng.randrange(40 * MINUTE)
        handed(scene, rng, name, ms, scene.people[day % 4], grace=30 * MINUTE)
        late = [("read!1", old.things[0])] * (6 + 5 * (kind == "pumps"))
        scene.user(rng, old).series(ms + HOUR, late, 40 * MINUTE, 80 * MINUTE)
    engine = scene.user(rng, scene.named("openbao", "token-engine"), address=ENGINE)
    engine.series(ms, [("read", f"sites/{site}/pumps"), ("read", "engine/keys")] * 12, 2 * MINUTE, 9 * MINUTE)


def _machines(scene: Scene, rng: Random, number: int, day: int) -> None:
    """Commands on machines, restarts of what passes messages on, settings that are read before and after."""
    cloud, cluster, group = scene.known("azure", Azure), scene.known("kubernetes", Kubernetes), GROUPS[number]
    for _ in range(6):
        who, ms = engineer(scene, rng), scene.at(day, 7) + rng.randrange(13 * HOUR)
        for act in ("run", "stop", "start", "run", "snapshot"):
            thing = f"{group}-vm{rng.randrange(5)}"
            scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, who.place(ms), agent=who.agent))
            ms += MINUTE + rng.randrange(9 * MINUTE)
        for act in ("pods", "config", "exec", "secret", "deploy", "log"):
            scene.ordinary(cluster.person_does(rng, who, ms, act, "router", "engine", address=who.place(ms)))
            ms += 30 * SECOND + rng.randrange(4 * MINUTE)
    keys = [one for one in scene.of("aws") if one.name.startswith("svc-am-devices-") and one.created < scene.at(day)]
    for key in keys:
        steps = [(rng.choice(("object", "put-object")), rng.choice(key.things)) for _ in range(50)]
        scene.user(rng, key).series(scene.at(day, 8), steps, MINUTE, 14 * MINUTE)


def _tickets(scene: Scene, rng: Random) -> None:
    """One ticket a pump, opened by a program; wards and engineers write under them and look for their numbers."""
    boards, crew = scene.known("jira", Jira), there(scene, scene.at(1), "wards", "engineering", "desks")
    program = scene.user(rng, scene.named("jira", "am-devices"))
    program.series(scene.at(0, 20), [("open", BOARDS[7])] * 420, 8 * SECOND, 40 * SECOND)
    for day in range(1, 6):
        for _ in range(160):
            who, ms = rng.choice(crew), scene.at(day, 6) + rng.randrange(15 * HOUR)
            act = rng.choice(("browse", "issue", "comment", "attachment"))
            thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[7])
            scene.ordinary(boards.person_does(rng, who, ms, act, thing, who.place(ms), who.agent))
    export = scene.user(rng, scene.named("jira", "am-numbers"))
    export.series(scene.at(3, 7), [("search", BOARDS[7]), ("issue", BOARDS[7])] * 150, 5 * SECOND, 30 * SECOND)
