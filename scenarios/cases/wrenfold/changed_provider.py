"""An administrator's session out of a file for support changes an identity provider, and orders a list.

After 1Password (October 2023): refused at the person's own page, a provider that is there already changed and switched
on, a list of administrators ordered, which the person hears of by mail; back three days later, in vain.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.okta import Okta

_FROM, _LATER, _AGENT = "251.150.44.8", "251.150.44.31", "Mozilla/5.0 (X11; Linux x86_64; rv:118.0) Gecko/20100101"
_PROVIDER = "Google trial"


@intrusion("An administrator's session changes an identity provider and orders a list")
def plan(scene: Scene) -> None:
    """Five requests in a quarter of an hour; the provider is switched off that evening; two tries three days on."""
    rng, okta, who = scene.rng("intruder"), scene.known("okta", Okta), scene.people[1]
    ms = since = scene.at(3, 5) + rng.randrange(2 * HOUR)
    for act, thing, what, refused in (
        ("enter", "Okta Dashboard", "look: page of the person", "Sign-on policy evaluation resulted in DENY"),
        ("change-provider", _PROVIDER, "stay: provider changed", ""),
        ("switch-provider", _PROVIDER, "stay: provider switched on", ""),
        ("report", "", "look: list of administrators", ""), ("report", "", "look: list of administrators", ""),
    ):  # fmt: skip
        records = okta.person_does(rng, who, ms, act, thing, address=_FROM, agent=_AGENT, refused=refused, country="us")
        scene.hostile(what, records, success=not refused)
        ms += 40 * SECOND + rng.randrange(4 * MINUTE)
    off = scene.at(3, 17) + rng.randrange(HOUR)
    scene.foothold("session", f"okta@main:user:{who.id}", since, off)
    scene.foothold("provider", f"okta@main:idp:{_PROVIDER}", since + MINUTE, off)
    _found(scene, rng, okta, off)
    ms = scene.at(6, 6) + rng.randrange(2 * HOUR)
    for _ in range(2):
        tried = okta.person_does(rng, who, ms, "by-provider", _PROVIDER, address=_LATER, agent=_AGENT, country="us",
                                 refused="IDP_INACTIVE")  # fmt: skip
        scene.hostile("use: provider", tried, success=False)
        ms += MINUTE + rng.randrange(4 * MINUTE)


def _found(scene: Scene, rng: Random, okta: Okta, ms: int) -> None:
    """The person and a colleague switch the provider off, end sessions, and set passwords and factors anew."""
    who, by = scene.people[1], scene.people[0]
    for act, thing, whom in (("drop-provider", _PROVIDER, None), ("clear", "", who), ("password", "", who),
                             ("factors", "", who), ("clear", "", by), ("password", "", by)):  # fmt: skip
        scene.ordinary(okta.person_does(rng, by, ms, act, thing, whom=whom))
        ms += 2 * MINUTE + rng.randrange(9 * MINUTE)
    for one in (who, by):
        scene.ordinary(okta.person_does(rng, one, ms, "factor", whom=one))
        ms += 5 * MINUTE
