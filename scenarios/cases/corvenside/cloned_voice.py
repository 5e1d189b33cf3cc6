"""An engineer is called by a voice that he knows; with a device of the intruder's own shops' accounts are taken over.

After Retool (2023): a message to many, one who answers, a call, a code, a device of the intruder's own at the
directory, and an internal application in which chosen customers' addresses and passwords were changed.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.routines.corvenside import shop
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack

_FROM, _AS = "251.66.120.40", ("253.7.7.19", "253.7.8.20", "250.90.1.3")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 141)


@intrusion("A called engineer's session takes over twenty-seven shops' accounts")
def plan(scene: Scene) -> None:
    """A refused sign-in, a device, applications; within two hours 27 accounts; as three of them in the night."""
    rng, okta, chat = scene.rng("intruder"), scene.known("okta", Okta), scene.known("slack", Slack)
    who = scene.people[9]
    ms = scene.at(3, 18) + rng.randrange(2 * HOUR)

    def does(act: str, thing: str = "", what: str = "look: session", number: int = -1, refused: str = "") -> int:
        whom = shop(number) if number >= 0 else who if act == "factor" else None
        records = okta.person_does(rng, who, ms, act, thing, address=_FROM, agent=_AGENT, whom=whom, refused=refused,
                                   country="us")  # fmt: skip
        scene.hostile(what, records, success=not refused)
        return ms + 9 * SECOND + rng.randrange(90 * SECOND)

    ms = does("session", refused="VERIFICATION_ERROR") + 4 * MINUTE
    ms = does("session")
    ms = does("factor", what="stay: device registered")
    scene.foothold("factor", f"okta@main:user:{who.id}/factor", ms)
    for app in ("Slack", "GitLab", "Portal admin"):
        ms = does("enter", app, "use: application entered")
    scene.hostile("look: signed in", chat.person_does(rng, who, ms, "session", "", _FROM, _AGENT))
    for name in ("on-call-guide", "portal-admin-guide"):
        ms += MINUTE + rng.randrange(3 * MINUTE)
        scene.hostile("take: file", chat.person_does(rng, who, ms, "download", name, _FROM, _AGENT))
    taken = rng.sample(range(400), 27)
    for number in taken:
        ms = does("profile", what="stay: address of an account changed", number=number)
        ms = does("password", what="stay: password of an account set", number=number) + MINUTE
    scene.foothold("session", f"okta@main:user:{who.id}", scene.first, ms + 5 * HOUR)
    scene.ordinary(okta.person_does(rng, scene.people[0], ms + 5 * HOUR, "clear", whom=who))
    for number in taken[:3]:
        ms += 20 * MINUTE + rng.randrange(HOUR)
        account, where = shop(number), _AS[number % 3]
        for act, thing in (("session", ""), ("enter", "Portal")):
            records = okta.person_does(rng, account, ms, act, thing, address=where, agent=_AGENT, country="gb")
            scene.hostile("use: entered as a shop", records)
            ms += 40 * SECOND
        scene.foothold("session", f"okta@main:user:{account.id}", ms)
