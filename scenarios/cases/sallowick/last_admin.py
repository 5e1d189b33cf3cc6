"""An engineer gives in to prompts; wiki, tickets and chat are searched, then mail is copied and the others thrown out.

After LAPSUS$ (2022): a session that was bought or nagged for, what lies in the open about credentials, an administrator
of the intruder's own, a rule for all mail, and the other administrators removed.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.slack import Slack

_FROM = "253.17.140.9"
_AGENT = chrome("Windows NT 10.0; Win64; x64", 147)
_ROLE = [{"Name": "Role.DisplayName", "NewValue": "Global Administrator", "OldValue": ""}]


@intrusion("An engineer's session searches wiki and chat, and throws the administrators out")
def plan(scene: Scene) -> None:
    """Eleven prompts in a night, two evenings of search, then half an hour with the tenant."""
    rng, tenant, who = scene.rng("intruder"), scene.known("microsoft", Microsoft), scene.people[27]
    ms = scene.at(3, 0) + rng.randrange(2 * HOUR)
    for _ in range(11):
        scene.hostile("try: prompt", tenant.signs_in(rng, who, ms, _FROM, _AGENT, "Azure Portal", denied=True),
                      success=False)  # fmt: skip
        ms += 30 * SECOND + rng.randrange(4 * MINUTE)
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _FROM, _AGENT, "Azure Portal"))
    _searches(scene, who, ms + 10 * MINUTE)
    _searches(scene, who, scene.at(4, 19) + rng.randrange(2 * HOUR))
    ms = scene.at(6, 2) + rng.randrange(2 * HOUR)
    login = f"adm.{who.login.partition('.')[0]}"

    def does(operation: str, about: str, what: str, **more: object) -> int:
        scene.hostile(what, tenant.account_does(rng, who.login, ms, operation, about, _FROM, **more))
        return ms + 30 * SECOND + rng.randrange(3 * MINUTE)

    ms = does("Add user.", f"{login}@{tenant.domain}", "stay: account made")
    scene.foothold("account", f"entra@main:user:{login}", ms)
    ms = does("Add member to role.", f"{login}@{tenant.domain}", "stay: administrator", ModifiedProperties=_ROLE)
    rule = {"Name": "archive all", "BlindCopyTo": "all@sw-archive.example", "FromScope": "NotInOrganization"}
    scene.hostile("stay: all mail copied", tenant.exchange_does(rng, who.login, ms, "New-TransportRule", "archive all",
                                                                _FROM, rule))  # fmt: skip
    scene.foothold("rule", "m365@main:transport_rule:archive all", ms)
    for admin in (scene.people[24], scene.people[25], scene.people[26]):
        ms = does("Remove member from role.", f"{admin.login}@{tenant.domain}", "destroy: administrator removed",
                  ModifiedProperties=_ROLE)  # fmt: skip
    does("Delete user.", f"{scene.people[25].login}@{tenant.domain}", "destroy: account deleted")
    scene.foothold("session", f"entra@main:user:{who.login}", scene.first)


def _searches(scene: Scene, who: Person, ms: int) -> None:
    """Pages, tickets and channels in which credentials may stand."""
    rng = scene.rng("searches", ms)
    wiki, desk, chat = scene.known("confluence", Confluence), scene.known("jira", Jira), scene.known("slack", Slack)
    for word in rng.sample(("password", "vpn", "service+account", "token", "admin", "root"), 4):
        scene.hostile("look: wiki searched", wiki.anybody(rng, ms, "find", word, who.login, _FROM, _AGENT))
        page = rng.choice(wiki.guides)
        scene.hostile("take: page", wiki.anybody(rng, ms + 40 * SECOND, "page", page, who.login, _FROM, _AGENT))
        asked = f"text+~+{word}"
        scene.hostile(
            "look: tickets searched", desk.person_does(rng, who, ms + 2 * MINUTE, "search", asked, _FROM, _AGENT)
        )
        ticket = f"SEC-{3000 + rng.randrange(900)}"
        scene.hostile("take: ticket", desk.person_does(rng, who, ms + 3 * MINUTE, "browse", ticket, _FROM, _AGENT))
        ms += 5 * MINUTE + rng.randrange(6 * MINUTE)
    for channel in ("ops-secrets", "on-call", "incident-room"):
        scene.hostile("look: channel joined", chat.person_does(rng, who, ms, "join", channel, _FROM, _AGENT))
        ms += MINUTE + rng.randrange(3 * MINUTE)
