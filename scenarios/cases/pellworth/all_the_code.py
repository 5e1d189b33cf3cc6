"""A robot's token, left in a public notebook, may read everything; every repository is cloned within two hours.

After the New York Times (2024): an exposed token with rights on all of the code, found and taken away soon, but not
before everything had been copied.
"""

from scenarios.companies.pellworth import REPOSITORIES
from scenarios.kit import HOUR, SECOND, Scene, handed, intrusion

_FROM = "245.66.190.3"


@intrusion("An exposed token clones every repository")
def plan(scene: Scene) -> None:
    """A few requests in the night, then all clones in a row; the token is changed on the next afternoon."""
    rng = scene.rng("intruder")
    robot = scene.held("github", "class-robot", 2)
    token = scene.intruder(rng, robot, address=_FROM, agent="python-requests/2.31.0")
    ms = scene.at(3, 3) + rng.randrange(3 * HOUR)
    ms = token.series(ms, [("user", ""), ("orgs", ""), ("repos", ""), ("list", ""), ("list", "")], SECOND, 9 * SECOND)
    clones = [("clone", name, "take: repository cloned") for name in rng.sample(REPOSITORIES, len(REPOSITORIES))]
    token.series(ms, clones, 9 * SECOND, 150 * SECOND, agent="git/2.39.2")
    handed(scene, rng, "class-robot", scene.at(3, 21), scene.people[1], grace=60 * SECOND)
    token.holds(scene.first, robot.ended)
