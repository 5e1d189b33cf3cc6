"""A build token reads through the API only the files that hold secrets, one or two a day, in twenty repositories."""

from scenarios.companies.halden import repositories
from scenarios.kit import HOUR, MINUTE, Scene, intrusion

_FILES = (".env", "config/credentials.yml", "terraform.tfvars", ".github/workflows/deploy.yml", "deploy/values.yaml")


@intrusion("A build token reads only the files that hold secrets, one or two a day")
def plan(scene: Scene) -> None:
    """Sixteen days in office hours, with the client that the token's own machine has; nothing is refused."""
    rng = scene.rng("intruder")
    token = rng.choice([known for known in scene.of("github", vendor=False) if not known.agent.startswith("git/")])
    # A network of the hoster at which the build farm stands too.
    intruder = scene.intruder(rng, token, address="198.18.41.88")
    wanted = rng.sample(repositories(), 20)
    for day in range(16):
        ms = scene.at(1 + day, 9) + rng.randrange(7 * HOUR)
        for _ in range(2 if day % 4 == 0 else 1):
            name, path = wanted.pop(), rng.choice(_FILES)
            intruder.act(ms, "contents", name, f"take: {path} of {name} read", path=path)
            ms += 2 * MINUTE + rng.randrange(40 * MINUTE)
    intruder.holds()
