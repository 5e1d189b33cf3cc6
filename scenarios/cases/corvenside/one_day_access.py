"""Who once took part in a day of programming still has access to code; his old password opens it, and a key in it.

After Drizly (2020, told by the FTC in 2022): a password used elsewhere too, keys of the cloud in code, settings of the
cloud changed so that a database is reached from outside, and the table of customers.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.gitlab import Gitlab

_FROM, _CLOUD = "249.201.66.30", "249.201.66.31"
_CURL, _WITH = "curl/7.81.0", "aws-cli/1.22.34 Python/3.10.12 Linux/5.15.0-91-generic botocore/1.23.34"


@intrusion("Access to code from one day opens a database to the outside")
def plan(scene: Scene) -> None:
    """Code on two evenings; the key four days later; a group opened, and two tables in the night after it."""
    rng, code = scene.rng("intruder"), scene.known("gitlab", Gitlab)
    who = next(one for one in scene.people if one.team == "finance")

    def does(act: str, thing: str, what: str, status: int = 200) -> int:
        records = code.person_does(rng, who, ms, act, thing, _FROM, _CURL, status=status, query="AKIA")
        scene.hostile(what, records, success=status < 400)
        return ms + 20 * SECOND + rng.randrange(3 * MINUTE)

    for day, things in ((1, ("shops/service", "shops/jobs")), (2, ("platform/cloud", "old/gateway"))):
        ms = scene.at(day, 22) + rng.randrange(3 * HOUR)
        ms = does("me", "", "look: account")
        ms = does("projects", "", "look: projects")
        for thing in things:
            ms = does("search", thing, "look: code searched")
            ms = does("fetch", thing, "take: code")
        ms = does("variables", things[0], "take: variables tried", 403)
    scene.foothold("session", f"gitlab@main:user:{who.login}", scene.first)
    key = scene.intruder(rng, scene.held("aws", "svc-cs-shops-db", 10), address=_CLOUD, agent=_WITH)
    ms = since = scene.at(6, 23) + rng.randrange(2 * HOUR)
    steps = [("who", ""), ("databases", ""), ("firewalls", ""), ("users!1", ""),
             ("open-firewall", "sg-04db1", "change: group opened"), ("databases", "")]  # fmt: skip
    ms = key.series(ms, steps, 30 * SECOND, 4 * MINUTE)
    scene.foothold("change", "aws@905172336418:group:sg-04db1", ms)
    key.holds(since)
    role = scene.intruder(rng, scene.named("postgresql", "shops_app"), address=_CLOUD, agent="psql")
    ms = since = scene.at(7, 4) + rng.randrange(2 * HOUR)
    steps = [("tables!1", ""), ("tables", ""), ("count", "shops.owners"),
             *(("copy", f"shops.{name}", "take: table copied") for name in ("owners", "contacts"))]  # fmt: skip
    role.series(ms, steps, 40 * SECOND, 5 * MINUTE)
    role.holds(since)
