"""An administrator's session through a proxy adds a second identity provider, by which others' accounts are entered.

After the cases that Okta Security described in August 2023: factors reset, rights given, a provider under the
intruder's own control, and applications entered in the names of others.
"""

from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion
from scenarios.systems.okta import Okta

_PROXY, _OWN = ("251.77.4.18", "251.203.60.7", "251.12.9.133"), "248.9.140.20"
_AGENT = chrome("Windows NT 10.0; Win64; x64", 146)
_NAME = "okta-hr-import"


@intrusion("A second identity provider, by which others' accounts are entered")
def plan(scene: Scene) -> None:
    """An evening for the provider; applications as two others on three days; the provider is left, switched off."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    admin, others = scene.people[2], (scene.people[12], scene.people[21])

    def does(by: Person, ms: int, act: str, thing: str = "", whom: Person | None = None, address: str = "",
             what: str = "look: session", refused: str = "") -> int:  # fmt: skip
        records = okta.person_does(rng, by, ms, act, thing, address=address or _PROXY[ms // DAY % 3], agent=_AGENT,
                                   whom=whom, refused=refused)  # fmt: skip
        scene.hostile(what, records, success=not refused)
        return ms + 40 * SECOND + rng.randrange(6 * MINUTE)

    ms = scene.at(1, 16) + rng.randrange(4 * HOUR)
    ms = does(admin, ms, "session", refused="VERIFICATION_ERROR")
    ms = does(admin, ms + 20 * MINUTE, "session")
    for whom in others:
        ms = does(admin, ms, "factors", whom=whom, what="stay: factors reset")
    ms = does(admin, ms, "admin", whom=others[0], what="stay: administrator made")
    ms = does(admin, ms, "provider", _NAME, what="stay: provider made")
    scene.foothold("provider", f"okta@main:idp:{_NAME}", ms)
    scene.foothold("privilege", f"okta@main:user:{others[0].id}", ms)
    for day in (1, 2, 5):
        ms = scene.at(day, 21) + rng.randrange(2 * HOUR)
        for other in others:
            ms = does(other, ms, "by-provider", _NAME, address=_OWN, what="use: entered by the provider")
            for app in rng.sample(("GitHub", "Slack", "AWS IAM Identity Center", "Jira"), 2):
                ms = does(other, ms, "enter", app, address=_OWN, what="use: application entered")
    does(admin, ms + HOUR, "drop-provider", _NAME, what="hide: provider switched off")
    scene.foothold("session", f"okta@main:user:{admin.id}", scene.first)
