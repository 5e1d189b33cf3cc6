"""The token of a vendor that reads code for faults takes projects; what passwords they have is tried in four systems.

After the theft from a contractor of Nokia (2024): a server for code quality with its first password, the projects that
it held, and keys, passwords and accounts in them.
"""

from scenarios.companies.corvenside import PROJECTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = ("249.77.31.4", "249.77.31.5", "249.77.32.18")
_WITH = "python-requests/2.31.0"


@intrusion("The token of a vendor that reads code takes projects")
def plan(scene: Scene) -> None:
    """A list; archives of sixteen projects on two days; then passwords that were in them, most of them refused."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("gitlab", "quaylens", 12), address=_FROM[0], agent=_WITH)
    ms = scene.at(2, 13) + rng.randrange(6 * HOUR)
    token.series(
        ms, [("me", ""), ("projects", ""), ("projects", ""), ("groups", ""), ("users!403", "")], 2 * SECOND, 9 * SECOND
    )
    wanted = rng.sample(PROJECTS[:42], 16)
    for day in (3, 5):
        ms = scene.at(day, 14) + rng.randrange(5 * HOUR)
        for project in wanted[:8] if day == 3 else wanted[8:]:
            steps = [("archive", project, "take: code"), ("variables!403", project, "take: variables tried")]
            ms = token.series(ms, steps, 9 * SECOND, MINUTE, address=_FROM[day // 4])
    token.holds()
    ms = scene.at(7, 15) + rng.randrange(3 * HOUR)
    cloud = "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#6.1 lang/python#3.11.2"
    mailer = scene.intruder(rng, scene.held("aws", "svc-cs-mailer", 9), address=_FROM[2], agent=cloud)
    since = ms
    tries = [("who", ""), ("mail-quota", ""), ("senders", ""), ("buckets!1", ""), ("users!1", ""), ("secrets!1", "")]
    ms = mailer.series(ms, tries, 4 * SECOND, 40 * SECOND)
    mailer.holds(since)
    rates = scene.intruder(rng, scene.named("postgresql", "partner_rates"), address=_FROM[2], agent="psycopg2")
    rates.series(ms + MINUTE, [("read!1", "rates.entries")] * 3, 9 * SECOND, MINUTE, what="look: password tried")
    old = scene.intruder(rng, scene.held("aws", "svc-cs-old-gateway", 9), address=_FROM[2], agent=cloud)
    old.series(
        ms + 20 * MINUTE, [("who", ""), ("objects!1", "cs-cards-archive"), ("instances!1", "")], 5 * SECOND, MINUTE
    )
    old.holds(ms + 20 * MINUTE)
    ms = scene.at(10, 15) + rng.randrange(3 * HOUR)
    mailer.act(ms, "sender", "corvenside-pagos.example", "use: sender made")
    scene.foothold("sender", "aws@905172336418:ses_identity:corvenside-pagos.example", ms)
