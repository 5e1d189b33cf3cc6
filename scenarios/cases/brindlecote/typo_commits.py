"""After guesses at names, one maintainer's access pushes a small change, and another one's pushes it once more.

After PHP's server for code (March 2021): names of accounts guessed until one fits, a password out of a list, a change
of a few lines in the name of who leads, taken back within hours, and pushed again in another name.
"""

from scenarios.kit import HOUR, LINUX, MINUTE, SECOND, Scene, firefox, intrusion
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta

_FROM, _GIT, _WHERE = "253.60.18.121", "git/2.30.2", "booking-kit"


@intrusion("A small change is pushed in the name of one maintainer, and once more in another's")
def plan(scene: Scene) -> None:
    """Guesses for a quarter of an hour; one push by night; taken back; one push five hours later; taken back again."""
    rng, code, okta = scene.rng("intruder"), scene.known("github", Github), scene.known("okta", Okta)
    ms = scene.at(5, 22) + rng.randrange(90 * MINUTE)
    for number in (9, 14, 5, 3, 7):
        tried = okta.person_does(rng, scene.people[number], ms, "session", address=_FROM, agent=firefox(LINUX, 148),
                                 refused="INVALID_CREDENTIALS", country="us")  # fmt: skip
        scene.hostile("try: password", tried, success=False)
        ms += 40 * SECOND + rng.randrange(4 * MINUTE)
    for number, wait in ((7, 20 * MINUTE), (3, 5 * HOUR)):
        who, ms = scene.people[number], ms + wait
        since = ms
        for act, what in (("fetch", "look: repository"), ("push", "change: code")):
            scene.hostile(what, code.granted(rng, who, ms, act, _WHERE, _FROM, _GIT))
            ms += 2 * MINUTE + rng.randrange(6 * MINUTE)
        by, back = scene.people[12], ms + 3 * HOUR + rng.randrange(HOUR)
        scene.foothold("credential", f"github@main:token_id:{code.token(who)}", since, back + 9 * HOUR)
        for act in ("fetch", "push"):
            scene.ordinary(code.granted(rng, by, back, act, _WHERE, by.home, "git/2.50.1"))
            back += 4 * MINUTE + rng.randrange(9 * MINUTE)
