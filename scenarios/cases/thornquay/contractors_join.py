"""A surge: forty who test the second game come within three days, with accounts, groups, applications and seats.

They sign in from their own countries at their own hours, mistype, have new factors, and read what they need to begin.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.thornquay import DOCUMENTS, REPOSITORIES, person
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Person, Scene, surge
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta
from scenarios.systems.workspace import Workspace

_PLACES = ("248.14.2", "248.90.31", "249.6.77", "249.201.8")


@surge("Forty contractors begin within three days")
def plan(scene: Scene) -> None:
    """Accounts in bulk on three mornings; first days full of refusals; twelve of them work on code with own tokens."""
    rng = scene.rng("contractors")
    for number in range(40):
        joined = scene.at(1 + number // 14, 1) + number % 14 * 4 * MINUTE
        place = f"{_PLACES[number % 4]}.{10 + number}"
        new = person(rng, 300 + number, "engineering" if number % 10 < 3 else "art", joined)
        new = replace(
            new, login=f"x-{new.login}", office=place, home=place, begins=(1 + number % 4 * 5) * HOUR, trips=()
        )
        scene.people.append(new)
        _begins(scene, rng, new, joined, number)
        if number % 10 < 3:
            _codes(scene, rng, new, joined + DAY)


def _begins(scene: Scene, rng: Random, new: Person, ms: int, number: int) -> None:
    """An administrator's clicks or a file's rows; then the first sign-ins."""
    okta, by = scene.known("okta", Okta), scene.people[number % 3]
    for act, thing in (("create", ""), ("join", "everyone"), ("join", "contractors"), ("assign", "Slack"),
                       ("assign", "Boards"), ("assign", "Google Workspace")):  # fmt: skip
        scene.ordinary(okta.person_does(rng, by, ms, act, thing, whom=new))
        ms += 2 * SECOND + rng.randrange(9 * SECOND)
    ms += new.begins + rng.randrange(3 * HOUR)
    for _ in range(rng.randrange(4)):
        scene.ordinary(okta.person_does(rng, new, ms, "session", refused="INVALID_CREDENTIALS"))
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    for act in ("session", "factor"):
        scene.ordinary(okta.person_does(rng, new, ms, act, whom=new if act == "factor" else None))
        ms += MINUTE + rng.randrange(4 * MINUTE)
    if number % 5 == 2:
        scene.ordinary(okta.person_does(rng, by, ms + 5 * HOUR, "factors", whom=new))
        scene.ordinary(okta.person_does(rng, new, ms + 6 * HOUR, "factor", whom=new))
    drive = scene.known("workspace", Workspace)
    for thing in rng.sample(DOCUMENTS, 14):
        ms += MINUTE + rng.randrange(9 * MINUTE)
        scene.ordinary(drive.person_does(rng, new, ms, rng.choice(("view", "download")), thing, new.office))


def _codes(scene: Scene, rng: Random, new: Person, ms: int) -> None:
    """The first day with the code: everything that might be needed is cloned, some of it without the right to."""
    code = scene.known("github", Github)
    for name in rng.sample(REPOSITORIES, 9 + rng.randrange(22)):
        refused = {"refused": "404"} if rng.random() < 0.2 else {}
        act = "contents" if refused else rng.choice(("clone", "clone", "contents"))
        scene.ordinary(code.granted(rng, new, ms, act, name, new.office, "git/2.55.0", **refused))
        ms += 20 * SECOND + rng.randrange(9 * MINUTE)
