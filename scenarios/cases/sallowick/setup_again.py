"""The wiki's set-up is opened again without a credential, and an administrator made, who takes space after space.

After CVE-2023-22515 (2023): a request that says that the set-up is not complete, an account of the intruder's own, and
weeks in which it looks like any other one.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, firefox, intrusion
from scenarios.systems.confluence import Confluence

_SCAN, _FROM = "250.81.7.3", "253.200.18.44"
_CURL, _AGENT = "python-requests/2.27.1", firefox("Windows NT 10.0; Win64; x64", 128)
_LOGIN = "confluence-service"


@intrusion("The wiki's set-up is opened again, and an administrator is made")
def plan(scene: Scene) -> None:
    """A minute for the account; a login the same night; pages on four days, exports of three spaces on two nights."""
    rng, wiki = scene.rng("intruder"), scene.known("confluence", Confluence)
    ms = scene.at(2, 1) + rng.randrange(3 * HOUR)
    for act, thing, status, what in (
        ("set-up", "true", 200, "look: set-up"), ("set-up", "false", 200, "stay: set-up opened"),
        ("set-up-admin", "", 302, "stay: account made"), ("set-up-end", "", 200, "stay: set-up closed"),
    ):  # fmt: skip
        scene.hostile(what, wiki.anybody(rng, ms, act, thing, "-", _SCAN, _CURL, status))
        ms += 2 * SECOND + rng.randrange(9 * SECOND)
    scene.foothold("account", f"jira@main:account:{_LOGIN}", ms)

    def does(act: str, thing: str, what: str, status: int = 200) -> int:
        scene.hostile(what, wiki.anybody(rng, ms, act, thing, _LOGIN, _FROM, _AGENT, status), success=status < 400)
        return ms + 20 * SECOND + rng.randrange(4 * MINUTE)

    ms += 3 * HOUR
    for act, thing in (("log-in", ""), ("admin", "viewgeneralconfig"), ("admin", "users/browseusers"),
                       ("admin", "plugins")):  # fmt: skip
        ms = does(act, thing, "look: administration")
    for day in (3, 5, 6, 9):
        ms = scene.at(day, 9) + rng.randrange(7 * HOUR)
        for page in rng.sample(wiki.guides, 4):
            ms = does("find", rng.choice(("password", "key", "vpn")), "look: wiki searched")
            ms = does("page", page, "take: page")
    for day, spaces in ((10, ("TECH", "HOUSE")), (12, ("STUDIO", "RULES"))):
        ms = scene.at(day, 22) + rng.randrange(HOUR)
        for space in spaces:
            ms = does("export", space, "take: space exported", 403 if space == "RULES" else 200) + MINUTE
