"""A build's token commits files that run when a folder is opened, into the branches of many projects, within minutes.

After the packages for SAP's programs (April 2026): a package that runs in a build, secrets of builds, and commits that
call themselves an update of what is depended on.
"""

from scenarios.companies.tollgarth_places import PROJECTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion


@intrusion("A build's token puts files that run into every project")
def plan(scene: Scene) -> None:
    """The first minutes from the build's own host, then from outside; what it may not do is refused; found next day."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("gitlab", "alarms-builds", 6), agent="Bun/1.3.13")
    ms = scene.at(3, 9) + rng.randrange(8 * HOUR)
    own = [("me", ""), ("groups", ""), ("projects", ""), ("variables", "alarms/service"), ("variables", "alarms/jobs")]
    ms = token.series(ms, own, SECOND, 4 * SECOND)
    for number, name in enumerate(rng.sample(PROJECTS, 46)):
        refused = "!403" if number % 9 == 4 else ""
        token.act(ms, "branches", name)
        for _ in range(1 + number % 3):
            ms += SECOND + rng.randrange(3 * SECOND)
            token.act(ms, f"commit{refused}", name, "change: files that run")
    later = scene.at(3, 21) + rng.randrange(2 * HOUR)
    reads = [(f"variables{'!403' if number % 4 == 3 else ''}", name, "take: secrets of builds")
             for number, name in enumerate(rng.sample(PROJECTS, 20))]  # fmt: skip
    token.series(later, reads, 4 * SECOND, 20 * SECOND, address="252.19.77.140", agent="python-requests/2.32.5")
    token.holds()
    handed(scene, rng, "alarms-builds", scene.at(4, 10) + rng.randrange(3 * HOUR), scene.people[3], grace=MINUTE)
