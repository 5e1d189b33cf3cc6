"""A surge: every monitor gets other firmware within four nights, after its settings were copied by hand and by program.

Copies of all settings are read and written anew, from vans and hospitals too; the first release is withdrawn and tagged
again at night; what devices fetch goes up thirtyfold, and half of a region is refused until a right is given.
"""

from random import Random

from scenarios.companies.wexholme_places import BOARDS, IMAGES, LIBRARIES, PARTNERS, PLANTS, REPORTS, SETTINGS, line
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, surge
from scenarios.routines.wexholme import engineer
from scenarios.staff import in_cluster, there
from scenarios.systems.gitlab import Gitlab
from scenarios.systems.jira import Jira, attached, ticket


@surge("Every monitor gets other firmware within four nights")
def plan(scene: Scene) -> None:
    """Settings on the first two days; nights from the second to the fifth; partners fetch more for six days."""
    rng = scene.rng("firmware")
    _copies(scene, rng)
    _released(scene, rng)
    push = scene.user(rng, scene.named("gcp", "wx-firmware-push"))
    for night in range(1, 5):
        ms = scene.at(night, 19)
        push.series(ms, [("read", rng.choice(IMAGES)) for _ in range(520)], 10 * SECOND, MINUTE)
        for number, plant in enumerate(PLANTS):
            for name in (f"wx-pairing-{plant}", f"wx-telemetry-{plant}", f"wx-alerts-{plant}"):
                one = next(one for one in scene.of("gcp") if one.name == name and one.created < ms < one.ended)
                late = [("read!1", one.things[1])] * (24 if night == 2 and number == 1 else 0)
                steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(70)]
                scene.user(rng, one).series(ms + number * 2 * HOUR, [*late, *steps], 10 * SECOND, 4 * MINUTE)
        _repairs(scene, rng, ms + 3 * HOUR)
    for number, name in enumerate(PARTNERS):
        key = scene.user(rng, scene.held("gcp", f"wx-partner-{name}", 9))
        for day in range(2, 8):
            steps = [("read", one) for one in rng.sample(REPORTS[name], 30 + 9 * number)]
            key.series(scene.at(day, 6) + rng.randrange(8 * HOUR), steps, SECOND, 20 * SECOND)


def _copies(scene: Scene, rng: Random) -> None:
    """Each device's settings are read and written by program; technicians do a third again where devices stand."""
    copies, tool = scene.named("gcp", "wx-settings-copies"), scene.named("gcp", "wx-field-tool")
    steps = [(act, name) for name in SETTINGS for act in ("read", "put")]
    scene.user(rng, copies).series(scene.at(0, 9), steps, SECOND, 9 * SECOND)
    for who in there(scene, scene.at(0), "field"):
        for day in (0, 1):
            ms = scene.at(day, 7) + rng.randrange(9 * HOUR)
            mine = [(act, name) for name in rng.sample(SETTINGS, 9) for act in ("read", "put")]
            scene.user(rng, tool, address=line(who.login, ms)).series(ms, mine, 10 * SECOND, 2 * MINUTE)


def _released(scene: Scene, rng: Random) -> None:
    """Tags, one taken away at night, packages of the kit; all code of devices is fetched by who looks for the fault."""
    release = scene.user(rng, scene.named("gitlab", "firmware-release"))
    tags = [("tags", "devices/monitor"), ("tag", "devices/monitor"), ("archive", "devices/monitor")]
    release.series(scene.at(1, 12), tags, 5 * MINUTE, 20 * MINUTE)
    code, who = scene.known("gitlab", Gitlab), engineer(scene, rng)
    for number, (act, thing) in enumerate((("untag", "devices/monitor"), ("commit", "devices/monitor"),
                                           ("tag", "devices/monitor"), ("pipeline", "devices/monitor"))):  # fmt: skip
        ms = scene.at(2, 1) + number * 11 * MINUTE
        scene.ordinary(code.person_does(rng, who, ms, act, thing, who.home, who.agent))
    release.series(scene.at(2, 2), tags, 2 * MINUTE, 4 * MINUTE)
    kit = scene.user(rng, scene.named("gitlab", "kit-release"))
    kit.series(scene.at(2, 3), [("publish", name) for name in LIBRARIES], MINUTE, 5 * MINUTE)
    for _ in range(8):
        who, ms = engineer(scene, rng), scene.at(2, 0) + rng.randrange(6 * HOUR)
        for name in ("devices/monitor", "devices/pump", "devices/bench", *rng.sample(LIBRARIES, 4)):
            scene.ordinary(code.person_does(rng, who, ms, "fetch", name, who.home, who.agent))
            ms += 20 * SECOND + rng.randrange(2 * MINUTE)


def _repairs(scene: Scene, rng: Random, ms: int) -> None:
    """Engineers restart and look all night; technicians open two hundred tickets."""
    boards, crew = scene.known("jira", Jira), there(scene, ms, "field", "quality")
    for number in range(6):
        who = engineer(scene, rng)
        acts, area = (
            ("pods", "log", "exec", "deploy", "config", "drop-pod", "secret"),
            ("firmware", "pairing")[number % 2],
        )
        in_cluster(scene, rng, who, ms + number * HOUR, acts, area, who.home, (30 * SECOND, 6 * MINUTE))
    for _ in range(200):
        who, at = rng.choice(crew), ms + rng.randrange(11 * HOUR)
        act = rng.choice(("browse", "comment", "issue", "attachment"))
        thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[3])
        scene.ordinary(boards.person_does(rng, who, at, act, thing, line(who.login, at), who.agent))
