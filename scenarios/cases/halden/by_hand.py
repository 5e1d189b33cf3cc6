"""An insider takes a service's vault token from a machine's memory and looks through other teams' secrets by hand."""

from scenarios.companies.halden import TEAMS
from scenarios.kit import HOUR, SECOND, Scene, intrusion


@intrusion("An insider uses a service's token by hand, from the office")
def plan(scene: Scene) -> None:
    """Four afternoons, from the office's own network, in the breaks of a working day."""
    rng = scene.rng("intruder")
    token = rng.choice(scene.of("openbao"))
    insider = scene.intruder(rng, token, address=scene.people[9].office, agent="curl/8.7.1")
    wanted = [f"{team}/{name}" for team in TEAMS for name in ("db", "api", "mail")]
    wanted = [secret for secret in wanted if secret not in token.things]
    rng.shuffle(wanted)
    for afternoon in (1, 2, 4, 8):
        ms = scene.at(afternoon, 13) + rng.randrange(3 * HOUR)
        insider.act(ms, "self", what="look: token looked up")
        if afternoon == 1:
            insider.act(ms + 9000, "mounts")
        for _ in range(3 + rng.randrange(2)):
            ms += 20 * SECOND + rng.randrange(400 * SECOND)
            refused = "1" if rng.random() < 0.25 else ""
            insider.act(ms, "read", wanted.pop(), "take: secret read", refused=refused)
    insider.holds()
