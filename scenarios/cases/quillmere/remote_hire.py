"""A contractor who is somebody else copies code little by little, from more networks than one person is in.

After the FBI's notice (January 2025): a hired engineer's own access, sessions of one account from several addresses in
a short time, repositories copied to places of his own, and a look at what builds hold. Engineers do much of it too.
"""

from random import Random

from scenarios.companies.quillmere import REPOSITORIES
from scenarios.kit import HOUR, MINUTE, Person, Scene, chrome, intrusion
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta

_FARM, _VPN = "242.90.18.77", ("253.7.60.14", "253.7.61.90", "248.31.5.8")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 150)


@intrusion("A contractor copies code little by little, from several networks")
def plan(scene: Scene) -> None:
    """Three to seven repositories on each working day for two weeks; sessions at two or three places on most days."""
    rng = scene.rng("intruder")
    who = next(one for one in scene.people if one.login == "x-ferreira")
    code = list(REPOSITORIES)
    rng.shuffle(code)
    for day in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15):
        _day(scene, rng, who, scene.at(day, 8) + rng.randrange(2 * HOUR), code)
    scene.foothold("session", f"okta@main:user:{who.id}", scene.first)
    scene.foothold("credential", f"github@main:token_id:{Github.token(who)}", scene.first)


def _day(scene: Scene, rng: Random, who: Person, ms: int, code: list[str]) -> None:
    """Sessions at the place where his computer stands and where he is; copies in between, by Git and as archives."""
    okta, github = scene.known("okta", Okta), scene.known("github", Github)
    for where, country in ((_FARM, "gb"), (rng.choice(_VPN), "nl"))[: 1 + (rng.random() < 0.8)]:
        for act, thing in (("session", ""), ("enter", "GitHub")):
            records = okta.person_does(rng, who, ms, act, thing, address=where, agent=_AGENT, country=country)
            scene.hostile("look: session", records)
            ms += MINUTE + rng.randrange(9 * MINUTE)
        ms += 20 * MINUTE + rng.randrange(2 * HOUR)
    for number in range(3 + rng.randrange(5)):
        name = code[0]
        code.append(code.pop(0))
        act = "zip" if number == 2 else "clone"
        where = _FARM if number % 3 else rng.choice(_VPN)
        agent = _AGENT if act == "zip" else "git/2.51.0"
        taken = github.granted(rng, who, ms, act, name, where, agent, country="GB" if where == _FARM else "NL")
        scene.hostile("take: code", taken)
        ms += 6 * MINUTE + rng.randrange(50 * MINUTE)
    if rng.random() < 0.4:
        looks = github.granted(rng, who, ms, "secrets", code[0], _FARM, _AGENT, country="GB")
        scene.hostile("look: secrets of builds", looks)
