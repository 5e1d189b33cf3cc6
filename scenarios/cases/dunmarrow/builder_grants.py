"""The tokens of a vendor that builds for others are used beside it: lists first, then some repositories.

After the theft of OAuth tokens of Heroku and Travis CI (2022): what there is was listed for all organisations, chosen
ones were looked at more closely, and a few private repositories cloned. No list of the company names the token.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS = ("249.140.2.9", "249.140.2.77")


@intrusion("The token of a vendor that builds is used beside it")
def plan(scene: Scene) -> None:
    """Lists on two days; from the fifth on two to four clones on four days, by night; twice what is not allowed."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.named("github", "buildwharf"), address=_HOSTS[0], agent="python-requests/2.27.1")
    ms = scene.at(1, 8) + rng.randrange(12 * HOUR)
    token.series(ms, (("user", ""), ("orgs", ""), ("repos", "")), SECOND, 4 * SECOND)
    ms = scene.at(2, 8) + rng.randrange(12 * HOUR)
    token.series(ms, [("list", "")] * 3, SECOND, 4 * SECOND)
    wanted = ["infrastructure", "secrets-rules", "zone-records", "depot-keys", "backup-jobs", "cluster-setup",
              "tariff-engine", "bills-api", "customs-api", "edi-mappings", "runbooks"]  # fmt: skip
    for day, count in ((5, 2), (6, 3), (8, 4), (12, 2)):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        clones = [("clone", wanted.pop(0), "take: repository cloned") for _ in range(count)]
        ms = token.series(ms, clones, 30 * SECOND, 8 * MINUTE, agent="git/2.25.1", address=_HOSTS[day % 2])
        if day in (6, 12):
            token.act(ms, "secrets!403", "infrastructure", "take: secrets listed")
    token.holds()
