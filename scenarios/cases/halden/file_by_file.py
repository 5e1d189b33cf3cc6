"""A build token reads through the API only the files that hold secrets, one or two a day, in twenty repositories."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.halden import repositories
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: A network of the hoster at which the build farm stands too.
_FROM = "198.18.41.88"
_FILES = (".env", "config/credentials.yml", "terraform.tfvars", ".github/workflows/deploy.yml", "deploy/values.yaml")


def plan(scene: Scene) -> None:
    """Sixteen days in office hours, with the client that the token's own machine has; nothing is refused."""
    rng = scene.rng("intruder")
    own, github = scene.of("github", vendor=False), scene.systems["github"]
    one = rng.choice([one for one in own if not one.agent.startswith("git/")])
    wanted = rng.sample(repositories(), 20)
    for day in range(16):
        ms = scene.start + (1 + day) * DAY + 9 * HOUR + rng.randrange(7 * HOUR)
        for _ in range(2 if day % 4 == 0 else 1):
            name, path = wanted.pop(), rng.choice(_FILES)
            records = github.work(rng, one, ms, "contents", name, address=_FROM, path=path)
            scene.hostile(f"take: {path} of {name} read", records)
            ms += 2 * MINUTE + rng.randrange(40 * MINUTE)
    scene.foothold("credential", github.identifier(one), scene.first)


SCENARIO = Scenario("A build token reads only the files that hold secrets, one or two a day", plan)
