"""An insider takes a service's vault token from a machine's memory and looks through other teams' secrets by hand."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.halden import TEAMS
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_WITH = "curl/8.7.1"


def plan(scene: Scene) -> None:
    """Four afternoons, from the office's own network, in the breaks of a working day."""
    rng = scene.rng("intruder")
    own, vault, who = scene.of("openbao"), scene.systems["openbao"], scene.people[9]
    one = own[rng.randrange(len(own))]
    wanted = [
        f"{team}/{name}" for team in TEAMS for name in ("db", "api", "mail") if f"{team}/{name}" not in one.things
    ]
    rng.shuffle(wanted)
    for afternoon in (1, 2, 4, 8):
        ms = scene.start + afternoon * DAY + 13 * HOUR + rng.randrange(3 * HOUR)
        scene.hostile("look: token looked up", vault.work(rng, one, ms, "self", "", address=who.office, agent=_WITH))
        if afternoon == 1:
            scene.hostile(
                "look: mounts", vault.work(rng, one, ms + 9000, "mounts", "", address=who.office, agent=_WITH)
            )
        for _ in range(3 + rng.randrange(2)):
            ms += 20 * SECOND + rng.randrange(400 * SECOND)
            refused = "1" if rng.random() < 0.25 else ""
            records = vault.work(rng, one, ms, "read", wanted.pop(), address=who.office, agent=_WITH, refused=refused)
            scene.hostile("take: secret read", records, success=not refused)
    scene.foothold("credential", vault.identifier(one), scene.first)


SCENARIO = Scenario("An insider uses a service's token by hand, from the office", plan)
