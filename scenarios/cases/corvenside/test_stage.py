"""The account of the test stage's build server reads for a week how all is built; then a build gives a right.

After Stack Overflow (2019, told in 2021): days of reading code and pages to learn how it is done, an account in the
settings of builds, and a statement that a build runs in production.
"""

from scenarios.companies.corvenside import node
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, firefox, intrusion
from scenarios.systems.confluence import Confluence

_FROM = ("248.202.5.19", "248.202.5.84")
_PROJECTS = ("portal/service", "portal/jobs", "platform/builds", "shops/schema", "shops/jobs")
_AGENT = firefox("Windows NT 10.0; Win64; x64", 139)


@intrusion("The test stage's account learns how all is built, and administers at last")
def plan(scene: Scene) -> None:
    """Code on six days, pages on three, the vault on two; on the eighth a commit, and a statement by its build."""
    rng, wiki = scene.rng("intruder"), scene.known("confluence", Confluence)
    stage = scene.intruder(rng, scene.named("gitlab", "stage-server"), address=_FROM[0], agent="curl/8.11.1")
    for day in (1, 2, 3, 4, 6, 7):
        ms = scene.at(day, 8) + rng.randrange(12 * HOUR)
        first = [("me", ""), ("projects", "")] if day == 1 else []
        looks = [(rng.choice(("tree", "file", "search")), rng.choice(_PROJECTS)) for _ in range(3 + rng.randrange(4))]
        stage.series(ms, [*first, *looks], MINUTE, 18 * MINUTE, address=_FROM[day % 2], query="connection")
        if day in (3, 6):
            stage.act(ms + HOUR, "variables!403", "platform/builds", "take: variables tried")
    pages = scene.intruder(rng, scene.named("confluence", "cs-runbooks"), address=_FROM[0], agent=_AGENT)
    since = 0
    for day in (2, 4, 6):
        ms = scene.at(day, 20) + rng.randrange(3 * HOUR)
        since = since or ms
        pages.series(ms, [("page", page, "take: page") for page in rng.sample(wiki.guides, 4)], MINUTE, 9 * MINUTE)
    pages.holds(since)
    vault = scene.intruder(rng, scene.held("openbao", "token-builds", 12), address=_FROM[1], agent="curl/8.11.1")
    since = 0
    for day, names in ((5, ("builds/test", "builds/deploy")), (7, ("builds/registry", "shops/db!", "portal/db!"))):
        ms = scene.at(day, 19) + rng.randrange(4 * HOUR)
        since = since or ms
        steps = [("self", ""), *((f"read{'!1' if name.endswith('!') else ''}", name.rstrip("!"), "take: secret")
                                 for name in names)]  # fmt: skip
        vault.series(ms, steps, 30 * SECOND, 4 * MINUTE)
    vault.holds(since)
    ms = scene.at(8, 23) + rng.randrange(30 * MINUTE)
    stage.act(ms, "commit", "shops/jobs", "change: statement committed", address=_FROM[1])
    scene.foothold("change", "gitlab@main:commit:shops/jobs", ms)
    builds = scene.intruder(rng, scene.named("postgresql", "shops_app"), address=node("shops", ms))
    builds.act(ms + 7 * MINUTE + rng.randrange(50 * SECOND), "admin", "shops.owners", "stay: right given")
    scene.foothold("privilege", "postgresql@main:row:shops.owners/m.arce", ms + 8 * MINUTE)
    stage.holds()
