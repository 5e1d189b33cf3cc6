"""The token of an engineer's command line, which a package took, makes private repositories public.

After s1ngularity (2025): the token went out on one day, and on the next one repositories were renamed and opened within
minutes. No list names such a token.
"""

from scenarios.companies.dunmarrow import REPOSITORIES
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.github import Github

_FROM, _WITH = ("253.9.61.14", "253.9.61.15"), "axios/1.11.0"


@intrusion("An engineer's token makes private repositories public")
def plan(scene: Scene) -> None:
    """Looks on an evening; a day later eleven repositories in four minutes, half of them refused; clones after it."""
    rng, github, person = scene.rng("intruder"), scene.known("github", Github), scene.people[15]

    def does(ms: int, act: str, thing: str, what: str, refused: str = "") -> int:
        records = github.granted(rng, person, ms, act, thing, _FROM[ms // DAY % 2], _WITH, refused=refused)
        scene.hostile(what, records, success=not refused)
        return ms + 2 * SECOND + rng.randrange(20 * SECOND)

    ms = scene.at(4, 22) + rng.randrange(HOUR)
    for act in ("user", "orgs", "repos", "list"):
        ms = does(ms, act, "", "look: repositories")
    ms = scene.at(5, 23) + rng.randrange(HOUR)
    opened = rng.sample(REPOSITORIES, 11)
    for number, name in enumerate(opened):
        if number % 2:
            ms = does(ms, "edit", name, "take: repository opened", "403")
            continue
        for act in ("edit", "rename", "visibility"):
            ms = does(ms, act, name, "take: repository opened")
        scene.foothold("public repository", f"github@main:repo:{name}", ms)
    for name in opened[::2][:3]:
        ms = does(ms + 2 * MINUTE, "clone", name, "take: repository cloned")
    morning = scene.at(6, 8)
    for name in opened[::2]:
        morning += MINUTE
        scene.ordinary(github.granted(rng, scene.people[1], morning, "visibility", name, scene.people[1].office,
                                      scene.people[1].agent, made="private"))  # fmt: skip
    scene.foothold("credential", f"github@main:token_id:{github.token(person)}", scene.first)
