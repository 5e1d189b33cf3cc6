"""A page between a person and the sign-in takes the session; a factor is added, a rule hides, mail goes to hundreds.

After the campaign that Microsoft described (June 2023): from one partner to the next, a session that is replayed from
elsewhere, a further second factor, a rule that puts everything away, and a letter to all who ever wrote.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, chrome, intrusion
from scenarios.systems.microsoft import Microsoft

_PROXY, _REPLAY = "251.140.6.30", "253.140.6.31"
_AGENT = chrome("Windows NT 10.0; Win64; x64", 151)


@intrusion("A session taken by a page between adds a factor, hides mail and writes to hundreds")
def plan(scene: Scene) -> None:
    """The sign-in by the page, replayed a quarter of an hour later; a factor; a rule; next day three hundred mails."""
    rng, tenant, who = scene.rng("intruder"), scene.known("microsoft", Microsoft), scene.people[44]
    box = f"{who.login}@{tenant.domain}"
    ms = scene.at(1, 8) + rng.randrange(5 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _PROXY, _AGENT, "Office 365 Exchange Online"))
    ms += 14 * MINUTE
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _REPLAY, _AGENT, "Office 365 Exchange Online"))
    for _ in range(5):
        ms += MINUTE + rng.randrange(6 * MINUTE)
        scene.hostile("take: mail read", tenant.reads(rng, ms, box, _REPLAY, "9199bf20-a13f-4107-85dc-02114787ef48"))
    changed = [{"Name": "StrongAuthenticationMethod", "NewValue": '[{"MethodType":3,"Default":false}]',
                "OldValue": '[{"MethodType":6,"Default":true}]'}]  # fmt: skip
    ms += 4 * MINUTE
    scene.hostile("stay: factor added", tenant.account_does(rng, who.login, ms, "Update user.", box, _REPLAY,
                                                            ModifiedProperties=changed))  # fmt: skip
    scene.foothold("factor", f"entra@main:user:{who.login}/factor", ms)
    rule = {"Name": ".", "MoveToFolder": "Archive", "MarkAsRead": "True", "StopProcessingRules": "True",
            "SubjectOrBodyContainsWords": "@;re:;fw:;undeliver"}  # fmt: skip
    ms = scene.at(2, 6) + rng.randrange(2 * HOUR)
    scene.hostile("hide: rule that hides", tenant.exchange_does(rng, who.login, ms, "New-InboxRule", f"{who.login}\\.",
                                                                _REPLAY, rule))  # fmt: skip
    scene.foothold("rule", f"m365@main:rule:{who.login}/.", ms)
    ms += 20 * MINUTE
    for number in range(300):
        subject = f"Fwd: shared document {number % 3 + 1}"
        scene.hostile("use: mail sent", tenant.sends(rng, who.login, ms, subject, _REPLAY))
        ms += 3 * SECOND + rng.randrange(25 * SECOND)
    for _ in range(7):
        ms += 2 * MINUTE + rng.randrange(20 * MINUTE)
        scene.hostile("hide: mail read", tenant.reads(rng, ms, box, _REPLAY, "9199bf20-a13f-4107-85dc-02114787ef48"))
    scene.foothold("session", f"entra@main:user:{who.login}", scene.first, ms + 5 * HOUR)
