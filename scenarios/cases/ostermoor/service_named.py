"""The session of an administrator is out of a file for support; an account that is named like a service is made.

After BeyondTrust (2023): the session used within half an hour, refused at the console for want of a known device, let
in by the interface, and one account made, which was found and taken away within the hour.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion, okta_id
from scenarios.systems.okta import Okta

_FROM = ("254.71.160.20", "254.71.161.8")
_AGENT = chrome("Windows NT 10.0; Win64; x64", 151)


@intrusion("An administrator's session makes an account that is named like a service")
def plan(scene: Scene) -> None:
    """Refused at the console twice, then four requests; the account signs in once; all ends within the hour."""
    rng, okta, admin = scene.rng("intruder"), scene.known("okta", Okta), scene.people[1]
    ms = begins = scene.at(4, 17) + rng.randrange(3 * HOUR)
    made = Person("svc_network_backup", okta_id(rng, "00u"), _FROM[1], _FROM[1], _AGENT, works=False)

    def does(who: Person, act: str, what: str, thing: str = "", refused: str = "", agent: str = _AGENT) -> int:
        whom = made if act in ("create", "password", "admin", "join") else None
        records = okta.person_does(rng, who, ms, act, thing, address=_FROM[who is made], agent=agent, whom=whom,
                                   refused=refused, country="gb")  # fmt: skip
        scene.hostile(what, records, success=not refused)
        return ms + 20 * SECOND + rng.randrange(3 * MINUTE)

    for _ in range(2):
        ms = does(admin, "enter", "look: console tried", "Okta Admin Console", refused="Sign-on policy denied")
    script = "python-requests/2.31.0"
    ms = does(admin, "create", "stay: account made", agent=script)
    since = ms
    ms = does(admin, "password", "stay: password set", agent=script)
    ms = does(admin, "join", "stay: group joined", "engineers", agent=script)
    ms = does(admin, "admin", "stay: right tried", refused="Insufficient permissions", agent=script)
    ms = does(made, "session", "use: signed in as the account") + 4 * MINUTE
    ended = max(ms, begins + 40 * MINUTE) + rng.randrange(9 * MINUTE)
    for act, whom in (("clear", admin), ("deactivate", made), ("password", admin), ("factors", admin)):
        scene.ordinary(okta.person_does(rng, scene.people[0], ended, act, whom=whom))
        ended += 40 * SECOND
    scene.foothold("session", f"okta@main:user:{admin.id}", scene.first, ended)
    scene.foothold("account", f"okta@main:user:{made.id}", since, ended)
    tries = ended + 2 * HOUR
    for _ in range(3):
        records = okta.person_does(rng, made, tries, "session", address=_FROM[1], agent=_AGENT, country="gb",
                                   refused="LOCKED_OUT")  # fmt: skip
        scene.hostile("use: signed in as the account", records, success=False)
        tries += MINUTE + rng.randrange(9 * MINUTE)
