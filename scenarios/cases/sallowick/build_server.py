"""Who has the server of builds asks the vault for more than builds need, and takes code with a token of builds.

After the use of TeamCity's CVE-2023-42793 (2023): first on the server itself with its own credentials, refused where
they end, then code and settings from a host elsewhere, for a supply chain that was never used.
"""

from scenarios.companies.sallowick import DESKS, RACK
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_OUTSIDE = ("252.14.230.6", "253.14.230.7")


@intrusion("Who has the server of builds asks the vault and takes code")
def plan(scene: Scene) -> None:
    """The vault on three nights from the server; code on two from outside; the vault once from there, refused."""
    rng = scene.rng("intruder")
    vault = scene.intruder(rng, scene.held("openbao", "token-builds", 14), address=RACK, agent="python-requests/2.31.0")
    for day in (1, 2, 5):
        ms = scene.at(day, 0) + rng.randrange(4 * HOUR)
        steps = [("self", ""), ("mounts!1", ""), ("rules!1", ""), ("list!1", ""), ("list", "builds/"),
                 ("read", "builds/deploy", "take: secret"), ("read", "builds/signing", "take: secret"),
                 *(("read!1", f"{desk}/db", "take: secret") for desk in rng.sample(DESKS, 3))]  # fmt: skip
        vault.series(ms, steps[:10] if day == 1 else steps[4:], 5 * SECOND, MINUTE)
    code = scene.intruder(rng, scene.held("gitlab", "core-builds", 14), address=_OUTSIDE[0], agent="curl/7.81.0")
    since = 0
    for day, wanted in ((7, ("core/accounts", "core/editor", "ops/hosts")), (9, ("core/search", "ops/cloud"))):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        since = since or ms
        ms = code.series(ms, [("me", ""), ("projects", "")], 4 * SECOND, 20 * SECOND)
        for project in wanted:
            refused = "!403" if project.startswith("ops") else ""
            steps = [("tree", project), (f"variables{refused}", project, "take: variables"),
                     (f"archive{refused}", project, "take: code")]  # fmt: skip
            ms = code.series(ms, steps, 10 * SECOND, 2 * MINUTE, address=_OUTSIDE[day // 8])
    vault.series(scene.at(11, 3), [("self!1", ""), ("read!1", "builds/deploy")], MINUTE, address=_OUTSIDE[1])
    vault.holds()
    code.holds(since)
